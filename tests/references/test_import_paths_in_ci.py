"""Scripts that a job starts by their path: what stands above them is found only where something puts it there."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.references import stopped_modules, unreached_in_ci
from tests.support.snapshots import run, snapshot
from tests.support.workflows import workflow

EARLY = "from src.score import accuracy\nimport sys\nsys.path.append('.')\naccuracy()\n"
LATE = "import sys\nsys.path.append('.')\nfrom src.score import accuracy\naccuracy()\n"
FILES = {
    "src/score.py": "def accuracy():\n    return 1\n",
    "src/jobs/run.py": EARLY,
    "requirements.txt": "numpy\n",
}
ALONE = "python src/jobs/run.py"
SET_UP = "pip install -r requirements.txt\n"
RUN = f"{SET_UP}{ALONE}"
PROJECT = "[project]\nname = 'x'\n"
BUILT = f"{PROJECT}[build-system]\nrequires = ['hatchling']\n"


def ci(run: str, **more: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": workflow(run, **more)}


CASES = {
    "a script that imports first": (ci(RUN), True),
    "a script that looks there first": ({**ci(RUN), "src/jobs/run.py": LATE}, False),
    "a script that loads what looks there first": (
        {**ci(RUN), "src/jobs/run.py": f"import paths\n{EARLY}", "src/jobs/paths.py": "import sys\nsys.path.append('.')\n"}, False),
    "a script that loads it later": (
        {**ci(RUN), "src/jobs/run.py": f"{EARLY}import paths\n", "src/jobs/paths.py": "import sys\nsys.path.append('.')\n"}, True),
    "an import that may fail": (
        {**ci(RUN), "src/jobs/run.py": "try:\n    from src.score import a\nexcept ImportError:\n    a = 1\n"}, False),
    "in a job that sets up nothing": (ci(ALONE), False),
    "as a module": (ci("python -m src.jobs.run"), False),
    "with the path of the job": (ci(RUN, job="    env: {PYTHONPATH: .}\n"), False),
    "with the path of the command": (ci(f"{SET_UP}PYTHONPATH=. {ALONE}"), False),
    "through uv": ({**ci(f"uv sync\nuv run {ALONE}"), "pyproject.toml": PROJECT}, True),
    "through uv, which builds the project": ({**ci(f"uv sync\nuv run {ALONE}"), "pyproject.toml": BUILT}, False),
    "through uv, which is told to": ({**ci(f"uv run {ALONE}"), "pyproject.toml": f"{PROJECT}[tool.uv]\npackage = true\n"}, False),
    "where the project is installed": ({**ci(f"pip install -e .\n{ALONE}"), "pyproject.toml": PROJECT}, False),
    "of a project that may be installed": ({**ci(RUN), "setup.py": "from setuptools import setup\nsetup()\n"}, False),
    "by another command as well": (ci(f"{RUN}\npython -m src.jobs.run"), False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "ends"), CASES.values(), ids=CASES)
def test_a_script_of_a_job_ends_at_an_import_from_above_it(files: dict[str, str], ends: bool) -> None:
    repo = snapshot({**FILES, **files})
    assert ("src/jobs/run.py" in unreached_in_ci(repo)) is ends
    assert ("src/jobs/run.py" in stopped_modules(repo)) is ends


def test_what_another_job_reaches_is_reached() -> None:
    files = {
        **FILES,
        **ci(f"{RUN}\npython -c 'import src'\npython other.py"),
        "other.py": "import src.score\n",
    }
    assert unreached_in_ci(snapshot(files)) == {"src/jobs/run.py"}


JUDGES = (
    "import joblib\nmodel = joblib.load('m')\nf1 = model.score(x, y)\nif f1 < 0.9:\n    raise SystemExit(1)\n"
)
GOES_BACK = "\n\ndef rollback_model():\n    restore_version('v1')\n\n\nrollback_model()\n"


@pytest.mark.parametrize(("begins", "level"), [(LATE, Level.WIRED), (EARLY, Level.SUBSTANTIVE)])
def test_what_ends_at_an_import_compares_and_rolls_back_nothing(begins: str, level: Level) -> None:
    repo = snapshot({**FILES, **ci(RUN), "src/jobs/run.py": begins + JUDGES + GOES_BACK})
    assert run("evaluation", repo).level is level
    assert run("rollback", repo).level is level
