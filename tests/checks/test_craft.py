from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from checks.readme import IMPLICIT_FILES, TEMPLATES
from tests.support.snapshots import facts, library, run, snapshot

TYPED = "".join(f"def f{number}(a: int) -> int:\n    return a\n\n\n" for number in range(6))
UNTYPED = "".join(f"def g{number}(a):\n    return a\n\n\n" for number in range(6))
WORKFLOW = (
    "on: {}\njobs:\n  t:\n    runs-on: ubuntu\n    steps:\n      - uses: actions/checkout@v4\n      - {}\n"
)
HOOKS = "repos:\n  - repo: https://github.com/pre-commit/mirrors-mypy\n    hooks:\n      - id: mypy\n{}"


def workflow(step: str, on: str = "push") -> dict[str, str]:
    return {".github/workflows/ci.yml": WORKFLOW.format(on, step)}


TYPES = {
    "typed, and CI holds it": ({"m.py": TYPED, **workflow("run: mypy .")}, Level.WIRED),
    "through a target": (
        {"m.py": TYPED, "Makefile": "types:\n\tuv run pyright\n", **workflow("run: make types")},
        Level.WIRED,
    ),
    "through pre-commit": (
        {
            "m.py": TYPED,
            ".pre-commit-config.yaml": HOOKS.format(""),
            **workflow("run: pre-commit run --all-files"),
        },
        Level.WIRED,
    ),
    "through the action of pre-commit": (
        {
            "m.py": TYPED,
            ".pre-commit-config.yaml": HOOKS.format(""),
            **workflow("uses: pre-commit/action@v3.0.1"),
        },
        Level.WIRED,
    ),
    "ty": ({"m.py": TYPED, **workflow("run: uvx ty check")}, Level.WIRED),
    "as a module": ({"m.py": TYPED, **workflow("run: python -m mypy src")}, Level.WIRED),
    "pre-commit that CI never runs": (
        {"m.py": TYPED, ".pre-commit-config.yaml": HOOKS.format("")},
        Level.SUBSTANTIVE,
    ),
    "another hook": (
        {
            "m.py": TYPED,
            ".pre-commit-config.yaml": HOOKS.format("      - id: black\n"),
            **workflow("run: pre-commit run black"),
        },
        Level.SUBSTANTIVE,
    ),
    "a hook for pushes by hand": (
        {
            "m.py": TYPED,
            ".pre-commit-config.yaml": HOOKS.format("        stages: [manual]\n"),
            **workflow("run: pre-commit run --all-files"),
        },
        Level.SUBSTANTIVE,
    ),
    "masked": ({"m.py": TYPED, **workflow("run: mypy . || true")}, Level.SUBSTANTIVE),
    "only its version": ({"m.py": TYPED, **workflow("run: mypy --version")}, Level.SUBSTANTIVE),
    "only installed": ({"m.py": TYPED, **workflow("run: pip install mypy")}, Level.SUBSTANTIVE),
    "only by hand": ({"m.py": TYPED, **workflow("run: mypy .", "workflow_dispatch")}, Level.SUBSTANTIVE),
    "configured, never run": (
        {"m.py": TYPED, "pyproject.toml": "[tool.mypy]\nstrict = true\n"},
        Level.SUBSTANTIVE,
    ),
    "half of them": ({"m.py": TYPED, "n.py": UNTYPED}, Level.SUBSTANTIVE),
    "a third of them": ({"m.py": TYPED, "n.py": UNTYPED, "o.py": UNTYPED}, Level.PRESENT),
    "a checker over a third": (
        {"m.py": TYPED, "n.py": UNTYPED, "o.py": UNTYPED, **workflow("run: mypy .")},
        Level.PRESENT,
    ),
    "a checker over nothing": ({"n.py": UNTYPED, **workflow("run: mypy .")}, Level.CLAIMED),
    "too few functions": ({"m.py": "def f(a: int) -> int:\n    return a\n"}, Level.ABSENT),
    "only the tests": ({"tests/test_m.py": TYPED, "n.py": UNTYPED}, Level.ABSENT),
    "only a notebook written out": (
        {"m.py": "# In[1]:\n" + TYPED + "# In[2]:\n", "n.py": UNTYPED},
        Level.ABSENT,
    ),
    "only generated": ({"m_pb2.py": TYPED, "n.py": UNTYPED}, Level.ABSENT),
    "comments of types": ({"n.py": UNTYPED.replace("(a):", "(a):  # type: (int) -> int")}, Level.ABSENT),
}


