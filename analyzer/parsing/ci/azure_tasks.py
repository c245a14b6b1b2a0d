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
    if task == "Docker":
        return _image_commands(inputs, line)
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


def _image_commands(inputs: Block, line: int) -> Text | None:
    """What a task builds and pushes; its repository stands in the registry of a connection."""
    told = inputs.get("command")
    command = (str(text(told)) or "buildAndPush").casefold()
    image = _plain(text(inputs.get("repository")) or text(inputs.get("imageName"))) or "image"
    registry = _plain(text(inputs.get("containerRegistry")))
    name = f"{registry}/{image}" if registry else image
    file = _plain(text(inputs.get("Dockerfile")) or text(inputs.get("dockerfile")))
    context = _plain(text(inputs.get("buildContext"))) or "."
    build = " ".join(("docker build", *(("-f", file) if file else ()), "-t", name, context))
    push = f"docker push {name}"
    script = {"build": build, "push": push, "buildandpush": f"{build}\n{push}"}.get(command)
    if script is None:
        return None
    return Text(script, told.line if isinstance(told, Text) else line)


def _plain(said: str) -> str:
    """A word of a command; what holds patterns, spaces or what is only known when it runs is none."""
    return "" if any(mark in said for mark in (*_NO_WORDS, " ", "'", '"', ";", "&", "|", "`")) else said


__all__ = ["command_of_task"]
