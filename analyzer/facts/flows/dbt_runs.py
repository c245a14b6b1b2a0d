"""What runs dbt, and which of its commands: only `test` and `build` run the tests of a project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.facts.flows.check_runners import COMMAND_ARGUMENTS
from analyzer.facts.flows.given_values import put_together
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_test_path

# Options may stand between the program and its command, with a value that is a word of its own.
DBT_COMMAND = lazy_regex(
    r"\bdbt(?:[ \t]+--?[\w-]{1,40}(?:[= ][^\s-][^\s]{0,200})??){0,6}"
    r"\s+(run|build|test|seed|snapshot)\b(?![-/.])"
)
# Operators and tasks of Airflow, alone or with Cosmos, whose groups test every model after it ran.
DBT_OPERATOR = lazy_regex(r"Dbt(Run|Build|Test|Seed|Snapshot)(?!Operation)\w{0,40}Operator")
DBT_GROUPS = word_set("DbtDag DbtTaskGroup")
# What runs a command of dbt that it is given as a list, in Python.
DBT_METHODS = word_set("cli invoke")
# What only says or asks something.
TALKS = word_set("print echo info debug warning error exception add_argument write secho dedent")
DBT_RUNNING = word_set("run build test seed snapshot")
DBT_TESTING = word_set("test build")


def dbt_runner(repo: Snapshot) -> str | None:
    """A file of the repository that runs dbt: a CI job, a task, a module with its command."""
    return next(iter(_runners(repo).values()), None)


def dbt_test_runner(repo: Snapshot) -> str | None:
    """A file of the repository that runs the tests of dbt."""
    return next((path for command, path in _runners(repo).items() if command in DBT_TESTING), None)


@derived
def _runners(repo: Snapshot) -> Mapping[str, str]:
    """The first file that runs each command of dbt, in the order that they were found in."""
    found: dict[str, str] = {}
    for command, path in _each(repo):
        found.setdefault(command, path)
    return found


def _each(repo: Snapshot) -> Iterator[tuple[str, str]]:
    for run in ci_runs(repo):
        match = DBT_COMMAND.match(" ".join(run.reached.words))
        if match is not None:
            yield match[1], run.pipeline.path
    for path, files in repo.target_files.items():
        for script in (target.script for file in files for target in file.targets):
            yield from ((match[1], path) for match in DBT_COMMAND.finditer(_uncommented(script)))
    for path, facts in repo.modules.items():
        if not is_test_path(path):
            for call in facts.calls:
                yield from ((command, path) for command in (*_called(call), *_put_together(repo, path, call)))


def _uncommented(script: str) -> str:
    """The lines of a script that are run, without what stands behind a comment sign."""
    if "dbt" not in script:
        return ""
    lines = (line.lstrip("@- \t") for line in script.split("\n"))
    return "\n".join(line.partition(" #")[0] for line in lines if not line.startswith("#"))


def _put_together(repo: Snapshot, path: str, call: Call) -> Iterator[str]:
    """The commands of a step that is told them by a text with the module's constants in it."""
    for name, value in call.keywords:
        if name in COMMAND_ARGUMENTS and not value:
            text = put_together(repo, path, call, name)
            yield from (match[1] for match in DBT_COMMAND.finditer(_uncommented(text)))


def _called(call: Call) -> Iterator[str]:
    name = last_part(call.target)
    operator = DBT_OPERATOR.fullmatch(name)
    if operator is not None:
        yield operator[1].lower()
    elif name in DBT_GROUPS:
        yield "build"
    elif name in DBT_METHODS and "dbt" in call.target.lower() and DBT_RUNNING.intersection(call.strings[:1]):
        yield call.strings[0]
    if name in TALKS or name.endswith(("Error", "Exception")):
        return
    for each in (*call.strings, *(value for _name, value in call.keywords), " ".join(call.strings)):
        if "dbt" in each:
            yield from (match[1] for match in DBT_COMMAND.finditer(_uncommented(each)))
