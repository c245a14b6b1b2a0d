"""What compose files name: folders to build in, build files, files of settings, mounted files, services."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from analyzer.parsing.structured import Block, Value, block, items, text
from analyzer.parsing.tasks import Service
from analyzer.references.commands import is_plain
from analyzer.references.lookup import judged
from analyzer.references.makers import CODE
from analyzer.references.model import Outcome, Reference
from analyzer.references.scripts import folders_above
from analyzer.references.specimens import is_shown
from analyzer.repository import Snapshot, derived


def service_references(repo: Snapshot) -> Iterator[Reference]:
    """The names in every compose file that is no example and no data of tests."""
    for path, services in repo.services.items():
        if is_shown(path):
            continue
        for service in services:
            yield from _built(repo, path, service)
            yield from _mounted(repo, path, service)
            yield from _waited_for(repo, path, service)
        for document in repo.yaml(path):
            yield from _files(repo, path, block(document.value))


def _looked_up(
    repo: Snapshot, path: str, line: int, kind: str, name: str, choices: tuple[str, ...] = ()
) -> Iterator[Reference]:
    """A name that is seen from the file's folder, or from that of the first of several files."""
    if not is_plain(name):
        return
    candidates = [
        normpath(join(folder or ".", choice))
        for folder in folders_above(path)
        for choice in choices or (name,)
    ]
    found = ["" if each == "." else each for each in candidates if not each.startswith("..")]
    if found:
        yield judged(repo, path, line, kind, name, found)


def _built(repo: Snapshot, path: str, service: Service) -> Iterator[Reference]:
    context = service.build_context
    if context is None or not is_plain(context):
        return
    yield from _looked_up(repo, path, service.line, "service is built in", context)
    name = normpath(join(context, service.dockerfile or "Dockerfile"))
    choices = (name,) if service.dockerfile else (name, normpath(join(context, "Containerfile")))
    yield from _looked_up(repo, path, service.line, "service is built from", name, choices)


def _mounted(repo: Snapshot, path: str, service: Service) -> Iterator[Reference]:
    """Files that are mounted; where a folder is missing, an empty one is made."""
    for volume in service.volumes:
        source, colon, target = volume.partition(":")
        if colon and source.startswith(("./", "../")) and CODE.fullmatch(source) and target.startswith("/"):
            line = _line_of(repo, path, service.line, source)
            yield from _looked_up(repo, path, line, "service mounts", normpath(source))


def _line_of(repo: Snapshot, path: str, first: int, said: str) -> int:
    """The first line from `first` on that says something; `first` where none does."""
    rows = (repo.text(path) or "").split("\n")
    found = (number for number in range(first, min(len(rows), first + 200) + 1) if said in rows[number - 1])
    return next(found, first)


def _waited_for(repo: Snapshot, path: str, service: Service) -> Iterator[Reference]:
    for name in service.depends:
        if "$" in name:
            continue
        if name in all_services(repo):
            yield Reference(path, service.line, "service waits for", name, Outcome.RESOLVES)
        else:
            why = "which is a service of no compose file"
            yield Reference(path, service.line, "service waits for", name, Outcome.DANGLES, why)


@derived
def all_services(repo: Snapshot) -> frozenset[str]:
    """The services of all compose files, of which several may be used together."""
    return frozenset(each.name for services in repo.services.values() for each in services)


def _files(repo: Snapshot, path: str, document: Block) -> Iterator[Reference]:
    for service in block(document.get("services")).values():
        for each in items(block(service).get("env_file")):
            yield from _named(repo, path, "service takes settings from", each)
        extended = block(service).get("extends")
        if isinstance(extended, Block) and extended.get("file") is not None:
            yield from _named(repo, path, "service extends one of", extended["file"])
    for each in block(document.get("configs")).values():
        if block(each).get("file") is not None:
            yield from _named(repo, path, "service mounts", block(each)["file"])
    for each in items(document.get("include")):
        yield from _named(repo, path, "compose file includes", each)


def _named(repo: Snapshot, path: str, kind: str, value: Value) -> Iterator[Reference]:
    said = block(value)
    if text(said.get("required")).lower() in ("false", "no"):
        return
    name = text(said.get("path", value))
    if name:
        yield from _looked_up(repo, path, getattr(name, "line", 1), kind, str(name))
