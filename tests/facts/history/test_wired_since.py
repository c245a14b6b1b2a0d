"""Since when a wiring can have stood: the first files of CI, and the first file of a name."""

from __future__ import annotations

import pytest

from analyzer.facts.history.wired_since import ci_since, file_since
from tests.support.snapshots import commit, run, snapshot

FIRST = commit("2024-01-01", "README.md")
TRAVIS = commit("2024-02-01", ".travis.yml")
MAKE = commit("2024-03-01", "old/Makefile", "Makefile")
ACTIONS = commit("2024-04-01", ".github/workflows/ci.yml", "README.md")
FILES = {"README.md": "", "Makefile": "", ".github/workflows/ci.yml": ""}


def test_ci_began_with_its_first_file_also_one_that_is_gone() -> None:
    assert ci_since(snapshot(FILES, [ACTIONS, MAKE, TRAVIS, FIRST])) == TRAVIS.written
    assert ci_since(snapshot(FILES, [ACTIONS, MAKE, FIRST])) == ACTIONS.written
    assert ci_since(snapshot(FILES, [MAKE, FIRST])) == 0


def test_a_file_began_with_the_first_of_its_name_in_any_folder() -> None:
    repo = snapshot(FILES, [ACTIONS, MAKE, TRAVIS, FIRST])
    assert (file_since(repo, "Makefile"), file_since(repo, "x/README.md")) == (MAKE.written, FIRST.written)
    assert file_since(repo, "package.json") == 0


CI, PROGRAM = ".github/workflows/ci.yml", "svc/train.py"
WIRED = {
    "README.md": f"# A\n\n{'The service takes a row and answers. ' * 20}\n\n```sh\npython {PROGRAM}\n```\n",
    PROGRAM: 'def train():\n    """Train it."""\n    return 1\n',
    CI: f"on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: python {PROGRAM}\n",
}


@pytest.mark.parametrize(("first", "later"), [(CI, PROGRAM), (PROGRAM, CI)])
def test_what_ci_runs_of_a_readme_is_wired_since_both_ends_exist(first: str, later: str) -> None:
    began, wired = commit("2024-01-01", "README.md", first), commit("2024-03-01", later)
    found = run("documentation", snapshot(WIRED, [wired, began])).evidence
    assert [each.since for each in found] == [wired.written, 0]
