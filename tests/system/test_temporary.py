from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from analyzer.system.temporary import FRESH_SECONDS, PREFIX, lock_folder, temporary_folder
from tests.support.command_line import variables


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(folder: Path, seconds: float) -> Path:
    """The folder, last changed so long ago."""
    then = folder.stat().st_mtime - seconds
    os.utime(folder, (then, then))
    return folder


def left_behind(root: Path, name: str = f"{PREFIX}abandoned", age: float = FRESH_SECONDS + 5) -> Path:
    folder = root / name
    (folder / "0" / "repository").mkdir(parents=True)
    (folder / "0" / "repository" / "config").write_text("x")
    return aged(folder, age)


def test_a_folder_is_private_and_gone_afterwards(root: Path) -> None:
    with temporary_folder() as folder:
        assert folder.parent == root and folder.stat().st_mode & 0o777 == 0o700
        (folder / "file").write_text("x")
    assert list(root.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(root: Path) -> None:
    code = (
        "import os, signal; from analyzer.system.temporary import temporary_folder\n"
        "with temporary_folder() as folder:\n"
        "    (folder / 'clone').mkdir(); print(folder, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code], env=variables(TMPDIR=str(root)), capture_output=True, text=True
    )
    abandoned = aged(Path(killed.stdout.strip()), FRESH_SECONDS + 5)
    assert (abandoned / "clone").is_dir()
    with temporary_folder():
        assert not abandoned.exists()


def test_a_folder_in_use_stays_however_old(root: Path) -> None:
    with temporary_folder() as first:
        aged(first, 10 * FRESH_SECONDS)
        with temporary_folder():
            assert first.is_dir()


@pytest.mark.parametrize(("age", "stays"), [(FRESH_SECONDS - 5, True), (FRESH_SECONDS + 5, False)])
def test_a_folder_that_was_just_made_may_not_be_locked_yet(root: Path, age: float, stays: bool) -> None:
    folder = left_behind(root, age=age)
    with temporary_folder():
        assert folder.exists() is stays


def test_only_folders_of_ours_are_swept(root: Path, tmp_path: Path) -> None:
    other = left_behind(root, "somebody-else")
    target = left_behind(root, "target")
    link = root / f"{PREFIX}link"
    link.symlink_to(target)
    file = root / f"{PREFIX}file"
    file.write_text("x")
    with temporary_folder():
        assert other.is_dir() and (target / "0").is_dir() and link.is_symlink() and file.is_file()


def test_a_lock_is_held_once(root: Path) -> None:
    held = lock_folder(root)
    assert held is not None and lock_folder(root) is None
    os.close(held)
    again = lock_folder(root)
    assert again is not None
    os.close(again)
