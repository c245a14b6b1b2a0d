"""A history copied so that git itself checks it: what arrives in a pack has the ids of its content.

Reading, git believes that an object is what its name says. Receiving a pack it does not: it takes every id
from the content, and what was forged is then simply missing. Packs of others are copied without being
compressed anew, and without the contents of files, which are checked as they are read.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from analyzer.git.history import COMMIT_LIMIT
from analyzer.git.process import PIPE_CHUNK, Child, fields

PACK_LIMIT = 2 * 1024**3
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
    parents = dict(_commits(theirs, tip))
    known = {tip.encode("ascii"), *(each for before in parents.values() for each in before)}
    beyond = sorted(known - parents.keys())
    names = folder / "commits"
    # Without the parents behind a cut git cannot show the commits before it.
    _write(names, (*parents, *beyond))
    objects = folder / "objects"
    _directories(theirs, names, objects)
    if not _pack(theirs, ours, objects):
        sound = folder / "sound"
        if _without_unreadable(theirs, objects, sound):
            _pack(theirs, ours, sound)
    missing = _missing(ours, names)
    ends = {commit for commit, before in parents.items() if not missing.isdisjoint(before)}
    if len(parents) <= COMMIT_LIMIT:
        # Git came as far as these, and not to their parents.
        ends.update(beyond)
    return tuple(sorted(commit.decode("ascii") for commit in ends - missing))


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


def _pack(theirs: Run, ours: Run, objects: Path) -> bool:
    write = ("pack-objects", "--stdout", "-q", "--window=0", "--threads=1", "--delta-base-offset")
    receive = ("index-pack", "--stdin", "--threads=1", f"--max-input-size={PACK_LIMIT}")
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


def _without_unreadable(theirs: Run, objects: Path, sound: Path) -> bool:
    """List the objects at which git does not give up; False if there are too many of the others."""
    names = objects.read_bytes().split()
    rest = objects.with_name("rest")
    readable: list[bytes] = []
    for _ in range(UNREADABLE_LIMIT):
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
