"""What a repository is for decides what may be asked of it."""

from __future__ import annotations

import pytest

from analyzer.declarations import Purpose
from analyzer.facts.purposes.purpose import is_published, makes, not_asked, purpose, purpose_found
from analyzer.model import Level, NotApplicable, Status
from tests.support.snapshots import registry, run, snapshot

PACKAGE = {
    "pyproject.toml": "[project]\nname = 'quiet-forest'\nversion = '1'\n",
    "quiet_forest/__init__.py": "",
    "quiet_forest/trees.py": "from sklearn.tree import DecisionTreeClassifier\n\n\ndef grow(x, y):\n"
    "    return DecisionTreeClassifier().fit(x, y)\n",
}
INSTALLED = {"README.md": "# Quiet forest\n\n```bash\npip install quiet-forest\n```\n"}
TRAINING = {"train.py": "from sklearn.svm import SVC\n\nSVC().fit([[0], [1]], [0, 1])\n"}
SERVICE = {
    "app.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\ndef root():\n    return {}\n"
}
CITED = (
    "# Slow waves\n\nPlease cite us:\n\n```bibtex\n@inproceedings{waves2020,\n title={Slow waves}\n}\n```\n"
)

WINDOW = "import tkinter\n\nroot = tkinter.Tk()\nroot.mainloop()\n"
PAGE = "import streamlit as st\n\nst.title('Churn')\n"
COMPOSED = {
    "a/app.py": SERVICE["app.py"],
    "b/app.py": SERVICE["app.py"],
    "compose.yaml": "services:\n"
    + "".join(f"  {name}:\n    image: python:3.12\n    command: uvicorn {name}.app:app\n" for name in "abc"),
}

REPOSITORIES = {
    "installed by name": (PACKAGE | INSTALLED, Purpose.LIBRARY),
    "installed by name with options": (
        PACKAGE | {"README.md": "Run `pip install -U --quiet quiet_forest` first.\n"},
        Purpose.LIBRARY,
    ),
    "uploaded by CI": (
        PACKAGE
        | {
            ".github/workflows/release.yml": "on: push\njobs:\n  out:\n    runs-on: ubuntu-latest\n    steps:\n"
            "      - run: twine upload dist/*\n"
        },
        Purpose.LIBRARY,
    ),
    "README shows the import": (
        PACKAGE | {"README.md": "# Use\n\n```python\nfrom quiet_forest.trees import grow\n```\n"},
        Purpose.LIBRARY,
    ),
    "README shows the import of a Kedro project": (
        PACKAGE
        | {
            "pyproject.toml": PACKAGE["pyproject.toml"] + "[tool.kedro]\npackage_name = 'quiet_forest'\n",
            "README.md": "# Use\n\n```python\nfrom quiet_forest.trees import grow\n```\n",
        },
        Purpose.PROJECT,
    ),
    "a Kedro project that is installed by name": (
        PACKAGE
        | INSTALLED
        | {"pyproject.toml": PACKAGE["pyproject.toml"] + "[tool.kedro]\npackage_name = 'quiet_forest'\n"},
        Purpose.LIBRARY,
    ),
    "computed name": (
        {
            "setup.py": "from setuptools import setup\nabout = {}\nsetup(name=about['t'], install_requires=['x'])\n",
            "eider/__init__.py": "",
            "README.md": "`python -m pip install eider`\n",
        },
        Purpose.LIBRARY,
    ),
    "a library that previews its pages": (
        PACKAGE
        | INSTALLED
        | {
            "quiet_forest/preview.py": "from http.server import HTTPServer, SimpleHTTPRequestHandler\n"
            "HTTPServer(('', 8000), SimpleHTTPRequestHandler).serve_forever()\n"
        },
        Purpose.LIBRARY,
    ),
    "only a package file": (PACKAGE | {"README.md": "pip install -e .\n"}, Purpose.PROJECT),
    "another package is installed": (
        PACKAGE | {"README.md": "pip install quiet-forest-tools scikit-learn\n"},
        Purpose.PROJECT,
    ),
    "a folder of many projects is imported": (
        {
            "setup.py": "from setuptools import setup\nsetup(name='churn', packages=['src'])\n",
            "src/__init__.py": "",
            "README.md": "```python\nfrom src.train import main\n```\n",
        },
        Purpose.PROJECT,
    ),
    "answers requests": (PACKAGE | INSTALLED | SERVICE, Purpose.SERVICE),
    "an image starts it": (
        PACKAGE
        | INSTALLED
        | {"Dockerfile": 'FROM python:3.12\nCMD ["python", "-m", "quiet_forest.trees"]\n'},
        Purpose.SERVICE,
    ),
    "only its example is served": (
        PACKAGE | INSTALLED | {"examples/app.py": SERVICE["app.py"]},
        Purpose.LIBRARY,
    ),
    "a development container starts it": (
        PACKAGE
        | INSTALLED
        | {".devcontainer/Dockerfile": 'FROM python:3.12\nCMD ["python", "-m", "quiet_forest.trees"]\n'},
        Purpose.LIBRARY,
    ),
    "cited in the README": (TRAINING | {"README.md": CITED}, Purpose.RESEARCH),
    "asks in words": (
        TRAINING
        | {"README.md": "# Waves\n\nIf you use this code, please cite: Example (2024), Slow waves.\n"},
        Purpose.RESEARCH,
    ),
    "asks for its paper": (
        TRAINING | {"README.md": "# Waves\n\nPlease cite our recent paper.\n"},
        Purpose.RESEARCH,
    ),
    "credits a data set": (
        TRAINING
        | {
            "README.md": "# Bank\n\nIf you use this data set, please cite Moro. We cite the work of others.\n"
        },
        Purpose.PROJECT,
    ),
    "has a citation file": (TRAINING | {"CITATION.cff": "title: Slow waves\n"}, Purpose.RESEARCH),
    "cites, and has no model": ({"README.md": CITED, "a.py": "print(1)\n"}, Purpose.PROJECT),
    "only trains": (TRAINING | {"README.md": "# Churn\n\nBased on arXiv 1234.5678.\n"}, Purpose.PROJECT),
    "nothing": ({"README.md": "# Notes\n"}, Purpose.PROJECT),
    "a window": (TRAINING | {"main.py": WINDOW}, Purpose.APPLICATION),
    "a window that a library offers": (
        PACKAGE | INSTALLED | {"quiet_forest/ui.py": WINDOW},
        Purpose.APPLICATION,
    ),
    "a window in an example": (PACKAGE | INSTALLED | {"examples/ui.py": WINDOW}, Purpose.LIBRARY),
    "a page": (TRAINING | {"page.py": PAGE}, Purpose.APPLICATION),
    "a page that shows a library": (PACKAGE | INSTALLED | {"page.py": PAGE}, Purpose.LIBRARY),
    "a page that shows a paper": (TRAINING | {"page.py": PAGE, "README.md": CITED}, Purpose.RESEARCH),
    "three programs that answer": (COMPOSED | {"c/app.py": SERVICE["app.py"]}, Purpose.PLATFORM),
    "two programs that answer": (COMPOSED, Purpose.SERVICE),
    "five configuration files": (
        {f"k8s/{name}.yaml": "kind: Service\n" for name in "abcde"},
        Purpose.CONFIGURATION,
    ),
    "four configuration files": ({f"k8s/{name}.yaml": "kind: Service\n" for name in "abcd"}, Purpose.PROJECT),
    "configuration with a script": (
        {f"k8s/{name}.yaml": "kind: Service\n" for name in "abcdefghij"} | {"set_up.py": "print(1)\n"},
        Purpose.CONFIGURATION,
    ),
    "configuration with two scripts": (
        {f"k8s/{name}.yaml": "kind: Service\n" for name in "abcdefghij"}
        | {"set_up.py": "print(1)\n", "take_down.py": "print(1)\n"},
        Purpose.PROJECT,
    ),
}


