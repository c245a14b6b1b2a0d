"""The only module that starts git, and never inside somebody else's directory.

A repository is read through a bare directory of our own. For a local one its `objects/info/alternates` points
at the objects in place, for a remote one it is a clone; either way it has our configuration, no remote and no
hooks.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from analyzer.commits import Commits, CommitTable
from analyzer.git.history import History, read_history, without_changes
from analyzer.git.kept import KeptClone
from analyzer.git.listing import Listing
from analyzer.git.local import (
    OBJECT_ID,
    find_repositories,
    is_repository,
    origin_url,
    web_url,
)
from analyzer.git.log import Keeps, nothing, seconds
from analyzer.git.objects import Objects, stream_id
from analyzer.git.process import (
    Child,
    DeadlineExceeded,
    EmptyRepository,
    GitError,
    Limits,
    NotARepository,
    NothingBefore,
    TooLarge,
    environment,
    fields,
    kill_children,
)
from analyzer.git.remote import Remote
from analyzer.git.tags import tags_of
from analyzer.git.tree import DIRECTORY_LIMIT, PATH_LENGTH, Kinds, LeftOut, Links, Tree, TreeEntry, Walk
from analyzer.sources import Tag

__all__ = [
    "DeadlineExceeded",
    "EmptyRepository",
    "GitError",
    "History",
    "LeftOut",
    "NotARepository",
    "NothingBefore",
    "Repository",
    "TooLarge",
    "Tree",
    "TreeEntry",
    "environment",
    "find_repositories",
    "is_repository",
    "kill_children",
    "origin_url",
    "web_url",
]

READER_MEMORY = 768 * 1024**2
READER_LIMITS = Limits(memory=READER_MEMORY, seconds=600)
"""Of a git that reads objects; history has its own."""
BLOBS_LIMIT = 2 * 1024**3
READ_AT_ONCE = 1024**2
"""Bytes of a blob up to which it is not worth a git of its own, of which only the beginning is wanted."""
HASHED_LIMIT = 1024**3
"""Bytes of all blobs that are read in part: to be believed, one is hashed to its end."""
COMMIT_BYTES = 64 * 1024 * 1024


class Repository:
    """One repository at one commit, read object by object; leaving its context removes our directory.

    Every method raises DeadlineExceeded once the deadline is over.
    """

    def __init__(self, directory: Path, deadline: float | None) -> None:
        self.head = ""
        # What it says of itself: the commit of HEAD, from which the one to assess is chosen, and its tags.
        self.listing = Listing("")
        self.branch: str | None = None
        self.shallow = False
        # Commits of which a parent is missing, damaged or forged: git takes them for the first ones.
        self.ends: frozenset[str] = frozenset()
        # Those of the tags, once `tags` was asked, that name a commit of the history.
        self.tag_names: frozenset[str] = frozenset()
        self.directory = directory
        self.git_directory = directory / "repository.git"
        # Of a local repository: its objects as they are, believed by nobody.
        self.source_directory = self.git_directory
        self._deadline = deadline
        self._environment = environment(directory / "home")
        self._sizes: dict[str, int] = {}
        # The history of a head, for those that ask for it again.
        self._history: tuple[str, Keeps, History] | None = None
        self._genuine: dict[str, bool] = {}
        self.remote: Remote | None = None
        # Where this clone is to be kept.
        self.kept: KeptClone | None = None
        # Of a remote repository the blobs that were asked for: what else comes along depends on how it came.
        self._asked_for: frozenset[str] | None = None
        # Contents of fewer bytes have all come with the commits.
        self.whole_below = 0
        self._hashed = 0
        self._objects = Objects(self.run_in_source)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def forget(self) -> None:
        """What is here is about to be replaced."""
        self._objects.close()
        self._sizes.clear()
        self._history = None
        self._asked_for = None

    def close(self) -> None:
        """End what still runs and remove everything that belongs to this repository."""
        self._objects.close()
        if self.remote is not None:
            self.remote.hang_up()
        shutil.rmtree(self.directory, ignore_errors=True)

    def tree(self, kinds: Kinds = lambda path: frozenset()) -> Tree:
        """The files of the assessed commit with their sizes, at most 100,000 paths; see `git_tree`.

        `kinds` says what kinds of file a path may hold, which is told of what was left out.
        """
        walk = self._walk(kinds)
        self._sizes.update(self._measure(entry.blob for entry in walk.files))
        entries = tuple(
            TreeEntry(entry.path, entry.mode, entry.blob, self._sizes.get(entry.blob)) for entry in walk.files
        )
        followed = Links(walk, lambda blob: self._objects.read(blob, "blob", PATH_LENGTH))
        left_out = (*walk.left_out, *(followed.left_out(link, kinds) for link in walk.links))
        return Tree(entries, left_out, walk.reason is None, walk.reason, walk.unlisted)

    def history(self, keeps: Keeps = nothing, known: CommitTable | None = None) -> History:
        """All commits that the assessed commit reaches; see `git_history` for the limits.

        `keeps` says of which paths the commits name the contents before and after them. `known` is the whole
        history of an earlier head, and taken over: of one that this continues, only what is new is read.
        """
        if self._history is None or self._history[:2] != (self.head, keeps):
            self._history = self.head, keeps, self._read_history(keeps, known)
        return self._history[2]

    def _read_history(self, keeps: Keeps, known: CommitTable | None) -> History:
        history = read_history(
            lambda arguments, limits: self._start(arguments, limits=limits),
            self.head,
            keeps,
            None if self.ends or self.shallow else known,
        )
        if self.ends:
            return without_changes(history, self.ends)
        if self.shallow and history.complete:
            return History(
                history.commits, False, "the history is incomplete: the repository is a shallow clone"
            )
        return history

    def tags(self, commits: Commits, as_of: int | None) -> tuple[Tag, ...]:
        """The tags of these commits, those aside that were made after `as_of` (Unix seconds)."""
        found = tags_of(
            self.listing.tags,
            commits,
            lambda ids: self._measure(ids, "tag"),
            lambda identity, limit: self._objects.read(identity, "tag", limit),
        )
        self.tag_names = frozenset(tag.name for tag in found)
        return tuple(tag for tag in found if as_of is None or tag.moment is None or tag.moment <= as_of)

    def obtain(
        self, blobs: Iterable[str], limit: int, largest: int, soon: Callable[[], Iterable[str]] = tuple
    ) -> str | None:
        """Fetch those of the blobs that are not here, all at once and at most `limit` bytes on disk.

        One of more than `largest` bytes is of no use: where all others came with the commits, nothing is
        fetched. What will be asked for `soon` comes along where the limits allow it, and is not seen before.
        Why they were not fetched, where the server does not give them so, or not in time: they stay missing,
        and nothing else is the worse for it.
        """
        wanted = set(blobs)
        known = {each: self._sizes[each] for each in wanted & self._sizes.keys()}
        known |= self._measure(wanted - known.keys())
        self._sizes.update(known)
        missing = wanted - known.keys()
        if not missing or self.remote is None or self._asked_for is None:
            return None
        before, self._asked_for = self._asked_for, None
        lost = set() if largest < self.whole_below else missing - self._measure(missing).keys()
        problem = self._fetch(self.remote, lost, limit, soon) if lost else None
        self._objects.close()
        self._asked_for = before if problem else before | missing
        self._sizes.update(self._measure(missing))
        return problem

    def _fetch(
        self, remote: Remote, lost: set[str], limit: int, soon: Callable[[], Iterable[str]]
    ) -> str | None:
        later = set(soon()) - lost
        later -= self._measure(later).keys()
        if later and remote.try_to_fetch(self.git_directory, sorted(lost | later), limit) is None:
            return None
        return remote.try_to_fetch(self.git_directory, sorted(lost), limit)

    def read(self, blob: str, limit: int) -> bytes | None:
        """The content of a blob; None if it is missing, damaged, forged, or larger than `limit` bytes."""
        size = self._sizes.get(blob)
        if size is None:
            size = self._measure([blob]).get(blob)
        return None if size is None or size > limit else self._objects.read(blob, "blob", size)

    def stream(self, blob: str, limit: int) -> Iterator[bytes]:
        """The first `limit` bytes of a blob, piece by piece; fewer if it is damaged, none if it is forged."""
        size = self._sizes.get(blob)
        if size is not None and size <= READ_AT_ONCE:
            content = self._objects.read(blob, "blob", size)
            yield (content or b"")[:limit]
        elif self.source_directory == self.git_directory or self._is_genuine(blob):
            with self.run_in_source(["cat-file", "blob", blob], subprocess.DEVNULL) as child:
                yield from child.chunks(limit)

    def _is_genuine(self, blob: str) -> bool:
        """Whether a blob that is not held whole is what its id says."""
        if blob not in self._genuine:
            size = self._sizes.get(blob, HASHED_LIMIT)
            self._hashed += size
            if self._hashed > HASHED_LIMIT:
                return False
            with self.run_in_source(["cat-file", "blob", blob], subprocess.DEVNULL) as child:
                found = stream_id("blob", size, child.chunks(size + 1), len(blob))
            self._genuine[blob] = found == blob
        return self._genuine[blob]

    def choose(self, start: str, as_of: int | None) -> None:
        """Assess the newest commit on the first-parent line of `start` that is as old as `as_of`.

        `as_of` are Unix seconds; None takes `start` itself. Raises NothingBefore, or GitError if `start`
        cannot be read.
        """
        arguments = ["log", "-z", "--first-parent", "--no-patch", "--format=tformat:%H%x00%ct", start, "--"]
        if as_of is None:
            arguments.insert(1, "--max-count=1")
        with self._start(arguments) as child:
            tokens = fields(child.chunks(), PATH_LENGTH)
            for commit, date in zip(tokens, tokens, strict=False):
                self.head = commit.decode("ascii")
                committed = seconds(date)
                if as_of is None or (committed is not None and committed <= as_of):
                    return
            child.finish()
        if not self.head:
            raise GitError("its newest commit is missing or damaged")
        raise NothingBefore("it had no commits at the end of that day")

    def ask_for(self, wanted: Callable[[str], bool]) -> set[str]:
        """From here on only the blobs of the assessed commit at paths that are `wanted` are seen.

        Which of them are not here.
        """
        walk = self._walk(lambda path: frozenset({"wanted"} if wanted(path) else ()))
        blobs = frozenset(entry.blob for entry in (*walk.files, *walk.links) if wanted(entry.path))
        missing = self.lacking(blobs)
        self._asked_for = blobs
        return missing

    def lacking(self, blobs: Iterable[str]) -> set[str]:
        """Which of the blobs have not come, whether or not they were asked for."""
        before, self._asked_for = self._asked_for, None
        wanted = set(blobs)
        missing = wanted - self._measure(wanted).keys()
        self._asked_for = before
        return missing

    def _walk(self, kinds: Kinds) -> Walk:
        commit = self._objects.read(self.head, "commit", COMMIT_BYTES)
        root = (commit or b"").partition(b"\n")[0].removeprefix(b"tree ").decode("ascii", "replace")
        walk = Walk(lambda identity: self._objects.read(identity, "tree", DIRECTORY_LIMIT), kinds)
        walk.run(root if OBJECT_ID.fullmatch(root) else "0" * len(self.head))
        return walk

    def truly_shallow(self, commits: Sequence[str]) -> tuple[str, ...]:
        """Those of the `commits` with a parent whose object is not here.

        A file says where a shallow clone was cut off, and anybody can write one to hide commits.
        """
        parents: dict[str, tuple[str, ...]] = {}
        for commit in commits:
            header = (self._objects.read(commit, "commit", COMMIT_BYTES) or b"").partition(b"\n\n")[0]
            lines = header.decode("ascii", "replace").split("\n")
            parents[commit] = tuple(line[7:] for line in lines if line.startswith("parent "))
        here = self._measure({each for before in parents.values() for each in before}, "commit")
        return tuple(commit for commit, before in parents.items() if any(each not in here for each in before))

    def _measure(self, objects: Iterable[str], kind: str = "blob") -> dict[str, int]:
        """Sizes in bytes of those objects of the kind that are here, as they declare them."""
        sizes: dict[str, int] = {}
        if kind == "blob" and self._asked_for is not None:
            objects = self._asked_for.intersection(objects)
        objects = tuple(objects)
        if not objects:
            return sizes
        with tempfile.TemporaryFile(dir=self.directory) as names:
            names.writelines(f"{name}\n".encode("ascii") for name in objects)
            names.seek(0)
            with self._start(
                ["cat-file", "--batch-check", "--buffer"], names, directory=self.source_directory
            ) as child:
                for line in fields(child.chunks(), 256, b"\n"):
                    words = line.split()
                    if len(words) == 3 and words[1].decode("ascii", "replace") == kind:
                        sizes[words[0].decode("ascii")] = int(words[2])
                child.finish()
        return sizes

    def run(self, arguments: Sequence[str], stdin: int | IO[bytes]) -> Child:
        """Start git in our own repository, whose objects are what their ids say."""
        return self._start(arguments, stdin)

    def run_in_source(self, arguments: Sequence[str], stdin: int | IO[bytes]) -> Child:
        """Start git where the objects come from."""
        return self._start(arguments, stdin, directory=self.source_directory)

    def _start(
        self,
        arguments: Sequence[str],
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        *,
        limits: Limits = READER_LIMITS,
        directory: Path | None = None,
    ) -> Child:
        return Child(
            [f"--git-dir={directory or self.git_directory}", *arguments],
            self._environment,
            directory=self.directory,
            deadline=self._deadline,
            stdin=stdin,
            limits=limits,
        )
