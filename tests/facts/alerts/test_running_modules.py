from __future__ import annotations

import pytest

from analyzer.facts.alerts.running_modules import running_modules
from analyzer.testing import snapshot
from analyzer.wiring.runs.run_modules import modules_run

FILES = {
    "app/main.py": "from app import used\n",
    "app/used.py": "x = 1\n",
    "app/idle.py": "x = 1\n",
    "tests/test_idle.py": "from app import idle\n",
}
POD = """apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - {name: a, WORDS}
"""
STARTED = {
    "an image": {"Dockerfile": "FROM x\nCMD python app/main.py\n"},
    "a process file": {"Procfile": "worker: python app/main.py\n"},
    "a task": {"Makefile": "run:\n\tpython app/main.py\n"},
    "a command of a cluster": {"k8s/a.yaml": POD.replace("WORDS", "command: [python, app/main.py]")},
    "arguments of a cluster": {"k8s/a.yaml": POD.replace("WORDS", "command: [python], args: [app/main.py]")},
    "a shell of a cluster": {
        "k8s/a.yaml": POD.replace("WORDS", "command: [sh], args: [-c, 'setup && python -m app.main']")
    },
    "an object of an operator": {
        "k8s/a.yaml": POD.replace("Pod", "App").replace("WORDS", "command: [python, app/main.py]")
    },
    "a template": {
        "k8s/a.yaml": "apiVersion: v1\nkind: Template\nobjects:\n- kind: Pod\n  spec: {command: [python, app/main.py]}\n"
    },
    "a schedule": {
        ".github/workflows/a.yml": "on: {schedule: [{cron: '1 1 * * *'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n"
        "    - run: python app/main.py\n"
    },
}


@pytest.mark.parametrize("files", STARTED.values(), ids=STARTED)
def test_what_is_started_runs_with_what_it_imports(files: dict[str, str]) -> None:
    assert running_modules(snapshot({**FILES, **files})) == {"app/main.py", "app/used.py"}


NOT_STARTED = {
    "nothing": {},
    "an example of a cluster": {"examples/a.yaml": POD.replace("WORDS", "command: [python, app/main.py]")},
    "a file that is no object": {"k8s/a.yaml": "# apiVersion\ncommand: [python, app/main.py]\n"},
    "an image of a cluster": {"k8s/a.yaml": POD.replace("WORDS", "image: app/main.py")},
}


@pytest.mark.parametrize("files", NOT_STARTED.values(), ids=NOT_STARTED)
def test_what_nothing_starts_does_not_run(files: dict[str, str]) -> None:
    assert running_modules(snapshot({**FILES, **files})) == frozenset()


def test_what_imports_at_run_time_may_import_all_below_its_folder() -> None:
    by_name = "import importlib\n\nimportlib.import_module(name)\n"
    files = {
        "app/main.py": by_name,
        "app/jobs/a.py": "import lib\n",
        "lib.py": "x = 1\n",
        "other.py": "x = 1\n",
    }
    repo = snapshot({**FILES, **files, "app/tests/test_a.py": "def test_a(): pass\n", **STARTED["an image"]})
    expected = {"app/main.py", "app/used.py", "app/idle.py", "app/jobs/a.py", "lib.py"}
    assert running_modules(repo) == expected
    assert modules_run(repo) == {"app/main.py"}
