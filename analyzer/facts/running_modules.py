"""The modules that something of the repository starts: what a signal must be reached from to be wired."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from posixpath import dirname

from analyzer.facts.manifests import is_shown
from analyzer.parsing.structured import Block, block, items, text
from analyzer.repository import Snapshot, derived
from analyzer.wiring.conventions import imports_by_name
from analyzer.wiring.entrypoints import modules_run, started_by_service
from analyzer.wiring.execution import nodes, scheduled_modules
from analyzer.wiring.modules import reached_from
from analyzer.wiring.roles import is_test
from analyzer.wiring.served_models import started_modules

MAXIMUM_CONTAINERS = 500
MAXIMUM_ROUNDS = 3


@derived
def started_files(repo: Snapshot) -> frozenset[str]:
    """Files that a container, task, CI job, platform or cluster starts; not what they import."""
    platforms = {each.module for each in started_modules(repo).values()}
    return modules_run(repo) | set(_in_clusters(repo)) | platforms


@derived
def running_modules(repo: Snapshot) -> frozenset[str]:
    """Modules that anything starts or that run on a schedule, with what they import.

    An application that nothing starts is not among them, nor is what only tests import.
    """
    return reached_by_any_name(repo, started_files(repo) | scheduled_modules(repo))


def reached_by_any_name(repo: Snapshot, starts: Iterable[str]) -> frozenset[str]:
    """The files and what they import, also at run time: any module in the folder of such an import."""
    found = reached_from(repo, starts)
    for _ in range(MAXIMUM_ROUNDS):
        folders = {dirname(path) for path in found & _importing_at_run_time(repo)} - {""}
        beside = {path for path in repo.modules if any(path.startswith(f"{each}/") for each in folders)}
        if beside <= found:
            break
        found = reached_from(repo, found | {path for path in beside if not is_test(repo, path)})
    return found


@derived
def _importing_at_run_time(repo: Snapshot) -> frozenset[str]:
    return frozenset(path for path, facts in repo.modules.items() if imports_by_name(facts))


def _in_clusters(repo: Snapshot) -> Iterator[str]:
    """The files that containers of any kind of object start by a command of their own."""
    taken = 0
    for path in repo.paths:
        if not path.endswith((".yaml", ".yml")) or path in repo.pipelines or is_shown(path):
            continue
        content = repo.content(path) or b""
        if b"apiVersion" not in content or (b"command:" not in content and b"args:" not in content):
            continue
        for document in repo.yaml(path):
            for node in nodes(document.value) if "apiVersion" in block(document.value) else ():
                if isinstance(node, Block) and ("command" in node or "args" in node):
                    taken += 1
                    if taken > MAXIMUM_CONTAINERS:
                        return
                    yield from _started_by(repo, node)


def _started_by(repo: Snapshot, container: Block) -> Iterator[str]:
    words = [text(each) for key in ("command", "args") for each in items(container.get(key))]
    for start in started_by_service(repo, "_", 1, shlex.join(words)):
        if start.module is not None:
            yield start.module
