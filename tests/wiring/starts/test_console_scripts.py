"""Commands that a distribution installs start a module that has the function which they call."""

from __future__ import annotations

import pytest

from analyzer.wiring.starts.entrypoints import modules_run_directly, starts
from tests.support.snapshots import snapshot

PROJECT = '[project]\nname = "x"\nversion = "1"\n[project.scripts]\nserve-it = "svc.cli:{}"\n'
IMAGE = "FROM python:3.12\nCOPY . .\nRUN pip install .\nCMD serve-it\n"


@pytest.mark.parametrize(
    ("function", "code", "module"),
    [
        ("main", "def main(): pass\n", "svc/cli.py"),
        ("main", "from svc.other import main\n", "svc/cli.py"),
        ("app.run", "app = object()\n", "svc/cli.py"),
        ("main", "from svc.other import *\n", "svc/cli.py"),
        ("main", "def __getattr__(name): pass\n", "svc/cli.py"),
        ("main", "def maintain(): pass\n", None),
        ("run", "def main(): pass\n", None),
    ],
)
def test_a_command_starts_a_module_that_has_its_function(
    function: str, code: str, module: str | None
) -> None:
    files = {"svc/__init__.py": "", "svc/cli.py": code, "pyproject.toml": PROJECT.format(function)}
    repo = snapshot({**files, "Dockerfile": IMAGE})
    assert [each.module for each in starts(repo)] == [module]
    assert modules_run_directly(repo) == ({module} if module else set())
