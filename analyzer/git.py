"""The only room that starts git, and never inside somebody else's directory.

A repository is read through a bare directory of our own. For a local one its `objects/info/alternates` points
at the objects in place, for a remote one it is a clone; either way it has our configuration, no remote and no
hooks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from analyzer.git_history import History, read_history, seconds
from analyzer.git_local import (
    GitDirectory,
    Head,
    check_alternates,
    find_repositories,
    is_repository,
    locate,
    origin_url,
    resolve_head,
    shallow_commits,
    web_url,
)
from analyzer.git_process import (
    FLAGS,
    Child,
    DeadlineExceeded,
    EmptyRepository,
    GitError,
    NotARepository,
    NothingBefore,
    TooLarge,
    environment,
    fields,
    kill_children,
    remaining,
    sooner,
)
from analyzer.git_remote import Remote
from analyzer.machine import lacking

__all__ = [
    "FLAGS",
    "DeadlineExceeded",
    "EmptyRepository",
    "GitError",
    "History",
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
    "open_local",
    "open_remote",
    "origin_url",
    "web_url",
]

PATH_LIMIT = 100_000
PATH_DEPTH = 100
PATH_LENGTH = 4096
NAMES_LIMIT = 64 * 1024 * 1024
SHOWN_LENGTH = 200
TREE_SECONDS = 60.0
HISTORY_SECONDS = 120.0
READER_MEMORY = 768 * 1024**2
"""Address space of a git that reads: it compares a bomb's trees in memory before it says the first path."""
SIZE_LIMIT = 2 * 1024**3
_REGULAR = frozenset({"100644", "100755"})
_OTHER_MODES = {"120000": "a symbolic link", "160000": "a submodule"}


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One regular file of the assessed commit. `size` is in bytes; None if its object is missing.

    `path` is decoded from UTF-8 with surrogateescape.
    """

    path: str
    mode: str
    blob: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Tree:
    """The regular files of the assessed commit, and what was left out as (path, reason).

    `complete` is False where the list was cut short; `reason` says why.
    """

    entries: tuple[TreeEntry, ...]
    left_out: tuple[tuple[str, str], ...]
    complete: bool = True
    reason: str | None = None


class Repository:
    """One repository at one commit, read object by object; leaving its context removes our directory.

    Every method raises DeadlineExceeded once the deadline is over.
    """

    def __init__(self, directory: Path, deadline: float | None) -> None:
        self.head = ""
        self.branch: str | None = None
        self.shallow = False
        self.directory = directory
        self.git_directory = directory / "repository.git"
        self._deadline = deadline
        self._environment = environment(directory / "home")
        self._sizes: dict[str, int] = {}
        self._reader: Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what still runs and remove everything that belongs to this repository."""
        self._stop_reader()
        shutil.rmtree(self.directory, ignore_errors=True)

    def tree(self) -> Tree:
        """The files of the assessed commit with their sizes, at most 100,000 paths."""
        left_out: list[tuple[str, str]] = []
        listed, reason = self._list(left_out)
        self._sizes.update(self._measure(entry.blob for entry in listed))
        entries = tuple(
            TreeEntry(entry.path, entry.mode, entry.blob, self._sizes.get(entry.blob)) for entry in listed
        )
        return Tree(entries, tuple(left_out), reason is None, reason)

    def history(self) -> History:
        """All commits that the assessed commit reaches; see `git_history` for the limits."""
        history = read_history(
            lambda arguments: self._start(arguments, sooner(self._deadline, HISTORY_SECONDS)), self.head
        )
        if self.shallow and history.complete:
            return History(
                history.commits, False, "the history is shallow: it was cut off when it was cloned"
            )
        return history

    def read(self, blob: str, limit: int) -> bytes | None:
        """The content of a blob; None if it is missing, damaged, or larger than `limit` bytes."""
        size = self._sizes.get(blob)
        if size is None:
            size = self._measure([blob]).get(blob)
        if size is None or size > limit:
            return None
        if self._reader is None:
            self._reader = self._start(["cat-file", "--batch"], self._deadline, stdin=subprocess.PIPE)
        try:
            self._reader.input.write(f"{blob}\n".encode("ascii"))
            self._reader.input.flush()
            words = self._reader.output.readline(256).split()
            if len(words) == 2:
                return None
            if len(words) == 3 and words[1] == b"blob" and int(words[2]) == size:
                content = self._reader.output.read(size + 1)
                if len(content) == size + 1:
                    return content[:-1]
        except BrokenPipeError:
            pass
        expired = self._reader.expired
        self._stop_reader()
        if expired:
            raise DeadlineExceeded("the time allowed for this repository is over")
        return None

    def stream(self, blob: str, limit: int) -> Iterator[bytes]:
        """The first `limit` bytes of a blob, piece by piece; fewer if it is missing or damaged."""
        with self._start(["cat-file", "blob", blob], self._deadline) as child:
            yield from child.chunks(limit)

    def choose(self, start: str, as_of: int | None) -> None:
        """Assess the newest commit on the first-parent line of `start` that is as old as `as_of`.

        `as_of` are Unix seconds; None takes `start` itself. Raises NothingBefore, or GitError if `start`
        cannot be read.
        """
        arguments = ["log", "-z", "--first-parent", "--no-patch", "--format=tformat:%H%x00%ct", start, "--"]
        if as_of is None:
            arguments.insert(1, "--max-count=1")
        with self._start(arguments, self._deadline) as child:
            tokens = fields(child.chunks(), PATH_LENGTH)
            for commit, date in zip(tokens, tokens, strict=False):
                self.head = commit.decode("ascii")
                committed = seconds(date)
                if as_of is None or (committed is not None and committed <= as_of):
                    return
            child.finish()
        if not self.head:
            raise GitError("its newest commit is missing or damaged")
        raise NothingBefore("it had no commit yet at the end of that day")

    def missing_blobs(self, wanted: Callable[[str], bool]) -> set[str]:
        """The blobs of the assessed commit at paths that are `wanted` and whose objects are not here."""
        listed, _ = self._list([])
        blobs = {entry.blob for entry in listed if wanted(entry.path)}
        return blobs - self._measure(blobs).keys()

    def _list(self, left_out: list[tuple[str, str]]) -> tuple[list[TreeEntry], str | None]:
        """Regular files without sizes, and why the list is not whole. Other paths go to `left_out`."""
        listed: list[TreeEntry] = []
        names = 0
        limit = sooner(self._deadline, TREE_SECONDS)
        with self._start(["ls-tree", "-r", "-z", "--full-tree", self.head], limit) as child:
            for entry in _tree_entries(child.chunks()):
                if len(listed) + len(left_out) >= PATH_LIMIT or names > NAMES_LIMIT:
                    return listed, f"only the first {len(listed) + len(left_out):,} paths were read"
                reason = _why_left_out(entry)
                if reason is None:
                    listed.append(entry)
                    names += len(entry.path)
                else:
                    left_out.append((entry.path[:SHOWN_LENGTH], reason))
            try:
                sound = child.finish()
            except DeadlineExceeded:
                if remaining(self._deadline) == 0:
                    raise
                return listed, "listing its files takes too long"
        return listed, None if sound else "a directory of it is missing, damaged or nested too deeply"

    def _measure(self, blobs: Iterable[str]) -> dict[str, int]:
        """Sizes in bytes of the blobs whose objects are here."""
        sizes: dict[str, int] = {}
        with tempfile.TemporaryFile(dir=self.directory) as names:
            names.writelines(f"{blob}\n".encode("ascii") for blob in blobs)
            names.seek(0)
            with self._start(
                ["cat-file", "--batch-check", "--buffer"], self._deadline, stdin=names.fileno()
            ) as child:
                for line in fields(child.chunks(), 256, b"\n"):
                    words = line.split()
                    if len(words) == 3 and words[1] == b"blob":
                        sizes[words[0].decode("ascii")] = int(words[2])
                child.finish()
        return sizes

    def _start(
        self, arguments: Sequence[str], deadline: float | None, stdin: int = subprocess.DEVNULL
    ) -> Child:
        return Child(
            [f"--git-dir={self.git_directory}", *arguments],
            self._environment,
            directory=self.directory,
            deadline=deadline,
            stdin=stdin,
            memory_limit=READER_MEMORY,
        )

    def _stop_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def open_local(path: str, *, as_of: int | None, workspace: Path, deadline: float | None) -> Repository:
    """Open the repository at `path`: a work tree, a linked work tree, a submodule or a bare repository.

    `as_of` are Unix seconds, `deadline` a moment of `time.monotonic()`, `workspace` an existing directory for
    what we write. Nothing runs in `path` and nothing of its configuration counts. Raises GitError.
    """
    found = locate(path)
    head = resolve_head(found)
    check_alternates(found.objects)
    shallow = shallow_commits(found)
    with _opening(workspace, deadline) as repository:
        _write_bare(repository.git_directory, head, found.objects, shallow)
        repository.branch, repository.shallow = head.branch, bool(shallow)
        repository.choose(head.commit, as_of)
    return repository


