"""A start beside a folder that is called as the place where its image keeps the code."""

from __future__ import annotations

import pytest

from analyzer.references.broken_starts import broken_starts
from analyzer.testing import snapshot

STOPS, RUNS = True, False


def image(command: str, *, before: str = "COPY . .\n", workdir: str = "/srv") -> str:
    return f"FROM python:3.12\nWORKDIR {workdir}\n{before}CMD {command}\n"


SAME_NAME = {
    "app/main.py": "from fastapi import FastAPI\nfrom app.rag.ask import ask\napp = FastAPI()\n",
    "app/rag/ask.py": "from rag.index import find\n\ndef ask(): return find()\n",
    "app/rag/index.py": "def find(): pass\n",
    "requirements.txt": "fastapi\nuvicorn\n",
}
APP = "uvicorn app.main:app"


def in_app(command: str, before: str = "COPY . .\n", workdir: str = "/app") -> dict[str, str]:
    return {"Dockerfile": image(command, before=before, workdir=workdir)}


def composed(said: str) -> dict[str, str]:
    return {"docker-compose.yml": f"services:\n  api:\n    build: .\n{said}"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (in_app(APP), STOPS),
        (in_app(APP, "COPY app/ app/\n"), STOPS),
        (in_app(APP, "COPY app /app/app\n"), STOPS),
        (in_app(APP, "ENV PYTHONPATH=/app\nCOPY . .\n"), STOPS),
        ({**in_app(APP), **composed("    volumes:\n      - .:/app\n")}, STOPS),
        ({**in_app(APP), **composed("    environment:\n      - PYTHONPATH=/app\n")}, STOPS),
        # The folder is where its image puts it, or what the command or the path names.
        (in_app(APP, "COPY app/ /app/\nENV PYTHONPATH=/app\n", "/"), RUNS),
        (in_app(APP, "COPY . .\nCOPY app/ .\n"), RUNS),
        (in_app("uvicorn main:app", "COPY app/ .\n"), RUNS),
        (in_app("uvicorn main:app", workdir="/app/app"), RUNS),
        (in_app(APP, "ENV PYTHONPATH=/app/app\nCOPY . .\n"), RUNS),
        (in_app(APP, "ENV PYTHONPATH=/app:/app/app\nCOPY . .\n"), RUNS),
        (in_app(APP, "ENV PYTHONPATH=app\nCOPY . .\n"), RUNS),
        (in_app(f"{APP} --app-dir app"), RUNS),
        ({**in_app(APP), **composed("    volumes:\n      - ./app:/app\n")}, RUNS),
        ({**in_app(APP), **composed("    environment:\n      - PYTHONPATH=/app/app\n")}, RUNS),
        ({"app/Dockerfile": image(APP, workdir="/app")}, RUNS),  # which folder it is built in is not known
        (
            {
                **in_app(APP, "COPY . .\nRUN pip install -e .\n"),
                "pyproject.toml": "[project]\nname = 'x'\ndependencies = ['fastapi', 'uvicorn']\n"
                "[tool.setuptools]\npackage-dir = {'' = 'app'}\n",
            },
            RUNS,
        ),
        (
            {
                **in_app(APP),
                "app/rag/ask.py": "import sys\nsys.path.append('app')\nfrom rag.index import find as ask\n",
            },
            RUNS,
        ),
        ({**in_app(APP), "app/rag/ask.py": "from app.rag.index import find as ask\n"}, RUNS),
        # Tests that are run in the folder do not say what an image finds.
        ({**in_app(APP), "pytest.ini": "[pytest]\npythonpath = app\n"}, STOPS),
    ],
)
def test_a_folder_of_the_same_name_as_its_place(files: dict[str, str], expected: bool) -> None:
    found = stopped_in({**SAME_NAME, **files})
    assert found == (["rag.index"] if expected else [])


PACKAGED = {
    "uv.lock": "version = 1\n"
    + "".join(f"[[package]]\nname = '{name}'\nversion = '1'\n" for name in ("fastapi", "uvicorn")),
    "pyproject.toml": "[project]\nname = 'x'\ndependencies = ['fastapi', 'uvicorn']\n"
    "[tool.setuptools]\npackage-dir = {'' = 'app'}\n",
}


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("RUN pip install --no-cache-dir uv && uv sync --frozen --no-install-project", STOPS),
        ("RUN pip install uv\nRUN uv sync \\\n  --frozen --no-dev \\\n  --no-install-project", STOPS),
        (
            "RUN pip install poetry==1.8\nRUN poetry config virtualenvs.create false\nRUN poetry install --no-root",
            STOPS,
        ),
        ("RUN uv sync --frozen --no-install-project\nCOPY . .\nRUN uv sync --frozen", RUNS),
        ("RUN pip install uv\nRUN uv pip install --system .", RUNS),
        ("RUN pip install uv .", RUNS),
        ("RUN poetry install", RUNS),
    ],
)
def test_what_installs_the_project_itself(commands: str, expected: bool) -> None:
    for files in (in_app(APP, f"COPY . .\n{commands}\n"), in_app("bash", f"COPY . .\n{commands}\n")):
        composed_too = composed(f"    command: {APP}\n") if "CMD bash" in files["Dockerfile"] else {}
        found = stopped_in({**SAME_NAME, **PACKAGED, **files, **composed_too})
        assert found == (["rag.index"] if expected else [])


def stopped_in(files: dict[str, str]) -> list[str]:
    return [each.name for _start, each in broken_starts(snapshot(files))]
