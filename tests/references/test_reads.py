"""Files that running code reads by a constant name."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome
from analyzer.references.reads import file_references
from analyzer.testing import snapshot

DANGLES, RESOLVES = Outcome.DANGLES, Outcome.RESOLVES
MADE, UNKNOWN = Outcome.MADE_ELSEWHERE, Outcome.CANNOT_BE_TOLD

STARTED = {"Dockerfile": 'FROM python:3.12\nCOPY . .\nCMD ["python", "app/main.py"]\n'}
FLASK = "from flask import render_template\n"
FAST = "from fastapi.templating import Jinja2Templates\nfrom fastapi.staticfiles import StaticFiles\n"


def outcomes(source: str, files: dict[str, str]) -> list[Outcome]:
    return [each.outcome for each in file_references(snapshot({**STARTED, "app/main.py": source, **files}))]


@pytest.mark.parametrize(
    ("source", "files", "expected"),
    [
        (FLASK + "render_template('index.html')\n", {"app/templates/index.html": "x"}, [RESOLVES]),
        (FLASK + "render_template('index.html')\n", {"app/templates/home.html": "x"}, [DANGLES]),
        (FLASK + "render_template('security/login.html')\n", {}, [UNKNOWN]),
        (FLASK + "render_template(name)\n", {}, []),
        (FAST + "Jinja2Templates(directory='templates')\n", {"app/templates/index.html": "x"}, [RESOLVES]),
        (FAST + "Jinja2Templates(directory='templates')\n", {}, [DANGLES]),
        (FAST + "Jinja2Templates('pages').TemplateResponse('a.html', {})\n", {"pages/b.html": "x"},
         [DANGLES, RESOLVES]),
        (FAST + "StaticFiles(directory='static')\n", {"static/a.css": "x"}, [RESOLVES]),
        (FAST + "StaticFiles(directory='static')\n", {}, [DANGLES]),
        (FAST + "StaticFiles(directory='frontend/dist')\n", {}, [MADE]),
        (FAST + "import os\nos.makedirs('static')\nStaticFiles(directory='static')\n", {}, [UNKNOWN]),
        (FAST + "StaticFiles(directory='/srv/static')\n", {}, [UNKNOWN]),
        (FAST + "StaticFiles(directory=HERE)\n", {}, []),
    ],
)  # fmt: skip
def test_templates_and_folders_of_pages(source: str, files: dict[str, str], expected: list[Outcome]) -> None:
    assert outcomes(source, files) == expected


@pytest.mark.parametrize(
    ("source", "files", "expected"),
    [
        ("open('config/app.yaml')\n", {"config/app.yaml": "a: 1"}, [RESOLVES]),
        ("open('./config/app.yaml')\n", {"app/config/app.yaml": "a: 1"}, [RESOLVES]),
        ("open('config/app.yaml')\n", {"config/other.yaml": "a: 1"}, [DANGLES]),
        ("open('config/app.yaml', 'r')\n", {}, [DANGLES]),
        ("open('config/app.yaml', 'w')\n", {}, []),
        ("open('config/app.yaml', mode='a')\n", {}, []),
        ("open('config/app.yaml')\n", {".gitignore": "config/app.yaml\n"}, [MADE]),
        ("open('config/app.yaml')\n", {"app/setup_config.py": "P = 'config/app.yaml'\n"}, [MADE]),
        ("open('config/app.yaml')\n", {"Makefile": "cfg:\n\tcp base.yaml config/app.yaml\n"}, [MADE]),
        ("import os\nif os.path.exists('x'):\n    open('config/app.yaml')\n", {}, [UNKNOWN]),
        ("try:\n    open('config/app.yaml')\nexcept FileNotFoundError:\n    pass\n", {}, [UNKNOWN]),
        ("open('/etc/app.yaml')\n", {}, [UNKNOWN]),
        ("open('model.pkl', 'rb')\n", {}, []),
        ("open('data.json')\n", {}, []),
        ("open(path)\n", {}, []),
    ],
)
def test_configuration(source: str, files: dict[str, str], expected: list[Outcome]) -> None:
    assert outcomes(source, files) == expected


def test_what_nothing_starts_is_not_asked() -> None:
    assert (
        outcomes(
            "x = 1\n", {"app/other.py": "open('config/app.yaml')\n", "tests/test_a.py": "open('a.yaml')\n"}
        )
        == []
    )
