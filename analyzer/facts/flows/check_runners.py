"""Which file of a repository runs a command: a CI job, a task, a pipeline in code."""

from __future__ import annotations

import re

from msgspec import Struct

from analyzer.facts.flows.given_values import put_together
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.roles import is_example_path, is_test_path

# What runs the words that it is given, and the arguments that they are given by.
RUNS_WORDS = word_set(
    "run call check_call check_output Popen system BashOperator ShellOperation shell bash execute popen "
    "create_subprocess_exec create_subprocess_shell"
)
LIST_MARKS = lazy_regex(r"[\[\],'\"]")
COMMAND_ARGUMENTS = word_set("bash_command command commands cmd cmds arguments args")


class Runner(Struct, frozen=True):
    """A place that runs a command."""

    path: str
    line: int
    command: str


def runner_of(repo: Snapshot, command: re.Pattern[str]) -> Runner | None:
    """The first place that runs a command: a CI job that may fail on it, a task, a module with its words."""
    for path, line, words in commands_run(repo):
        if (found := command.search(words)) is not None:
            return Runner(path, line, words[found.start() :][:100].partition("\n")[0].strip())
    return None


@derived
def commands_run(repo: Snapshot) -> tuple[tuple[str, int, str], ...]:
    """Every text of commands with its place: those of CI before those of tasks and of modules."""
    found = [
        (run.pipeline.path, run.line, " ".join(run.reached.words))
        for run in ci_runs(repo)
        if run.reached.failure is not Failure.MASKED
    ]
    for path, files in repo.target_files.items():
        found += [(path, target.line, target.script) for file in files for target in file.targets]
    for path, facts in repo.modules.items():
        if is_test_path(path) or is_example_path(path):
            continue
        for call in facts.calls:
            texts = [
                value or put_together(repo, path, call, name)
                for name, value in call.keywords
                if name in COMMAND_ARGUMENTS
            ]
            if call.target.rpartition(".")[2] in RUNS_WORDS and call.strings:
                texts.append(" ".join(call.strings))
            found += [
                (path, call.line, " ".join(LIST_MARKS.sub(" ", each).split())) for each in texts if each
            ]
    return tuple(found)
