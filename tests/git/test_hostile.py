"""Repositories built to do harm: nothing runs, nothing leaks, time and memory stay bounded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from analyzer.git import history as git_history
from analyzer.git import tree as git_tree
from analyzer.git.opening import open_local, open_remote
from analyzer.git.process import GIT_FLAGS, Limits
from analyzer.git.repository import GitError, LeftOut, NotARepository, Repository, environment
from analyzer.git.tree import PATH_LENGTH
from analyzer.repository.file_kinds import kinds
from tests.support.bounds import Times, in_sizes
from tests.support.command_line import ROOT, variables
from tests.support.git_server import serve
from tests.support.repositories import (
    CommitSpec,
    build_repository,
    git,
    git_directory,
    set_head,
    write_object,
    write_tree,
)

SIGNED = b"author A <a@x> 1700000000 +0000\ncommitter A <a@x> 1700000000 +0000\n"
CANARY = "ghp_canary0123456789"


@contextmanager
def opened(target: Path, workspace: Path) -> Iterator[Repository]:
    with open_local(
        str(target), as_of=None, workspace=workspace, deadline=time.monotonic() + 30
    ) as repository:
        yield repository


@contextmanager
def bounded(megabytes: float) -> Iterator[None]:
    """Fails where the block allocates more memory in this process."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * 1e6
    finally:
        tracemalloc.stop()


def commit_of(target: Path, tree: str, message: bytes = b"bomb") -> None:
    set_head(target, write_object(target, "commit", f"tree {tree}\n".encode() + SIGNED + b"\n" + message))


def bomb(target: Path, leaf: str, mode: str, levels: int = 10) -> None:
    """A tree of 10^levels paths in a few objects."""
    build_repository(target, [], bare=True)
    name = leaf
    for _ in range(levels):
        name = write_tree(target, [(mode, f"d{number}", name) for number in range(10)])
        mode = "40000"
    commit_of(target, name)


READS_A_BOMB = """
import json, resource, sys
from pathlib import Path
from analyzer.git import tree as git_tree
from tests.git.test_hostile import bounded, opened
git_tree.PATH_LIMIT, git_tree.WALK_LIMIT = 5_000, 10_000
with bounded(60), opened(Path(sys.argv[1]), Path(sys.argv[2])) as repository:
    tree, history = repository.tree(), repository.history()
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([len(tree.entries), tree.reason, len(history.commits), history.reason, memory]))
"""


