"""What may run of everything that the repository runs, the projects of pipeline tools with it."""

from __future__ import annotations

from analyzer.repository import Snapshot, derived
from analyzer.wiring.runs.called import Called, called_from
from analyzer.wiring.runs.flow_projects import dagster_projects, kedro_commands
from analyzer.wiring.runs.kedro_nodes import functions_of_nodes
from analyzer.wiring.runs.kedro_runs import runs_in_programs
from analyzer.wiring.runs.run_modules import modules_run


@derived
def called_by_programs(repo: Snapshot) -> Called:
    """What may run of everything that the repository runs: images, tasks, stages, scripts of CI."""
    return called_with_projects(repo, modules_run(repo))


def called_with_projects(repo: Snapshot, begun: frozenset[str]) -> Called:
    """What may run where these modules are started, and the projects of pipeline tools are run."""
    begun = begun | dagster_projects(repo)
    first = called_from(repo, begun)
    runs = dict.fromkeys(kedro_commands(repo))
    runs.update((run, None) for path, function, run in runs_in_programs(repo) if first.has(path, function))
    if not runs:
        return first
    functions = frozenset(each for run in runs for each in functions_of_nodes(repo, run))
    return called_from(repo, begun, sorted(functions), {path for path, _name in functions})
