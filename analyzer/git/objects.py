"""Objects read and checked against their ids, and what git may see of the object stores of others."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import IO

from analyzer.git.process import Child, DeadlineExceeded, GitError

STORE_LIMIT = 2_000_000
"""Files of all object stores together."""
RESTARTS = 1000
"""Objects at which git gives up before nothing more is read: one that is sound has none."""

FAN_OUT = tuple(f"{number:02x}" for number in range(256))

Start = Callable[[Sequence[str], "int | IO[bytes]"], Child]


class _Unsound(Enum):
    """No answer that can be relied upon, nor can the next one of the same git."""

    UNSOUND = 0


class Objects:
    """Reads objects through one `git cat-file`; `start` runs git with arguments and a standard input."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._child: Child | None = None
        self._restarts = 0

    def read(self, identity: str, kind: str, limit: int) -> bytes | None:
        """The content of an object of this kind ("blob", "tree", "commit"), at most `limit` bytes.

        None if it is missing, damaged, larger, of another kind, or not what its id says. Raises
        DeadlineExceeded.
        """
        fresh = self._child is None
        while self._restarts < RESTARTS:
            answer = self._ask(identity, kind, limit)
            if not isinstance(answer, _Unsound):
                return answer
            self._restarts += 1
            self.close()
            # An object may hold more than it declares; the rest then stands before the next answer.
            if fresh:
                return None
            fresh = True
        return None

    def _ask(self, identity: str, kind: str, limit: int) -> bytes | _Unsound | None:
        if self._child is None:
            self._child = self._start(["cat-file", "--batch"], subprocess.PIPE)
        output = self._child.output
        try:
            self._child.input.write(f"{identity}\n".encode("ascii"))
            self._child.input.flush()
            words = output.readline(256).decode("ascii", "replace").split()
            if words == [identity, "missing"]:
                return None
            if len(words) == 3 and words[:2] == [identity, kind] and 0 <= int(words[2]) <= limit:
                content = output.read(int(words[2]))
                if output.read(1) == b"\n" and object_id(kind, content, len(identity)) == identity:
                    return content
        except (BrokenPipeError, ValueError):
            pass
        if self._child.expired:
            self.close()
            raise DeadlineExceeded("the time limit for this repository was exceeded")
        return _Unsound.UNSOUND

    def close(self) -> None:
        """End the git that reads."""
        if self._child is not None:
            self._child.close()
            self._child = None


def object_id(kind: str, content: bytes, length: int) -> str:
    """The id of an object: 40 hexadecimal digits of SHA-1, or 64 of SHA-256 (gitformat-pack(5))."""
    return stream_id(kind, len(content), (content,), length)


def stream_id(kind: str, size: int, chunks: Iterable[bytes], length: int) -> str:
    """As `object_id`, of `size` bytes that come in pieces."""
    digest = hashlib.sha256() if length == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"%s %d\0" % (kind.encode("ascii"), size))
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def borrow(stores: Sequence[Path], ours: Path) -> None:
    """Let the object directory `ours` see the packs and single objects of `stores`, where these are files.

    Git waits for ever on a pipe in place of a file, and follows caches and further alternates of a store by
    itself. So it gets to see none of these: each store is rebuilt in links, directory by directory where a
    directory holds files only, and otherwise file by file. Raises GitError.
    """
    (ours / "info").mkdir(parents=True)
    budget = STORE_LIMIT
    for number, store in enumerate(stores):
        copy = ours / f"store-{number}"
        copy.mkdir()
        device = store.stat().st_dev
        for folder in (*FAN_OUT, "pack"):
            if _is_folder(f"{store}/{folder}", device):
                budget = _borrow_folder(store / folder, copy / folder, device, budget)
    # Relative to this directory.
    names = "".join(f"store-{number}\n" for number in range(len(stores)))
    (ours / "info" / "alternates").write_text(names, encoding="ascii")


def _is_folder(path: str, device: int) -> bool:
    """Whether there is a directory, on this device. A store has 257 places for one, mostly empty ones."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each would take five times as long
    except (FileNotFoundError, NotADirectoryError):
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_dev == device


def _borrow_folder(theirs: Path, copy: Path, device: int, budget: int) -> int:
    """Links to the files of one directory of a store; returns what is left of the budget of files."""
    is_pack = copy.name == "pack"
    files = []
    sound = not is_pack
    with os.scandir(theirs) as entries:
        for entry in entries:
            budget -= 1
            if budget < 0:
                raise GitError(f"its objects are in more than {STORE_LIMIT:,} files")
            if not _is_file(entry, device):
                sound = False
            elif not is_pack or entry.name.endswith((".pack", ".idx")):
                files.append(entry.name)
    if sound:
        copy.symlink_to(theirs)
    else:
        copy.mkdir()
        for name in files:
            (copy / name).symlink_to(theirs / name)
    return budget


def _is_file(entry: os.DirEntry[str], device: int) -> bool:
    """Whether git can open and read it without waiting: /proc has files on which that is not so."""
    if entry.is_file(follow_symlinks=False):
        return True
    try:
        status = entry.stat() if entry.is_symlink() else None
    except OSError:
        return False
    return status is not None and stat.S_ISREG(status.st_mode) and status.st_dev == device
