"""What commits say, in columns: a million of them are held in the memory of a few hundred thousand records.

A `Commit` is a row: it looks up what it is asked, so that walking a history makes nothing that stays.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar, overload

from msgspec import Struct
from msgspec.structs import astuple

from analyzer.columns import NUMBER_CODE, Lists, Texts
from analyzer.sources import SECONDS_A_DAY, Author, Change

Key = TypeVar("Key", bound=Hashable)

_NO_DATE = -1
DELTA_ID = 12
"""Characters of an id in the `delta` of a commit: they tell the contents of one file apart."""


class CommitRecord(Struct, frozen=True, gc=False):
    """One commit of the assessed branch, as its values.

    `authored` and `committed` are Unix seconds, None where the date is impossible. `paths` are the
    paths it touched (all of them for a root commit), `added` those it brought, `renames` pairs of
    (old, new) whose content stayed the same. `path_count` counts also those over the cap. `reverts` is the
    (perhaps shortened) id that the message says this commit reverts, `review` the identifier of the review
    that its trailers say it passed (Gerrit's Change-Id, Phabricator's revision). `changes` are those of the
    few files whose old content matters. `delta` is, of a commit that only changes one file, the shortened ids
    of its content before and after.
    """

    sha: str
    author: Author
    co_authors: tuple[Author, ...]
    committer: Author
    authored: int | None
    committed: int | None
    parents: int
    subject: str
    paths: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    path_count: int = 0
    reverts: str | None = None
    review: str | None = None
    changes: tuple[Change, ...] = ()
    delta: str = ""


class CommitTable:
    """The columns; rows are added, and never changed."""

    def __init__(self) -> None:
        self.ids, self.subjects, self.deltas = Texts(), Texts(), Texts()
        self.reviews = Texts()
        self.authored, self.committed = array("q"), array("q")
        self.parents = array(NUMBER_CODE)
        # Numbers of people, of groups of them, and of paths.
        self.authors, self.committers, self.co_authors = (
            array(NUMBER_CODE),
            array(NUMBER_CODE),
            array(NUMBER_CODE),
        )
        self.paths, self.added = Lists(), Lists()
        self.people: list[Author] = []
        self.groups: list[tuple[Author, ...]] = []
        self.names: list[str] = []
        # What few commits have, by row; of `path_count` what is not the number of the paths.
        self.path_counts: dict[int, int] = {}
        self.reverts: dict[int, str] = {}
        self.renames: dict[int, tuple[tuple[str, str], ...]] = {}
        self.changes: dict[int, tuple[Change, ...]] = {}
        self._numbers: dict[Any, int] | None = None

    def __len__(self) -> int:
        return len(self.parents)

    def add(self, record: CommitRecord) -> None:
        """Add a row at the end."""
        row = len(self)
        self.ids.append(record.sha)
        self.subjects.append(record.subject)
        self.deltas.append(record.delta)
        self.reviews.append(record.review or "")
        self.authored.append(_NO_DATE if record.authored is None else record.authored)
        self.committed.append(_NO_DATE if record.committed is None else record.committed)
        self.authors.append(self._number(record.author, self.people))
        self.committers.append(self._number(record.committer, self.people))
        self.co_authors.append(self._number(record.co_authors, self.groups))
        self.paths.append([self._number(path, self.names) for path in record.paths])
        self.added.append([self._number(path, self.names) for path in record.added])
        if record.path_count != len(record.paths):
            self.path_counts[row] = record.path_count
        if record.reverts:
            self.reverts[row] = record.reverts
        if record.renames:
            self.renames[row] = record.renames
        if record.changes:
            self.changes[row] = record.changes
        self.parents.append(record.parents)

    def _number(self, value: Any, known: list[Any]) -> int:
        """The number of a value among those that are known, of which it is one from here on."""
        if self._numbers is None:
            self._numbers = {}
            for values in (self.names, self.people, self.groups):
                self._numbers.update(zip(values, range(len(values)), strict=True))
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = len(known)
            known.append(value)
        return number

    def is_sound(self) -> bool:
        """Whether all columns are of one length and name what there is: asked of one that was kept."""
        columns = [getattr(self, name) for name in COMMIT_COLUMNS]
        named = ((self.authors, self.people), (self.committers, self.people), (self.co_authors, self.groups))
        return (
            all(len(each) == len(self) for each in columns)
            and all(each.is_sound() for each in columns if isinstance(each, Texts | Lists))
            and all(max(numbers, default=-1) < len(known) for numbers, known in named)
            and all(max(each.values, default=-1) < len(self.names) for each in (self.paths, self.added))
        )

    def selected(self, rows: Sequence[int]) -> CommitTable:
        """A table of these rows in this order."""
        found = CommitTable()
        for name in COMMIT_COLUMNS:
            column = getattr(self, name)
            if isinstance(column, array):
                setattr(found, name, array(column.typecode, map(column.__getitem__, rows)))
            else:
                setattr(found, name, column.selected(rows))
        found.people, found.groups, found.names = self.people[:], self.groups[:], self.names[:]
        for row, old in enumerate(rows):
            for name in RARE_VALUES:
                if old in getattr(self, name):
                    getattr(found, name)[row] = getattr(self, name)[old]
        return found


COMMIT_COLUMNS = (
    "ids", "subjects", "deltas", "reviews", "authored", "committed", "parents", "authors",
    "committers", "co_authors", "paths", "added",
)  # fmt: skip
RARE_VALUES = ("path_counts", "reverts", "renames", "changes")


class Commit(Struct, frozen=True, gc=False, eq=False):
    """One commit of the assessed branch, a row of a table; `CommitRecord` says what its values are.

    Of two commits of one history the one with the smaller `row` comes first: it is the newer one.
    """

    table: CommitTable
    row: int

    @property
    def sha(self) -> str:
        return self.table.ids[self.row]

    @property
    def author(self) -> Author:
        table = self.table
        return table.people[table.authors[self.row]]

    @property
    def co_authors(self) -> tuple[Author, ...]:
        table = self.table
        return table.groups[table.co_authors[self.row]]

    @property
    def committer(self) -> Author:
        table = self.table
        return table.people[table.committers[self.row]]

    @property
    def authored(self) -> int | None:
        seconds = self.table.authored[self.row]
        return None if seconds == _NO_DATE else seconds

    @property
    def committed(self) -> int | None:
        seconds = self.table.committed[self.row]
        return None if seconds == _NO_DATE else seconds

    @property
    def parents(self) -> int:
        return self.table.parents[self.row]

    @property
    def subject(self) -> str:
        return self.table.subjects[self.row]

    @property
    def paths(self) -> tuple[str, ...]:
        table = self.table
        return tuple(map(table.names.__getitem__, table.paths[self.row]))

    @property
    def added(self) -> tuple[str, ...]:
        table = self.table
        return tuple(map(table.names.__getitem__, table.added[self.row]))

    @property
    def renames(self) -> tuple[tuple[str, str], ...]:
        return self.table.renames.get(self.row, ())

    @property
    def path_count(self) -> int:
        count = self.table.path_counts.get(self.row)
        return len(self.table.paths[self.row]) if count is None else count

    @property
    def reverts(self) -> str | None:
        return self.table.reverts.get(self.row)

    @property
    def review(self) -> str | None:
        return self.table.reviews[self.row] or None

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.table.changes.get(self.row, ())

    @property
    def delta(self) -> str:
        return self.table.deltas[self.row]

    @property
    def is_merge(self) -> bool:
        return self.table.parents[self.row] > 1

    @property
    def written(self) -> int | None:
        """When it was written, Unix seconds, as far as its dates bear each other out; None if they do not.

        That is the author's date, which a rebase keeps. Nothing is written after it was committed: where the
        author's date is over a day later, the committer's counts. The first day of Unix time is no date.
        """
        table = self.table
        authored, committed = table.authored[self.row], table.committed[self.row]
        if authored < SECONDS_A_DAY or committed == _NO_DATE:
            return None
        return committed if authored > committed + SECONDS_A_DAY else authored

    @property
    def record(self) -> CommitRecord:
        """All of its values."""
        return CommitRecord(*(getattr(self, name) for name in CommitRecord.__struct_fields__))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Commit):
            return NotImplemented
        same = self.table is other.table and self.row == other.row
        return same or astuple(self.record) == astuple(other.record)

    def __hash__(self) -> int:
        return hash(self.sha)

    def __repr__(self) -> str:
        return repr(self.record)


class Commits(Sequence[Commit]):
    """Rows of a table in an order: a history, newest commit first, or part of one."""

    __slots__ = ("_rows", "table")

    def __init__(self, table: CommitTable, rows: Sequence[int] | None = None) -> None:
        self.table = table
        self._rows = range(len(table)) if rows is None else rows

    @classmethod
    def of(cls, records: Iterable[CommitRecord | Commit]) -> Commits:
        """The commits, in this order, in a table of their own."""
        table = CommitTable()
        for each in records:
            table.add(each.record if isinstance(each, Commit) else each)
        return cls(table)

    def without(self, ids: Collection[str]) -> Commits:
        """Those that do not have any of these ids."""
        return self.where(lambda commit: commit.sha not in ids) if ids else self

    def grouped(self, key: Callable[[Commit], Key | None]) -> dict[Key, Commits]:
        """The commits by what `key` says of them, in order; without those of which it says None."""
        rows: dict[Key, array[int]] = {}
        for commit in self:
            if (found := key(commit)) is not None:
                rows.setdefault(found, array(NUMBER_CODE)).append(commit.row)
        return {found: Commits(self.table, each) for found, each in rows.items()}

    def where(self, keeps: Callable[[Commit], bool]) -> Commits:
        """Those that are to be kept."""
        return Commits(self.table, array(NUMBER_CODE, (each.row for each in self if keeps(each))))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Commit]:
        return map(partial(Commit, self.table), self._rows)

    def __reversed__(self) -> Iterator[Commit]:
        return map(partial(Commit, self.table), reversed(self._rows))

    @overload
    def __getitem__(self, place: int) -> Commit: ...

    @overload
    def __getitem__(self, place: slice) -> Commits: ...

    def __getitem__(self, place: int | slice) -> Commit | Commits:
        if isinstance(place, slice):
            return Commits(self.table, self._rows[place])
        return Commit(self.table, self._rows[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Commits) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    @property
    def ids(self) -> Iterator[str]:
        """The ids, in order."""
        return map(self.table.ids.__getitem__, self._rows)

    @property
    def paths(self) -> frozenset[str]:
        """Every path that any of them touched."""
        numbers: set[int] = set()
        numbers.update(*map(self.table.paths.__getitem__, self._rows))
        return frozenset(map(self.table.names.__getitem__, numbers))
