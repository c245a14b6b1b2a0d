"""What the documents say to type works as they say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.model import Check, Evidence, Level, Yield
from analyzer.registry import check
from analyzer.runner import run_checks
from analyzer.snapshot import Snapshot
from tests.support.git_server import serve
from tests.support.repositories import CommitSpec, build_repository
from tests.support.snapshots import snapshot
from tests.test_cli import repo_evidence

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


COMMANDS = [line for block in blocks(README, "sh") for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("readme")
    commits = [
        CommitSpec({"a.py": "x = 1\n"}, author="Ada <ada@example.com>", date="2024-01-01T00:00:00+00:00")
    ]
    build_repository(folder / "served" / "name.git", commits, bare=True)
    with serve(folder / "served") as server:
        yield {
            "path/to/repository": str(build_repository(folder / "all" / "one", commits)),
            "path/to/folder-of-repositories": str(folder / "all"),
            "https://github.com/owner/name": f"{server.address}/name.git",
            "scorecard.json": str(folder / "scorecard.json"),
        }


@pytest.mark.parametrize("line", [each for each in COMMANDS if each.startswith("repo-evidence")])
def test_commands_of_the_readme_run(line: str, places: dict[str, str]) -> None:
    words = [places.get(word, word) for word in shlex.split(line)]
    done = repo_evidence(*words[1:])
    assert done.returncode == 0, done.stderr


def test_make_targets_of_the_readme_exist_and_nothing_else_is_asked_for() -> None:
    makefile = (ROOT / "Makefile").read_text()
    others = [each for each in COMMANDS if not each.startswith("repo-evidence")]
    assert sorted(others) == ["make demo", "make test", "pip install ."]
    for target in ("demo", "test"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_exit_codes_of_the_readme_are_those_of_the_command_line() -> None:
    from analyzer import cli

    named = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert named == {
        0,
        cli.EXIT_USAGE,
        cli.EXIT_INCOMPLETE,
        cli.EXIT_UNRESOLVED,
        cli.EXIT_BUG,
        cli.EXIT_INTERRUPTED,
    }


def test_the_example_check_of_the_architecture_page_runs() -> None:
    code, test = blocks(ARCHITECTURE, "python")
    names: dict[str, object] = {
        "check": check,
        "Level": Level,
        "Evidence": Evidence,
        "Snapshot": Snapshot,
        "Iterator": Iterator,
        "Yield": Yield,
        "snapshot": snapshot,
    }
    exec(code, names)
    example = names["makefile"]
    assert isinstance(example, Check)
    names["run"] = lambda signal, repo: run_checks(repo, {signal: example}).findings[signal]
    exec(test, names)
    function = names["test_a_makefile_with_a_target_is_present"]
    assert callable(function)
    function()


def test_every_module_has_its_row_in_the_architecture_page() -> None:
    rooms = {path.name for path in (ROOT / "analyzer").glob("*.py") if path.name != "__init__.py"}
    assert {name for name in rooms if name not in ARCHITECTURE} == set()
