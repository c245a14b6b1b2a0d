"""Imports of a neighbour that a start does not find, and everything by which it may be found after all."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.references.broken_starts import broken_starts
from analyzer.references.running import sound_modules
from analyzer.testing import run, snapshot

API = "from fastapi import FastAPI\nfrom monitoring import track\napp = FastAPI()\n"
TREE = {
    "requirements.txt": "fastapi\nuvicorn\ngunicorn\n",
    "dashboard/api.py": API,
    "dashboard/monitoring.py": "def track(value):\n    return value\n",
    "dashboard/__main__.py": "import dashboard.api\n",
    "main.py": "from dashboard.api import app\n",
}
STOPS, RUNS = True, False


def image(command: str, *, before: str = "COPY . .\n", workdir: str = "/srv") -> str:
    return f"FROM python:3.12\nWORKDIR {workdir}\n{before}CMD {command}\n"


def stopped(files: dict[str, str]) -> list[tuple[str, int | None, str]]:
    found = broken_starts(snapshot({**TREE, **files}))
    return [(each.path, each.line, each.name) for _start, each in found]


SERVER = "uvicorn dashboard.api:app"


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        (image(SERVER), STOPS),
        (image('["uvicorn", "dashboard.api:app", "--host", "0.0.0.0"]'), STOPS),
        (image("python -m uvicorn dashboard.api:app"), STOPS),
        (image("gunicorn -k uvicorn.workers.UvicornWorker dashboard.api:app"), STOPS),
        (image("hypercorn dashboard.api:app"), STOPS),
        (image("python -m dashboard.api"), STOPS),
        (image("python -m dashboard"), STOPS),
        (image("python main.py"), STOPS),
        (image(SERVER, before="COPY dashboard/ ./dashboard/\n"), STOPS),
        (image(SERVER, before="COPY requirements*.txt .\nCOPY . .\n"), STOPS),
        (image(SERVER, before="ENV PYTHONPATH=/srv\nCOPY . .\n"), STOPS),
        (image(SERVER, before='ENV PYTHONPATH="${PYTHONPATH}:/srv"\nCOPY . .\n'), STOPS),
        (image(SERVER, before="COPY . .\nRUN pip install -r requirements.txt\n"), STOPS),
        # The folder itself is where the program runs or looks.
        (image("python dashboard/api.py"), RUNS),
        (image("uvicorn api:app", workdir="/srv/dashboard"), RUNS),
        (image("uvicorn --app-dir dashboard api:app"), RUNS),
        (image("uvicorn --app-dir=dashboard dashboard.api:app"), RUNS),
        (image("gunicorn --chdir dashboard api:app"), RUNS),
        (image("gunicorn --pythonpath dashboard dashboard.api:app"), RUNS),
        (image("sh -c 'cd dashboard && uvicorn api:app'"), RUNS),
        (image(SERVER, before="ENV PYTHONPATH=/srv:/srv/dashboard\nCOPY . .\n"), RUNS),
        (image(SERVER, before="ENV PYTHONPATH=$CODE\nCOPY . .\n"), RUNS),
        (image(f"PYTHONPATH=dashboard {SERVER}"), RUNS),
        (image(SERVER, before="ENV UVICORN_APP_DIR=dashboard\nCOPY . .\n"), RUNS),
        # Its files also lie elsewhere.
        (image(SERVER, before="COPY . .\nCOPY dashboard/monitoring.py .\n"), RUNS),
        (image(SERVER, before="COPY . .\nCOPY dashboard/ .\n"), RUNS),
        (image(SERVER, before="COPY . .\nRUN cp dashboard/*.py .\n"), RUNS),
        (image(SERVER, before="COPY . .\nRUN ln -s /srv/dashboard/monitoring.py /srv/monitoring.py\n"), RUNS),
    ],
)
def test_where_a_start_of_an_image_looks_for_a_neighbour(dockerfile: str, expected: bool) -> None:
    found = stopped({"Dockerfile": dockerfile})
    assert found == ([("dashboard/api.py", 2, "monitoring")] if expected else [])


START = {"Dockerfile": image(SERVER)}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, STOPS),
        ({"dashboard/__init__.py": ""}, STOPS),
        ({"dashboard/api.py": API.replace("from monitoring", "from .monitoring")}, RUNS),
        ({"dashboard/api.py": API.replace("from monitoring", "from dashboard.monitoring")}, RUNS),
        ({"dashboard/api.py": "import sys\nsys.path.append('dashboard')\n" + API}, RUNS),
        ({"dashboard/__init__.py": "import sys\nsys.path.insert(0, __path__[0])\n"}, RUNS),
        ({"dashboard/api.py": API.replace("from monitoring", "if True:\n    from monitoring")}, RUNS),
        (
            {
                "dashboard/api.py": "from fastapi import FastAPI\ntry:\n    from monitoring import track\n"
                "except ImportError:\n    track = None\napp = FastAPI()\n"
            },
            RUNS,
        ),
        ({"monitoring.py": "def track(value): pass\n"}, RUNS),
        ({"monitoring/__init__.py": ""}, RUNS),
        ({"requirements.txt": "fastapi\nmonitoring\n"}, RUNS),
        ({"sitecustomize.py": "import sys\n"}, RUNS),
        ({"gunicorn.conf.py": "pythonpath = 'dashboard'\n"}, RUNS),
        (
            {
                "docker-compose.yml": "services:\n  api:\n    build: .\n"
                "    environment:\n      - PYTHONPATH=/srv/dashboard\n"
            },
            RUNS,
        ),
        (
            {
                "docker-compose.yml": "services:\n  api:\n    build: .\n"
                "    volumes:\n      - ./dashboard/monitoring.py:/srv/monitoring.py\n"
            },
            RUNS,
        ),
        (
            {
                "docker-compose.yml": "services:\n  api:\n    build: .\n"
                "    volumes:\n      - ./dashboard:/srv/dashboard:ro\n"
            },
            STOPS,
        ),
        # A package that the image installs may bring its modules with it.
        (
            {
                "pyproject.toml": "[project]\nname = 'x'\n[tool.setuptools]\npackage-dir = {'' = 'dashboard'}\n",
                "Dockerfile": image(SERVER, before="COPY . .\nRUN pip install -e .\n"),
            },
            RUNS,
        ),
        (
            {
                "pyproject.toml": "[project]\nname = 'x'\n[tool.setuptools]\npackage-dir = {'' = 'dashboard'}\n",
            },
            STOPS,
        ),
        (
            {
                "setup.py": "from setuptools import setup\nsetup(package_dir={'': 'dashboard'})\n",
                "requirements.txt": "fastapi\n-e .\n",
            },
            RUNS,
        ),
        (
            {
                "pyproject.toml": "[project]\nname = 'x'\n[tool.setuptools.packages.find]\nwhere = ['lib']\n",
                "Dockerfile": image(SERVER, before="COPY . .\nRUN pip install -e .\n"),
            },
            STOPS,
        ),
    ],
)
def test_what_else_may_bring_a_neighbour(files: dict[str, str], expected: bool) -> None:
    found = stopped({**START, **files})
    assert [name for _path, _line, name in found] == (["monitoring"] if expected else [])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Procfile": f"web: {SERVER}\n"}, STOPS),
        ({"Procfile": "web: cd dashboard && uvicorn api:app\n"}, RUNS),
        ({"docker-compose.yml": f"services:\n  api:\n    build: .\n    command: {SERVER}\n"}, STOPS),
        (
            {
                "docker-compose.yml": "services:\n  api:\n    build: .\n"
                f"    working_dir: /srv/dashboard\n    command: {SERVER}\n"
            },
            RUNS,
        ),
    ],
)
def test_other_files_that_start(files: dict[str, str], expected: bool) -> None:
    assert [name for _path, _line, name in stopped(files)] == (["monitoring"] if expected else [])


def test_a_neighbour_of_a_module_further_on_is_not_found_either() -> None:
    files = {
        "dashboard/api.py": "from fastapi import FastAPI\nfrom dashboard.core.work import go\napp = FastAPI()\n",
        "dashboard/core/work.py": "import rules\n\ndef go(): pass\n",
        "dashboard/core/rules.py": "LIMIT = 1\n",
    }
    assert stopped({**START, **files}) == [("dashboard/core/work.py", 1, "rules")]


def test_the_root_of_the_sources_is_where_the_first_package_stands() -> None:
    tree = {path.replace("dashboard/", "src/dashboard/"): text for path, text in TREE.items()}
    found = broken_starts(snapshot({**tree, "Dockerfile": image(SERVER, before="COPY src/ .\n")}))
    assert [each.words for _start, each in found] == [
        "names monitoring, which stands in src/dashboard, where uvicorn of Dockerfile does not look for modules"
    ]


@pytest.mark.parametrize(
    ("command", "text", "expected"),
    [
        (SERVER, API, []),
        ("uvicorn --app-dir dashboard api:app", API, ["dashboard/api.py", "dashboard/monitoring.py"]),
        (SERVER, API.replace("from m", "from dashboard.m"), ["dashboard/api.py", "dashboard/monitoring.py"]),
        # An import that may fail loses what it names, and nothing else.
        (
            SERVER,
            "from fastapi import FastAPI\napp = FastAPI()\n\ndef later():\n    from monitoring import track\n",
            ["dashboard/api.py"],
        ),
    ],
)
def test_what_is_reached_from_the_start(command: str, text: str, expected: list[str]) -> None:
    repo = snapshot({**TREE, "dashboard/api.py": text, "Dockerfile": image(command)})
    assert sorted(sound_modules(repo)) == expected


def test_another_start_that_finds_it_is_enough() -> None:
    repo = snapshot({**TREE, **START, "Makefile": "serve:\n\tcd dashboard && uvicorn api:app\n"})
    assert "dashboard/monitoring.py" in sound_modules(repo)


SERVED = {
    **TREE,
    "dashboard/api.py": "import joblib\n" + API + "model = joblib.load('model.joblib')\n\n"
    "@app.post('/predict')\ndef predict(row: dict):\n    return track(model.predict([row]))\n",
}


@pytest.mark.parametrize(
    ("command", "level"),
    [(SERVER, Level.SUBSTANTIVE), ("uvicorn --app-dir dashboard api:app", Level.WIRED)],
)
def test_a_service_that_cannot_find_its_neighbour_is_not_wired(command: str, level: Level) -> None:
    finding = run("serving", snapshot({**SERVED, "Dockerfile": image(command)}))
    assert finding.level is level


MAIN = "from fastapi import FastAPI\n{0}\napp = FastAPI()\n"
BESIDES = {"svc/api/__init__.py": "", "svc/models/__init__.py": "", "svc/models/one.py": "x = 1\n"}
IN_SVC = "FROM python:3.12\nWORKDIR /app\nCOPY svc/ .\nCMD "
WHOLE = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD "


@pytest.mark.parametrize(
    ("dockerfile", "line", "expected"),
    [
        (f"{IN_SVC}uvicorn api.main:app", "from ..models.one import x", STOPS),
        (f"{IN_SVC}python -m api.main", "from ..models import one", STOPS),
        (f"{IN_SVC}python api/main.py", "from .other import y", STOPS),
        (f"{IN_SVC}uvicorn --app-dir api main:app", "from .other import y", STOPS),
        (f"{WHOLE}python svc/api/main.py", "from . import other", STOPS),
        (f"{WHOLE}uvicorn svc.api.main:app", "from ..models.one import x", RUNS),
        (f"{WHOLE}python -m svc.api.main", "from ..models.one import x", RUNS),
        (f"{IN_SVC}uvicorn api.main:app", "from .other import y", RUNS),
        (f"{IN_SVC}uvicorn api.main:app", "from models.one import x", RUNS),
        # In another module that is loaded by its full name, or beside.
        (f"{IN_SVC}uvicorn api.main:app", "from api.above import x", STOPS),
        (f"{IN_SVC}uvicorn api.main:app", "from .above import x", STOPS),
        (f"{WHOLE}uvicorn svc.api.main:app", "from .above import x", RUNS),
        # What fails and is survived, and what only runs later.
        (
            f"{IN_SVC}uvicorn api.main:app",
            "try:\n    from ..models.one import x\nexcept ImportError:\n    from models.one import x",
            RUNS,
        ),
        (f"{IN_SVC}uvicorn api.main:app", "def late():\n    from ..models.one import x", RUNS),
        (f"{IN_SVC}uvicorn api.main:app", "if __package__:\n    from ..models.one import x", RUNS),
    ],
)
def test_a_relative_import_does_not_climb_above_what_the_command_names(
    dockerfile: str, line: str, expected: bool
) -> None:
    files = {
        **BESIDES,
        "svc/api/main.py": MAIN.format(line),
        "svc/api/other.py": "y = 1\n",
        "svc/api/above.py": "from ..models.one import x\n",
        "requirements.txt": "fastapi\nuvicorn\n",
        "Dockerfile": f"{dockerfile}\n",
    }
    assert bool(broken_starts(snapshot(files))) is expected


APART = {
    "api/main.py": "from fastapi import FastAPI\nfrom contracts.rank import limit\napp = FastAPI()\n",
    "contracts/rank.py": "def limit(value):\n    return value\n",
    "requirements.txt": "fastapi\n",
}
SCRIPT = "python api/main.py"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Dockerfile": image(SCRIPT)}, STOPS),
        ({"Dockerfile": image('["python", "api/main.py"]')}, STOPS),
        ({"Dockerfile": image("python /srv/api/main.py")}, STOPS),
        ({"Dockerfile": image(SCRIPT, before="COPY api/ ./api/\nCOPY contracts/ ./contracts/\n")}, STOPS),
        ({"Dockerfile": image(SCRIPT, before="COPY api api\nCOPY contracts /srv/contracts\n")}, STOPS),
        ({"Procfile": f"web: {SCRIPT}\n"}, STOPS),
        (
            {
                "Dockerfile": image(SCRIPT),
                "api/main.py": "from api.work import go\n",
                "api/work.py": "go = 1\n",
            },
            STOPS,
        ),
        # What has its name in another language, and what another image sets, are no help.
        ({"Dockerfile": image(SCRIPT), "web/contracts/rank.go": "package contracts\n"}, STOPS),
        ({"Dockerfile": image(SCRIPT), "web/contracts/rank.py": "limit = 1\n"}, RUNS),
        (
            {"Dockerfile": image(SCRIPT), "dev.Dockerfile": image("bash", before="ENV PYTHONPATH=/srv\n")},
            STOPS,
        ),
        (
            {
                "Dockerfile": image(SCRIPT).replace("python:3.12", "ours-base"),
                "base.Dockerfile": image("bash", before="ENV PYTHONPATH=/srv\n"),
            },
            RUNS,
        ),
        # The working directory, or the folder above, is on the path.
        ({"Dockerfile": image("python -m api.main")}, RUNS),
        ({"Dockerfile": image("uvicorn api.main:app")}, RUNS),
        ({"Dockerfile": image(f"PYTHONPATH=. {SCRIPT}")}, RUNS),
        ({"Dockerfile": image(SCRIPT, before="ENV PYTHONPATH=/srv\nCOPY . .\n")}, RUNS),
        ({"Dockerfile": image(SCRIPT), ".env": "PYTHONPATH=/srv\n"}, RUNS),
        (
            {
                "Dockerfile": image(SCRIPT),
                "api/main.py": "import os, sys\nsys.path.append(os.getcwd())\nfrom contracts.rank import limit\n",
            },
            RUNS,
        ),
        # Its modules are installed, or lie beside the script where it runs.
        (
            {
                "Dockerfile": image(SCRIPT, before="COPY . .\nRUN pip install -e .\n"),
                "setup.py": "from setuptools import find_packages, setup\nsetup(packages=find_packages())\n",
            },
            RUNS,
        ),
        ({"Dockerfile": image(f"uv run {SCRIPT}"), "pyproject.toml": "[project]\nname = 'x'\n"}, RUNS),
        ({"Dockerfile": image(SCRIPT), "api/contracts/rank.py": "limit = 1\n"}, RUNS),
        ({"Dockerfile": image(SCRIPT, before="COPY . .\nCOPY contracts api/contracts\n")}, RUNS),
        ({"Dockerfile": image(SCRIPT, before="COPY . .\nRUN cp -r contracts api/\n")}, RUNS),
        ({"Dockerfile": image("python main.py", before="COPY api/ .\nCOPY contracts ./contracts\n")}, RUNS),
        ({"Procfile": f"web: {SCRIPT}\n", "README.md": "First `export PYTHONPATH=.`\n"}, RUNS),
        # What fails and is survived, and what only runs later.
        (
            {
                "Dockerfile": image(SCRIPT),
                "api/main.py": "try:\n    from contracts.rank import limit\nexcept ImportError:\n    limit = None\n",
            },
            RUNS,
        ),
        (
            {
                "Dockerfile": image(SCRIPT),
                "api/main.py": "def late():\n    from contracts.rank import limit\n    return limit\n",
            },
            RUNS,
        ),
    ],
)
def test_a_script_does_not_look_in_the_folder_above_it(files: dict[str, str], expected: bool) -> None:
    assert bool(broken_starts(snapshot({**APART, **files}))) is expected
