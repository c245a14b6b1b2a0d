"""A history copied so that git itself checks it: what arrives in a pack has the ids of its content.

Reading, git believes that an object is what its name says. Receiving a pack it does not: it takes every id
from the content, and what was forged is then simply missing. Packs of others are copied without being
compressed anew, and without the contents of files, which are checked as they are read.
"""

from __future__ import annotations

import subprocess
from binascii import hexlify, unhexlify
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from analyzer.git.history import COMMIT_LIMIT
from analyzer.git.process import PIPE_CHUNK, Child, fields

PACK_LIMIT = 2 * 1024**3
PART = 50_000
"""Commits that are copied at a time."""
UNREADABLE_LIMIT = 100
"""Damaged objects that are left out one by one; with more of them the history is not read."""

Run = Callable[[Sequence[str], "int | IO[bytes]"], Child]


def copy_history(theirs: Run, ours: Run, tip: str, folder: Path) -> tuple[str, ...]:
    """Copy the newest commits that `tip` reaches, and their directories, from one repository into another.

    `theirs` and `ours` run git in them, with arguments and a standard input; `folder` is for lists of ids.
    What is missing afterwards was missing, damaged or forged, or there is more of it than the limits allow.
    Returns the copied commits of which a parent is missing for another reason than a limit. Raises
    DeadlineExceeded.
    """
    names = folder / "commits"
    count, beyond = _list(_commits(theirs, tip), tip, names)
    unreadable = iter(range(UNREADABLE_LIMIT))
    left = PACK_LIMIT
    with names.open("rb") as listed:
        while part := list(islice(listed, PART)):
            _copy_part(theirs, ours, part, folder, left, unreadable)
            if len(part) == PART:
                left = PACK_LIMIT - _packed(ours)
    missing = _missing(ours, names)
    ends = set[bytes]()
    if missing:
        ends.update(commit for commit, before in _commits(theirs, tip) if not missing.isdisjoint(before))
    if count <= COMMIT_LIMIT:
        # Git came as far as these, and not to their parents.
        ends.update(beyond)
    return tuple(sorted(commit.decode("ascii") for commit in ends - missing))


def _list(
    commits: Iterator[tuple[bytes, tuple[bytes, ...]]], tip: str, names: Path
) -> tuple[int, list[bytes]]:
    """Write the ids of the commits, one a line, and after them those of parents that are none of these.

    Their number without, and these. Only short forms of the ids are held: there may be millions.
    """
    seen = set[bytes]()
    named = {unhexlify(tip)}
    with names.open("wb") as listed:
        for commit, before in commits:
            listed.write(b"%s\n" % commit)
            short = unhexlify(commit)
            seen.add(short)
            named.discard(short)
            named.update(parent for parent in map(unhexlify, before) if parent not in seen)
        # Without the parents behind a cut git cannot show the commits before it.
        beyond = sorted(map(hexlify, named))
        listed.writelines(b"%s\n" % name for name in beyond)
    return len(seen), beyond


def _copy_part(
    theirs: Run, ours: Run, part: list[bytes], folder: Path, left: int, unreadable: Iterator[int]
) -> None:
    """Copy some commits with their directories, so many that no git holds the objects of a long history."""
    names, objects = folder / "part", folder / "objects"
    names.write_bytes(b"".join(part))
    _directories(theirs, names, objects)
    if not _pack(theirs, ours, objects, left):
        sound = folder / "sound"
        if _without_unreadable(theirs, objects, sound, unreadable):
            _pack(theirs, ours, sound, left)


def _commits(theirs: Run, tip: str) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
    """The newest commits with their parents."""
    arguments = ["rev-list", "--parents", f"--max-count={COMMIT_LIMIT + 1}", tip, "--"]
    with theirs(arguments, subprocess.DEVNULL) as child:
        for line in fields(child.chunks(), 1024 * 1024, b"\n"):
            commit, *parents = line.split()
            yield commit, tuple(parents)
        child.finish()


def _missing(ours: Run, names: Path) -> set[bytes]:
    with names.open("rb") as given, ours(("cat-file", "--batch-check", "--buffer"), given) as child:
        answers = [line.split() for line in fields(child.chunks(), 256, b"\n") if line.endswith(b" missing")]
        child.finish()
    return {answer[0] for answer in answers}


def _directories(theirs: Run, commits: Path, objects: Path) -> None:
    """List the commits and their directories, the newest first, as far as these can be read."""
    arguments = (
        "rev-list", "--objects", "--no-object-names", "--filter=blob:none", "--missing=allow-any",
        "--no-walk=unsorted", "--ignore-missing", "--stdin",
    )  # fmt: skip
    with commits.open("rb") as given, objects.open("wb") as listed:
        listed.write(commits.read_bytes())
        with theirs(arguments, given) as child:
            for chunk in child.chunks():
                listed.write(chunk)
            child.finish()


def _pack(theirs: Run, ours: Run, objects: Path, left: int) -> bool:
    write = ("pack-objects", "--stdout", "-q", "--window=0", "--threads=1", "--delta-base-offset")
    # A limit of 0 would be none.
    receive = ("index-pack", "--stdin", "--threads=1", f"--max-input-size={max(1, left)}")
    with (
        objects.open("rb") as given,
        theirs(write, given) as sender,
        ours(receive, sender.output) as receiver,
    ):
        # Only the receiver holds the pipe, so that the sender ends with it.
        sender.output.close()
        for _ in receiver.chunks():
            pass
        received = receiver.finish()
        return sender.finish() and received


def _packed(ours: Run) -> int:
    """Bytes of the packs that are here."""
    with ours(("count-objects", "-v"), subprocess.DEVNULL) as child:
        lines = [line.split(b": ") for line in fields(child.chunks(), 256, b"\n")]
        child.finish()
    return next((1024 * int(line[1]) for line in lines if line[0] == b"size-pack"), 0)


def _without_unreadable(theirs: Run, objects: Path, sound: Path, tries: Iterator[int]) -> bool:
    """List the objects at which git does not give up; False if there are too many of the others."""
    names = objects.read_bytes().split()
    rest = objects.with_name("rest")
    readable: list[bytes] = []
    for _ in tries:
        _write(rest, names)
        with rest.open("rb") as given, theirs(("cat-file", "--batch"), given) as child:
            asked = 0
            for is_here in _answers(child.output):
                if is_here:
                    readable.append(names[asked])
                asked += 1
            if child.finish():
                _write(sound, readable)
                return True
        names = names[asked + 1 :]
    return False


def _answers(output: IO[bytes]) -> Iterator[bool]:
    """Whether each object that was asked for is here, as far as its content came to the end."""
    while words := output.readline(256).split():
        left = int(words[2]) + 1 if len(words) == 3 else 0
        while left > 0:
            chunk = output.read(min(left, PIPE_CHUNK))
            if not chunk:
                return
            left -= len(chunk)
        yield len(words) == 3


def _write(path: Path, names: Iterable[bytes]) -> None:
    with path.open("wb") as stream:
        stream.writelines(b"%s\n" % name for name in names)
