"""The bytes of files, within what a repository may cost; of one over its limit, what could matter of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from msgspec import Struct

from analyzer.repository.oversize import STREAM_LIMIT, condense, stream_limit

HEAD_LIMIT = 4096
HEADS_LIMIT = 500
PARSE_BUDGET = 256 * 1024 * 1024
STREAM_BUDGET = 256 * 1024 * 1024
CONDENSED_KEPT = 4
KEPT_BYTES = 32 * 1024 * 1024
READ_CHUNK = 64 * 1024
MISSING = "its object is missing from the repository"
UNREADABLE = "its object could not be read"
LFS_POINTER = b"version https://git-lfs.github.com/spec/"

Reader = Callable[[str, int], bytes | None]
Streamer = Callable[[str, int], Iterable[bytes]]


class File(Struct, frozen=True):
    """One regular file of the tree. `size` is in bytes; None if its object is missing."""

    path: str
    blob: str
    size: int | None


class Missed(Enum):
    """How much of a file that could matter was not read."""

    NOTHING = 0
    A_PART = 1
    ALL = 2


class Loaded(Struct, frozen=True):
    """What was read of a file; `reason` says why it is not all of it."""

    content: bytes | None
    reason: str | None = None
    missed: Missed = Missed.NOTHING


def is_possible(path: str) -> bool:
    """Whether a work tree can hold the path; a hostile tree object may name "/a", "a//b" or "../a"."""
    return not any(part in ("", ".", "..") for part in path.split("/"))


class Contents:
    """Reads files for a snapshot. `stream` gives the beginning of a blob of any size, piece by piece."""

    def __init__(self, read: Reader, stream: Streamer | None = None) -> None:
        self._read = read
        self._stream = stream or self._pieces
        self._charged: set[str] = set()
        self._budget = PARSE_BUDGET
        self._stream_budget = STREAM_BUDGET
        self._heads = HEADS_LIMIT
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._condensed: OrderedDict[tuple[str, str, int], Loaded] = OrderedDict()

    def load(self, file: File, limit: int) -> Loaded:
        """The file, shortened if it is over the limit of its kind, in bytes."""
        if file.size is None:
            return Loaded(None, MISSING, Missed.ALL)
        if file.size > limit:
            return self._shortened(file, file.size, limit)
        if not self.charge(file, file.size):
            used_up = f"the repository's reading budget of {PARSE_BUDGET:,} bytes is exhausted"
            return Loaded(None, used_up, Missed.ALL)
        content = self._content(file.blob, limit)
        if content is None:
            return Loaded(None, UNREADABLE, Missed.ALL)
        if content.startswith(LFS_POINTER):
            return Loaded(None, "the repository contains only a Git LFS pointer", Missed.ALL)
        return Loaded(content)

    def charge(self, file: File, size: int) -> bool:
        """Take the bytes of a file from the budget, once for the same content; False if there are too few."""
        if file.blob not in self._charged:
            if size > self._budget:
                return False
            self._charged.add(file.blob)
            self._budget -= size
        return True

    def aside(self, file: File, limit: int) -> bytes | None:
        """A small file that is looked at on the side, outside of the budget; None if it cannot be read."""
        return self._content(file.blob, limit)

    def head(self, file: File, whole_below: int) -> bytes | None:
        """The first kilobytes of a file; of one over `whole_below` bytes only a number of times."""
        if file.size is None:
            return None
        if file.size <= whole_below:
            content = self._content(file.blob, whole_below)
            return None if content is None else content[:HEAD_LIMIT]
        if not self._heads:
            return None
        self._heads -= 1
        return b"".join(self._stream(file.blob, HEAD_LIMIT))

    def _content(self, blob: str, limit: int) -> bytes | None:
        """A whole object. Many checks look at the same files: what was read last is kept."""
        kept = self._kept.get(blob)
        if kept is not None and len(kept) <= limit:
            self._kept.move_to_end(blob)
            return kept
        content = self._read(blob, limit)
        if content is not None and kept is None and len(content) <= KEPT_BYTES:
            self._kept[blob] = content
            self._kept_bytes += len(content)
            while self._kept and self._kept_bytes > KEPT_BYTES:
                self._kept_bytes -= len(self._kept.popitem(last=False)[1])
        return content

    def _shortened(self, file: File, size: int, limit: int) -> Loaded:
        key = (file.blob, file.path.rpartition(".")[2], limit)
        if key in self._condensed:
            return self._condensed[key]
        over = f"{size:,} bytes exceeds the limit of {limit:,} bytes"
        looked_at = min(size, stream_limit(file.path))
        if file.blob not in self._charged:
            if looked_at > self._stream_budget:
                return Loaded(
                    None, f"{over}, and {STREAM_BUDGET:,} bytes of such files were already read", Missed.ALL
                )
            self._charged.add(file.blob)
            self._stream_budget -= looked_at
        found = condense(file.path, self._stream(file.blob, looked_at), limit)
        whole = found.whole and looked_at == size
        if found.content is None:
            loaded = Loaded(None, over, Missed.ALL)
        elif whole:
            loaded = Loaded(found.content, f"{over}: its data was omitted")
        else:
            loaded = Loaded(found.content, f"{over}: it was read partially", Missed.A_PART)
        self._condensed[key] = loaded
        while len(self._condensed) > CONDENSED_KEPT:
            self._condensed.popitem(last=False)
        return loaded

    def _pieces(self, blob: str, limit: int) -> Iterator[bytes]:
        content = self._read(blob, STREAM_LIMIT) or b""
        for start in range(0, min(len(content), limit), READ_CHUNK):
            yield content[start : min(start + READ_CHUNK, limit)]
