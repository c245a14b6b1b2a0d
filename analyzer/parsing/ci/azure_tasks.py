"""The commands that tasks of Azure Pipelines run for their inputs.

Source: https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/.
"""

from __future__ import annotations

from msgspec import Struct

from analyzer.parsing.structured import Block, Text, text
from analyzer.text import word_set


class CommandTask(Struct, frozen=True):
    """A task that runs a program: the input that says what, what it is without it, and further inputs.

    `custom`: the input that is read instead where the first one says "custom".
    """

    program: str
    command: str
    usual: str
    custom: str = ""
    further: tuple[str, ...] = ()


_COMMAND_TASKS = {
    "DotNetCoreCLI": CommandTask("dotnet", "command", "build", "custom", ("projects", "arguments")),
    "Maven": CommandTask("mvn", "goals", "package", "", ("options",)),
    "Gradle": CommandTask("./gradlew", "tasks", "build", "", ("options",)),
    "Npm": CommandTask("npm", "command", "install", "customCommand"),
    "Go": CommandTask("go", "command", "get", "customCommand", ("arguments",)),
}
# What is no word of a command: patterns of files, several rows, what is only known when it runs.
_NO_WORDS = ("*", "\n", "!", "$(")
_CUSTOM = word_set("custom")


def command_of_task(task: str, inputs: Block, line: int) -> Text | None:
    """The command as a person would type it, on the line that says what is run; None of another task."""
    known = _COMMAND_TASKS.get(task)
    if known is None:
        return None
    told = inputs.get(known.command)
    said = str(text(told)) or known.usual
    if known.custom and said in _CUSTOM:
        told = inputs.get(known.custom)
        said = str(text(told))
    words = [known.program, said, *(str(text(inputs.get(each))) for each in known.further)]
    kept = (each for each in words if each and not any(mark in each for mark in _NO_WORDS))
    return Text(" ".join(kept), told.line if isinstance(told, Text) else line)


__all__ = ["command_of_task"]
