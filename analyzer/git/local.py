"""Git directories on disk, read as text. No git runs here: a directory somebody handed us is hostile.

Every read is bounded, of regular files only, and follows no pointer that the other end does not confirm.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from analyzer.git.process import EmptyRepository, GitError, NotARepository
from analyzer.lazy_regex import lazy_regex

GIT_TEXT_LIMIT = 64 * 1024
PACKED_REFS_LIMIT = 128 * 1024 * 1024
SHALLOW_LIMIT = 16 * 1024 * 1024
SYMBOLIC_DEPTH = 5
ALTERNATES_DEPTH = 5
ALTERNATES_LIMIT = 32
SEARCH_LIMIT = 100_000

OBJECT_ID = lazy_regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REFERENCE = lazy_regex(r"refs(?:/[^/\x00-\x20\x7f~^:?*\[\\.][^/\x00-\x20\x7f~^:?*\[\\]*)+")
_HOST = lazy_regex(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+", re.IGNORECASE)
_NUMERIC_HOST = lazy_regex(r"[0-9.]+")
_SEGMENT = lazy_regex(r"[A-Za-z0-9._~-]{1,100}")
_SCP = lazy_regex(r"(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9.-]+):(?!/)([^\s:]+)")
_SECTION = lazy_regex(r'\[\s*remote\s+"origin"\s*\]', re.IGNORECASE)
_URL = lazy_regex(r"\s*url\s*=(.*)", re.IGNORECASE)


class GitDirectory(Struct, frozen=True):
    """Where the parts of a repository are: `private` holds HEAD, `common` the objects and branches."""

    private: Path
    common: Path

    @property
    def objects(self) -> Path:
        return self.common / "objects"


class Head(Struct, frozen=True):
    """The commit id that HEAD names, and its branch; `branch` is None where HEAD is detached."""

    commit: str
    branch: str | None


def is_repository(path: str) -> bool:
    """Whether there is a work tree with a `.git`, or a git directory itself, at `path`."""
    try:
        locate(path)
    except GitError:
        return False
    return True


def locate(path: str) -> GitDirectory:
    """The git directory of `path`: `path/.git`, the directory its `.git` file names, or `path` itself.

    Raises NotARepository.
    """
    place = Path(path)
    try:
        marker = place / ".git"
        if marker.is_dir() and _holds_repository(marker):
            return GitDirectory(marker.resolve(), marker.resolve())
        if marker.is_file():
            return _follow(marker)
        if _holds_repository(place):
            return GitDirectory(place.resolve(), place.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise NotARepository("the path cannot be read") from error
    raise NotARepository("there is no git repository at this path")


def find_repositories(folder: str, depth: int = 3) -> tuple[str, ...]:
    """The repositories at `folder` and at most `depth` levels below it, sorted.

    Repositories are not searched for others inside them, symbolic links are not followed, and the search ends
    after 100,000 directory entries.
    """
    found: list[str] = []
    level = [folder]
    budget = SEARCH_LIMIT
    for remaining_depth in range(depth, -1, -1):
        below: list[str] = []
        for directory in level:
            if is_repository(directory):
                found.append(directory)
            elif remaining_depth:
                children = _directories(directory, budget)
                budget -= 1 + len(children)
                below.extend(children)
        level = below
    return tuple(sorted(found))


def linked_repositories(folder: str) -> tuple[str, ...]:
    """The symbolic links in `folder` itself that lead to a repository, sorted; none of those further below.

    Whoever named the folder put these there, or got the folder with them: where they lead is for the caller.
    """
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for _, entry in zip(range(SEARCH_LIMIT), entries, strict=False):
                if entry.is_symlink() and entry.is_dir() and is_repository(entry.path):
                    found.append(entry.path)
    except OSError:
        return ()
    return tuple(sorted(found))


def resolve_head(git_directory: GitDirectory) -> Head:
    """The commit that HEAD names. Raises EmptyRepository, or GitError where HEAD makes no sense."""
    if (git_directory.common / "reftable").is_dir():
        raise GitError("its branches are in the reftable format, which is not supported")
    name: str | None = None
    content = _head_content(git_directory.private / "HEAD")
    for _ in range(SYMBOLIC_DEPTH):
        content = content.strip()
        if OBJECT_ID.fullmatch(content):
            return Head(content, name.removeprefix("refs/heads/") if name else None)
        if not content.startswith("ref:"):
            break
        name = content.removeprefix("ref:").strip()
        if not is_reference(name):
            break
        loose = _read_reference(git_directory, name)
        if loose is None:
            raise EmptyRepository("its current branch has no commit")
        content = loose
    raise GitError("its HEAD refers to neither a commit nor a branch")


def shallow_commits(git_directory: GitDirectory) -> tuple[str, ...]:
    """The commits at which a shallow clone was cut off; none for a whole one."""
    text = read_text(git_directory.common / "shallow", SHALLOW_LIMIT)
    return tuple(line for line in (text or "").split("\n") if OBJECT_ID.fullmatch(line))


def object_stores(objects: Path) -> tuple[Path, ...]:
    """The object store `objects` and those it borrows from, which git would follow by itself, five deep.

    An endless list or a device in place of a file would cost memory or time. Raises GitError.
    """
    try:
        return _follow_alternates(objects)
    except (OSError, ValueError, RuntimeError) as error:  # a name that is too long, links in a circle
        raise GitError("it borrows objects from a location that cannot be read") from error


def _follow_alternates(objects: Path) -> tuple[Path, ...]:
    stores: dict[Path, None] = {}
    level = [objects]
    for _ in range(ALTERNATES_DEPTH + 1):
        below: list[Path] = []
        for store in level:
            if store in stores or not store.is_dir():
                continue
            stores[store] = None
            borrowed = store / "info" / "alternates"
            if not os.path.lexists(borrowed):
                continue
            text = read_text(borrowed, GIT_TEXT_LIMIT)
            # A path in quotation marks is written as in C.
            if text is None or any(line.startswith('"') for line in text.split("\n")):
                raise GitError("it borrows objects from other repositories in an unsupported way")
            below.extend(store / line for line in text.split("\n") if line and not line.startswith("#"))
        if len(stores) + len(below) > ALTERNATES_LIMIT:
            raise GitError("it borrows objects from too many other repositories")
        level = [store.resolve() for store in below]
    return tuple(stores)


def origin_url(path: str) -> str | None:
    """The web address of the remote "origin" of the repository at `path`, from its configuration as text."""
    try:
        configuration = read_text(locate(path).common / "config", GIT_TEXT_LIMIT)
    except GitError:
        return None
    inside = False
    for line in (configuration or "").splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            inside = bool(_SECTION.match(stripped))
        elif inside and (value := _URL.fullmatch(line)):
            return web_url(value[1].strip().strip('"'))
    return None


def web_url(clone_url: str) -> str | None:
    """`https://host/owner/name` for an address that git clones from, None where it is not plainly one.

    Credentials are dropped, the forms of ssh become https. Ports, numeric hosts and odd characters give None.
    """
    if len(clone_url) > 500:
        return None
    if "://" in clone_url:
        try:
            parts = urlsplit(clone_url)
            host, path, port = parts.hostname or "", parts.path, parts.port
        except ValueError:
            return None
        plain = not (parts.query or parts.fragment) and (port is None or parts.scheme == "ssh")
        if parts.scheme not in ("https", "http", "ssh", "git", "git+ssh") or not plain:
            return None
    elif short := _SCP.fullmatch(clone_url):
        host, path = short[1], short[2]
    else:
        return None
    segments = path.strip("/").removesuffix(".git").split("/")
    if not 2 <= len(segments) <= 6 or not all(
        _SEGMENT.fullmatch(segment) and segment.strip(".") for segment in segments
    ):
        return None
    if not _HOST.fullmatch(host) or _NUMERIC_HOST.fullmatch(host):
        return None
    return f"https://{host.lower()}/{'/'.join(segments)}"


def _holds_repository(path: Path) -> bool:
    return (path / "objects").is_dir() and ((path / "HEAD").is_file() or (path / "HEAD").is_symlink())


def _follow(marker: Path) -> GitDirectory:
    """The directory a `.git` file names, if that directory in turn names this work tree."""
    text = read_text(marker, GIT_TEXT_LIMIT) or ""
    if not text.startswith("gitdir:"):
        raise NotARepository("its .git file does not refer to a git directory")
    private = (marker.parent / text.removeprefix("gitdir:").strip()).resolve()
    common_text = read_text(private / "commondir", GIT_TEXT_LIMIT)
    if common_text is None:
        if _holds_repository(private) and _names_worktree(private, marker):
            return GitDirectory(private, private)
    else:
        common = (private / common_text.strip()).resolve()
        back = (read_text(private / "gitdir", GIT_TEXT_LIMIT) or "").strip()
        confirmed = bool(back) and (private / back).resolve() == marker.resolve()
        if confirmed and private.parent == common / "worktrees" and (common / "objects").is_dir():
            return GitDirectory(private, common)
    raise NotARepository("its .git file refers to a git directory that does not refer back to it")


def _names_worktree(private: Path, marker: Path) -> bool:
    configuration = read_text(private / "config", GIT_TEXT_LIMIT) or ""
    for line in configuration.splitlines():
        key, _, value = line.partition("=")
        if key.strip().lower() == "worktree":
            return (private / value.strip().strip('"')).resolve() == marker.parent.resolve()
    return False


def _directories(directory: str, budget: int) -> list[str]:
    found: list[str] = []
    try:
        with os.scandir(directory) as entries:
            for _, entry in zip(range(budget), entries, strict=False):
                if entry.is_dir(follow_symlinks=False):
                    found.append(entry.path)
    except OSError:
        return []
    return sorted(found)


def _head_content(head: Path) -> str:
    """HEAD as text; git of long ago made it a symbolic link to the branch's file."""
    try:
        target = os.readlink(head) if head.is_symlink() else ""  # noqa: PTH115 - the text, not a path
    except OSError:
        target = ""
    if target.startswith("refs/"):
        return f"ref: {target}"
    return read_text(head, GIT_TEXT_LIMIT) or ""


