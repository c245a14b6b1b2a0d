from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import facts, library, run, snapshot

WORK = (
    "import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef work():\n" + '    logger.info("a")\n' * 4
)
APP = (
    "import logging\nfrom flask import Flask\nfrom svc import work\n\n{}app = Flask(__name__)\n\n\n"
    "@app.get('/')\ndef index():\n    work.work()\n"
)
SETUP = "logging.basicConfig(level=20)\n"
SERVICE = {"svc/__init__.py": "", "svc/work.py": WORK}
CONFIGURED = {**SERVICE, "svc/app.py": APP.format(SETUP)}


def logs(number: int) -> str:
    """A module with so many log calls, the first in line 2."""
    return "import logging\n" + "logging.info('a')\n" * number


def prints(number: int) -> str:
    return "def show():\n    pass\n" + "    print(1)\n" * number


COUNTS = {
    "three log calls": ({"a.py": logs(3)}, Level.SUBSTANTIVE, "a.py:2", "3 log calls here; 3 log calls and 0 prints"),
    "two log calls": ({"a.py": logs(2)}, Level.PRESENT, "a.py:2", "2 log calls here; 2 log calls and 0 prints"),
    "one log call": ({"a.py": logs(1)}, Level.PRESENT, "a.py:2", "1 log call here; 1 log call and 0 prints"),
    "one print fewer": (
        {"a.py": logs(4), "b.py": prints(3)}, Level.SUBSTANTIVE, "a.py:2", "4 log calls and 3 prints outside command-line programs"),
    "as many prints": ({"a.py": logs(4), "b.py": prints(4)}, Level.PRESENT, "a.py:2", "4 log calls and 4 prints"),
    "a logger of its own": (SERVICE, Level.SUBSTANTIVE, "svc/work.py:7", "4 log calls here"),
    "a logger of a class": (
        {"a.py": "class A:\n    def run(self):\n" + "        self.logger.warning('a')\n" * 3},
        Level.SUBSTANTIVE, "a.py:3", "3 log calls"),
    "a logger that another function makes": (
        {"a.py": "from ours import make\nlogger = make()\n" + "logger.info('a')\n" * 3},
        Level.SUBSTANTIVE, "a.py:3", "3 log calls"),
    "a logger that a parameter hands over": (
        {"a.py": "def run(log):\n    def inner():\n        log.info('a')\n    log.info('a')\n    return [log.info('a')]\n"},
        Level.SUBSTANTIVE, "a.py:3", "3 log calls"),
    "in code of an older Python": (
        {"a.py": "from ours import make\nlogger = make()\nexec 'x'\n" + "logger.info('a')\n" * 3},
        Level.SUBSTANTIVE, "a.py:4", "3 log calls"),
    "after a call of that name": (
        {"a.py": "import notes\nnotes.info('a')\n" + logs(3)}, Level.SUBSTANTIVE, "a.py:4", "3 log calls"),
    "prints only": ({"a.py": prints(9)}, Level.ABSENT, "", ""),
    "logarithms": ({"a.py": "import math\nx = math.log(2) + math.log(3)\n"}, Level.ABSENT, "", ""),
    "tracking is no logging": ({"a.py": "import wandb\nwandb.log({'a': 1})\n" * 3}, Level.ABSENT, "", ""),
    "in tests only": ({"tests/test_a.py": logs(4), "a.py": "x = 1\n"}, Level.ABSENT, "", ""),
    "in a comment": ({"a.py": "# logging.info('a')\nx = 1\n"}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), COUNTS.values(), ids=COUNTS)
def test_level_follows_log_calls_against_prints(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("logging", snapshot(files)), level, place, words)


GUARD = "\nif __name__ == '__main__':\n    show()\n"
PROGRAMS = {
    "that reads arguments": ("svc/show.py", "import click\n\n\n" + prints(9)),
    "that reads arguments by a function": (
        "svc/show.py",
        "from argparse import ArgumentParser\n" + prints(9),
    ),
    "that reads arguments by a submodule": ("svc/show.py", "from absl import app\nimport os\n" + prints(9)),
    "that asks questions": (
        "svc/show.py",
        prints(9) + "    input('Name: ')\n\nif __name__ == '__main__':\n    show()\n",
    ),
    "a script that nothing imports": ("svc/show.py", prints(9) + GUARD),
    "in a folder of scripts": ("scripts/show.py", prints(9)),
    "in a folder of tools": ("svc/tools/deep/show.py", prints(9)),
    "in a folder of examples": ("examples/show.py", prints(9)),
    "in a folder of notebooks": ("notebooks/course/show.py", prints(9)),
    "of that name": ("svc/cli.py", prints(9)),
    "a task file": ("noxfile.py", prints(9)),
    "a test": ("tests/test_a.py", prints(9)),
}
NO_PROGRAMS = {
    "a module": ("svc/show.py", prints(9)),
    "a module with imports": ("svc/show.py", "import os\nimport sys\n" + prints(9)),
    "a module that asks and is not run": ("svc/show.py", prints(9) + "    input('Name: ')\n"),
    "a module named like a folder of examples": ("svc/examples.py", prints(9)),
    "a module named like a folder of scripts": ("svc/tools.py", prints(9)),
}


