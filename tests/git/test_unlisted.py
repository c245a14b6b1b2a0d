"""What lies behind the cut of a long list of paths, or cannot be read, opens what it could hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.engine.assess import take_snapshot
from analyzer.engine.registry import load_checks
from analyzer.engine.runner import run_checks
from analyzer.git import tree as git_tree
from analyzer.git.opening import open_local
from analyzer.repository.file_kinds import ALL_KINDS, kinds
from analyzer.repository.snapshot import Snapshot
from analyzer.sources import Source
from tests.support.repositories import CommitSpec, build_repository, git, write_object

READ = {f"a{number}.txt": "" for number in range(5)}


def snapshot(target: Path, workspace: Path) -> Snapshot:
    with open_local(str(target), as_of=None, workspace=workspace, deadline=None) as repository:
        found = take_snapshot(Source("r", str(target), remote=False), repository)
        len(found.skipped)
        return found


def opened(repo: Snapshot) -> set[str]:
    """The signals that a file which was not seen leaves open; a history of one commit leaves open others."""
    reasons = {repo.tree_problem, *(each.reason for each in repo.skipped)}
    return {
        signal
        for signal, each in run_checks(repo, load_checks().checks).findings.items()
        if any(unseen.reason in reasons for unseen in each.unseen)
    }


def readers(*names: str) -> set[str]:
    return {each.id for each in load_checks().checks.values() if set(each.reads) & set(names)}


@pytest.mark.parametrize(
    ("beyond", "names"),
    [
        ({}, ()),
        ({"z.md": ""}, ("prose",)),
        ({"z.bin": ""}, ()),
        ({"z/train.py": ""}, ("python",)),
        ({"z/train.py": "", "z/Dockerfile": ""}, ("python", "dockerfile")),
        ({"z/node_modules/train.py": "", "z/__pycache__/x.py": ""}, ()),
        ({"z/vendor/models.py": ""}, ("python",)),
    ],
)
def test_behind_the_cut_opens_what_the_names_could_hold(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    beyond: dict[str, str | bytes | None],
    names: tuple[str, ...],
) -> None:
    monkeypatch.setattr(git_tree, "PATH_LIMIT", len(READ))
    target = build_repository(tmp_path / "r", [CommitSpec({**READ, **beyond})], bare=True)
    repo = snapshot(target, tmp_path)
    assert set(repo.all_paths) == set(READ)
    assert repo.unlisted == tuple(sorted(names))
    assert repo.tree_problem == ("only the first 5 paths were read" if beyond else None)
    assert opened(repo) == readers(*names)


@pytest.mark.parametrize("limit", [7, 8])
def test_where_the_walk_ends_before_the_paths_do_everything_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(git_tree, "PATH_LIMIT", len(READ))
    monkeypatch.setattr(git_tree, "WALK_LIMIT", limit)
    beyond = {f"z{number}.bin": "" for number in range(3)}
    target = build_repository(tmp_path / "r", [CommitSpec({**READ, **beyond})], bare=True)
    repo = snapshot(target, tmp_path)
    if limit == 8:
        assert repo.unlisted == () and opened(repo) == set()
    else:
        assert set(repo.unlisted) == ALL_KINDS and opened(repo) == readers(*ALL_KINDS)


@pytest.mark.parametrize(("folder", "is_open"), [("src", True), ("node_modules", False)])
def test_a_missing_directory_opens_everything_unless_its_name_excludes_it(
    tmp_path: Path, folder: str, is_open: bool
) -> None:
    target = build_repository(tmp_path / "r", [CommitSpec({**READ, f"{folder}/a.bin": ""})], bare=True)
    lost = git(target, "rev-parse", f"HEAD:{folder}")
    (target / "objects" / lost[:2] / lost[2:]).unlink()
    repo = snapshot(target, tmp_path)
    (skipped,) = repo.skipped
    assert skipped.path == f"{folder}/" and "missing, damaged" in skipped.reason
    assert set(skipped.kinds) == (ALL_KINDS if is_open else set())
    assert readers(*ALL_KINDS) - opened(repo) == (set() if is_open else readers(*ALL_KINDS))


def test_every_kind_that_a_check_reads_is_known() -> None:
    read = {name for each in load_checks().checks.values() for name in each.reads}
    assert read - {"history"} <= ALL_KINDS


def test_every_kind_is_that_of_some_path() -> None:
    paths = (
        "a.py", "a.ipynb", "a.go", "Dockerfile", ".gitlab-ci.yml", "Makefile", "docker-compose.yml",
        "requirements.txt", "README.md", "a.toml",
    )  # fmt: skip
    assert frozenset().union(*map(kinds, paths)) == ALL_KINDS


def test_a_file_whose_content_is_not_its_id_is_skipped_with_its_kinds(tmp_path: Path) -> None:
    target = build_repository(tmp_path / "r", [CommitSpec({"train.py": "x = 1\n"})], bare=True)
    lost = git(target, "rev-parse", "HEAD:train.py")
    other = write_object(target, "blob", b"y = 2\n")
    objects = target / "objects"
    (objects / lost[:2] / lost[2:]).unlink()
    (objects / other[:2] / other[2:]).rename(objects / lost[:2] / lost[2:])
    with open_local(str(target), as_of=None, workspace=tmp_path, deadline=None) as repository:
        repo = take_snapshot(Source("r", str(target), remote=False), repository)
        (skipped,) = repo.skipped
        assert (skipped.path, skipped.kinds) == ("train.py", ("python",))
        assert "could not be read" in skipped.reason
        assert opened(repo) >= readers("python")
