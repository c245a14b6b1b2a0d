"""The programs of docs/python.md and of the README run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import ROOT, RUN_SECONDS, variables
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import CommitSpec, build_repository

README = (ROOT / "README.md").read_text()
PAGE = (ROOT / "docs" / "python.md").read_text()
PROGRAMS = re.findall(r"```python\n(.*?)```", README + PAGE, re.DOTALL)
OCTOCAT = "Octo Cat <octocat@example.com>"


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHub]:
    folder = tmp_path_factory.mktemp("manual")
    build_repository(folder / "service.git", [CommitSpec({"a.py": "x = 1\n"}, author=OCTOCAT)], bare=True)
    owners = ("octocat", "octo-org")
    world = World(
        accounts=(Account("octocat"), Account("octo-org", type="Organization")),
        repositories=tuple(Repository(owner, "service", folder / "service.git") for owner in owners),
    )
    with serve_github(world) as server:
        yield server


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_a_program_of_the_page_runs(program: str, github: GitHub, tmp_path: Path) -> None:
    build_repository(tmp_path / "path" / "to" / "repository", [CommitSpec({"a.py": "x = 1\n"})])
    (tmp_path / "program.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "-W", "error", "program.py"],
        cwd=tmp_path,
        env=variables(GITHUB_API_URL=github.api),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    if "path/to/nothing" in program:
        assert done.stdout.startswith("no such account, repository or path:")


def test_there_are_programs_and_the_readme_leads_to_them() -> None:
    assert len(PROGRAMS) == 6
    assert "(docs/python.md)" in README