@pytest.mark.parametrize(("path", "text"), PROGRAMS.values(), ids=PROGRAMS)
def test_prints_of_a_program_are_right(path: str, text: str) -> None:
    finding = run("logging", snapshot({**SERVICE, path: text}))
    assert_found(finding, Level.SUBSTANTIVE, "svc/work.py:7", "4 log calls and 0 prints")


@pytest.mark.parametrize(("path", "text"), NO_PROGRAMS.values(), ids=NO_PROGRAMS)
def test_prints_of_a_module_are_not(path: str, text: str) -> None:
    finding = run("logging", snapshot({**SERVICE, path: text}))
    assert_found(finding, Level.PRESENT, "svc/work.py:7", "4 log calls and 9 prints")


NO_SCRIPTS = {
    "that other code imports": {"svc/use.py": "from svc.show import show\n"},
    "that a container starts": {"Dockerfile": "FROM python\nCOPY . .\nCMD python -m svc.show\n"},
    "that is a service": {
        "svc/show.py": "from flask import Flask\n\napp = Flask('a')\n\n\n" + prints(9) + GUARD
    },
}
SCRIPTS = {
    "that a test imports": {
        "tests/test_a.py": "from svc.show import show\n\n\ndef test_a():\n    assert show\n"
    },
    "that a task runs": {"Makefile": "show:\n\tpython -m svc.show\n"},
}


@pytest.mark.parametrize("files", NO_SCRIPTS.values(), ids=NO_SCRIPTS)
def test_prints_of_a_guarded_module_that_runs_with_others_are_not(files: dict[str, str]) -> None:
    finding = run("logging", snapshot({**SERVICE, "svc/show.py": prints(9) + GUARD, **files}))
    assert_found(finding, Level.PRESENT, "svc/work.py:7", "4 log calls and 9 prints")


@pytest.mark.parametrize("files", SCRIPTS.values(), ids=SCRIPTS)
def test_prints_of_a_script_that_a_person_runs_are_right(files: dict[str, str]) -> None:
    finding = run("logging", snapshot({**SERVICE, "svc/show.py": prints(9) + GUARD, **files}))
    assert_found(finding, Level.SUBSTANTIVE, "svc/work.py:7", "4 log calls and 0 prints")


