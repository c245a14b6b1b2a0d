"""Every exit code of the table in `repo-evidence --help`, and what is said with it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import COMMAND, ROOT, repo_evidence, variables
from tests.support.repositories import CommitSpec, build_repository

WORKFLOW = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pytest\n"
TEST = "from shop.price import price\n\n\ndef test_price():\n    assert price(2) == 4\n"
FILES: dict[str, str | bytes | None] = {
    "shop/__init__.py": "",
    "shop/price.py": "def price(x):\n    return 2 * x\n",
    "tests/test_price.py": TEST,
    ".github/workflows/ci.yml": WORKFLOW,
}
NUMBER = r"\d+\.\d"
NOT_MET = ("--require", "dockerfile:wired")
TOO_MUCH = ("--fail-under", "100")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A service that was seen whole, one whose image was too large to read, and what cannot be read."""
    folder = tmp_path_factory.mktemp("portfolio")
    hidden = {**FILES, "Dockerfile": "# " + "x" * 2_000_000}
    return {
        "shop": str(
            build_repository(folder / "shop", [CommitSpec({path: text}) for path, text in FILES.items()])
        ),
        "dropped": str(build_repository(folder / "dropped", [CommitSpec(FILES)])),
        "hidden": str(build_repository(folder / "hidden", [CommitSpec(hidden)])),
        "empty": str(build_repository(folder / "empty", [])),
        "missing": str(folder / "missing"),
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        # Met: silence would do, but a reason helps whoever reads the log of a script.
        (["{shop}"], 0, ""),
        (["{shop}", "--require", "ci_tests:wired"], 0, r"--require ci_tests:wired: met in shop\n"),
        (["{shop}", "--fail-under", "2"], 0, rf"--fail-under 2: met, the score is at least {NUMBER}\n"),
        (["{shop}", "{empty}", "--require", "tests:present"], 3,
         r"not assessed: empty: its current branch has no commit\n--require tests:present: met in shop\n"),
        # What cannot be.
        (["{shop}", "--require", "nothing:wired"], 2, r"Error: --require 'nothing:wired': there is no signal 'nothing'; .*\n"),
        (["{shop}", "--require", "tests"], 2, r"Error: --require 'tests' is not SIGNAL:LEVEL; .*\n"),
        (["{shop}", "--require", "tests:claimed"], 2, r"Error: .*the levels are present, .*\n"),
        (["{shop}", "--fail-under", "101"], 2, r"(?s).*101.* is not a number from 0 to 100.*"),
        (["{shop}", "--identity", "eve@example.com"], 2, r"Error: --identity 'eve@example.com' matches no commit; .*\n"),
        # Undecided.
        (["{empty}"], 3, r"not assessed: empty: its current branch has no commit\n"),
        (["{hidden}", *NOT_MET], 3, r"--require dockerfile:wired: undecided, hidden could not be fully assessed\n"),
        (["{dropped}", "--require", "tests:present"], 3,
         r"--require tests:present: undecided, the history of dropped does not show whose work it is\n"),
        (["{shop}", "{empty}", *TOO_MUCH], 3,
         rf"not assessed: empty: .*\n--fail-under 100: undecided, the score is between {NUMBER} and {NUMBER}\n"),
        (["{empty}", "--fail-under", "1"], 3, r"not .*\n--fail-under 1: undecided, no repository could be assessed\n"),
        # Does not resolve: before every gate.
        (["{missing}"], 4, r"Error: '.*missing' does not exist; .*\n"),
        (["{shop}", "{missing}", *NOT_MET, *TOO_MUCH], 4, r"Error: '.*missing' does not exist; .*\n"),
        # Not met: also beside a gate that is met, or undecided.
        (["{shop}", *NOT_MET], 5, r"--require dockerfile:wired: not met, the strongest level found is absent\n"),
        (["{shop}", *TOO_MUCH], 5, rf"--fail-under 100: not met, the score is at most {NUMBER}\n"),
        (["{shop}", "--require", "tests:present", *TOO_MUCH], 5, r"--require tests:present: met .*\n--fail.* not met.*\n"),
        (["{hidden}", *NOT_MET, "--require", "ci_tests:sustained"], 5,
         r"--require dockerfile:wired: undecided, .*\n--require ci_tests:sustained: not met, .*\n"),
    ],
)  # fmt: skip
def test_the_exit_code_and_its_reason(
    arguments: list[str], code: int, said: str, places: dict[str, str]
) -> None:
    done = repo_evidence("scan", *(each.format(**places) for each in arguments), "-f", "json")
    assert done.returncode == code, done.stderr
    assert re.fullmatch(said, done.stderr), done.stderr
    assert bool(done.stdout) is (code not in (2, 4))


@pytest.fixture
def damaged(tmp_path: Path) -> str:
    """An import path on which a library of ours is damaged."""
    (tmp_path / "rich").mkdir()
    (tmp_path / "rich" / "__init__.py").write_text("raise RuntimeError('half an installation')\n")
    return f"{tmp_path}{os.pathsep}{ROOT}"


def test_a_bug_says_that_it_is_one(damaged: str, places: dict[str, str]) -> None:
    done = repo_evidence("scan", places["shop"], PYTHONPATH=damaged)
    assert done.returncode == 70
    assert done.stderr.startswith("bug in repo-evidence: RuntimeError: half an installation\n")
    assert "REPO_EVIDENCE_TRACEBACK=1" in done.stderr and "Traceback" not in done.stderr
    traced = repo_evidence("scan", places["shop"], PYTHONPATH=damaged, REPO_EVIDENCE_TRACEBACK="1")
    assert traced.returncode == 70
    assert "Traceback" in traced.stderr


def test_a_file_of_ours_that_ends_too_early_is_no_interruption(
    tmp_path: Path, places: dict[str, str]
) -> None:
    (tmp_path / "rich").mkdir()
    (tmp_path / "rich" / "__init__.py").write_text("raise EOFError('marshal data too short')\n")
    done = repo_evidence("scan", places["shop"], PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert done.returncode == 70
    assert done.stderr.splitlines()[-2:][0].startswith("bug in repo-evidence: EOFError: marshal data")


def test_the_table_of_the_help_page_is_the_code() -> None:
    from analyzer.cli import arguments

    page = repo_evidence("--help").stdout.partition("Exit codes:")[2].partition("Shell")[0]
    listed = {int(code) for code in re.findall(r"^ +(\d+) ", page, re.MULTILINE)}
    assert listed == {0} | {value for name, value in vars(arguments).items() if name.startswith("EXIT_")}


# -- nobody reads to the end ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["checks"], 0),
        (["--help"], 0),
        (["scan", "{shop}"], 0),
        (["scan", "{shop}", "-f", "json", *NOT_MET], 5),
    ],
)
def test_a_reader_that_has_seen_enough_is_no_error(
    arguments: list[str], code: int, places: dict[str, str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, *(each.format(**places) for each in arguments)],
            env=variables(),
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )
    finally:
        os.close(writer)
    assert done.returncode == code, done.stderr
    assert (b"not met" in done.stderr) is (code == 5)
    assert done.stderr.count(b"\n") == (code == 5)