def open_remote(
    url: str,
    *,
    as_of: int | None,
    workspace: Path,
    deadline: float | None,
    token: str | None = None,
    size_limit: int = SIZE_LIMIT,
    wanted: Callable[[str], bool] | None = None,
    progress: Callable[[int], None] = lambda size: None,
    again: Callable[[], None] = lambda: None,
) -> Repository:
    """Clone the repository at `url`, an https address (http on this machine only), and open it.

    Commits and directories come first, then, in one request, the files of the assessed commit whose paths are
    `wanted` (None: all); other files are missing. A server that cannot do this is asked for everything.
    `size_limit` are bytes on disk, and `progress` is told how many there are, `again` that a fetch
    has failed and is repeated. `token`
    reaches git through its environment and goes to this host alone.
    Raises GitError.
    """
    with _opening(workspace, deadline) as repository:
        remote = Remote(
            url,
            directory=repository.directory,
            deadline=deadline,
            token=token,
            size_limit=size_limit,
            progress=progress,
            again=again,
        )
        _clone(repository, remote, as_of, filtered=True)
        missing = repository.missing_blobs(wanted or (lambda path: True))
        if missing and not remote.fetch(repository.git_directory, sorted(missing)):
            shutil.rmtree(repository.git_directory)
            _clone(repository, remote, as_of, filtered=False)
    return repository


