"""One conversation with a server: its references, then as many packs as are asked for, one request each.

Every `git fetch` asks for the references anew. The program with which git itself speaks http reads them once
and then fetches again and again (gitremote-helpers(7)), also objects by id where the server allows that in
the first version of its protocol (uploadpack.allowReachableSHA1InWant in git-config(1)).
"""

from __future__ import annotations

import os
import select
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import count
from pathlib import Path

from msgspec import Struct

from analyzer.git.complaints import NOT_UNDERSTOOD, failure
from analyzer.git.local import OBJECT_ID, is_reference
from analyzer.git.process import PIPE_CHUNK, Child, EmptyRepository, GitError, fields

POLL_SECONDS = 0.1
REFERENCES_BYTES = 128 * 1024**2
"""Of one answer: a server may have a reference for each proposal ever made."""
_LINE_LENGTH = 1024
_BRANCHES, _TAGS = "refs/heads/", "refs/tags/"
# Git's own guess where a server does not say which branch its HEAD is (git-clone(1)).
_USUAL_BRANCH = "refs/heads/master"


class Advertised(Struct, frozen=True):
    """What a server says that it has: the commit of its HEAD, its branch (None: detached), ids of tags."""

    tip: str
    branch: str | None
    tags: dict[str, str]

    def write(self, git_directory: Path, here: Collection[str]) -> None:
        """Make them the references of a repository: those of the tags whose objects are `here`."""
        names = {name: each for name, each in self.tags.items() if each in here}
        if self.branch is not None:
            names[self.branch] = self.tip
        lines = "".join(f"{names[name]} {name}\n" for name in sorted(names))
        (git_directory / "packed-refs").write_text(lines, encoding="utf-8", errors="surrogateescape")
        head = self.tip if self.branch is None else f"ref: {self.branch}"
        (git_directory / "HEAD").write_text(f"{head}\n", encoding="utf-8", errors="surrogateescape")


class Conversation:
    """A running remote helper of git, which is told what to do line by line.

    `watch` is called again and again while it is at work, with a number that counts up, and raises where it
    may not go on. After any error the conversation is over.
    """

    def __init__(self, child: Child) -> None:
        self.child = child
        self.over = False

    def close(self) -> None:
        """End it, whatever it does."""
        self.over = True
        self.child.close()

    def references(self, watch: Callable[[int], None]) -> Advertised:
        """What the server has. Raises GitError, EmptyRepository."""
        return advertised(self._ask(["list"], watch))

    def fetch(self, wanted: Iterable[str], options: Collection[str], watch: Callable[[int], None]) -> None:
        """Have the objects here, by their ids, under the options of a remote helper. Raises GitError."""
        told = [f"option {each}" for each in options]
        for _answer in self._ask([*told, *(f"fetch {each} {each}" for each in wanted), ""], watch, len(told)):
            pass

    def _ask(self, lines: Iterable[str], watch: Callable[[int], None], before: int = 0) -> Iterator[str]:
        """The lines of an answer, which an empty one ends, without so many that answer what came before."""
        try:
            self._tell(lines)
            for number, line in enumerate(fields(self._pieces(watch), _LINE_LENGTH, b"\n")):
                if not line and number >= before:
                    return
                if number >= before:
                    yield line.decode("utf-8", "surrogateescape")
            sound = self.child.finish()
            if self.child.noisy:
                raise GitError("the server sends too many messages")
            raise GitError(NOT_UNDERSTOOD) if sound else failure(self.child.complaint)
        except BaseException:
            self.close()
            raise

    def _tell(self, lines: Iterable[str]) -> None:
        try:
            self.child.input.write("".join(f"{line}\n" for line in lines).encode("ascii"))
            self.child.input.flush()
        except OSError:  # It has ended, and its last words say why.
            return

    def _pieces(self, watch: Callable[[int], None]) -> Iterator[bytes]:
        output = self.child.output.fileno()
        ready = select.poll()
        ready.register(output, select.POLLIN)
        left = REFERENCES_BYTES
        for look in count(1):
            if not ready.poll(POLL_SECONDS * 1000):
                watch(look)
                continue
            piece = os.read(output, PIPE_CHUNK)
            if not piece:
                return
            if (left := left - len(piece)) < 0:
                raise GitError("the server has too many branches and tags")
            yield piece


def advertised(lines: Iterable[str]) -> Advertised:
    """From the lines of `list`: an id, or "@" and what stands for one, and a name."""
    found: dict[str, str] = {}
    head, anything = "", False
    for line in lines:
        value, _, name = line.partition(" ")
        anything = True
        if name == "HEAD":
            head = value
        elif OBJECT_ID.fullmatch(value) and name.startswith((_BRANCHES, _TAGS)) and is_reference(name):
            found[name] = value
    if not anything:
        raise EmptyRepository("it has no commit")
    if head.startswith("@"):
        branch: str | None = head.removeprefix("@")
        tip = found.get(head.removeprefix("@"), "")
    else:
        named = [name for name, each in found.items() if name.startswith(_BRANCHES) and each == head]
        branch = _USUAL_BRANCH if _USUAL_BRANCH in named else next(iter(named), None)
        tip = head
    if not OBJECT_ID.fullmatch(tip):
        raise EmptyRepository("its current branch has no commit")
    return Advertised(tip, branch, {name: each for name, each in found.items() if name.startswith(_TAGS)})
