"""Commits that say little about work: at times that no clock gave, or with hardly any change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.facts.history.announcements import Announcements, announcements
from analyzer.facts.history.commit_times import Grid, set_times
from analyzer.facts.history.routines import DATA, Routine, routine
from analyzer.facts.history.stamps import Repeat, Stamp, repeats, stamps
from analyzer.repository import Snapshot, derived
from analyzer.sources import SECONDS_A_DAY
from analyzer.text import plural

# Dates over months that were committed in one go: a rebase, unless most of these commits are asked about.
ONE_GO_SECONDS = 3600
DAYS_IN_ONE_GO = 60
FEWEST_IN_ONE_GO = 10


class OneGo(Struct, frozen=True):
    """Commits with dates over `days` days that were committed within an hour."""

    commits: frozenset[str]
    days: int


class Padding(Struct, frozen=True):
    """What is asked about in a history; nothing, None where there is none of a kind.

    `scheduled`: CI runs on a schedule here and may make the commits of the routine.
    """

    routine: Routine | None = None
    grid: Grid | None = None
    announced: tuple[Announcements, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    one_go: OneGo | None = None
    scheduled: bool = False

    @property
    def is_refresh(self) -> bool:
        """Whether the routine is one that scheduled CI explains: data that it fetches."""
        return (
            self.scheduled
            and self.routine is not None
            and self.routine.path.rpartition(".")[2].casefold() in DATA
        )

    @property
    def hardly_a_change(self) -> frozenset[str]:
        """The ids of the commits that change next to nothing."""
        routine = () if self.routine is None or self.is_refresh else (self.routine,)
        return _all((*routine, *self.announced, *self.stamps, *self.repeats))

    @property
    def commits(self) -> frozenset[str]:
        """The ids of all commits that are asked about."""
        dated = [each for each in (self.grid, self.one_go) if each is not None]
        return self.hardly_a_change | _all(dated)


def _all(
    marks: Iterable[Routine | Grid | Announcements | Stamp | Repeat | OneGo],
) -> frozenset[str]:
    return frozenset[str]().union(*(each.commits for each in marks))


@derived
def padding(repo: Snapshot) -> Padding:
    """What is asked about in the history; nothing where part of it could not be read."""
    if repo.history_problem is not None:
        return Padding()
    work = repo.work
    regular = routine(work)
    grid, announced, again = set_times(work), announcements(repo), repeats(work)
    # A routine says all there is to say about its file.
    known = {each.path for each in announced} | ({regular.path} if regular is not None else set())
    stamped = tuple(each for each in stamps(repo) if each.path not in known)
    scheduled = any("schedule" in each.triggers for each in repo.pipelines.values())
    found = Padding(regular, grid, announced, stamped, again, None, scheduled)
    return Padding(regular, grid, announced, stamped, again, _one_go(work, found.commits), scheduled)


def padded(repo: Snapshot) -> frozenset[str]:
    """The ids of the commits that count neither as days nor as months nor as sustained work."""
    return padding(repo).commits


def not_counted(repo: Snapshot) -> str:
    """A note on the commits that were not counted; "" if all were."""
    left_out = len(padded(repo))
    if not left_out:
        return ""
    return f"; {plural(left_out, 'commit')} with set times or hardly any change not counted"


def _one_go(work: Sequence[Commit], marked: frozenset[str]) -> OneGo | None:
    """The commits that were committed within an hour of most of what is asked about, if so."""
    if not marked:
        return None
    dated = sorted(
        (each.committed, each.authored, each.sha)
        for each in work
        if each.committed is not None and each.authored is not None
    )
    start, best = 0, (0, 0)
    for end, (committed, _authored, _sha) in enumerate(dated):
        while committed - dated[start][0] > ONE_GO_SECONDS:
            start += 1
        best = max(best, (end + 1 - start, -start))
    inside = dated[-best[1] : best[0] - best[1]]
    days = [authored // SECONDS_A_DAY for _committed, authored, _sha in inside]
    asked = sum(sha in marked for _committed, _authored, sha in inside)
    if len(inside) < FEWEST_IN_ONE_GO or 2 * asked < len(inside) or max(days) - min(days) < DAYS_IN_ONE_GO:
        return None
    return OneGo(frozenset(sha for _committed, _authored, sha in inside), max(days) - min(days) + 1)
