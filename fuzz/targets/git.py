"""Targets: what git says on its streams, and what lies in a git directory that somebody handed us."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analyzer.commits import CommitRecord
from analyzer.git.local import (
    find_repositories,
    is_repository,
    locate,
    object_stores,
    origin_url,
    resolve_head,
    shallow_commits,
    web_url,
)
from analyzer.git.log import AUTHOR_LENGTH, SUBJECT_LENGTH, parse_log, seconds
from analyzer.git.process import GitError, fields
from analyzer.git.remote import accepted
from analyzer.git.tree import Walk
from analyzer.github.targets import shown_target
from analyzer.report.text import permalink, web_address
from fuzz.target import Target
from fuzz.targets.shared import text_of

SHA = "0123456789abcdef0123456789abcdef01234567"
_LOG = (
    "\0", "\0\0\n", f"{SHA}\0", f":000000 100644 {'0' * 40} {SHA} A\0", f":100644 000000 {SHA} {'0' * 40} D\0", "src/a.py\0", "\n", "1700000000\0", "99999999999999\0", "-1\0",
    "Ada Example\0", "ada@example.com\0", "This reverts commit abcdef1.", "Co Author <co@example.com>", "<", ">", ":", SHA[:7],
)  # fmt: skip
_TREE = (
    "100644 ", "100755 ", "100664 ", "120000 ", "160000 ", "40000 ", "040000 ", "a.py\0", "..\0", ".git\0", "a/b.py\0", "\0",
    SHA[:20], "a" * 300, " ",
)  # fmt: skip
_DIRECTORY = (
    "ref: refs/heads/main\n", f"{SHA}\n", "=== HEAD\n", "=== packed-refs\n", "=== config\n", "=== refs/heads/main\n", "=== objects/info/alternates\n", "=== shallow\n", "=== commondir\n",
    "=== gitdir\n", f"{SHA} refs/heads/main\n", "# pack-refs with: peeled\n", "^", '[remote "origin"]\n', "\turl = https://github.com/a/b.git\n", "worktree = ..\n", "../x\n", "/dev/zero\n", "refs/heads/../x", "\0", "gitdir: ../x\n", "=== ../.git\n",
)  # fmt: skip
_ADDRESS = (
    "https://", "http://", "ssh://", "git@", "file://", "ext::sh -c x", "--upload-pack=x", "github.com", "127.0.0.1", "[::1]", "localhost", ":22", ":", "/", "a/b", ".git", "?x=1", "#x", "user:token@", "..", "%2e", "\\", "\t", "\n",
    "xn--e1a", "é.com", ".", "-", "&lt;", "'", '"', " ", "javascript:",
)  # fmt: skip
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/%-]*(?:\?plain=1)?(?:#[A-Za-z]+-?\d+)?)?"
)


def _chunks(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def _history(content: bytes) -> tuple[CommitRecord, ...]:
    """Commits of a log; in pieces of 7 bytes as in one, or the stream would say more than the bytes."""
    found: list[tuple[CommitRecord, ...]] = []
    for size in (1 << 20, 7):
        commits: list[CommitRecord] = []
        try:
            commits.extend(parse_log(fields(_chunks(content, size), 1024), lambda path: True))
        except GitError:
            commits.clear()
        found.append(tuple(commits))
    assert found[0] == found[1], "where the stream is cut changes what it says"
    return found[0]


def _commit_fields(_content: bytes, facts: object) -> None:
    assert isinstance(facts, tuple)
    for commit in facts:
        assert re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", commit.sha)
        assert len(commit.subject) <= SUBJECT_LENGTH
        assert all(
            len(each) <= AUTHOR_LENGTH
            for one in (commit.author, *commit.co_authors)
            for each in (one.name, one.email)
        )
        assert set(commit.added) <= set(commit.paths)
        assert all(new in commit.added for _old, new in commit.renames)
        assert len({old for old, _new in commit.renames}) == len(commit.renames), "one file became two"


def _tree(content: bytes) -> object:
    """A directory's object, below itself once: every line is somewhere, and nothing is there twice."""
    root = "1" * 40
    read: list[str] = []

    def give(identity: str) -> bytes | None:
        read.append(identity)
        return content if identity == root else b""

    walk = Walk(give, lambda path: frozenset({"any"}))
    walk.run(root)
    assert not walk.full and len(read) == len(set(read))
    return walk.files, walk.links, walk.left_out, walk.reason


def _numbers(content: bytes) -> object:
    return [seconds(each) for each in content.split(b"\0")]


def _directory(content: bytes) -> object:
    """A git directory whose files are `=== name` sections of the input; nothing is written outside it."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-git-"))
    try:
        place = folder / "work" / ".git"
        (place / "objects" / "info").mkdir(parents=True)
        for part in content.split(b"=== ")[:12]:
            name, _, text = part.partition(b"\n")
            if name == b"../.git" and text:
                shutil.rmtree(place)
                place.write_bytes(text)
                break
            if name in (
                b"HEAD",
                b"packed-refs",
                b"config",
                b"shallow",
                b"commondir",
                b"gitdir",
                b"objects/info/alternates",
            ) or (re.fullmatch(rb"refs/heads/[a-z]{1,9}", name)):
                file = place / name.decode()
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text)
        return _read_directory(folder)
    finally:
        shutil.rmtree(folder)


def _read_directory(folder: Path) -> object:
    work = str(folder / "work")
    found: list[object] = [is_repository(work), origin_url(work), len(find_repositories(str(folder)))]
    try:
        directory = locate(work)
        found.append(len(shallow_commits(directory)))
        object_stores(directory.objects)
        found.append(resolve_head(directory))
    except GitError as error:
        assert str(folder) not in str(error)
        found.append(str(error))
    return found


def _addresses(content: bytes) -> object:
    url, _, path = text_of(content).partition("\n")
    try:
        parts = tuple(accepted(url))
    except GitError as error:
        parts = (str(error),)
    # No argument of a command holds a NUL.
    shown = shown_target(url.replace("\0", "")) if "://" in url else None
    return web_url(url), web_address(url), permalink(url, SHA, path or None, 3), parts, shown


def _only_plain_addresses(content: bytes, facts: object) -> None:
    assert isinstance(facts, tuple)
    for each in facts[:3]:
        assert each is None or _PLAIN_URL.fullmatch(each), f"no plain address: {each!r}"
    if facts[0] is not None:
        assert web_url(facts[0]) == facts[0]


TARGETS = (
    Target("git-log", _history, (_commit_fields,), tokens=_LOG, growth=600),
    Target("git-tree", _tree, tokens=_TREE, growth=400),
    Target(
        "git-dates", _numbers, tokens=("\0", "1700000000", "-", "+0200", "²", "٣", "253402300800", "0" * 13)
    ),
    Target("git-directory", _directory, tokens=_DIRECTORY, largest=4096),
    Target("addresses", _addresses, (_only_plain_addresses,), tokens=_ADDRESS, largest=4096),
)
