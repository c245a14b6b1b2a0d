"""Clones that are kept: what a server sent before, it does not send again.

A kept clone is never read in place. Its packs are linked, or copied, into the folder of the scan, where they
are what a server need not send; afterwards the packs of the scan replace it. So it may be removed at any
time, and no two scans meet in it. What is taken from it is checked: packs and indexes end with their hashes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from analyzer.git.bare import write_bare
from analyzer.git.local import OBJECT_ID, Head, read_text
from analyzer.git.remote import directory_size

MOST_PACKS = 60
"""Each scan of what has changed adds up to three: with more, everything is fetched anew."""
PART_OF_LIMIT = 4
"""One clone may take so much of what all of them may take."""
LEFT_BEHIND_SECONDS = 3600.0
_KEPT_REFERENCE = "refs/heads/kept"
_HASH_BYTES = 20
_CHUNK = 1024 * 1024
_KEPT_FILES = (".pack", ".idx", ".promisor")
_NEW, _OLD = ".new-", ".old-"


class KeptClone:
    """One place for a clone below `folder`, which may hold at most `limit` bytes of clones."""

    def __init__(self, folder: Path, name: str, limit: int) -> None:
        self._folder = folder
        self._place = folder / name
        self._limit = limit
        self._lent: frozenset[str] = frozenset()

    def lend(self, copy: Path) -> bool:
        """Make at `copy` a repository of what is kept; False if there is nothing sound."""
        try:
            tip = (read_text(self._place / "tip", 100) or "").strip()
            names = sorted(each.name for each in os.scandir(self._place) if each.name != "tip")
            if not OBJECT_ID.fullmatch(tip) or sum(name.endswith(".pack") for name in names) > MOST_PACKS:
                return False
            write_bare(copy, Head(tip, None))
            packs = copy / "objects" / "pack"
            packs.mkdir()
            for name in names:
                _link(self._place / name, packs / name)
                if not _is_sound(packs / name):
                    raise OSError
            reference = copy / _KEPT_REFERENCE
            reference.parent.mkdir(parents=True)
            reference.write_text(f"{tip}\n", encoding="ascii")
        except OSError:
            shutil.rmtree(copy, ignore_errors=True)
            self.discard()
            return False
        self._lent = frozenset(names)
        return True

    def keep(self, repository: Path, tip: str) -> None:
        """Keep the packs of a repository whose history reaches `tip`, in place of what there was."""
        with suppress(OSError):
            packs = repository / "objects" / "pack"
            names = {each.name for each in os.scandir(packs) if each.name.endswith(_KEPT_FILES)}
            if names <= self._lent:
                os.utime(self._place)
            elif directory_size(packs) * PART_OF_LIMIT <= self._limit:
                self._replace(packs, sorted(names), tip)
                self._make_room()

    def discard(self) -> None:
        """Remove what is kept here."""
        with suppress(OSError):
            aside = Path(tempfile.mkdtemp(prefix=_OLD, dir=self._folder))
            with suppress(OSError):
                self._place.rename(aside / "clone")
            shutil.rmtree(aside, ignore_errors=True)

    def _replace(self, packs: Path, names: list[str], tip: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=_NEW, dir=self._folder))
        try:
            for name in names:
                _link(packs / name, new / name)
            (new / "tip").write_text(f"{tip}\n", encoding="ascii")
            self.discard()
            new.rename(self._place)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _make_room(self) -> None:
        """Remove the clones that were not used for longest, and what runs that were killed left behind."""
        with os.scandir(self._folder) as entries:
            found = sorted((each.stat().st_mtime, each.path) for each in entries)
        total = 0
        for used, path in reversed(found):
            if Path(path).name.startswith((_NEW, _OLD)):
                if time.time() - used > LEFT_BEHIND_SECONDS:
                    shutil.rmtree(path, ignore_errors=True)
                continue
            total += directory_size(Path(path))
            if total > self._limit:
                shutil.rmtree(path, ignore_errors=True)


def clone_name(url: str, *, authenticated: bool) -> str:
    """What a clone is called; what is fetched with a token is apart from what anybody may fetch."""
    return hashlib.sha256(f"{int(authenticated)} {url}".encode()).hexdigest()


def _link(source: Path, copy: Path) -> None:
    """The same file under another name, or its copy where that is on another disk."""
    try:
        os.link(source, copy, follow_symlinks=False)
    except OSError:
        shutil.copyfile(source, copy, follow_symlinks=False)


def _is_sound(path: Path) -> bool:
    """Whether a pack or an index is whole: the last bytes are the hash of the others (gitformat-pack(5))."""
    if path.suffix == ".promisor":
        return True
    size = path.stat().st_size - _HASH_BYTES
    digest = hashlib.sha1(usedforsecurity=False)
    with path.open("rb") as stream:
        while size > 0 and (chunk := stream.read(min(_CHUNK, size))):
            digest.update(chunk)
            size -= len(chunk)
        return stream.read() == digest.digest()