def is_reference(name: str) -> bool:
    """Whether the text is a whole name of a branch or tag, as git accepts it."""
    return bool(_REFERENCE.fullmatch(name)) and ".." not in name and not name.endswith((".", ".lock"))


def _read_reference(git_directory: GitDirectory, name: str) -> str | None:
    for place in dict.fromkeys((git_directory.private, git_directory.common)):
        text = read_text(place / name, GIT_TEXT_LIMIT)
        if text is not None:
            return text
    wanted = os.fsencode(name)
    for line in packed_references(git_directory.common / "packed-refs"):
        commit, _, reference = line.rstrip(b"\r\n").partition(b" ")
        if reference == wanted:
            return commit.decode("ascii", "replace")
    return None


def packed_references(path: Path) -> Iterator[bytes]:
    """The lines of the file in which git keeps many references."""
    try:
        if not path.is_file():
            return
        with path.open("rb") as stream:
            budget = PACKED_REFS_LIMIT
            while budget > 0 and (line := stream.readline(GIT_TEXT_LIMIT)):
                budget -= len(line)
                yield line
    except OSError:
        return


def read_text(path: Path, limit: int) -> str | None:
    """A small regular file; None if there is none, it is longer than `limit` bytes, or it cannot be read."""
    try:
        # Not blocking: a pipe in place of a file must not hold us up.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            raw = stream.read(limit + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return None if len(raw) > limit else raw.decode("utf-8", "surrogateescape")
