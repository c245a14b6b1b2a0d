"""The files of one commit, walked directory by directory over objects that were checked against their ids.

Git's own listing expands a bomb before anybody can stop it, cuts what is deep, and believes an object that
is not what its id says. Here every directory is read by its id, at most once while it is remembered, and the
walk ends after a counted number of entries.
"""

from __future__ import annotations

import stat
from bisect import bisect_left
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath
from typing import NamedTuple

from msgspec import Struct

from analyzer.sources import IMPOSSIBLE_PATH

PATH_LIMIT = 100_000
WALK_LIMIT = 500_000
"""Entries, directories among them, after which the walk ends."""
PATH_LENGTH = 4096
"""Bytes, with the final NUL, of the longest path that a program can open (PATH_MAX of Linux)."""
TREE_NAMES_LIMIT = 64 * 1024 * 1024
DIRECTORY_LIMIT = 32 * 1024 * 1024
"""Bytes of one directory's object: half a million files with names of usual length."""
HELD_LIMIT = 128 * 1024 * 1024
REMEMBERED = 4096
REMEMBERED_BYTES = 4096
SHOWN_LENGTH = 200
LINK_DEPTH = 40
"""Symbolic links that are followed for one path (path_resolution(7))."""

TOO_LONG = "its path is too long"
LINK = "a symbolic link"
SUBMODULE = "a submodule"
LOST = "a directory that is missing, damaged or too large"

Kinds = Callable[[str], frozenset[str]]
ReadDirectory = Callable[[str], bytes | None]


class TreeEntry(Struct, frozen=True):
    """One regular file of the assessed commit. `size` is in bytes; None if its object is missing.

    `path` is decoded from UTF-8 with surrogateescape.
    """

    path: str
    mode: str
    blob: str
    size: int | None


class LeftOut(Struct, frozen=True):
    """What stands in the commit and was not read, and the kinds of file it may hide; None is any kind.

    A path that is too long, or that no work tree can hold, hides the kinds its name says: nobody knows what
    its author meant by it. A directory whose object is missing, damaged or forged hides any kind. A symbolic
    link hides nothing where it leads to a place in the commit: what stands there is read there, and where
    nothing stands no clone has it. Otherwise it hides the kinds of its name: somebody has that file. A
    submodule hides nothing: what this repository holds of it is the id of a commit, and the work is that of
    another repository, which is assessed in a row of its own.
    """

    path: str
    reason: str
    kinds: frozenset[str] | None = frozenset()


class Tree(Struct, frozen=True):
    """The regular files of the assessed commit, and what was left out.

    `complete` is False where the list was cut short, as `reason` says; `unlisted` are then the kinds of file
    behind the cut, None where even that was not seen to the end.
    """

    entries: tuple[TreeEntry, ...]
    left_out: tuple[LeftOut, ...]
    complete: bool = True
    reason: str | None = None
    unlisted: frozenset[str] | None = frozenset()


class _Entry(NamedTuple):
    """One line of a directory. `mode` is one of those below, and "" for a line that makes no sense."""

    mode: str
    name: str
    identity: str


_FILE, _PROGRAM, _LINK, _DIRECTORY, _SUBMODULE, _NONSENSE = (
    "100644",
    "100755",
    "120000",
    "40000",
    "160000",
    "",
)


class _Level(NamedTuple):
    """One directory that the walk is in."""

    prefix: str
    entries: Iterator[_Entry]
    possible: bool
    weight: int


