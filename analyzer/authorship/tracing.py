"""Whose work the cited lines are, traced through the versions of their files; renames that changed a file.

What earlier versions held is asked of a `Past`: where that cannot say, nobody knows whose the lines are, and
nothing else changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from analyzer.authorship.answers import Answers
from analyzer.authorship.cited import Step, Work, author_of, cited_lines, works_of
from analyzer.authorship.following import Touch, followed
from analyzer.authorship.lines import Change, Line
from analyzer.authorship.places import CitedFile, Place, cited_files, shown_places
from analyzer.authorship.provenance import Attribution, PathHistory, Renames, path_history
from analyzer.authorship.renames import Arrival, similar_renames, unexplained
from analyzer.model import Finding, Flag, Statement
from analyzer.provenance import CitedLines, Origin
from analyzer.repository import Snapshot
from analyzer.sources import CommitChanges, FileChange

CHANGES_READ_OF_A_FILE = 120
"""The newest ones but for the last, which is the oldest that there is."""
CONTENTS_COMPARED = 2000
ROUNDS_OF_RENAMES = 2

_NO_FILE = FileChange("", "")
_NO_CHANGES = CommitChanges({}, 0)


class NotSeenError(Exception):
    """What the past held cannot be seen, this time."""


class Past(Protocol):
    """What earlier commits made of files. Every method raises NotSeenError where it cannot say."""

    def changes(self, wanted: Collection[tuple[str, str]]) -> Mapping[str, CommitChanges]:
        """What commits made of files, by commit; asked are pairs of commit and path."""
        ...

    def obtain(self, blobs: Collection[str]) -> None:
        """Have contents here, in one request."""
        ...

    def read(self, blob: str) -> bytes | None:
        """A content; None where it is missing or too large to be compared."""
        ...


class Followed(Struct, frozen=True):
    """The history of paths, the renames beside the exact ones, and whether another try could see more."""

    history: PathHistory
    similar: Renames
    passing: bool = False


class Cited(Struct, frozen=True):
    """What a report shows of the places, and the statements with their authors; `passing` as above.

    `since`: when the name on the cited line came to its file, Unix seconds, where that is to be seen.
    """

    lines: Mapping[Place, CitedLines]
    statements: tuple[Statement, ...]
    passing: bool = False
    since: Mapping[Place, int] = MappingProxyType({})


def follow(past: Past, repo: Snapshot, paths: Iterable[str]) -> Followed:
    """Which commits touched the paths, also before a commit that renamed and changed them at once."""
    paths, complete = sorted(set(paths)), repo.history_problem is None
    history, similar = (
        path_history(repo.commits, paths, complete=complete),
        dict[str, tuple[tuple[str, str], ...]](),
    )
    asked: set[Arrival] = set()
    here = frozenset(repo.all_paths)
    try:
        for _round in range(ROUNDS_OF_RENAMES):
            arrivals = [each for each in unexplained(history, here) if each not in asked]
            if not arrivals:
                break
            asked.update(arrivals)
            found = _renames(past, arrivals)
            if not found:
                break
            for commit, pairs in found.items():
                similar[commit] = (*similar.get(commit, ()), *pairs)
            history = path_history(repo.commits, paths, complete=complete, similar=similar)
    except NotSeenError:
        return Followed(history, similar, passing=True)
    return Followed(history, similar)


def _renames(past: Past, arrivals: Sequence[Arrival]) -> Renames:
    wanted = {(each.commit, path) for each in arrivals for path in (each.path, *each.earlier)}
    changes = past.changes(wanted)
    contents = {
        (commit, path): change.after or change.before
        for commit, each in changes.items()
        for path, change in each.files.items()
        # What was there before and after was neither brought nor deleted.
        if not (change.before and change.after)
    }
    chosen: dict[str, None] = {}
    for each in arrivals:
        blobs = [
            contents[each.commit, path]
            for path in (each.path, *each.earlier)
            if (each.commit, path) in contents
        ]
        if len(blobs) > 1 and len(chosen) + len(blobs) <= CONTENTS_COMPARED:
            chosen.update(dict.fromkeys(blobs))
    past.obtain(chosen)
    return similar_renames(arrivals, contents, lambda blob: past.read(blob) if blob in chosen else None)


def read_cited(
    past: Past,
    repo: Snapshot,
    attribution: Attribution,
    followed_paths: Followed,
    findings: Mapping[str, Finding],
    flags: Sequence[Flag],
    statements: Sequence[Statement],
    answers: Answers,
) -> Cited:
    """The lines of every place that is shown, and the statements with the author of their sentence.

    `answers` are those that were found before.
    """
    files, works, passing = dict[str, CitedFile](), dict[str, Mapping[Line, Work]](), False
    since = dict[Place, int]()
    try:
        files = cited_files(repo, past.read, findings, flags, statements)
        traced = _traced(past, repo, followed_paths.similar, files)
        past.obtain(traced.contents)
        works = _works(past, repo, attribution, traced, files, answers)
        since = _since(past, traced, files, answers)
    except NotSeenError:
        passing = True
    lines = {
        (path, number): cited_lines(shown, works.get(path, {}), secret=number in file.secrets)
        for path, file in files.items()
        for number, shown in file.excerpts.items()
    }
    history = followed_paths.history
    known = (
        author_of(
            files[each.path].sentences[each] if each.path in files else (),
            works.get(each.path, {}),
            _file_author(attribution, history, each.path),
        )
        for each in statements
    )
    said = tuple(replace(each, author=author) for each, author in zip(statements, known, strict=True))
    return Cited(dict(sorted(lines.items())), said, passing, since)


def contents_of_cited(
    past: Past,
    repo: Snapshot,
    findings: Mapping[str, Finding],
    flags: Sequence[Flag],
    statements: Sequence[Statement],
) -> Collection[str]:
    """The contents that `read_cited` compares, but for those before a rename that changed a file."""
    here = frozenset(repo.all_paths)
    shown = dict.fromkeys(path for path, _line in shown_places(findings, flags, statements) if path in here)
    cited = [path for path in shown if past.read(repo.blob(path)) is not None]
    return _traced(past, repo, {}, cited).contents


def _file_author(attribution: Attribution, history: PathHistory, path: str) -> Origin | None:
    """Who wrote a file of which no line is known: whoever made every commit on it."""
    origins = {attribution.wrote(commit) for commit in history.of(path)}
    return origins.pop() if len(origins) == 1 else attribution.wrote(None)


def _works(
    past: Past,
    repo: Snapshot,
    attribution: Attribution,
    traced: _Traced,
    files: Mapping[str, CitedFile],
    answers: Answers,
) -> dict[str, Mapping[Line, Work]]:
    """Whose work the lines of every file are: of those that are looked at within the limits."""
    works = {}
    for path, each in traced.files.items():
        lines = files[path].lines
        found = answers.brought(lines, files[path].numbered, each, past.read)
        works[path] = works_of(
            lines, found, traced.steps(path), attribution, complete=repo.history_problem is None
        )
    return works


def _since(past: Past, traced: _Traced, files: Mapping[str, CitedFile], answers: Answers) -> dict[Place, int]:
    """When the names on the cited lines came to their files, where that is to be seen."""
    found = {}
    for path, changes in traced.files.items():
        since = answers.names_since(files[path].names, changes, traced.steps(path), past.read)
        found.update({(path, number): when for number, when in since.items() if when})
    return found


class _Traced(Struct, frozen=True):
    """Files back through their commits, by path, with what these changed, and the contents to be compared."""

    touches: Mapping[str, Sequence[Touch]]
    changes: Mapping[str, CommitChanges]
    files: Mapping[str, list[Change]]
    contents: frozenset[str]

    def steps(self, path: str) -> list[Step]:
        """The commits that changed a file, the newest first."""
        return [
            Step(touch.commit, self.changes.get(touch.commit.sha, _NO_CHANGES).modified)
            for touch in self.touches[path]
        ]


def _traced(past: Past, repo: Snapshot, similar: Renames, files: Collection[str]) -> _Traced:
    """Those of the files that are looked at within the limits, the first ones first."""
    every = followed(repo.commits, files, similar)
    touches = {path: _newest_and_first(each) for path, each in every.items()}
    earlier = {(sha, new): old for sha, pairs in similar.items() for old, new in pairs}
    wanted = {(each.commit.sha, each.path) for found in touches.values() for each in found}
    wanted |= {(sha, earlier[sha, new]) for sha, new in wanted if (sha, new) in earlier}
    changes = past.changes(wanted)
    known: dict[str, list[Change]] = {}
    contents: set[str] = set()
    for path in files:
        each = [_change(touch, changes, earlier) for touch in touches[path]]
        if len(each) < len(every[path]):
            each[-1] = replace(each[-1], gap=True)
        more = {blob for change in each for blob in (change.before, change.after) if blob} - contents
        if len(contents) + len(more) <= CONTENTS_COMPARED:
            known[path] = each
            contents |= more
    return _Traced(touches, changes, known, frozenset(contents))


def _newest_and_first(touches: Sequence[Touch]) -> Sequence[Touch]:
    """Of a long history: of what came between, nobody knows who brought it."""
    if len(touches) <= CHANGES_READ_OF_A_FILE:
        return touches
    return (*touches[: CHANGES_READ_OF_A_FILE - 1], touches[-1])


def _change(
    touch: Touch, changes: Mapping[str, CommitChanges], earlier: Mapping[tuple[str, str], str]
) -> Change:
    """What a commit made of a file; one that renamed it found it under its earlier name."""
    files = changes.get(touch.commit.sha, _NO_CHANGES).files
    found = files.get(touch.path, _NO_FILE)
    old = files.get(earlier.get((touch.commit.sha, touch.path), ""), _NO_FILE)
    return Change(found.before or old.before, found.after)
