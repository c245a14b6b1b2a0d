"""Application objects that start commands name, entry points, and what stops a start."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome
from analyzer.references.broken_starts import broken_starts
from analyzer.references.started import application, entry_points, started_objects
from analyzer.testing import snapshot

DANGLES, RESOLVES = Outcome.DANGLES, Outcome.RESOLVES
MADE, UNKNOWN = Outcome.MADE_ELSEWHERE, Outcome.CANNOT_BE_TOLD

MAIN = {"app/__init__.py": "", "app/main.py": "from fastapi import FastAPI\napp = FastAPI()\n"}


def image(command: str) -> str:
    return f"FROM python:3.12\nWORKDIR /srv\nCOPY . .\nCMD {command}\n"


def started(files: dict[str, str]) -> list[tuple[str, Outcome]]:
    return [(each.name, each.outcome) for each in started_objects(snapshot({**MAIN, **files}))]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ('["uvicorn", "app.main:app"]', [("app.main:app", RESOLVES)]),
        ('["uvicorn", "app.main:api", "--port", "80"]', [("app.main:api", DANGLES)]),
        ("uvicorn --host 0.0.0.0 app.main:create --factory", [("app.main:create", DANGLES)]),
        ('["python", "-m", "uvicorn", "app.main:server"]', [("app.main:server", DANGLES)]),
        ('["gunicorn", "-c", "python:app.conf", "app.main:app"]', [("app.main:app", RESOLVES)]),
        ('["gunicorn", "-b", "0.0.0.0:80", "app.main:make()"]', [("app.main:make", DANGLES)]),
        ('["flask", "--app=app.main:site", "run"]', [("app.main:site", DANGLES)]),
        ('["uvicorn", "other.main:app"]', []),  # the module is asked for where images are read
        ('["python", "app/main.py"]', []),
        ('["redis-server", "app.main:x"]', []),
    ],
)
def test_the_object_that_an_image_starts(command: str, expected: list[tuple[str, Outcome]]) -> None:
    assert started({"Dockerfile": image(command)}) == expected


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("Procfile", "web: uvicorn app.main:app\n", RESOLVES),
        ("Procfile", "web: uvicorn app.main:site\n", DANGLES),
        ("Procfile", "web: gunicorn app.wsgi:site\n", DANGLES),
        ("Procfile", "web: gunicorn mlflow.server:app\n", UNKNOWN),
        ("svc.service", "[Service]\nExecStart=/srv/venv/bin/gunicorn app.main:site\n", DANGLES),
        (
            "docker-compose.yml",
            "services:\n  api:\n    build: .\n    command: uvicorn app.main:site\n",
            DANGLES,
        ),
        ("Makefile", "serve:\n\tuvicorn app.main:site --reload\n", DANGLES),
        ("examples/Procfile", "web: uvicorn app.main:site\n", None),
    ],
)
def test_the_object_that_another_file_starts(file: str, text: str, expected: Outcome | None) -> None:
    requirements = {"requirements.txt": "fastapi\nmlflow\n"}
    found = [outcome for _name, outcome in started({file: text, **requirements})]
    assert found == ([] if expected is None else [expected])


def test_an_object_that_a_module_makes_by_other_means_cannot_be_told() -> None:
    files = {"app/main.py": "globals()['api'] = 1\n", "Procfile": "web: uvicorn app.main:api\n"}
    assert started(files) == [("app.main:api", UNKNOWN)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("uvicorn", "a.b:c"), "a.b:c"),
        (("uvicorn", "--app-dir", "x", "a:c"), "a:c"),
        (("/opt/venv/bin/uvicorn", "a:c"), "a:c"),
        (("python", "-m", "gunicorn", "a:c"), "a:c"),
        (("uvicorn", "127.0.0.1:80"), None),
        (("uvicorn", "localhost:80"), None),
        (("docker", "a:c"), None),
        ((), None),
    ],
)
def test_the_word_that_names_an_object(words: tuple[str, ...], expected: str | None) -> None:
    found = application(words)
    assert (found and found[0]) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": "[project]\nname='x'\n[project.scripts]\nx='app.main:app'\n"}, [RESOLVES]),
        ({"pyproject.toml": "[project]\nname='x'\n[project.scripts]\nx='app.main:run'\n"}, [DANGLES]),
        ({"pyproject.toml": "[project]\nname='x'\n[project.scripts]\nx='app.cli:run'\n"}, [DANGLES]),
        ({"pyproject.toml": "[project]\nname='x'\n[project.scripts]\nx='uvicorn:main'\n"}, [UNKNOWN]),
        ({"pyproject.toml": "[project]\nname='x'\n[project.scripts]\nx='app._version:main'\n"}, [MADE]),
        (
            {
                "pyproject.toml": "[project]\nname='x'\n[project.scripts]\nx='app.cli:run'\n"
                "[tool.setuptools]\npackage-dir = {app = 'lib'}\n"
            },
            [UNKNOWN],
        ),
        ({"setup.cfg": "[options.entry_points]\nconsole_scripts =\n  x = app.main:run\n"}, [DANGLES]),
        ({"setup.cfg": "[options.entry_points]\nconsole_scripts =\n  x = app.main:app\n"}, [RESOLVES]),
        ({"templates/setup.cfg": "[options.entry_points]\nconsole_scripts =\n  x = app.main:run\n"}, []),
    ],
)
def test_an_entry_point(files: dict[str, str], expected: list[Outcome]) -> None:
    assert [each.outcome for each in entry_points(snapshot({**MAIN, **files}))] == expected


CMD = {
    "Dockerfile": image('["uvicorn", "app.main:app"]').replace("CMD", "RUN pip install fastapi uvicorn\nCMD")
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        (
            {"app/main.py": "from app.db import x\napp = 1\n", "app/db.py": "from .nowhere import x\n"},
            [".nowhere"],
        ),
        ({"app/main.py": "app = 1\n", "app/__init__.py": "from .nowhere import x\n"}, [".nowhere"]),
        # not loaded, or not for sure
        ({"app/main.py": "app = 1\n", "app/db.py": "from .nowhere import x\n"}, []),
        ({"app/main.py": "app = 1\ndef run():\n    from .nowhere import x\n"}, []),
        ({"app/main.py": "app = 1\nif DEBUG:\n    from .nowhere import x\n"}, []),
        ({"app/main.py": "app = 1\ntry:\n    from .nowhere import x\nexcept ImportError:\n    pass\n"}, []),
        ({"app/main.py": "x = 1\n"}, ["app.main:app"]),
        ({"app/main.py": "import redis\napp = 1\n"}, ["redis"]),
        # what no Python reads, and what only another one does
        ({"app/main.py": "app = 1\nclass A:\n\ndef f():\n    pass\n"}, [""]),
        ({"app/main.py": "from app.db import x\napp = 1\n", "app/db.py": "x = 1 if y elif 2\n"}, [""]),
        ({"app/main.py": "app = 1\n", "app/db.py": "x = 1 if y elif 2\n"}, []),
        ({"app/main.py": "app = 1\nx = 'a\n"}, [""]),
        ({"app/main.py": "app = 1\ntry:\n    x()\ndef f():\n    pass\n"}, [""]),
        ({"app/main.py": "app = 1\n    x = 1\n"}, [""]),
        ({"app/main.py": "app = 1\nx = (1,\n"}, [""]),
        ({"app/main.py": "app = 1\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n"}, [""]),
        ({"app/main.py": "app = 1\nx = 1 << << 2\n"}, []),
        ({"app/main.py": "app = 1\nx = 'a\n{% if x %}\n"}, []),
        (
            {
                "app/main.py": "app = 1\ntry:\n    from app.db import x\nexcept Exception:\n    x = 0\n",
                "app/db.py": "x = 'a\n",
            },
            [],
        ),
        # what versions to come accept
        ({"app/main.py": "app = 1\nx = f'{y(\n1)}'\n"}, []),
        ({"app/main.py": "app = 1\nclass A[T]:\n    x = 1\n"}, []),
        ({"app/main.py": "app = 1\nprint 'started'\n"}, []),
    ],
)
def test_what_stops_a_start(files: dict[str, str], expected: list[str]) -> None:
    found = broken_starts(snapshot({**MAIN, **CMD, **files}))
    assert [reference.name for _start, reference in found] == expected


def test_a_module_that_python_refuses_is_said_to_stop_the_image() -> None:
    files = {**MAIN, **CMD, "app/main.py": "app = 1\nclass A:\n\ndef f():\n    pass\n"}
    ((_start, reference),) = broken_starts(snapshot(files))
    assert (reference.path, reference.line) == ("app/main.py", 4)
    assert (
        reference.words
        == "is refused by Python (expected an indented block after class definition on line 2)"
    )