def _clone(repository: Repository, remote: Remote, as_of: int | None, *, filtered: bool) -> None:
    remote.clone(repository.git_directory, filtered=filtered)
    head = resolve_head(GitDirectory(repository.git_directory, repository.git_directory))
    # Our configuration in place of the clone's: without a remote nothing is ever fetched behind our back.
    _write_configuration(repository.git_directory, head)
    repository.branch = head.branch
    repository.choose(head.commit, as_of)


@contextmanager
def _opening(workspace: Path, deadline: float | None) -> Iterator[Repository]:
    """A repository in a new private directory, which does not outlive a failure to open it."""
    repository = Repository(Path(tempfile.mkdtemp(prefix="repository-", dir=workspace)).resolve(), deadline)
    try:
        yield repository
    except OSError as error:
        repository.close()
        why = lacking(error) or "a file cannot be read or written"
        raise GitError(f"it could not be opened: {why}") from error
    except BaseException:
        repository.close()
        raise


def _write_bare(git_directory: Path, head: Head, objects: Path, shallow: Sequence[str]) -> None:
    (git_directory / "objects" / "info").mkdir(parents=True)
    (git_directory / "refs").mkdir()
    (git_directory / "HEAD").write_text(f"{head.commit}\n", encoding="ascii")
    (git_directory / "objects" / "info" / "alternates").write_bytes(_alternate(objects))
    if shallow:
        (git_directory / "shallow").write_text("".join(f"{commit}\n" for commit in shallow), encoding="ascii")
    _write_configuration(git_directory, head)


def _alternate(objects: Path) -> bytes:
    """The line of `objects/info/alternates` that names `objects`, quoted as git reads it: like a C string."""
    raw = os.fsencode(objects)
    for plain, escaped in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n")):
        raw = raw.replace(plain, escaped)
    return b'"%s"\n' % raw


def _write_configuration(git_directory: Path, head: Head) -> None:
    sha256 = len(head.commit) == 64
    extension = "[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""
    text = f"[core]\n\trepositoryFormatVersion = {int(sha256)}\n\tbare = true\n{extension}"
    (git_directory / "config").write_text(text, encoding="ascii")


def _tree_entries(chunks: Iterator[bytes]) -> Iterator[TreeEntry]:
    for record in fields(chunks, PATH_LENGTH + 200):
        description, _, path = record.partition(b"\t")
        words = description.decode("ascii", "replace").split()
        if len(words) == 3:
            yield TreeEntry(path.decode("utf-8", "surrogateescape"), words[0], words[2], None)


def _why_left_out(entry: TreeEntry) -> str | None:
    if entry.mode not in _REGULAR:
        return _OTHER_MODES.get(entry.mode, "not a regular file")
    if entry.path.count("/") >= PATH_DEPTH:
        return f"more than {PATH_DEPTH} directories deep"
    if len(entry.path) > PATH_LENGTH:
        return "its path is too long"
    return None
