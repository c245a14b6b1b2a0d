"""Changes that were taken back: which commit a revert undoes, how soon, and how much that says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from analyzer.commits import DELTA_ID, Commit
from analyzer.declarations import FileKind
from analyzer.facts.history.proposals import number_in
from analyzer.facts.history.upkeep import upkeep_commits
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, is_bot, kinds
from analyzer.sources import SECONDS_A_DAY

HASTE = 3600
"""Seconds within which a change is taken back by whoever just made it, before anything else saw it."""
WITHIN_DAYS = 30
"""Later, a feature is removed; what failed in use is taken back before."""
ID_START = 7
SUBJECT_START = 12
"""Characters of a subject that is cut off, from which on it names one commit."""
TAKES_BACK = lazy_regex(
    r"(?:[\w ()/.,-]{1,40}!?:\s{0,3})?"
    r"(?:revert(?:s|ed|ing)?|roll(?:s|ed|ing)?[ -]?back|back(?:s|ed|ing)? out|undo(?:es)?)\b",
    re.IGNORECASE,
)
QUOTED_SUBJECT = lazy_regex(r"[\"“'`](.{4,190})[\"”'`]")
NUMBERS = lazy_regex(r"#(\d{1,7})\b")
AT_THE_END = lazy_regex(r"\s{0,3}\(#\d{1,7}\)\s{0,3}$")
# Exercises of taking back, and changes that are no work of their own.
REHEARSED = lazy_regex(
    r"\b(?:drills?|rehears\w*|game ?days?|practi[cs]e\w*|exercises?|simulat\w*|demo(?:nstrat\w*)?|tabletop"
    r"|test (?:revert|rollback)|(?:revert|rollback) test)\b",
    re.IGNORECASE,
)
RAISED_DEPENDENCY = lazy_regex(
    r"\bbump\w* \S|\b(?:upgrade|update)\w* (?:dependency )?\S{1,80} (?:from \S{1,40} )?to v?\d"
    r"|\bdependabot\b|\brenovate\b|\bchore\(deps|\bbuild\(deps",
    re.IGNORECASE,
)
# What was to be taken back from the start is no surprise.
MEANT_TO_END = lazy_regex(
    r"\b(?:temporar\w*|temp|for now|testing|try(?:ing)?|tests?|debug\w*|spike|wip|experiment\w*)\b",
    re.IGNORECASE,
)
# Of what nobody who uses it sees.
SAYS_LOOKS = lazy_regex(
    r"\b(?:lint(?:er|ing|s)?|flake8|ruff|pylint|black|isort|mypy|format(?:ting|ter)?|whitespace|typos?|docstrings?"
    r"|readme|pre-commit|eslint|prettier|rubocop)\b",
    re.IGNORECASE,
)
BRANCH_MERGED = lazy_regex(r"Merge (?:remote-tracking )?branch ")
SAYS_RELEASED = lazy_regex(r"\b(?:release|version)\b", re.IGNORECASE)


class Undone(Struct, frozen=True):
    """A commit that takes another one back; `less` says why that is worth less, "" if it is not."""

    revert: Commit
    change: Commit
    less: str = ""

    @property
    def seconds(self) -> int:
        """How long the change lasted."""
        return (self.revert.written or 0) - (self.change.written or 0)

    @property
    def lasted(self) -> str:
        """`40 minutes`, `5 hours`, `3 days`."""
        for unit, size in (("day", SECONDS_A_DAY), ("hour", 3600)):
            if self.seconds >= 2 * size:
                return f"{self.seconds // size} {unit}s"
        return f"{self.seconds // 60} minutes"


@derived
def undone(repo: Snapshot) -> tuple[Undone, ...]:
    """The changes of what runs that people took back within 30 days, newest first; each change once.

    Rehearsals, merged branches and what took back a revert are none. Within an hour, and of a dependency, a
    trial or a release, it is worth less.
    """
    takers = [
        each
        for each in reversed(upkeep_commits(repo))
        if each.reverts is not None or TAKES_BACK.match(each.subject) is not None
    ]
    names = _Names.of(repo.commits, takers)
    found: dict[str, Undone] = {}
    for commit in takers:
        change = names.taken_back(commit)
        if change is None or change.written is None or REHEARSED.search(f"{commit.subject} {change.subject}"):
            continue
        each = Undone(commit, change, _less(commit, change))
        if not changes_the_same(commit, change):
            continue
        took_back_a_revert = change.reverts is not None or TAKES_BACK.match(change.subject)
        if took_back_a_revert or BRANCH_MERGED.match(change.subject):
            continue
        if 0 < each.seconds <= WITHIN_DAYS * SECONDS_A_DAY:
            found.setdefault(change.sha, each)
    return tuple(reversed(found.values()))


def changes_the_same(revert: Commit, change: Commit) -> bool:
    """Whether a revert can undo what it names: half of its files, and none put back as that had left it.

    With more files it puts back a state, and takes back other commits. Of a merge nobody sees here what it
    brought.
    """
    if not change.paths or change.is_merge:
        return True
    paths = set(revert.paths)
    if 2 * len(paths & set(change.paths)) < len(paths) or set(revert.added) & set(change.added):
        return False
    left = _contents_after(change)
    return not any(left.get(path) == after for path, after in _contents_after(revert).items())


def _contents_after(commit: Commit) -> dict[str, str]:
    """What a commit left in its files, as far as the history tells: shortened ids by path."""
    found = {each.path: each.after[:DELTA_ID] for each in commit.changes}
    if commit.delta and len(commit.paths) == 1:
        found[commit.paths[0]] = commit.delta.rpartition("..")[2]
    return found


def _less(commit: Commit, change: Commit) -> str:
    if (
        is_bot(change.author)
        or RAISED_DEPENDENCY.search(change.subject)
        or all(FileKind.DEPENDENCIES in kinds(path) for path in commit.paths)
    ):
        return "of a dependency"
    if MEANT_TO_END.search(change.subject):
        return "of a trial"
    if SAYS_RELEASED.search(change.subject):
        return "of a release"
    if SAYS_LOOKS.search(change.subject):
        return "of how code looks"
    quick = (commit.written or 0) - (change.written or 0) < HASTE
    return "within an hour" if quick else ""


class _Names(Struct, frozen=True):
    """The commits of a history by what a message can name them by."""

    ids: Mapping[str, tuple[Commit, ...]]
    subjects: Mapping[str, tuple[Commit, ...]]
    numbers: Mapping[str, tuple[Commit, ...]]

    @classmethod
    def of(cls, commits: Sequence[Commit], takers: Sequence[Commit]) -> _Names:
        """Those commits that one of the `takers` may name: of a long history few."""
        if not takers:
            return cls({}, {}, {})
        ids: dict[str, list[Commit]] = {each.reverts[:ID_START]: [] for each in takers if each.reverts}
        numbers: dict[str, list[Commit]] = {number: [] for each in takers for number in _numbers(each)}
        subjects: dict[str, list[Commit]] = {}
        for text, cut in filter(None, map(_quoted, takers)):
            subjects |= {text: [], cut[:SUBJECT_START]: []}
        for each in commits:
            if ids and (same := ids.get(each.sha[:ID_START])) is not None:
                same.append(each)
            if subjects:
                plain = _plain(each.subject)
                for key in {plain, plain[:SUBJECT_START]} & subjects.keys():
                    subjects[key].append(each)
            if numbers and (number := number_in(each.subject.rstrip())) in numbers:
                numbers[number].append(each)
        return cls(
            *({key: tuple(found) for key, found in table.items()} for table in (ids, subjects, numbers))
        )

    def taken_back(self, commit: Commit) -> Commit | None:
        """The commit that this one says it takes back: by its id, its subject or its number."""
        if commit.reverts is not None:
            known = self.ids.get(commit.reverts[:ID_START], ())
            found = next((each for each in known if each.sha.startswith(commit.reverts)), None)
            if found is not None:
                return found
        if TAKES_BACK.match(commit.subject) is None:
            return None
        return next(self._named(commit), None)

    def _named(self, commit: Commit) -> Iterator[Commit]:
        quoted = _quoted(commit)
        if quoted is not None:
            text, cut = quoted
            known = self.subjects.get(text, ()) or (
                tuple(
                    each
                    for each in self.subjects.get(cut[:SUBJECT_START], ())
                    if each.subject.startswith(cut)
                )
                if cut != text and len(cut) >= SUBJECT_START
                else ()
            )
            yield from _before(known, commit)
        for number in _numbers(commit):
            yield from _before(self.numbers.get(number, ()), commit)


def _quoted(commit: Commit) -> tuple[str, str] | None:
    """The subject that a commit's subject quotes, and the same without the dots of one that is cut off."""
    found = QUOTED_SUBJECT.search(commit.subject)
    if found is None:
        return None
    text = _plain(found[1])
    return text, text.rstrip(".…")


def _numbers(commit: Commit) -> list[str]:
    """The numbers that its subject names, its own aside."""
    found: list[str] = NUMBERS.findall(commit.subject)
    own = number_in(commit.subject.rstrip()) if found else None
    return [number for number in found if number != own]


def _before(known: Sequence[Commit], commit: Commit) -> Iterator[Commit]:
    """Those that were written before the commit, newest first."""
    moment = commit.written or 0
    return (each for each in known if each.written is not None and each.written < moment)


def _plain(subject: str) -> str:
    return (AT_THE_END.sub("", subject) if "(#" in subject else subject).strip()
