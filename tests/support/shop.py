"""Fixtures: a repository called `shop`, what a scan of it writes, and a disk with little room."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import document, in_a_shell, rows
from tests.support.repositories import CommitSpec, build_repository

MACHINE = 74
AUTHOR = "Zoë <zoe@example.com>"
SCAN = ("scan", "shop", "-f", "json")
FULL = "no space left on the disk"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the repository `shop` in it."""
    folder = tmp_path_factory.mktemp("home")
    build_repository(folder / "shop", [CommitSpec({"shop/price.py": "x = 1\n"}, author=AUTHOR)])
    return folder


@pytest.fixture(scope="module")
def expected(home: Path) -> str:
    """What a scan of `shop` writes where nothing is lacking."""
    done = in_a_shell('exec "$@"', *SCAN, folder=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert rows(document(done.stdout))["shop"]["assessed"] is True
    return done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False)
    if made.returncode != 0:
        pytest.skip("a small file system can be mounted by root only")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)