STARTED = "logging is configured in what the repository starts: "
SERVING = "logging is configured on the serving path: "
WIRED = {
    "in the service": (CONFIGURED, "svc/app.py:5", "logging.basicConfig"),
    "in a module that the service imports": (
        {**SERVICE, "svc/app.py": APP.format("from svc.log import set_up\nset_up()\n"),
         "svc/log.py": "import logging.config\n\n\ndef set_up():\n    logging.config.dictConfig({})\n"},
        "svc/log.py:5", "logging.config.dictConfig"),
    "in a script that the image starts": (
        {**SERVICE, "train.py": "import logging\nfrom svc import work\n\nlogging.basicConfig()\nwork.work()\n",
         "Dockerfile": "FROM python\nCOPY . .\nCMD python train.py\n"}, "train.py:4", "logging.basicConfig"),
    "in a script that a task runs": (
        {**SERVICE, "train.py": "import logging\nlogging.basicConfig()\n", "Makefile": "train:\n\tpython train.py\n"},
        "train.py:2", "logging.basicConfig"),
    "by loguru": (
        {"app.py": "from flask import Flask\nfrom loguru import logger\n\nlogger.add('x.log')\napp = Flask('a')\n"
         + "logger.info('a')\n" * 3}, "app.py:4", "loguru.logger.add"),
    "by structlog": (
        {"app.py": "import structlog\nfrom fastapi import FastAPI\n\nstructlog.configure()\n"
         "log = structlog.get_logger()\napp = FastAPI()\n" + "log.info('a')\n" * 3}, "app.py:4", "structlog.configure"),
    "by an option of the server": (
        {**SERVICE, "svc/app.py": APP.format(""), "Procfile": "web: uvicorn svc.app:app --log-config log.ini\n"},
        "Procfile:1", "--log-config"),
    "by an option with a value": (
        {**SERVICE, "svc/app.py": APP.format(""),
         "Procfile": "web: gunicorn svc.app:app --logger-class=ours.Logger --access-logformat=x\n"},
        "Procfile:1", "--access-logformat"),
    "by the settings of a web framework": (
        {**SERVICE, "svc/app.py": APP.format("from svc import settings\n"), "svc/settings.py": "X = 1\nLOGGING = {}\n"},
        "svc/settings.py:2", "LOGGING"),
    "by the settings of production": (
        {**SERVICE, "svc/app.py": APP.format("from svc import production\n"), "svc/production.py": "LOGGING_CONFIG = {}\n"},
        "svc/production.py:1", "LOGGING_CONFIG"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place", "what"), WIRED.values(), ids=WIRED)
def test_logging_that_is_set_up_where_it_starts_is_wired(
    files: dict[str, str], place: str, what: str
) -> None:
    finding = run("logging", snapshot(files))
    where = STARTED if files.keys() & {"Dockerfile", "Makefile", "Procfile"} else SERVING
    assert_found(finding, Level.WIRED, place, where + what)
    begun = {**files, "Procfile": "web: python app.py\nworker: python -m svc.app\n"}
    assert STARTED + what in [each.note for each in run("logging", snapshot({**begun, **files})).evidence]
    assert [each.level for each in finding.evidence[1:]] == [Level.SUBSTANTIVE]


APART = {
    "never": {},
    "where nothing leads": {"jobs/once.py": f"import logging\n\n{SETUP}"},
    "in a test": {"tests/test_app.py": f"import logging\nimport svc.app\n\n{SETUP}"},
    "in settings that nothing imports": {"svc/settings.py": "LOGGING = {}\n"},
    "by another option": {"Procfile": "web: uvicorn svc.app:app --port 80\n"},
    "beside a program in another language": {"Procfile": "web: node server.js\n", "server.js": "run()\n"},
    "by the option of a server of somebody else": {"Procfile": "web: uvicorn other.app:app --log-config log.ini\n"},
}  # fmt: skip


@pytest.mark.parametrize("files", APART.values(), ids=APART)
def test_logging_that_is_set_up_apart_from_what_starts_is_not_wired(files: dict[str, str]) -> None:
    finding = run("logging", snapshot({**SERVICE, "svc/app.py": APP.format(""), **files}))
    assert_found(finding, Level.SUBSTANTIVE, "svc/work.py:7", "4 log calls")
    assert len(finding.evidence) == 1


INSIDE = {
    "in a function that nobody calls": f"\n\ndef unused():\n    {SETUP}",
    "in a test that it imports": "\nimport tests.helper\n",
    "by a name of its own": "\nLOGGING = {}\n",
    "by another call": "\nlogging.getLogger('a').setLevel(10)\n",
}


@pytest.mark.parametrize("more", INSIDE.values(), ids=INSIDE)
def test_a_service_that_sets_nothing_up_is_not_wired(more: str) -> None:
    files = {**SERVICE, "svc/app.py": APP.format("") + more, "tests/helper.py": f"import logging\n{SETUP}"}
    finding = run("logging", snapshot(files))
    assert_found(finding, Level.SUBSTANTIVE, "svc/work.py:7", "4 log calls")
    assert len(finding.evidence) == 1


def test_what_is_set_up_for_few_log_calls_is_present() -> None:
    finding = run("logging", snapshot({**CONFIGURED, "svc/show.py": prints(9)}))
    assert_found(finding, Level.PRESENT, "svc/app.py:5", SERVING)
    silent = {"svc/__init__.py": "", "svc/work.py": "def work(): ...\n", "svc/app.py": APP.format(SETUP)}
    assert_found(run("logging", snapshot(silent)), Level.ABSENT)


def test_a_module_that_sets_logging_up_twice_is_told_once() -> None:
    twice = {**SERVICE, "svc/app.py": APP.format(SETUP + "logging.StreamHandler()\n")}
    assert told(run("logging", snapshot(twice)))[0] == f"WIRED svc/app.py:5 {SERVING}logging.basicConfig"
    assert len(run("logging", snapshot(twice)).evidence) == 2


def test_a_long_name_is_cut() -> None:
    handler = "logging.handlers." + "H" * 100
    app = APP.format(f"import logging.handlers\n{handler}()\n")
    best = run("logging", snapshot({**SERVICE, "svc/app.py": app})).evidence[0]
    assert best.note == SERVING + handler[:80]


def test_the_modules_with_the_most_log_calls_are_shown() -> None:
    files = {f"{name}.py": logs(number + 1) for number, name in enumerate("abcdef")} | {"g.py": logs(4)}
    finding = run("logging", snapshot(files))
    assert {each.path for each in finding.evidence} == {"f.py", "e.py", "d.py", "g.py", "c.py"}
    assert len(run("logging", snapshot({"a.py": logs(3), "b.py": "x = 1\n"})).evidence) == 1


def test_calls_and_prints_are_stated() -> None:
    repo = snapshot({**CONFIGURED, "scripts/show.py": prints(9), "tests/test_a.py": prints(2) + logs(2)})
    assert facts("logging", repo) == {"log_calls": 4, "prints": 9}


QUIET = {**library("calm"), "calm/__init__.py": "x = 1\n", "calm/add.py": "y = 1\n"}


def test_a_quiet_library_is_not_asked() -> None:
    finding = run("logging", snapshot(QUIET))
    assert (finding.status, finding.reason) == (
        Status.NOT_APPLICABLE,
        "a library without log calls leaves logging to its users",
    )


@pytest.mark.parametrize(
    "files",
    [
        {**QUIET, "calm/show.py": "print(1)\n"},
        {"calm/__init__.py": "x = 1\n"},
        {**library("calm"), "calm.py": "x = 1\n"},
    ],
    ids=["a library that prints", "a package that is no library", "a library without a package"],
)
def test_any_other_quiet_repository_is_asked(files: dict[str, str]) -> None:
    finding = run("logging", snapshot(files))
    assert (finding.status, finding.level) == (Status.MEASURED, Level.ABSENT)


def test_without_python_the_question_does_not_arise() -> None:
    finding = run("logging", snapshot({"README.md": "text"}))
    assert (finding.status, finding.reason) == (Status.NOT_APPLICABLE, "no Python code")


def test_logs_of_another_language_are_not_seen() -> None:
    finding = run("logging", snapshot({"main.rs": "fn main() {}\n"}))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.WIRED)


CONFIGURES = (
    "import logging\n\nlog = logging.getLogger()\n\n\ndef main():\n    logging.basicConfig()\n"
    + "log.info(1)\n" * 3
)
RUNS = {
    "its function is called": ("import setup_log\nsetup_log.main()\n", Level.WIRED),
    "it is only imported": ("import setup_log\n", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("main", "level"), RUNS.values(), ids=RUNS)
def test_logging_is_configured_where_something_calls_what_configures_it(main: str, level: Level) -> None:
    files = {"setup_log.py": CONFIGURES, "app.py": main, "Procfile": "web: python app.py\n"}
    assert run("logging", snapshot(files)).level is level


HEAD = "import logging\n{}\n\ndef main():\n    logging.basicConfig(level=20)\n\n\nif __name__ == '__main__':\n    main()\n"
HEADS = {
    "a program that makes the service run": ("run.py", "from svc import app", Level.WIRED),
    "a program beside it": ("run.py", "", Level.SUBSTANTIVE),
    "a script around it": ("scripts/seed.py", "from svc import app", Level.SUBSTANTIVE),
    "a tool with arguments": ("seed.py", "import argparse\nfrom svc import app", Level.SUBSTANTIVE),
    "an example": ("examples/run.py", "from svc import app", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("path", "imports", "level"), HEADS.values(), ids=HEADS)
def test_what_sets_a_service_going_configures_its_logging(path: str, imports: str, level: Level) -> None:
    files = {**SERVICE, "svc/app.py": APP.format(""), path: HEAD.format(imports)}
    assert run("logging", snapshot(files)).level is level


TASKED = {"Makefile": "load:\n\tpython tools/load.py\n\tpython jobs/load.py\n"}


@pytest.mark.parametrize(
    ("path", "level", "where"),
    [
        ("tools/load.py", Level.SUBSTANTIVE, "logging is configured in a tool beside the service: "),
        ("jobs/load.py", Level.WIRED, STARTED),
    ],
)
def test_what_a_tool_sets_up_is_not_the_service_s(path: str, level: Level, where: str) -> None:
    files = {**SERVICE, "svc/app.py": APP.format(""), path: f"import logging\n\n{SETUP}", **TASKED}
    notes = {each.note: each.level for each in run("logging", snapshot(files)).evidence}
    assert notes[f"{where}logging.basicConfig"] is level
    assert max(notes.values()) is level


def test_what_the_service_sets_up_is_shown_first() -> None:
    files = {**CONFIGURED, "jobs/load.py": f"import logging\n\n{SETUP}", **TASKED}
    wired = [each for each in run("logging", snapshot(files)).evidence if each.level is Level.WIRED]
    assert [each.path for each in wired] == ["svc/app.py", "jobs/load.py"]


def test_few_log_calls_are_shown_before_what_sets_them_up() -> None:
    files = {
        **CONFIGURED,
        "svc/show.py": prints(9),
        "svc/app.py": CONFIGURED["svc/app.py"] + "logging.info('up')\n",
    }
    found = run("logging", snapshot(files)).evidence
    assert {each.level for each in found} == {Level.PRESENT}
    assert {each.size for each in found} == {0}
