"""The modules that something of the repository starts: what a signal must be reached from to be wired."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname

from analyzer.repository import Snapshot, derived
from analyzer.wiring.conventions import imports_by_name
from analyzer.wiring.modules import reached_from
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.execution import scheduled_modules
from analyzer.wiring.runs.run_modules import modules_run

MAXIMUM_ROUNDS = 3


@derived
def running_modules(repo: Snapshot) -> frozenset[str]:
    """Modules that anything starts or that run on a schedule, with what they import.

    An application that nothing starts is not among them, nor is what only tests import.
    """
    return reached_by_any_name(repo, modules_run(repo) | scheduled_modules(repo))


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
