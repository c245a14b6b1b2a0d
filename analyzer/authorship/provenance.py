"""Attribution: the candidate's share of every path, who introduced it, and whether work on it was sustained.

Shares are intervals. `low` counts the commits that surely are the candidate's, `high` adds those that only
look alike. Bots and merge commits count for nobody. In a fork only its own commits count: what it has from
its parent is the work of others, whoever signed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from msgspec import Struct, field

from analyzer.commits import Commit
from analyzer.identities import Identity, head_count
from analyzer.provenance import Origin, PathProvenance, Share
from analyzer.repository import is_bot
from analyzer.sources import SECONDS_A_DAY, Author

SUSTAINED_DAYS = 3
SUSTAINED_SPAN_DAYS = 90


class Attribution(Struct, frozen=True):
    """Whose work is asked about, and how far a history can tell.

    `identity` is None where nobody was named: then all work counts, in a fork its own. `own` are the ids of a
    fork's own commits, None where they are not known. `unclear` are the ids of the commits that do not show
    who wrote what they brought (a single import, marks of another owner); `padded` of those that are no sign
    of sustained work. `known` marks who of the history can be one person.
    """

    identity: Identity | None = None
    is_fork: bool = False
    own: frozenset[str] | None = None
    unclear: frozenset[str] = frozenset()
    padded: frozenset[str] = frozenset()
    known: Mapping[Author, int] = {}

    def share(self, commits: Sequence[Commit]) -> Share | None:
        """The share of the commits that counts; of none, nothing is known. None where nothing is asked."""
        if self.identity is None and not self.is_fork and not self.unclear:
            return None
        if not commits:
            return Share(0.0, 1.0)
        origins = [self._counts_as(commit) for commit in commits]
        sure, unsure = origins.count(Origin.CANDIDATE), origins.count(Origin.UNSURE)
        return Share(sure / len(commits), (sure + unsure) / len(commits))

    def is_work(self, commit: Commit) -> bool:
        """Whether a commit shows that somebody who counts kept working."""
        inherited = self.is_fork and self.own is not None and commit.sha not in self.own
        is_step = not inherited and commit.sha not in self.padded
        return is_step and self._wrote(commit) is Origin.CANDIDATE

    def wrote(self, commit: Commit | None) -> Origin | None:
        """Who wrote what a commit brought (None: no single one did); None where nothing is asked."""
        if self.identity is None and not self.is_fork:
            return None
        if commit is None:
            return Origin.UNSURE
        return Origin.OTHER if is_bot(commit.author) else self._counts_as(commit)

    def introduced(self, commit: Commit | None) -> Origin | None:
        """Who brought a path that came with `commit` (None: the history does not show it).

        None where nobody was named, except for what a fork surely has from its parent.
        """
        if self.identity is None:
            inherited = self.own is not None and commit is not None and commit.sha not in self.own
            return Origin.OTHER if inherited else None
        if commit is None:
            return Origin.UNSURE
        if is_bot(commit.author):
            return Origin.OTHER
        return self._as_sure_as_history(commit, self.identity.origin_of(commit))

    def _wrote(self, commit: Commit) -> Origin:
        return Origin.CANDIDATE if self.identity is None else self.identity.origin_of(commit)

    def _counts_as(self, commit: Commit) -> Origin:
        wrote = self._as_sure_as_history(commit, self._wrote(commit))
        if not self.is_fork:
            return wrote
        if self.own is None:
            return Origin.UNSURE if wrote is Origin.CANDIDATE else wrote
        return wrote if commit.sha in self.own else Origin.OTHER

    def _as_sure_as_history(self, commit: Commit, origin: Origin) -> Origin:
        return Origin.UNSURE if commit.sha in self.unclear and origin is Origin.CANDIDATE else origin


class PathHistory(Struct, frozen=True):
    """The counted commits of every path that still exists, newest first, through exact renames.

    `introductions` has the commit that brought a path, also a bot's, and `brought_as` the name that the path
    had then; a path whose beginning the history does not show is not in them.
    """

    by_path: Mapping[str, tuple[Commit, ...]]
    introductions: Mapping[str, Commit] = field(default_factory=dict)
    brought_as: Mapping[str, str] = field(default_factory=dict)

    def of(self, path: str) -> tuple[Commit, ...]:
        return self.by_path.get(path, ())


Renames = Mapping[str, tuple[tuple[str, str], ...]]
"""Pairs of (old, new) path by the id of the commit that renamed and changed the file at once."""


def path_history(
    commits: Sequence[Commit],
    paths: Iterable[str],
    *,
    complete: bool = True,
    similar: Renames = MappingProxyType({}),
) -> PathHistory:
    """Which commits (newest first) touched each of the paths, under this or an earlier name.

    Where a history is not `complete`, its roots may be where it was cut off: they introduce nothing.
    `similar` are renames beside the exact ones, which the commits name themselves.
    """
    names: dict[str, set[str]] = {}
    for path in paths:
        names.setdefault(path, set()).add(path)
    found: dict[str, list[Commit]] = {path: [] for path in names}
    introductions: dict[str, Commit] = {}
    brought_as: dict[str, str] = {}
    for commit in commits:
        if commit.is_merge:
            continue
        renames = (*commit.renames, *(similar.get(commit.sha, ()) if similar else ()))
        if not is_bot(commit.author):
            for touched in commit.paths:
                for path in names.get(touched, ()):
                    found[path].append(commit)
        if complete or commit.parents:
            moved = {new for _old, new in renames}
            for added in commit.added:
                if added in names and added not in moved:
                    introductions.update(dict.fromkeys(names[added], commit))
                    brought_as.update(dict.fromkeys(names[added], added))
        for old, new in renames:
            for path in names.pop(new, set()):
                names.setdefault(old, set()).add(path)
    return PathHistory({path: tuple(each) for path, each in found.items()}, introductions, brought_as)


def path_provenance(attribution: Attribution, touched: PathHistory, path: str) -> PathProvenance:
    """Whose work a path is, who brought it, when it was worked on and by how many."""
    commits = touched.of(path)
    dated = [each.written for each in commits if each.written is not None]
    return PathProvenance(
        share=attribution.share(commits),
        commit=commits[0].sha if commits else None,
        date=day(commits[0].written) if commits else None,
        introduced=attribution.introduced(touched.introductions.get(path)),
        first_date=day(min(dated, default=None)),
        days=len(days_of(commits)),
        authors=head_count(attribution.identity, commits, attribution.known),
    )


def provenance_of_commits(
    sets: Iterable[tuple[str, ...]], attribution: Attribution, history: Sequence[Commit]
) -> Mapping[tuple[str, ...], PathProvenance]:
    """Whose work each set of commits is, given by their ids; the first is the one to open.

    An id that the history does not hold counts for nobody.
    """
    sets = sorted(set(sets))
    wanted = {sha for each in sets for sha in each}
    known = {commit.sha: commit for commit in history if commit.sha in wanted} if wanted else {}
    return {each: _commits_provenance(attribution, each, known) for each in sets}


def _commits_provenance(
    attribution: Attribution, ids: Sequence[str], known: Mapping[str, Commit]
) -> PathProvenance:
    commits = [known[sha] for sha in ids if sha in known]
    dated = [each.written for each in commits if each.written is not None]
    return PathProvenance(
        share=attribution.share(commits),
        commit=commits[0].sha if commits else None,
        date=day(max(dated, default=None)),
        first_date=day(min(dated, default=None)),
        days=len(days_of(commits)),
        authors=head_count(attribution.identity, commits, attribution.known),
    )


def is_kept_up(paths: Iterable[str], attribution: Attribution, touched: PathHistory, since: int = 0) -> bool:
    """Whether the candidate kept working on the paths; where nobody was named, anybody's work counts.

    Work before `since`, Unix seconds, does not.
    """
    return is_sustained(
        {
            commit
            for path in paths
            for commit in touched.of(path)
            if attribution.is_work(commit) and (commit.written or 0) >= since
        }
    )


def kept_up_paths(paths: Mapping[str, int], attribution: Attribution, touched: PathHistory) -> frozenset[str]:
    """The paths that the candidate kept working on, each by itself: who opens one sees its own history.

    They come with when each was wired: work before that does not count.
    """
    return frozenset(
        each for each, since in paths.items() if is_kept_up((each,), attribution, touched, since)
    )


def is_sustained(commits: Iterable[Commit]) -> bool:
    """Whether the commits fall on enough days, far enough apart: at least 3 that span at least 90."""
    days = days_of(commits)
    return len(days) >= SUSTAINED_DAYS and max(days) - min(days) >= SUSTAINED_SPAN_DAYS


def days_of(commits: Iterable[Commit]) -> frozenset[int]:
    """The days on which the commits were written, UTC, from 1 January 1970; impossible dates have none."""
    return frozenset(commit.written // SECONDS_A_DAY for commit in commits if commit.written is not None)


def day(seconds: int | None) -> str | None:
    """A Unix time as an ISO day in UTC; None for an impossible date."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).date().isoformat()


def provenance_of(
    paths: Iterable[str], attribution: Attribution, touched: PathHistory
) -> Mapping[str, PathProvenance]:
    """The provenance of every path, sorted by path."""
    return {path: path_provenance(attribution, touched, path) for path in sorted(set(paths))}
