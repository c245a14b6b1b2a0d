"""Commits that say little about work: at times that no clock gave, or to one text in a routine."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.facts.commit_times import Grid, set_times
from analyzer.facts.routines import DATA, Routine, routine
from analyzer.repository import Snapshot, derived
from analyzer.text import plural


@dataclass(frozen=True, slots=True)
class Padding:
    """What is asked about in a history: its routine, its times on a grid; None where there is none.

    `scheduled`: CI runs on a schedule here and may make the commits of the routine.
    """

    routine: Routine | None = None
    grid: Grid | None = None
    scheduled: bool = False

    @property
    def commits(self) -> frozenset[str]:
        """The ids of the commits that are asked about."""
        changed = frozenset[str]() if self.routine is None or self.is_refresh else self.routine.commits
        return changed | (frozenset[str]() if self.grid is None else self.grid.commits)

    @property
    def is_refresh(self) -> bool:
        """Whether the routine is one that scheduled CI explains: data that it fetches."""
        return (
            self.scheduled
            and self.routine is not None
            and self.routine.path.rpartition(".")[2].casefold() in DATA
        )


@derived
def padding(repo: Snapshot) -> Padding:
    """What is asked about in the history; nothing where part of it could not be read."""
    if repo.history_problem is not None:
        return Padding()
    scheduled = any("schedule" in each.triggers for each in repo.pipelines.values())
    return Padding(routine(repo.work), set_times(repo.work), scheduled)


def padded(repo: Snapshot) -> frozenset[str]:
    """The ids of the commits that count neither as days nor as months nor as sustained work."""
    return padding(repo).commits


def not_counted(repo: Snapshot) -> str:
    """A note on the commits that were not counted; "" if all were."""
    left_out = len(padded(repo))
    if not left_out:
        return ""
    return f"; {plural(left_out, 'commit')} with set times or hardly any change not counted"
