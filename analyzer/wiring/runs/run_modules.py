"""The first-party programs that something of the repository runs: what others must be reached from."""

from __future__ import annotations

from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import reached_from
from analyzer.wiring.roles import is_test
from analyzer.wiring.starts.entrypoints import modules_run_directly
from analyzer.wiring.starts.handed_programs import handed_by
from analyzer.wiring.starts.platform_starts import everything_started


@derived
def modules_run(repo: Snapshot) -> frozenset[str]:
    """First-party files that something of the repository runs.

    Containers, compose services, process files, clusters, platforms and machines by files of their own,
    console scripts, pipeline stages (`dvc.yaml`), the scripts that CI jobs and tasks run, and the programs
    that these hand to a platform.
    """
    started = {each.module for each in everything_started(repo)}
    found = modules_run_directly(repo) | {path for path in started if not is_test(repo, path)}
    return found | handed_by(repo, reached_from(repo, found))