@pytest.mark.parametrize(("files", "level"), TYPES.values(), ids=TYPES)
def test_typed_code(files: dict[str, str], level: Level) -> None:
    assert run("typed_code", snapshot(files)).level is level


def test_typed_code_states_its_share_and_its_place() -> None:
    repo = snapshot({"m.py": TYPED, "n.py": UNTYPED, **workflow("run: mypy .")})
    assert facts("typed_code", repo)["annotated_share"] == 0.5
    best = run("typed_code", repo).evidence[0]
    assert (best.path, best.line, best.level) == (".github/workflows/ci.yml", 7, Level.WIRED)


@pytest.mark.parametrize("signal", ["typed_code", "logging"])
def test_without_python_the_question_does_not_arise(signal: str) -> None:
    assert run(signal, snapshot({"README.md": "text"})).status is Status.NOT_APPLICABLE


def test_logs_of_another_language_are_not_seen() -> None:
    finding = run("logging", snapshot({"main.go": "package main\n"}))
    assert finding.ceiling is Level.WIRED


def test_hooks_that_cannot_be_read_are_unseen() -> None:
    repo = snapshot({"m.py": TYPED, ".pre-commit-config.yaml": "a: [\n"})
    assert run("typed_code", repo).ceiling is Level.WIRED


LOGS = (
    "import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef work():\n" + '    logger.info("a")\n' * 4
)
APP = "import logging\nfrom flask import Flask\nfrom svc import work\n\n{}app = Flask(__name__)\n\n\n@app.get('/')\ndef index():\n    work.work()\n"
SETUP = "logging.basicConfig(level=20)\n"
SERVICE = {"svc/__init__.py": "", "svc/work.py": LOGS}
PRINTS = "def show():\n" + "    print(1)\n" * 10

LOGGING = {
    "set up in the service": ({**SERVICE, "svc/app.py": APP.format(SETUP)}, Level.WIRED),
    "set up in a script that the image starts": (
        {
            **SERVICE,
            "train.py": "import logging\nfrom svc import work\n\nlogging.basicConfig()\nwork.work()\n",
            "Dockerfile": "FROM python\nCOPY . .\nCMD python train.py\n",
        },
        Level.WIRED,
    ),
    "loguru": (
        {
            "app.py": "from flask import Flask\nfrom loguru import logger\n\nlogger.add('x.log', serialize=True)\napp = Flask('a')\n"
            + "logger.info('a')\n" * 3
        },
        Level.WIRED,
    ),
    "structlog": (
        {
            "app.py": "import structlog\nfrom fastapi import FastAPI\n\nstructlog.configure()\nlog = structlog.get_logger()\napp = FastAPI()\n"
            + "log.info('a')\n" * 3
        },
        Level.WIRED,
    ),
    "an option of the server": (
        {
            **SERVICE,
            "svc/app.py": APP.format(""),
            "Procfile": "web: uvicorn svc.app:app --log-config log.ini\n",
        },
        Level.WIRED,
    ),
    "set up where nothing leads": (
        {
            **SERVICE,
            "svc/app.py": APP.format(""),
            "jobs/once.py": "import logging\n\nlogging.basicConfig()\n",
        },
        Level.SUBSTANTIVE,
    ),
    "set up in a function nobody calls": (
        {**SERVICE, "svc/app.py": APP.format("") + "\n\ndef unused_setup():\n    logging.basicConfig()\n"},
        Level.SUBSTANTIVE,
    ),
    "never set up": (SERVICE, Level.SUBSTANTIVE),
    "more prints": ({**SERVICE, "svc/show.py": PRINTS}, Level.PRESENT),
    "more prints, set up": (
        {**SERVICE, "svc/app.py": APP.format(SETUP), "svc/show.py": PRINTS},
        Level.PRESENT,
    ),
    "prints of a command-line program": (
        {**SERVICE, "svc/show.py": "import click\n\n\n" + PRINTS},
        Level.SUBSTANTIVE,
    ),
    "prints of a script": ({**SERVICE, "scripts/show.py": PRINTS}, Level.SUBSTANTIVE),
    "prints of tests": ({**SERVICE, "tests/test_a.py": PRINTS}, Level.SUBSTANTIVE),
    "one log call": ({"a.py": "import logging\nlogging.info('a')\n"}, Level.PRESENT),
    "prints only": ({"a.py": PRINTS}, Level.ABSENT),
    "logarithms": ({"a.py": "import math\nx = math.log(2) + math.log(3)\n"}, Level.ABSENT),
    "tracking is no logging": ({"a.py": "import wandb\nwandb.log({'a': 1})\n" * 3}, Level.ABSENT),
    "in tests only": ({"tests/test_a.py": LOGS, "a.py": "x = 1\n"}, Level.ABSENT),
    "in a comment": ({"a.py": "# logging.info('a')\nx = 1\n"}, Level.ABSENT),
}


