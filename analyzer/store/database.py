"""One SQLite file that keeps values by layer and key, and forgets those that were not used for longest.

Whatever happens to the file, also while it is in use, costs time and nothing else: a value is checked when it
is read, every error ends the use of the file for this process, and a damaged file is made anew.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from analyzer.store.folder import DATABASE, CacheProblem, private_folder

APPLICATION_ID = 0x52455649
TABLES_VERSION = 1
"""Of the tables: a file of another version is left alone."""
WAIT_SECONDS = 2.0
"""For another process that is writing: longer ones than this go without."""
EMPTIED_TO = 0.8
"""Of the limit: how full it is after the oldest values were removed."""
KEPT_VALUE_LIMIT = 256 * 1024**2
_CHECKSUM_BYTES = 4
# A fifth of the bytes, for a twentieth of the time that parsing takes.
_QUICKLY = 1
_TABLES = """
CREATE TABLE sessions (number INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE kept (
    layer TEXT NOT NULL, key BLOB NOT NULL, part BLOB NOT NULL, used INTEGER NOT NULL, size INTEGER NOT NULL,
    value BLOB NOT NULL, PRIMARY KEY (layer, key, part)
);
CREATE INDEX by_use ON kept (used, size);
"""
_DAMAGED = ("malformed", "not a database", "no such table", "no such column", "disk image")


class LayerSize(Struct, frozen=True):
    """How much is kept in one layer."""

    layer: str
    values: int
    size: int


class Database:
    """The file in `folder`, opened when it is first asked; of one process, and of no child that it forks.

    Every method raises CacheProblem where the file cannot be used, and never again after that: `get` then
    finds nothing and nothing is kept.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._file: sqlite3.Connection | None = None
        self._given_up = False
        self._session = 0
        self._new: dict[tuple[str, bytes, bytes], bytes] = {}
        self._used: set[tuple[str, bytes, bytes]] = set()

    def get(self, layer: str, key: bytes) -> list[tuple[bytes, bytes]]:
        """The parts that are kept under a key, with their values; damaged ones are left out."""
        if self._given_up:
            return []
        found = []
        with self._opened() as file:
            rows = file.execute(
                "SELECT part, value, used FROM kept WHERE layer = ? AND key = ?", (layer, key)
            )
            for part, value, used in rows:
                content = _checked(value, layer.encode() + key + part)
                if content is not None:
                    found.append((bytes(part), content))
                    if used != self._session:
                        self._used.add((layer, key, bytes(part)))
        return found

    def put(self, layer: str, key: bytes, part: bytes, value: bytes) -> None:
        """Keep a value; it is written when this is closed."""
        if not self._given_up and len(value) <= KEPT_VALUE_LIMIT:
            packed = zlib.compress(value, _QUICKLY)
            if len(packed) <= self._limit // 4:
                self._new[(layer, key, part)] = packed

    def close(self) -> None:
        """Write what is new, forget the oldest where that is too much, and close the file."""
        try:
            if not self._given_up and self._new:
                with self._opened() as file:
                    self._write(file)
            elif self._used and self._file is not None:
                # Whether it was used a moment ago is worth no waiting and no warning.
                with suppress(sqlite3.Error):
                    self._file.execute("PRAGMA busy_timeout = 0")
                    self._write(self._file)
        finally:
            self._new.clear()
            self._used.clear()
            self._end()

    def sizes(self) -> list[LayerSize]:
        """How much is kept, by layer."""
        with self._opened() as file:
            rows = file.execute("SELECT layer, count(*), sum(size) FROM kept GROUP BY layer ORDER BY layer")
            return [LayerSize(*row) for row in rows]

    def remove(self, layer: str, unwanted: Callable[[bytes], bool]) -> int:
        """Remove every key of a layer that has such a value; how many values that were.

        Nothing of them stays in the file, in its free pages or in its journal.
        """
        with self._opened() as file:
            file.execute("PRAGMA secure_delete = ON")
            keys = set()
            for key, part, value in file.execute(
                "SELECT key, part, value FROM kept WHERE layer = ?", (layer,)
            ):
                content = _checked(value, layer.encode() + key + part)
                if content is None or unwanted(content):
                    keys.add(bytes(key))
            removed = sum(
                file.execute("DELETE FROM kept WHERE layer = ? AND key = ?", (layer, key)).rowcount
                for key in keys
            )
            file.commit()
            file.execute("PRAGMA incremental_vacuum").fetchall()
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return removed

    def _write(self, file: sqlite3.Connection) -> None:
        if not self._session:
            cursor = file.execute("INSERT INTO sessions DEFAULT VALUES")
            self._session = cursor.lastrowid or 1
            file.execute("DELETE FROM sessions WHERE number < ?", (self._session,))
        file.executemany(
            "UPDATE kept SET used = ? WHERE layer = ? AND key = ? AND part = ?",
            [(self._session, *each) for each in self._used],
        )
        file.executemany(
            "INSERT OR REPLACE INTO kept (layer, key, part, used, size, value) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (*each, self._session, len(value), _with_checksum(value, each))
                for each, value in self._new.items()
            ],
        )
        forget(file, self._limit)
        file.commit()
        file.execute("PRAGMA incremental_vacuum").fetchall()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The open file; what goes wrong with it ends its use."""
        try:
            if self._file is None:
                self._file = _open(private_folder(self._folder) / DATABASE)
            yield self._file
        except sqlite3.Error as error:
            self._give_up()
            why = str(error)
            if any(word in why for word in _DAMAGED):
                _discard(self._folder)
                raise CacheProblem("its file is damaged; it is made anew") from error
            raise CacheProblem(why) from error
        except CacheProblem:
            self._give_up()
            raise

    def _give_up(self) -> None:
        self._given_up = True
        self._end()

    def _end(self) -> None:
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.close()
            self._file = None


def forget(file: sqlite3.Connection, limit: int) -> None:
    """Remove what was not used for longest, where more is kept than `limit` bytes."""
    total = file.execute("SELECT coalesce(sum(size), 0) FROM kept").fetchone()[0]
    if total <= limit:
        return
    last = None
    for used, size in file.execute("SELECT used, sum(size) FROM kept GROUP BY used ORDER BY used"):
        if total <= limit * EMPTIED_TO:
            break
        last = used
        total -= size
    if last is not None:
        file.execute("DELETE FROM kept WHERE used <= ?", (last,))


def _open(path: Path) -> sqlite3.Connection:
    # The folder is private; a file in it that is not ours, or a link, was put there by ourselves.
    file = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level="IMMEDIATE")
    try:
        version = file.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            _make(file)
        elif version != TABLES_VERSION:
            raise CacheProblem(
                "it was written by another version; 'repo-evidence cache clear' starts it anew"
            )
        # After a failure of the power the file may be damaged, which a checksum of each value tells.
        file.execute("PRAGMA synchronous = OFF")
        file.execute("PRAGMA trusted_schema = OFF")
        file.execute("PRAGMA cell_size_check = ON")
    except BaseException:
        file.close()
        raise
    with suppress(OSError):
        os.chmod(path, 0o600)  # noqa: PTH101
    return file


def _make(file: sqlite3.Connection) -> None:
    """The tables of a new file; of two processes that make it at once, one does."""
    file.execute("PRAGMA auto_vacuum = INCREMENTAL")
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("BEGIN IMMEDIATE")
    if file.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in _TABLES.split(";"):
            file.execute(statement)
        file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        file.execute(f"PRAGMA user_version = {TABLES_VERSION}")
    file.commit()


def _discard(folder: Path) -> None:
    """Remove a damaged file, so that the next run has a new one."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        with suppress(OSError):
            (folder / name).unlink()


def _with_checksum(value: bytes, place: tuple[str, bytes, bytes]) -> bytes:
    """A value that tells whether it is whole, and where it belongs."""
    layer, key, part = place
    return _checksum(layer.encode() + key + part, value) + value


def _checked(stored: object, place: bytes) -> bytes | None:
    """The value, if it is as it was written, and there."""
    if not isinstance(stored, bytes):
        return None
    checksum, packed = stored[:_CHECKSUM_BYTES], stored[_CHECKSUM_BYTES:]
    return zlib.decompress(packed) if _checksum(place, packed) == checksum else None


def _checksum(place: bytes, value: bytes) -> bytes:
    return zlib.crc32(value, zlib.crc32(place)).to_bytes(_CHECKSUM_BYTES, "big")
