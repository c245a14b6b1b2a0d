"""Services of compose files that commands name: `docker compose exec api ...`, `docker compose up db`."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import unwrap
from analyzer.parsing.structured import block
from analyzer.parsing.tasks import Invocation, invocation
from analyzer.references.model import Outcome, Reference
from analyzer.references.scripts import Said, commands_said
from analyzer.references.services import all_services
from analyzer.references.specimens import is_shown
from analyzer.repository import Snapshot, derived

SERVICE_NAME = lazy_regex(r"[A-Za-z0-9][\w.-]{0,100}")
COMPOSE_PROGRAMS = frozenset({"docker", "podman", "nerdctl", "docker-compose", "podman-compose"})


def compose_service_references(repo: Snapshot) -> Iterator[Reference]:
    """The services that commands of CI, of targets and of scripts start, or run something in."""
    if not repo.services or _is_open(repo):
        return
    for said in commands_said(repo):
        words = unwrap(said.words)
        if not words or words[0] not in COMPOSE_PROGRAMS or _is_elsewhere(repo, said):
            continue
        for call in invocation(words):
            if call.kind == "compose" and _is_read(repo, said, call):
                yield from _of_names(repo, said, call)


def _of_names(repo: Snapshot, said: Said, call: Invocation) -> Iterator[Reference]:
    kind = f"{said.text.owner} runs the service"
    for name in call.names:
        if SERVICE_NAME.fullmatch(name) is None:
            continue
        if name in all_services(repo):
            yield Reference(said.text.path, said.line, kind, name, Outcome.RESOLVES)
        else:
            why = "which is a service of no compose file"
            yield Reference(said.text.path, said.line, kind, name, Outcome.DANGLES, why)


def _is_elsewhere(repo: Snapshot, said: Said) -> bool:
    """Whether a command may see other compose files than those of the repository, or need not succeed."""
    text = said.text
    if said.optional or text.brings or text.anywhere or not said.directories:
        return True
    if text.job is None:
        return is_shown(text.path)
    return text.checkouts is None or text.checkouts.unknown is not None or text.checkouts.own != ("",)


def _is_read(repo: Snapshot, said: Said, call: Invocation) -> bool:
    """Whether the compose file of a command is one of the repository that was read."""
    if call.file is None:
        return True
    places = (normpath(join(each or ".", call.directory or ".", call.file)) for each in said.directories)
    return any(each in repo.services for each in (*places, normpath(call.file)))


@derived
def _is_open(repo: Snapshot) -> bool:
    """Whether a compose file takes in another one that is not read, or cannot be read itself."""
    for path in repo.services:
        for document in repo.yaml(path):
            if document.problem is not None or block(document.value).get("include") is not None:
                return True
    return False