def test_bomb_of_10_billion_paths(tmp_path: Path) -> None:
    """In a process of its own: the system counts the memory of whoever starts git as git's."""
    target = tmp_path / "r"
    build_repository(target, [], bare=True)
    bomb(target, write_object(target, "blob", b"x"), "100644")
    done = subprocess.run(
        [sys.executable, "-c", READS_A_BOMB, str(target), str(tmp_path)],
        cwd=ROOT,
        env={**variables(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    paths, cut, commits, incomplete, kilobytes = json.loads(done.stdout)
    assert (paths, cut) == (5_000, "only the first 5,000 paths were read")
    assert commits == 1 and "too many paths" in incomplete
    assert kilobytes < 800 * 1024


def test_bomb_of_directories_without_a_file_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_tree, "WALK_LIMIT", 5_000)
    monkeypatch.setattr(git_history, "COMPARISON_LIMITS", Limits(memory=192 * 1024**2, seconds=1))
    target = build_repository(tmp_path / "r", [], bare=True)
    bomb(target, write_tree(target, []), "40000")
    with opened(target, tmp_path) as repository:
        tree = repository.tree()
        assert (tree.entries, tree.reason) == ((), "it has too many directories to list")
        assert not tree.complete and tree.unlisted is None
        history = repository.history()
        assert len(history.commits) == 1 and "took too long" in (history.reason or "")


def nested(target: Path, depth: int, blob: str) -> None:
    """A commit with a file `a` and a file `x` below `depth` directories."""
    name = write_tree(target, [("100644", "train.py", blob)])
    for _ in range(depth - 1):
        name = write_tree(target, [("40000", "d", name)])
    commit_of(target, write_tree(target, [("100644", "a", blob), ("40000", "d", name)]))


@pytest.mark.parametrize("depth", [1, 101, (PATH_LENGTH - 1 - len("train.py")) // 2])
def test_a_file_below_many_directories_is_read(tmp_path: Path, depth: int) -> None:
    target = build_repository(tmp_path / "r", [], bare=True)
    nested(target, depth, write_object(target, "blob", b"x"))
    with opened(target, tmp_path) as repository:
        tree = repository.tree()
        assert [entry.path for entry in tree.entries] == ["a", "d/" * depth + "train.py"]
        assert tree.left_out == () and tree.complete and tree.unlisted == frozenset()


@pytest.mark.parametrize("depth", [(PATH_LENGTH - len("train.py")) // 2, 2500])
def test_a_path_that_no_program_can_open_hides_the_kinds_of_its_name(tmp_path: Path, depth: int) -> None:
    target = build_repository(tmp_path / "r", [], bare=True)
    nested(target, depth, write_object(target, "blob", b"x"))
    with opened(target, tmp_path) as repository:
        tree = repository.tree(kinds)
        assert [entry.path for entry in tree.entries] == ["a"]
        assert tree.left_out == (LeftOut("d/" * 100, "its path is too long", frozenset({"python"})),)
        assert tree.complete and len(repository.history().commits) == 1


@in_sizes
def test_large_blob_of_zeros_is_never_loaded(tmp_path: Path, times: Times) -> None:
    size = times(256) * 1024**2
    target = build_repository(tmp_path / "r", [], bare=True)
    compressor = zlib.compressobj(1)
    packed = compressor.compress(b"blob %d\0" % size)
    packed += b"".join(compressor.compress(bytes(1024**2)) for _ in range(times(256))) + compressor.flush()
    name = "ab" + "0" * 38
    (target / "objects/ab").mkdir()
    (target / "objects/ab" / name[2:]).write_bytes(packed)
    commit_of(target, write_tree(target, [("100644", "zeros.py", name)]))
    with bounded(5), opened(target, tmp_path) as repository:
        (entry,) = repository.tree().entries
        assert entry.size == size
        assert repository.read(entry.blob, 10 * 1024**2) is None


@pytest.mark.parametrize(
    ("beginning", "piece", "count"),
    [(b"", b"x", 20_000_000), (b"", b"x\n", 10_000_000), (b"s\n\n", b"Co-authored-by: A <a@x>\n", 800_000)],
    ids=["one line", "many lines", "co-authors"],
)
@in_sizes
def test_commit_message_of_20_megabytes(
    tmp_path: Path, beginning: bytes, piece: bytes, count: int, times: Times
) -> None:
    message = beginning + piece * times(count)
    target = build_repository(tmp_path / "r", [], bare=True)
    commit_of(target, write_tree(target, [("100644", "a", write_object(target, "blob", b"1"))]), message)
    del message
    with bounded(max(times(10), 2)), opened(target, tmp_path) as repository:
        (commit,) = repository.history().commits
        assert len(commit.subject) <= 200 and commit.paths == ("a",) and len(commit.co_authors) <= 100


@in_sizes
def test_100000_references(tmp_path: Path, times: Times) -> None:
    target = build_repository(tmp_path / "r", [CommitSpec({"a": "1"})], bare=True)
    head = git(target, "rev-parse", "HEAD")
    lines = [f"{head} refs/heads/b{number}\n" for number in range(times(100_000))]
    (target / "packed-refs").write_text("".join([*lines, f"{head} refs/heads/main\n"]))
    (target / "refs/heads/main").unlink()
    with bounded(5), opened(target, tmp_path) as repository:
        assert repository.head == head


HOSTILE = """
[core]
\tfsmonitor = {run}
\tsshCommand = {run}
\thooksPath = {hooks}
\tpager = {run}
\teditor = {run}
\tgitProxy = {run}
\taskPass = {run}
\talternateRefsCommand = {run}
\trepositoryFormatVersion = 1
[alias]
\tlog = !{run}
\tls-tree = !{run}
\tcat-file = !{run}
[diff]
\texternal = {run}
[diff "evil"]
\ttextconv = {run}
\tcommand = {run}
[filter "evil"]
\tsmudge = {run}
\tclean = {run}
\tprocess = {run}
[uploadpack]
\tpackObjectsHook = {run}
[gpg]
\tprogram = {run}
[log]
\tshowSignature = true
\tmailmap = true
[pager]
\tlog = {run}
[credential]
\thelper = !{run}
[extensions]
\tpartialClone = origin
[remote "origin"]
\turl = {target}
\tpromisor = true
\tpartialCloneFilter = blob:none
\tuploadpack = {run}
"""


def trapped(target: Path, tmp_path: Path) -> Path:
    """Lay every trap a configuration can hold in `target`; returns the file that appears when one springs."""
    marker = tmp_path / "sprung"
    run = tmp_path / "run.sh"
    run.write_text(f"#!/bin/sh\necho $0 $* >> {marker}\n")
    run.chmod(0o755)
    directory = git_directory(target)
    hooks = directory / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        (hooks / hook).write_bytes(run.read_bytes())
        (hooks / hook).chmod(0o755)
    (directory / "config").write_text(HOSTILE.format(run=run, hooks=hooks, target=target))
    (directory / "info").mkdir(exist_ok=True)
    (directory / "info/attributes").write_text("* diff=evil filter=evil\n")
    return marker


@pytest.mark.parametrize("bare", [False, True])
def test_nothing_in_a_hostile_configuration_runs(
    tmp_path: Path, bare: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        ".gitattributes": "* diff=evil filter=evil export-ignore working-tree-encoding=UTF-16\n",
        "a": "1",
    }
    target = build_repository(tmp_path / "r", [CommitSpec(files), CommitSpec({"a": "2"})], bare=bare)
    lost = git(target, "rev-parse", "HEAD:a")
    (git_directory(target) / "objects" / lost[:2] / lost[2:]).unlink()
    marker = trapped(target, tmp_path)
    with suppress(subprocess.CalledProcessError):
        git(target, "cat-file", "-p", lost)
    assert marker.exists(), "the trap works on an unwary git"
    marker.unlink()
    monkeypatch.chdir(target)
    with opened(target, tmp_path) as repository:
        entries = {entry.path: entry for entry in repository.tree().entries}
        assert entries["a"].size is None and repository.read(lost, 100) is None
        assert repository.read(entries[".gitattributes"].blob, 1000) == files[".gitattributes"].encode()
        history = repository.history()
        assert history.complete and len(history.commits) == 2
    assert not marker.exists()


def test_embedded_bare_repository_is_only_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = build_repository(tmp_path / "r", [CommitSpec({"a": "1"})])
    embedded = build_repository(target / "embedded", [CommitSpec({"evil": "1"})], bare=True)
    marker = trapped(embedded, tmp_path)
    monkeypatch.chdir(embedded)
    with opened(target, tmp_path) as repository:
        assert [entry.path for entry in repository.tree().entries] == ["a"]
    assert not marker.exists()


@pytest.mark.parametrize("url", ["ext::sh -c touch% sprung", "file:///etc", "--upload-pack=touch sprung"])
def test_submodules_are_named_and_never_followed(tmp_path: Path, url: str) -> None:
    files = {".gitmodules": f'[submodule "m"]\n\tpath = m\n\turl = {url}\n', "m": "1" * 40}
    build_repository(tmp_path / "s/r.git", [CommitSpec(files, modes={"m": "160000"})], bare=True)
    with (
        serve(tmp_path / "s") as server,
        open_remote(f"{server.address}/r.git", as_of=None, workspace=tmp_path, deadline=None) as repository,
    ):
        tree = repository.tree()
        assert tree.left_out == (LeftOut("m", "a submodule"),) and tree.entries[0].path == ".gitmodules"
    assert not list(tmp_path.rglob("sprung"))


def test_a_git_file_cannot_point_at_a_repository_that_does_not_know_it(tmp_path: Path) -> None:
    private = build_repository(tmp_path / "private", [CommitSpec({"secret": "1"})])
    target = tmp_path / "r"
    target.mkdir()
    for text in (f"gitdir: {private}/.git", "gitdir: /", "gitdir: .", "gitdir: \0", "gitdir:", "x" * 100_000):
        (target / ".git").write_text(text)
        with pytest.raises(NotARepository), opened(target, tmp_path):
            pass


def test_strange_files_in_place_of_text(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", [CommitSpec({"a": "1"})], bare=True)
    os.mkfifo(target / "shallow")
    (target / "packed-refs").mkdir()
    with opened(target, tmp_path) as repository:
        assert repository.history().complete
    (target / "objects/info").mkdir(exist_ok=True)
    alternates = target / "objects/info/alternates"
    os.mkfifo(alternates)
    with bounded(5), pytest.raises(GitError, match="borrows objects"), opened(target, tmp_path):
        pass
    alternates.unlink()
    alternates.write_text("".join(f"/store/{number}\n" for number in range(100)))
    with pytest.raises(GitError, match="too many"), opened(target, tmp_path):
        pass
    alternates.write_text("x" * 300 + "\n")
    with pytest.raises(GitError, match="cannot be read"), opened(target, tmp_path):
        pass
    alternates.write_text(f"{target}/objects\n")
    with opened(target, tmp_path) as repository:
        assert len(repository.tree().entries) == 1


def test_a_commit_graph_cannot_tell_another_history(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", [CommitSpec({"a": "1"}), CommitSpec({"a": "2"})], bare=True)
    replaced, original = git(target, "rev-parse", "HEAD~1", "HEAD").split()
    git(target, "commit-graph", "write", "--reachable")
    graph = target / "objects/info/commit-graph"
    graph.chmod(0o644)
    graph.write_bytes(graph.read_bytes()[:-40] + b"\xff" * 40)
    (target / "refs/replace").mkdir()
    (target / "refs/replace" / original).write_text(f"{replaced}\n")
    with opened(target, tmp_path) as repository:
        history = repository.history()
        assert history.complete and len(history.commits) == 2


def test_the_environment_is_built_from_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "GIT_DIR",
        "GIT_TRACE",
        "GIT_EXTERNAL_DIFF",
        "GIT_SSH_COMMAND",
        "GIT_CONFIG_COUNT",
        "GITHUB_TOKEN",
    ):
        monkeypatch.setenv(name, CANARY)
    variables = environment(tmp_path / "home")
    assert CANARY not in variables.values()
    assert variables["GIT_ALLOW_PROTOCOL"] == "none" and variables["GIT_CONFIG_NOSYSTEM"] == "1"
    assert "https_proxy" not in variables and GIT_FLAGS[::2] == ("-c",) * (len(GIT_FLAGS) // 2)
    target = build_repository(tmp_path / "r", [CommitSpec({"a": "1"})])
    with opened(target, tmp_path) as repository:
        assert len(repository.tree().entries) == 1
