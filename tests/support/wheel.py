"""The wheel that we would release, and an empty environment to install it into, both without a network."""

from __future__ import annotations

import fcntl
import shutil
import site
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.forks import shared_folder

ROOT = Path(__file__).resolve().parent.parent.parent
OFFLINE = "--quiet --disable-pip-version-check --no-index --no-deps".split()
_PARTS = "analyzer checks sample_repos pyproject.toml setup.cfg README.md LICENSE".split()


def pip(*arguments: str, python: Path | None = None, environment: dict[str, str] | None = None) -> None:
    """Run pip, for the environment of another interpreter if one is named."""
    there: Sequence[str] = () if python is None else ("--python", str(python))
    done = subprocess.run(
        [sys.executable, "-I", "-m", "pip", *there, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def built_wheel(factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once, by the first of the processes that the tests run on.

    From a copy, because a build leaves files behind.
    """
    shared = shared_folder(factory)
    with (shared / "wheel.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = shared / "wheel"
        if not folder.exists():
            source = factory.mktemp("source")
            for part in map(ROOT.joinpath, _PARTS):
                if part.is_dir():
                    shutil.copytree(part, source / part.name, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(part, source)
            half = factory.mktemp("half")
            pip("wheel", *OFFLINE, "--no-build-isolation", "--wheel-dir", str(half), str(source))
            half.rename(folder)
    (wheel,) = folder.glob("repo_evidence-*.whl")
    return wheel


def empty_environment(folder: Path) -> Path:
    """The interpreter of a new environment that holds nothing but sees what this one has installed.

    Our own code is not among it: what is installed for editing is found by a hook of this environment only.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    lend_packages(folder)
    return folder / "bin" / "python"


def lend_packages(folder: Path) -> None:
    """Let an environment see the packages that are installed in this one, after its own."""
    (packages,) = folder.glob("lib/python3*/site-packages")
    (packages / "lent.pth").write_text("".join(f"{each}\n" for each in site.getsitepackages()))
