from __future__ import annotations

import pytest

from analyzer.testing import commit, flagged, snapshot
from tests.support.workflows import CODE, WORKFLOW, github

BASE = "FROM python:3.12-slim\nWORKDIR /srv\n"
FILES = {"app/__init__.py": "", "app/main.py": "app = 1\n", "requirements.txt": "flask\n"}


def test_an_image_that_cannot_start_raises_a_question() -> None:
    files = {**FILES, "Dockerfile": BASE + 'COPY . .\nCMD ["python", "serve.py"]\n'}
    flag = flagged("cannot_run", snapshot(files, [commit("2026-01-01", *FILES)]))
    assert flag is not None
    assert flag.message == (
        "an image, a service or a test job cannot run as committed; no commit ever had what is named"
    )
    assert [(each.path, each.line) for each in flag.evidence] == [("Dockerfile", 4)]


def test_what_was_there_once_is_asked_about_in_milder_words() -> None:
    files = {**FILES, "Dockerfile": BASE + 'COPY . .\nCMD ["python", "serve.py"]\n'}
    flag = flagged("cannot_run", snapshot(files, [commit("2026-01-01", *FILES, "serve.py")]))
    assert flag is not None
    assert flag.message == "an image, a service or a test job cannot run as committed"
    assert flag.evidence[0].note.endswith("names serve.py, which is not in the repository any more")


def test_no_question_where_everything_is_there() -> None:
    files = {**FILES, "Dockerfile": BASE + 'COPY . .\nCMD ["python", "app/main.py"]\n'}
    assert flagged("cannot_run", snapshot(files, [commit("2026-01-01", *FILES)])) is None


STARTED = {
    "svc/__init__.py": "",
    "svc/app.py": "from .models import Spam\n",
    "svc/models/spam.py": "class Spam: ...\n",
    "Dockerfile": BASE + 'COPY . .\nCMD ["python", "-m", "svc.app"]\n',
}
# The files, and the place that stops; None where nothing does.
CASES = {
    "an image that copies what is not there": ({"Dockerfile": BASE + "COPY conf .\n"}, ("Dockerfile", 3)),
    "a service that is built from what is not there": (
        {"docker-compose.yml": "services:\n  app:\n    build: web\n"},
        ("docker-compose.yml", 2),
    ),
    "a process whose module is not there": ({"Procfile": "web: uvicorn app.api:app\n"}, ("Procfile", 1)),
    "a process whose object is not there": ({"Procfile": "web: uvicorn app.main:api\n"}, ("Procfile", 1)),
    "a process of what is there": ({"Procfile": "web: uvicorn app.main:app\n"}, None),
    "a process of what is installed": ({"Procfile": "web: gunicorn mlflow.server:app\n"}, None),
    "a unit whose module is not there": (
        {"a.service": "[Service]\nExecStart=/srv/venv/bin/uvicorn app.api:app\n"},
        ("a.service", 2),
    ),
    "a unit of what is there": ({"a.service": "[Service]\nExecStart=uvicorn app.main:app\n"}, None),
    "a task whose module is not there": ({"Makefile": "up:\n\tuvicorn app.api:app\n"}, None),
    "a test job that installs from what is not there": (
        github("pip install -r dev.txt\npytest"),
        (WORKFLOW, 10),
    ),
    "a job that tests nothing": (github("pip install -r dev.txt\nruff check ."), None),
    "a test job that stops after its tests": (github("pytest\npython gone.py"), None),
    "a test job whose file is made": (github("pip freeze > dev.txt\npip install -r dev.txt\npytest"), None),
    "a service that waits for another file's": (
        {"docker-compose.yml": "services:\n  app:\n    image: x\n    depends_on: [db]\n"},
        None,
    ),
    "a package whose names are ignored": ({**STARTED, ".gitignore": "models/\n"}, ("svc/app.py", 1)),
    "a package with the file, ignored too": (
        {**STARTED, ".gitignore": "models/\n", "svc/models/__init__.py": "from .spam import Spam\n"},
        None,
    ),
    "a module of an ignored package": (
        {**STARTED, ".gitignore": "models/\n", "svc/app.py": "from svc.models.spam import Spam\n"},
        None,
    ),
    "a name that two modules define": (
        {**STARTED, ".gitignore": "models/\n", "svc/models/ham.py": "class Spam: ...\n"},
        None,
    ),
    "nobody starts it": ({**STARTED, ".gitignore": "models/\n", "Dockerfile": BASE + "COPY . .\n"}, None),
    "nothing": (CODE, None),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_run_is_asked_about(case: str) -> None:
    files, place = CASES[case]
    flag = flagged("cannot_run", snapshot({**FILES, **files}, [commit("2026-01-01", *FILES)]))
    assert (None if flag is None else (flag.evidence[0].path, flag.evidence[0].line)) == place