@pytest.mark.parametrize(("files", "level"), LOGGING.values(), ids=LOGGING)
def test_logging(files: dict[str, str], level: Level) -> None:
    assert run("logging", snapshot(files)).level is level


def test_logging_counts_and_places() -> None:
    repo = snapshot({**SERVICE, "svc/app.py": APP.format(SETUP), "scripts/show.py": PRINTS})
    assert facts("logging", repo)["prints"] == 10
    assert facts("logging", repo)["log_calls"] == 4
    best = run("logging", repo).evidence[0]
    assert (best.path, best.line) == ("svc/app.py", 5)


def test_a_quiet_library_is_not_blamed() -> None:
    repo = snapshot({**library("calm"), "calm/__init__.py": "x = 1\n"})
    assert run("logging", repo).status is Status.NOT_APPLICABLE


WORDS = "The service takes a row and answers with a number. " * 15
CODE = {
    "svc/__init__.py": "",
    "svc/train.py": '"""Train."""\n\n\ndef train():\n    """Train it."""\n    return 1\n',
}
BARE = {"svc/__init__.py": "", "svc/train.py": "def train():\n    return 1\n"}
INSTALL = "\n\n## Use\n\n```sh\n{}\n```\n"
REQUIREMENTS = {"requirements.txt": "numpy\n"}


def readme(command: str = "", more: str = "") -> dict[str, str]:
    return {"README.md": "# A\n\n" + WORDS + (INSTALL.format(command) if command else "") + more}