class Walk:
    """One walk over a commit's files in git's order; what it found is in its attributes afterwards.

    `kinds` says what kinds of file a path may hold. `links` are the symbolic links whose names say a kind.
    """

    def __init__(self, read: ReadDirectory, kinds: Kinds) -> None:
        self._read = read
        self._kinds = kinds
        self._remembered: dict[str, tuple[_Entry, ...] | None] = {}
        self._names = 0
        self._beyond: set[str] = set()
        self.files: list[TreeEntry] = []
        self.links: list[TreeEntry] = []
        self.left_out: list[LeftOut] = []
        self.lost = False
        self.full = False
        self.ended = True

    def run(self, root: str) -> None:
        """Walk from the directory with the id `root`."""
        levels: list[_Level] = []
        self._enter(levels, "", root, possible=True)
        visited = held = 0
        while levels:
            level = levels[-1]
            entry = next(level.entries, None)
            if entry is None:
                levels.pop()
                held -= level.weight
                continue
            visited += 1
            if visited > WALK_LIMIT or held > HELD_LIMIT:
                self.ended = False
                return
            possible = level.possible and _is_possible(entry.name)
            if entry.mode == _DIRECTORY:
                # Rules of kinds look at the end of a path; of one that is too long no more is held.
                held += self._enter(
                    levels, f"{level.prefix}{entry.name}/"[-PATH_LENGTH:], entry.identity, possible
                )
            else:
                self._add(entry, level.prefix + entry.name, possible)

    @property
    def unlisted(self) -> frozenset[str] | None:
        """The kinds of file behind the cut; None where nobody saw them all."""
        return frozenset(self._beyond) if self.ended else None

    @property
    def reason(self) -> str | None:
        """Why the list is not whole."""
        if self.full:
            return (
                f"only the first {len(self.files) + len(self.links) + len(self.left_out):,} paths were read"
            )
        if not self.ended:
            return "it has too many directories to list"
        return "one of its directories is missing, damaged or too large" if self.lost else None

    @property
    def _kept(self) -> int:
        return len(self.files) + len(self.links) + len(self.left_out)

    def _enter(self, levels: list[_Level], prefix: str, identity: str, possible: bool) -> int:
        """Go down into a directory; returns the bytes that are held for it."""
        if identity in self._remembered:
            known = self._remembered[identity]
            entries, weight = (None, 0) if known is None else (iter(known), 0)
        else:
            content = self._read(identity)
            entries, weight = self._first_read(identity, content)
        if entries is None:
            self._lose(prefix)
            return 0
        levels.append(_Level(prefix, entries, possible, weight + len(prefix)))
        return weight + len(prefix)

    def _first_read(self, identity: str, content: bytes | None) -> tuple[Iterator[_Entry] | None, int]:
        if content is not None and len(content) > REMEMBERED_BYTES:
            return _parse(content, len(identity) // 2), len(content)
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        known = None if content is None else tuple(_parse(content, len(identity) // 2))
        self._remembered[identity] = known
        return None if known is None else iter(known), 0

    def _add(self, entry: _Entry, path: str, possible: bool) -> None:
        if entry.mode == _NONSENSE:
            self._lose(path)
        elif self._is_full(path):
            if entry.mode != _SUBMODULE:
                self._beyond |= self._kinds(path)
        elif entry.mode == _SUBMODULE:
            self.left_out.append(LeftOut(path[:SHOWN_LENGTH], SUBMODULE))
        elif not possible:
            self.left_out.append(LeftOut(path[:SHOWN_LENGTH], IMPOSSIBLE_PATH, self._kinds(path)))
        elif _is_too_long(path):
            self.left_out.append(LeftOut(path[:SHOWN_LENGTH], TOO_LONG, self._kinds(path)))
        elif entry.mode == _LINK:
            if self._kinds(path):
                self.links.append(TreeEntry(path, entry.mode, entry.identity, None))
            else:
                self.left_out.append(LeftOut(path, LINK))
        else:
            self.files.append(TreeEntry(path, entry.mode, entry.identity, None))
            self._names += len(path)

    def _is_full(self, path: str) -> bool:
        self.full = self.full or self._kept >= PATH_LIMIT or self._names + len(path) > TREE_NAMES_LIMIT
        return self.full

    def _lose(self, path: str) -> None:
        """A directory that cannot be read hides any kind, unless what is excluded explains it."""
        self.lost = True
        if self._is_full(path):
            self.ended = False
        else:
            self.left_out.append(LeftOut(path[:SHOWN_LENGTH], LOST, None))


def _parse(content: bytes, identity_bytes: int) -> Iterator[_Entry]:
    """The lines of a directory's object: mode, space, name, NUL, id."""
    position = 0
    while position < len(content):
        space = content.find(b" ", position, position + 8)
        end = content.find(b"\0", space)
        following = end + 1 + identity_bytes
        mode = _mode(content[position:space])
        if space < 0 or end < 0 or following > len(content) or mode is None:
            yield _Entry(_NONSENSE, "", "")
            return
        name = content[space + 1 : end].decode("utf-8", "surrogateescape")
        yield _Entry(mode, name, content[end + 1 : following].hex())
        position = following


def _mode(octal: bytes) -> str | None:
    """The mode as git takes it: old repositories hold others than those it writes today."""
    if (known := _USUAL.get(octal)) is not None:
        return known
    if not octal.isdigit() or not set(octal) <= set(b"01234567"):
        return None
    mode = int(octal, 8)
    if stat.S_ISREG(mode):
        return _PROGRAM if mode & 0o100 else _FILE
    return _LINK if stat.S_ISLNK(mode) else _DIRECTORY if stat.S_ISDIR(mode) else _SUBMODULE


_USUAL = {each.encode(): each for each in (_FILE, _PROGRAM, _LINK, _DIRECTORY, _SUBMODULE)}


def _is_possible(name: str) -> bool:
    """Whether git would put an entry of this name into a work tree (`verify_path` of its read-cache.c)."""
    return name not in ("", ".", "..") and "/" not in name and name.casefold() != ".git"


def _is_too_long(path: str) -> bool:
    # Four bytes a character at most, so that few are encoded.
    return len(path) * 4 >= PATH_LENGTH and len(path.encode("utf-8", "surrogateescape")) >= PATH_LENGTH


class Links:
    """The symbolic links of a commit, followed within it."""

    def __init__(self, walk: Walk, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._blobs = {link.path: link.blob for link in walk.links}
        self._paths = sorted(entry.path for entry in walk.files)
        self._whole = walk.reason is None
        self._unseen = frozenset({*self._blobs, *(each.path for each in walk.left_out)})

    def left_out(self, link: TreeEntry, kinds: Kinds) -> LeftOut:
        """What is said of a link: it hides nothing if it leads to a place whose files were all listed."""
        hidden = frozenset() if self._is_here(link.path) else kinds(link.path)
        return LeftOut(link.path, LINK, hidden)

    def _is_here(self, path: str) -> bool:
        for _ in range(LINK_DEPTH):
            blob = self._blobs.get(path)
            if blob is None:
                return self._is_listed(path)
            target = self._read(blob)
            if not target or target.startswith(b"/"):
                return False
            path = normpath(join(dirname(path), target.decode("utf-8", "surrogateescape")))
        return False

    def _is_listed(self, path: str) -> bool:
        """Whether what stands at a path is in the list of files, or is known not to stand there."""
        if path == "." or self._holds(path) or self._holds(f"{path}/"):
            return True
        if not self._whole or path == ".." or path.startswith("../"):
            return False
        while path and path not in self._unseen:
            path = dirname(path)
        return not path

    def _holds(self, path: str) -> bool:
        position = bisect_left(self._paths, path)
        found = self._paths[position] if position < len(self._paths) else ""
        return found == path or (path.endswith("/") and found.startswith(path))
