"""The folder of the page: that of a batch, with what was asked for and what reviewers wrote.

    DIR/.batch/asked.json            who was asked for on the page, the newest last
    DIR/reviews/<id>/notes.json      what reviewers marked and wrote
    DIR/reviews/<id>/scorecard.md    the scorecard in Markdown, which is not made of its JSON

Whoever is asked about a candidate is looked up by the id; no name from outside becomes a path.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from analyzer.batch.candidates import Row, is_safe
from analyzer.batch.folder import STATE, BatchFolder, Missed, Record
from analyzer.sources import Source
from analyzer.store import CacheProblem, CacheSettings, Forgotten, forget_repositories
from analyzer.system.files import remove_halves, write_whole

ASKED, REVIEWS, NOTES, MARKDOWN = "asked.json", "reviews", "notes.json", "scorecard.md"
MOST_COMPARED_CLONES = 5000
"""With more scorecards, a clone goes that another one may need: it is fetched again."""


class Asked(Struct, frozen=True):
    """A candidate as somebody asked for it. `pending`: nobody has answered yet, so the next start goes on.

    `urls` are repositories that were read; `folders` says that there were some on this machine.
    """

    id: str
    targets: tuple[str, ...]
    identities: tuple[str, ...] = ()
    role: str | None = None
    pending: bool = True
    urls: tuple[str, ...] = ()
    folders: bool = False

    @property
    def row(self) -> Row:
        """The same, as a batch takes it."""
        return Row(0, 0, self.id, self.targets, self.identities, None, self.role)


class _List(Struct):
    rows: tuple[Asked, ...] = ()
    format: int = 1


class _Read(Struct):
    """A repository of a scorecard, as far as it says what a cache may know of it."""

    url: str | None = None
    head: str | None = None


class _Card(Struct):
    repositories: tuple[_Read, ...] = ()


class Shelf(BatchFolder):
    """Everything that is kept about candidates; any thread may use it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked: dict[str, Asked] = {}
        self.unsuccessful: dict[str, Missed] = {}
        """Why the last try gave no scorecard, where an earlier one stays."""
        self._lock = threading.RLock()
        self._reviews = path / REVIEWS

    def load(self) -> None:
        """Read the journal and who was asked for."""
        super().load()
        self._reviews.mkdir(mode=0o700, exist_ok=True)
        for folder in self._reviews.iterdir():
            remove_halves(folder)
        try:
            known = msgspec.json.decode((self.path / STATE / ASKED).read_bytes(), type=_List)
        except (FileNotFoundError, msgspec.MsgspecError, ValueError):
            known = _List()
        self.asked = {each.id: each for each in known.rows if is_safe(each.id)}
        self.records = {id: each for id, each in self.records.items() if is_safe(id)}

    def ids(self) -> list[str]:
        """Everybody, whoever was asked for last first."""
        with self._lock:
            return [*reversed(self.asked), *(id for id in reversed(self.records) if id not in self.asked)]

    def __contains__(self, id: str) -> bool:
        return id in self.asked or id in self.records

    def ask(self, rows: Iterable[Row]) -> list[str]:
        """Note who is wanted; a scorecard that is there is made again. The ids."""
        with self._lock:
            added = []
            for row in rows:
                before = self.asked.pop(row.id, None)
                known = (before.urls, before.folders) if before else ((), False)
                self.asked[row.id] = Asked(row.id, row.targets, row.identities, row.role, True, *known)
                self.unsuccessful.pop(row.id, None)
                added.append(row.id)
            self._write_asked()
            return added

    def answered(self, id: str) -> None:
        """Nobody waits for this candidate any more."""
        with self._lock:
            found = self.asked.get(id)
            if found is not None and found.pending:
                self.asked[id] = replace(found, pending=False)
                self._write_asked()

    def reads(self, id: str, sources: Iterable[Source]) -> None:
        """Note what is about to be read for a candidate, and may be found in the cache from then on."""
        with self._lock:
            asked = self.asked.get(id)
            if asked is None:
                return
            urls = [url for each in sources for url in (each.url, each.location) if each.remote and url]
            noted = replace(
                asked,
                urls=tuple(dict.fromkeys((*asked.urls, *urls))),
                folders=asked.folders or not all(each.remote for each in sources),
            )
            if noted != asked:
                self.asked[id] = noted
                self._write_asked()

    def is_done(self, id: str, key: str) -> bool:
        """As in a batch; whoever is asked for again is not."""
        asked = self.asked.get(id)
        return not (asked and asked.pending) and super().is_done(id, key)

    def keep(self, record: Record, scorecard: str | None) -> None:
        """As in a batch, but for a scorecard that is there: a try without success does not remove it.

        Of somebody who was forgotten meanwhile nothing is kept.
        """
        with self._lock:
            if record.id not in self.asked:
                return
            earlier = self.records.get(record.id)
            if scorecard is None and record.missed and earlier is not None and earlier.sha256:
                self.unsuccessful[record.id] = record.missed[0]
                return
            super().keep(record, scorecard)

    def card(self, id: str) -> bytes | None:
        """The scorecard's JSON, if there is one, and it is whole."""
        record = self.records.get(id)
        if record is None or not record.sha256:
            return None
        try:
            content = self.scorecard_path(record.id).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == record.sha256 else None

    def write_beside(self, id: str, name: str, content: bytes) -> None:
        """A file of a candidate. Raises KeyError for somebody who is not there any more."""
        with self._lock:
            if id not in self:
                raise KeyError(id)
            folder = self._reviews / id
            folder.mkdir(mode=0o700, exist_ok=True)
            write_whole(folder / name, content)

    def has_beside(self, id: str, name: str) -> bool:
        """Whether a file of a candidate is there."""
        return id in self and (self._reviews / id / name).is_file()

    def beside(self, id: str, name: str) -> bytes | None:
        """A file of a candidate that is there."""
        if id not in self:
            return None
        try:
            return (self._reviews / id / name).read_bytes()
        except OSError:
            return None

    def delete(self, id: str, cache: CacheSettings | None = None) -> str | None:
        """Remove everything about a candidate; why the cache still knows something, if it does."""
        with self._lock:
            own, asked = self._repositories(id), self.asked.get(id)
            others = self._urls_of_others(id) if len(self.records) <= MOST_COMPARED_CLONES else set()
            self.forget(id)
            shutil.rmtree(self._reviews / id, ignore_errors=True)
            self.asked.pop(id, None)
            self.unsuccessful.pop(id, None)
            self._write_asked()
        urls = frozenset(filter(None, (*(each.url for each in own), *(asked.urls if asked else ()))))
        heads = frozenset(each.head for each in own if each.head)
        # Results of folders are known by what was read there, if there is a scorecard that says so.
        unnamed = asked is not None and asked.folders and not heads
        if cache is None or not (urls or heads or unnamed):
            return None
        try:
            forget_repositories(cache, Forgotten(heads, urls, urls & others, unnamed))
        except CacheProblem as error:
            return str(error)
        return None

    def _urls_of_others(self, id: str) -> set[str | None]:
        return {each.url for other in self.records if other != id for each in self._repositories(other)}

    def _repositories(self, id: str) -> tuple[_Read, ...]:
        content = self.card(id)
        return () if content is None else msgspec.json.decode(content, type=_Card).repositories

    def _write_asked(self) -> None:
        content = msgspec.json.encode(_List(tuple(self.asked.values())))
        write_whole(self.path / STATE / ASKED, content)