DOCUMENTATION = {
    "a command that CI runs": (
        {**CODE, **readme("python svc/train.py"), **workflow("run: python svc/train.py")},
        Level.WIRED,
    ),
    "a target that CI runs": (
        {
            **CODE,
            **readme("$ make train"),
            "Makefile": "train:\n\tpython -m svc.train\n",
            **workflow("run: make train"),
        },
        Level.WIRED,
    ),
    "documentation that CI builds": (
        {
            **CODE,
            **REQUIREMENTS,
            **readme("pip install -r requirements.txt"),
            **workflow("run: mkdocs build --strict"),
        },
        Level.WIRED,
    ),
    "documentation that its host builds": (
        {
            **CODE,
            **readme("python svc/train.py"),
            ".readthedocs.yaml": "version: 2\n",
            "docs/conf.py": "x = 1\n",
        },
        Level.WIRED,
    ),
    "only the installation is shared with CI": (
        {
            **CODE,
            **REQUIREMENTS,
            **readme("pip install -r requirements.txt"),
            **workflow("run: pip install -r requirements.txt"),
        },
        Level.SUBSTANTIVE,
    ),
    "only a linter looks at it": (
        {**CODE, **readme("python svc/train.py"), **workflow("run: flake8 svc/train.py")},
        Level.SUBSTANTIVE,
    ),
    "a module": ({**CODE, **readme("python -m svc.train")}, Level.SUBSTANTIVE),
    "code that uses the package": (
        {**CODE, "README.md": WORDS + "\n\n```python\nfrom svc.train import train\n```\n"},
        Level.SUBSTANTIVE,
    ),
    "a file in the folder that the text names": (
        {**CODE, "README.md": WORDS + "In the folder of the service:\n\n```sh\npython train.py\n```\n"},
        Level.SUBSTANTIVE,
    ),
    "our own distribution": (
        {
            "pyproject.toml": "[project]\nname = 'svc'\n",
            **CODE,
            "README.md": WORDS + "\n\n```sh\npip install svc\n```\n",
        },
        Level.SUBSTANTIVE,
    ),
    "in the middle of a sentence": (
        {**CODE, "README.md": WORDS + "Then `python svc/train.py` trains.\n"},
        Level.SUBSTANTIVE,
    ),
    "no docstrings, but the limits": (
        {**BARE, **readme("python svc/train.py", "\n## Limitations\n\n" + WORDS)},
        Level.SUBSTANTIVE,
    ),
    "no docstrings, but the limits in another language": (
        {**BARE, **readme("python svc/train.py", "\n## Ограничения\n\n" + WORDS)},
        Level.SUBSTANTIVE,
    ),
    "no docstrings, but a decision record": (
        {**BARE, **readme("python svc/train.py"), "docs/adr/0001-storage.md": WORDS},
        Level.SUBSTANTIVE,
    ),
    "an empty section": (
        {**BARE, **readme("python svc/train.py", "\n## Architecture\n\nSoon.\n")},
        Level.PRESENT,
    ),
    "neither docstrings nor a section": ({**BARE, **readme("python svc/train.py")}, Level.PRESENT),
    "a command that leads nowhere": ({**CODE, **readme("python gone.py\nmake nothing")}, Level.PRESENT),
    "one of several files of that name": (
        {**CODE, "other/train.py": "x = 1\n", "README.md": WORDS + "\n\n```sh\npython train.py\n```\n"},
        Level.PRESENT,
    ),
    "somebody else's package": ({**CODE, **readme("pip install tensorflow")}, Level.PRESENT),
    "words without a command": ({**CODE, **readme()}, Level.PRESENT),
    "Chinese has no spaces": ({**CODE, "README.md": "本项目提供预测服务并记录结果。" * 20}, Level.PRESENT),
    "a short one": ({**CODE, "README.md": "# Train a model\n\nRun it."}, Level.CLAIMED),
    "a template": (
        {**CODE, "README.md": "To make it easy for you to get started with GitLab, do this. " + WORDS},
        Level.ABSENT,
    ),
    "a tree of folders": (
        {**CODE, "README.md": "A short description of the project.\n\n```\n" + "a b\n" * 200 + "```\n"},
        Level.ABSENT,
    ),
    "badges": ({**CODE, "README.md": "[![a](https://b/c.svg)](https://d)\n" * 60}, Level.ABSENT),
    "another project's": ({**CODE, "other-main/README.md": WORDS, "other-main/LICENSE": "x"}, Level.ABSENT),
    "none": (CODE, Level.ABSENT),
}


@pytest.mark.parametrize(("files", "level"), DOCUMENTATION.values(), ids=DOCUMENTATION)
def test_documentation(files: dict[str, str], level: Level) -> None:
    assert run("documentation", snapshot(files)).level is level


HOSTILE = {
    "headings": "# design\n" * 25_000,
    "inline code": "`make all` " * 20_000,
    "lines of inline code": "`make all`\n" * 20_000,
    "blocks": "```sh\nmake all\n```\n" * 10_000,
    "one block": "```sh\n" + "make all\n" * 25_000 + "```\n",
    "backticks": "`" * 200_000,
    "prompts": "```\n" + "$ " * 100_000 + "\n```\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_readme_takes_bounded_time(text: str) -> None:
    files = {"README.md": WORDS + "\n\n" + text, "Makefile": "all:\n\tpython a.py\n", "a.py": "x = 1\n"}
    assert run("documentation", snapshot(files)).status is Status.MEASURED


def test_the_readme_of_the_root_counts() -> None:
    files = {**CODE, **readme("python svc/train.py"), "README.de.md": "Kurz.", "docs/README.md": "Short."}
    assert {each.path for each in run("documentation", snapshot(files)).evidence} == {"README.md"}


def test_documentation_states_the_documented_share() -> None:
    assert (
        facts("documentation", snapshot({**CODE, "b.py": "def b():\n    return 1\n"}))["documented_share"]
        == 0.5
    )


def test_the_tables_are_sound() -> None:
    assert len({mark for mark, _words in TEMPLATES}) == len(TEMPLATES)
    assert all(words > 0 for _mark, words in TEMPLATES)
    assert all(prefix and files for prefix, files in IMPLICIT_FILES.items())
