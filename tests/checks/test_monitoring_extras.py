"""A library whose import may fail, in an extra of the project: only an image that installs the extra has it."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

SERVICE = (
    "from flask import Flask\ntry:\n    import sentry_sdk\nexcept ImportError:\n    sentry_sdk = None\n\n"
    "app = Flask(__name__)\nsentry_sdk.init('dsn')\n"
)
PROJECT = (
    "[project]\nname = 'x'\ndependencies = ['flask']\n[project.optional-dependencies]\nobs = ['sentry-sdk']\n"
)
OUTSIDE = "if the library is there: it stands in an extra that no image installs"
INSTALLS = {
    'pip install ".[api,ml]"': True,
    "pip install --user .": True,
    "uv sync --extra api": True,
    'pip install ".[api,obs]"': False,
    "pip install .[all]": False,
    "uv sync --all-extras": False,
    "poetry install -E obs": False,
    "pip install -r requirements.txt": False,
}


def monitored(project: str, install: str) -> tuple[Level, bool]:
    image = f"FROM python:3.12\nCOPY . .\nRUN {install}\nCMD flask --app app run\n"
    listed = {"requirements.txt": "flask\nsentry-sdk\n"} if "requirements" in install else {}
    repo = snapshot({"app.py": SERVICE, "pyproject.toml": project, "Dockerfile": image, **listed})
    found = run("monitoring", repo)
    return found.level, found.evidence[0].note.endswith(OUTSIDE)


@pytest.mark.parametrize(("install", "left_out"), INSTALLS.items(), ids=INSTALLS)
def test_what_an_image_installs_decides(install: str, left_out: bool) -> None:
    assert monitored(PROJECT, install) == (Level.SUBSTANTIVE if left_out else Level.WIRED, left_out)


@pytest.mark.parametrize(
    "project",
    [
        PROJECT + "prod = ['x[obs]']\n",
        PROJECT.replace("['flask']", "['flask', 'sentry-sdk']"),
    ],
)
def test_what_is_installed_in_another_way_is_there(project: str) -> None:
    assert monitored(project, "pip install '.[prod]'") == (Level.WIRED, False)
