"""Workflows that lie where no CI system reads them, and YAML in files for a shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_example_path, is_test_path

WORKFLOW_FOLDER = lazy_regex(
    r"(?:^|/)(?:workflows?|\.github|github[-_]?actions?|ci|cd|ci[-_]?cd|pipelines?)/", re.IGNORECASE
)
# What others are to copy, where other systems of the same format look, and another repository's folder
# in this one.
MEANT_FOR_OTHERS = lazy_regex(
    r"(?:^|[/_.-])(?:templates?|examples?|samples?|snippets?|fixtures?|faulty|broken|demo|docs?|cookiecutter"
    r"|archive[ds]?|disabled|deprecated|old)(?:[/_.-]|$)|\{\{|(?:^|/)\.(?:gitea|forgejo)/|/\.github/",
    re.IGNORECASE,
)
TRIGGER = lazy_regex(r"^[\"']?on[\"']?[ \t]*:", re.MULTILINE)
JOBS = lazy_regex(r"^jobs[ \t]*:", re.MULTILINE)
RUNNER = lazy_regex(r"^[ \t]{1,12}runs-on[ \t]*:", re.MULTILINE)
COPIES = lazy_regex(r"\.github/workflows")
YAML_LINE = lazy_regex(r"[A-Za-z_][\w-]{0,40}:(?:[ \t]|$)")


class UnreadWorkflow(Struct, frozen=True):
    """A file that nothing reads as what it holds, and why."""

    path: str
    why: str


@derived
def unread_workflows(repo: Snapshot) -> tuple[UnreadWorkflow, ...]:
    """Every such file of the repository, what is meant for others to copy left out."""
    found = [*_misplaced(repo), *_in_shell_files(repo)]
    return tuple(sorted(found, key=lambda each: each.path))


def _misplaced(repo: Snapshot) -> Iterator[UnreadWorkflow]:
    candidates = [
        path
        for path in repo.paths
        if path.endswith((".yml", ".yaml"))
        and path not in repo.pipelines
        and WORKFLOW_FOLDER.search(path)
        and not _is_for_others(path)
    ]
    candidates = [path for path in candidates if _is_workflow(repo.text(path) or "")]
    said = _commands(repo) if candidates else ""
    for path in candidates:
        # Something copies workflows to their place, or runs this one by itself.
        if not COPIES.search(said) and basename(path) not in said:
            yield UnreadWorkflow(path, "a workflow outside .github/workflows, where no CI system reads it")


def _in_shell_files(repo: Snapshot) -> Iterator[UnreadWorkflow]:
    for path in repo.paths:
        if not path.endswith(".sh") or _is_for_others(path):
            continue
        lines = (line for line in (repo.text(path) or "").split("\n"))
        said = [line for line in lines if line.strip() and not line.startswith("#") and line != "---"][:2]
        if len(said) > 1 and YAML_LINE.match(said[0]) and _goes_on(said[1]):
            yield UnreadWorkflow(path, "YAML in a file for a shell, which no shell can run")


def _goes_on(line: str) -> bool:
    return YAML_LINE.match(line.strip().removeprefix("- ")) is not None


def _is_for_others(path: str) -> bool:
    return bool(MEANT_FOR_OTHERS.search(path)) or is_example_path(path) or is_test_path(path)


def _is_workflow(text: str) -> bool:
    return all(each.search(text) for each in (TRIGGER, JOBS, RUNNER))


def _commands(repo: Snapshot) -> str:
    """What tasks, scripts and CI say: where one of them names a workflow, it is not forgotten."""
    paths = sorted({*repo.of_kind(FileKind.TARGETS), *repo.of_kind(FileKind.CI)})
    return "\n".join(repo.text(path) or "" for path in paths)