@pytest.mark.parametrize("files,expected", REPOSITORIES.values(), ids=REPOSITORIES)
def test_what_a_repository_is_for(files: dict[str, str], expected: Purpose) -> None:
    assert purpose(snapshot(files)) is expected


REASONS = {
    "a library": (PACKAGE | INSTALLED, ("pyproject.toml:1 is published under this name",)),
    "a service": (SERVICE, ("app.py:3 answers requests",)),
    "a window": ({"main.py": WINDOW}, ("main.py:4 a window (Tk)",)),
    "a platform": (
        COMPOSED | {"c/app.py": SERVICE["app.py"]},
        tuple(
            f"compose.yaml:{line} starts {name}/app.py, which answers requests"
            for line, name in ((2, "a"), (5, "b"), (8, "c"))
        ),
    ),
    "a cited paper": (
        TRAINING | {"CITATION.cff": "title: Slow waves\n"},
        ("CITATION.cff:1 says how to cite it",),
    ),
    "a project": (TRAINING, ()),
}


@pytest.mark.parametrize(("files", "reasons"), REASONS.values(), ids=REASONS)
def test_the_reasons_are_places(files: dict[str, str], reasons: tuple[str, ...]) -> None:
    found = purpose_found(snapshot(files)).reasons
    assert tuple(f"{each.path}:{each.line} {each.says}" for each in found) == reasons


@pytest.mark.parametrize(
    "kind,signal",
    [(purpose, each.id) for each in registry().checks.values() for purpose in each.not_asked],
)
def test_a_check_says_that_its_question_does_not_arise(kind: Purpose, signal: str) -> None:
    """What its decorator declares it says of a repository of that purpose, and not of a project."""
    library = {**PACKAGE, **INSTALLED, "quiet_forest/trees.py": "def grow(x):\n    return x\n"}
    files = {Purpose.LIBRARY: library, Purpose.RESEARCH: TRAINING | {"README.md": CITED}}[kind]
    finding = run(signal, snapshot(files))
    assert finding.status is Status.NOT_APPLICABLE
    assert finding.reason == registry().checks[signal].not_asked[kind]
    assert run(signal, snapshot(TRAINING)).status is Status.MEASURED


def test_what_a_library_has_all_the_same_is_shown() -> None:
    files = PACKAGE | INSTALLED | {"Dockerfile": "FROM python:3.12\nRUN pip install quiet-forest\n"}
    finding = run("dockerfile", snapshot(files))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.PRESENT)


def test_a_project_with_a_package_file_is_asked_everything() -> None:
    repo = snapshot(PACKAGE | TRAINING)
    assert not list(not_asked(repo, {Purpose.LIBRARY: "a", Purpose.RESEARCH: "b"}))
    assert list(not_asked(repo, {Purpose.PROJECT: "c"})) == [NotApplicable("c", settled=True)]


def test_the_maker_of_a_tool_is_told_from_its_user() -> None:
    own = snapshot(PACKAGE)
    assert makes(own, frozenset({"quiet_forest.trees"}))
    assert not makes(own, frozenset({"sklearn"}))
    assert not is_published(own)


def test_a_library_that_works_with_no_model_has_none_to_judge() -> None:
    files = PACKAGE | INSTALLED
    without = files | {"quiet_forest/trees.py": "def grow(x):\n    return x\n"}
    reason = "no code of this library works with a model"
    assert (run("evaluation", snapshot(without)).status, run("evaluation", snapshot(without)).reason) == (
        Status.NOT_APPLICABLE,
        reason,
    )
    assert run("evaluation", snapshot(files)).status is Status.MEASURED
