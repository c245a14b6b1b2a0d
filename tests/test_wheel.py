"""The wheel holds all that the program needs: installed into an empty environment, it runs the demo."""

from __future__ import annotations

import subprocess
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest

from analyzer import __version__
from tests.support.command_line import RUN_SECONDS, variables
from tests.support.wheel import OFFLINE, ROOT, built_wheel, empty_environment, pip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_wheel(tmp_path_factory)


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        described = BytesParser().parsebytes(archive.read(metadata))
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"analyzer", "checks", "sample_repos", metadata.partition("/")[0]}
    assert {"analyzer/py.typed", "analyzer/report/scorecard.schema.json"} <= names
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "analyzer").rglob("*") if path.is_file()}
    assert {name for name in ours if name.endswith((".j2", ".js", ".yaml"))} <= names
    assert any(name.startswith("sample_repos/portfolios/") and "/.github/" in name for name in names)
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in names)
    assert (described["Name"], described["Version"]) == ("repo-evidence", __version__)
    assert described["License-Expression"] == "MIT"


@pytest.mark.slow
def test_the_installed_wheel_runs_the_demo_outside_of_the_checkout(wheel: Path, tmp_path: Path) -> None:
    python = empty_environment(tmp_path / "venv")
    pip("install", *OFFLINE, str(wheel), python=python)
    environment = variables(PYTHONPATH="", HOME=str(tmp_path))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def ran(*words: str) -> str:
        done = subprocess.run(
            words,
            cwd=elsewhere,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=2 * RUN_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    found = ran(str(python), "-c", "import analyzer, checks; print(analyzer.__file__, checks.__file__)")
    assert [str(tmp_path / "venv") in place for place in found.split()] == [True, True]
    shown = ran(str(python.parent / "repo-evidence"), "demo")
    for name in ("production-engineer", "notebook-only", "nearly-nothing"):
        assert name in shown
    (pages,) = elsewhere.iterdir()
    assert {"comparison.html", "notebook-only.html"} < {each.name for each in pages.iterdir()}
