"""The example plugin of docs/plugin, installed as anybody would install it: its signal is in every report."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec import Struct

from tests.support.command_line import ROOT, repo_evidence, variables
from tests.support.repositories import CommitSpec, build_repository

PLUGIN = ROOT / "docs" / "plugin"
CHANGELOG = (
    "# Changes\n\n## 1.2 (2026-03-01)\n\nA.\n\n## 1.1 (2026-02-01)\n\nB.\n\n## 1.0 (2026-01-01)\n\nC.\n"
)
FORMS = ("terminal", "html", "markdown", "json", "csv")
NOTE = "a changelog with 3 dated releases"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the plugin is installed into, from a copy, because a build leaves files behind."""
    folder = tmp_path_factory.mktemp("plugin")
    source = shutil.copytree(PLUGIN, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    words = "install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --target"
    done = subprocess.run(
        [sys.executable, "-m", "pip", *words.split(), str(folder / "site"), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"CHANGELOG.md": CHANGELOG, "app.py": "print(1)\n"}
    return build_repository(tmp_path_factory.mktemp("repository") / "shop", [CommitSpec(files)])


# The command line with one command after another: an interpreter starts once for all of them.
COMMANDS = """
import sys
from analyzer.cli import main
for arguments in map(str.split, sys.stdin.read().splitlines()):
    sys.argv = ["repo-evidence", *arguments]
    try:
        main()
    except SystemExit as done:
        assert not done.code, arguments
"""


class Outputs(Struct, frozen=True):
    """The report in every form, and what is printed of the checks."""

    reports: Mapping[str, str]
    printed: str


@pytest.fixture(scope="module")
def outputs(site: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    folder = tmp_path_factory.mktemp("reports")
    lines = [f"scan {repository} -v -f {form} -o {folder / form}" for form in FORMS]
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS],
        env=variables(PYTHONPATH=f"{ROOT}:{site}"),
        input="\n".join([*lines, "checks", "checks changelog"]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Outputs({form: (folder / form).read_text("utf-8") for form in FORMS}, done.stdout)


@pytest.mark.parametrize("form", ["terminal", "html", "markdown"])
def test_its_signal_is_shown_to_readers(form: str, outputs: Outputs) -> None:
    assert "changelog" in outputs.reports[form] and NOTE in outputs.reports[form]


def test_its_signal_is_in_the_contract(outputs: Outputs) -> None:
    (result,) = json.loads(outputs.reports["json"])["repositories"]
    found = result["signals"]["changelog"]
    assert (found["level"], found["ceiling"], found["message"]) == ("substantive", "substantive", NOTE)
    assert [(each["path"], each["line"]) for each in found["evidence"]] == [("CHANGELOG.md", 1)]


def test_its_signal_is_a_column(outputs: Outputs) -> None:
    (row,) = csv.DictReader(outputs.reports["csv"].splitlines())
    assert row["signal_changelog"] == "substantive"


def test_it_moves_no_number(outputs: Outputs, repository: Path) -> None:
    alone = json.loads(repo_evidence("scan", str(repository), "-f", "json").stdout)
    beside = json.loads(outputs.reports["json"])
    assert "changelog" not in alone["repositories"][0]["signals"]
    assert alone["verdict"] == beside["verdict"] and alone["dimensions"] == beside["dimensions"]


def test_it_is_documented_beside_ours(outputs: Outputs) -> None:
    assert re.search(r"^changelog +not scored +changelog$", outputs.printed, re.MULTILINE)
    assert "Present: a changelog." in outputs.printed and "not in a built-in rubric" in outputs.printed
    assert "Does not apply to research code: research code has no releases" in outputs.printed


def test_its_own_tests_pass(site: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            str(site.parent / "source" / "tests"),
        ],
        env=variables(PYTHONPATH=f"{ROOT}:{site}", PYTHONDONTWRITEBYTECODE="1"),
        cwd=site.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "4 passed" in done.stdout, done.stdout
