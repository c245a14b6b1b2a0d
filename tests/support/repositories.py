"""Small real git repositories with fixed dates, written through `git fast-import`."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field

DATE = "2024-01-01T12:00:00+00:00"
_RAW_DATE = re.compile(r"-?\d+ [+-]\d{4}")


class CommitSpec(Struct, frozen=True):
    """One commit: what it changes and who signs it.

    `files` maps a path to its new content, None deletes it. `modes` names the mode of a path where it is not
    100644 (a 160000 entry has a commit id as its content). `parents` are positions in the sequence of
    commits; None is "the commit before", () makes a root. Dates are ISO 8601 or git's raw "seconds +zone".
    """

    files: Mapping[str, str | bytes | None] = field(default_factory=dict)
    message: str | bytes = "change"
    author: str = "Ada Example <ada@example.com>"
    date: str = DATE
    committer: str | None = None
    committer_date: str | None = None
    parents: tuple[int, ...] | None = None
    modes: Mapping[str, str] = field(default_factory=dict)


def environment() -> dict[str, str]:
    """An environment in which git reads no configuration but the repository's own."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": "/nonexistent",
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ALLOW_PROTOCOL": "file",
    }


def git(repository: Path, *arguments: str, stdin: bytes = b"") -> str:
    """What git prints, run in `repository`; raises CalledProcessError where git fails."""
    done = subprocess.run(
        ["git", "-c", f"safe.directory={repository}", *arguments],
        cwd=repository,
        env=environment(),
        input=stdin,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def git_directory(repository: Path) -> Path:
    """The git directory of a work tree or of a bare repository."""
    return repository / ".git" if (repository / ".git").is_dir() else repository


def build_repository(
    path: Path, commits: Sequence[CommitSpec], *, bare: bool = False, branch: str = "main"
) -> Path:
    """A repository at `path` whose `branch` ends at the last of `commits`; same input, same ids.

    One that is there already is used as it is.
    """
    if not (path / "HEAD").exists() and not (path / ".git" / "HEAD").exists():
        _lay_out(path if bare else path / ".git", bare, branch)
    if commits:
        stream = b"".join(_stream(commits, f"refs/heads/{branch}".encode()))
        git(path, "fast-import", "--quiet", "--force", "--date-format=raw", stdin=stream)
        if not bare:
            git(path, "read-tree", "--reset", "-u", "HEAD")
    return path


def _lay_out(directory: Path, bare: bool, branch: str) -> None:
    """What `git init --template=` makes, without a process for it."""
    for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    (directory / "HEAD").write_text(f"ref: refs/heads/{branch}\n")
    kind = "bare = true" if bare else "bare = false\n\tlogallrefupdates = true"
    (directory / "config").write_text(f"[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\t{kind}\n")


def write_object(repository: Path, kind: str, content: bytes) -> str:
    """Write one loose object, however malformed its content is, and return its id."""
    raw = f"{kind} {len(content)}".encode() + b"\0" + content
    name = hashlib.sha1(raw, usedforsecurity=False).hexdigest()
    path = git_directory(repository) / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(raw, 1))
    return name


def write_tree(repository: Path, entries: Sequence[tuple[str, str, str]]) -> str:
    """Write a directory of (mode, name, id) entries, in the order given."""
    content = b"".join(
        f"{mode} ".encode() + os.fsencode(name) + b"\0" + bytes.fromhex(identity)
        for mode, name, identity in entries
    )
    return write_object(repository, "tree", content)


def set_head(repository: Path, commit: str, branch: str = "main") -> None:
    """Let `branch`, which HEAD is expected to name, point at `commit`."""
    path = git_directory(repository) / "refs" / "heads" / branch
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{commit}\n")


def _stream(commits: Sequence[CommitSpec], reference: bytes) -> Iterator[bytes]:
    for position, commit in enumerate(commits):
        parents = commit.parents
        if parents is None:
            parents = (position - 1,) if position else ()
        if not parents:
            yield b"reset %s\n" % reference
        author = _signature(commit.author, commit.date)
        committer = _signature(commit.committer or commit.author, commit.committer_date or commit.date)
        yield b"commit %s\nmark :%d\nauthor %s\ncommitter %s\n" % (reference, position + 1, author, committer)
        yield _data(commit.message)
        for number, parent in enumerate(parents):
            yield b"%s :%d\n" % (b"merge" if number else b"from", parent + 1)
        for name, content in commit.files.items():
            yield from _change(name, content, commit.modes.get(name, "100644"))
        yield b"\n"


def _change(name: str, content: str | bytes | None, mode: str) -> Iterator[bytes]:
    quoted = os.fsencode(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    if content is None:
        yield b'D "%s"\n' % quoted
    elif mode == "160000":
        yield b'M 160000 %s "%s"\n' % (_bytes(content), quoted)
    else:
        yield b'M %s inline "%s"\n%s' % (mode.encode(), quoted, _data(content))


def _signature(person: str, date: str) -> bytes:
    if not _RAW_DATE.fullmatch(date):
        moment = datetime.fromisoformat(date)
        date = f"{int(moment.timestamp())} {moment:%z}"
    return f"{person} {date}".encode("utf-8", "surrogateescape")


def _data(content: str | bytes) -> bytes:
    raw = _bytes(content)
    return b"data %d\n%s\n" % (len(raw), raw)


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
