"""Locks that a build makes anew before it installs from them."""

from __future__ import annotations

import pytest

from analyzer.facts.installs.relocked import LOCK_NAMES, adding, compiled_from, relocking
from analyzer.model import Level
from analyzer.references import Outcome
from analyzer.references.installed import installed_packages
from analyzer.testing import snapshot
from tests.support.snapshots import run
from tests.support.workflows import WORKFLOW, github

PROJECTS = {
    "poetry": "[tool.poetry]\nname = 'a'\n[tool.poetry.dependencies]\npython = '^3.12'\nnumpy = '*'\n",
    "uv": "[project]\nname = 'a'\nversion = '1'\ndependencies = ['numpy']\n",
}
LOCK = "version = 1\n[[package]]\nname = 'numpy'\nversion = '1.26.4'\n"
STALE = "version = 1\n[[package]]\nname = 'requests'\nversion = '2.32.0'\n"
TRAIN = "import numpy\nfrom sklearn.svm import SVC\nSVC(random_state=1).fit([[1]], [1])\n"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("poetry lock", "poetry"),
        ("poetry lock --no-update", "poetry"),
        ("poetry update", "poetry"),
        ("/opt/poetry/bin/poetry lock", "poetry"),
        ("uv lock --upgrade", "uv"),
        ("pdm lock", "pdm"),
        ("pipenv lock", "pipenv"),
        ("uv lock --check", None),
        ("uv lock --locked", None),
        ("poetry lock --check", None),
        ("poetry check --lock", None),
        ("poetry install", None),
        ("npm update", None),
        ("uv", None),
    ],
)
def test_commands_that_write_a_lock(command: str, expected: str | None) -> None:
    assert relocking(tuple(command.split())) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("uv add redis", ("redis",)),
        ("poetry add -q redis hiredis", ("redis", "hiredis")),
        ("uv add", ()),
        ("git add redis", ()),
        ("uv sync redis", ()),
    ],
)
def test_commands_that_add_to_a_project(command: str, expected: tuple[str, ...]) -> None:
    assert adding(tuple(command.split())) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("pip-compile requirements.in", ("requirements.in",)),
        ("uv pip compile pyproject.toml -o requirements.txt", ("pyproject.toml",)),
        ("pip install -r requirements.in", ()),
    ],
)
def test_what_a_list_is_resolved_from(command: str, expected: tuple[str, ...]) -> None:
    assert compiled_from(tuple(command.split())) == expected


INSTALLS = {
    "as it is": ("poetry", LOCK, "poetry install", True),
    "after a look at it": ("poetry", LOCK, "poetry check --lock && poetry install", True),
    "locked again, with all that is needed in it": ("poetry", LOCK, "poetry lock && poetry install", True),
    "locked again, with less than is needed": ("poetry", STALE, "poetry lock && poetry install", False),
    "locked again in a step before": ("poetry", STALE, "poetry lock\nRUN poetry install", False),
    "every version anew": ("poetry", LOCK, "poetry lock --regenerate && poetry install", False),
    "updated": ("poetry", LOCK, "poetry update && poetry install", False),
    "the other program's": ("poetry", STALE, "uv lock && poetry install", True),
    "by uv": ("uv", LOCK, "uv lock && uv sync", True),
    "upgraded by uv": ("uv", LOCK, "uv lock -U && uv sync", False),
    "compared by uv": ("uv", STALE, "uv lock --check && uv sync", True),
}


@pytest.mark.parametrize(("tool", "lock", "command", "wired"), INSTALLS.values(), ids=INSTALLS)
def test_an_image_that_locks_again_installs_from_another(
    tool: str, lock: str, command: str, wired: bool
) -> None:
    image = f"FROM python:3.12\nCOPY . .\nRUN {command}\n"
    files = {LOCK_NAMES[tool]: lock, "pyproject.toml": PROJECTS[tool], "train.py": TRAIN}
    in_ci = github(command.replace("RUN ", ""), files)
    for path, each in (("Dockerfile", {**files, "Dockerfile": image}), (WORKFLOW, in_ci)):
        found = run("reproducible_environment", snapshot(each)).evidence
        assert [each.path for each in found if each.level is Level.WIRED] == [path] * wired


STARTED = {
    "a lock that is taken as it is": ("poetry", STALE, "poetry install", Outcome.DANGLES),
    "one that is made again": ("poetry", STALE, "poetry lock && poetry install", Outcome.RESOLVES),
    "one that the program of it looks at": ("poetry", STALE, "poetry lock --check && poetry install", Outcome.DANGLES),
    "one that another program makes": ("poetry", STALE, "uv lock && poetry install", Outcome.DANGLES),
    "what brings it up to date itself": ("uv", STALE, "uv sync", Outcome.RESOLVES),
    "what does not": ("uv", STALE, "uv sync --frozen", Outcome.DANGLES),
    "an addition": ("uv", STALE, "uv sync --frozen && uv add numpy", Outcome.RESOLVES),
    "another addition": ("uv", STALE, "uv sync --frozen && uv add redis", Outcome.DANGLES),
}  # fmt: skip


@pytest.mark.parametrize(("tool", "lock", "command", "outcome"), STARTED.values(), ids=STARTED)
def test_what_an_image_holds_that_locks_again(tool: str, lock: str, command: str, outcome: Outcome) -> None:
    image = f'FROM python:3.12\nCOPY . .\nRUN {command}\nCMD ["python", "main.py"]\n'
    files = {LOCK_NAMES[tool]: lock, "pyproject.toml": PROJECTS[tool], "Dockerfile": image}
    found = installed_packages(snapshot({**files, "main.py": "import numpy\n"}))
    assert [each.outcome for each in found] == [outcome]


@pytest.mark.parametrize(
    ("compile_", "outcome"),
    [
        ("pip-compile requirements.in -o requirements.txt", Outcome.RESOLVES),
        ("pip-compile requirements-dev.in -o requirements.txt", Outcome.DANGLES),
        ("cat requirements.in", Outcome.DANGLES),
    ],
)
def test_a_list_that_an_image_resolves_holds_what_it_is_resolved_from(
    compile_: str, outcome: Outcome
) -> None:
    image = f'FROM python:3.12\nCOPY . .\nRUN {compile_} && pip install -r requirements.txt\nCMD ["python", "main.py"]\n'
    files = {
        "requirements.in": "redis\nfastapi\n",
        "requirements-dev.in": "fastapi\n",
        "requirements.txt": "fastapi\n",
        "main.py": "import redis\n",
        "Dockerfile": image,
    }
    assert [each.outcome for each in installed_packages(snapshot(files))] == [outcome]
