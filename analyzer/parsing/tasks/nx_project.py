"""project.json of Nx: the commands that the targets of one project run, from the root of the workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, relpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks.model import Target, TargetFile, file_of, line_of, make_target
from analyzer.parsing.tasks.values import at, sequence, table

# What executors start that name no command themselves.
_EXECUTORS = (
    (lazy_regex(r"@(?:nx|nrwl)/jest:\w+|@angular-builders/jest:\w+"), "jest"),
    (lazy_regex(r"@(?:nx|nrwl)/(?:vite|vitest):test"), "vitest run"),
    (lazy_regex(r"@(?:nx|nrwl)/playwright:playwright"), "npx playwright test"),
    (lazy_regex(r"@(?:nx|nrwl)/cypress:cypress"), "cypress run"),
    (lazy_regex(r"@nxlv/python:tox"), "tox"),
)
_MAXIMUM_ITEMS = 200


def parse_project(path: str, document: object, problem: str | None) -> TargetFile:
    """The targets of a project; those in `dependsOn` of other projects are left out."""
    folder = dirname(path)
    up = relpath(".", folder) if folder else "."
    targets = [
        _target(str(name), table(value), folder) for name, value in table(at(document, "targets")).items()
    ]
    return file_of("workspace", path, targets, problem=problem, directory=up)


def _target(name: str, value: Mapping[str, object], folder: str) -> Target:
    lines = [(_filled(text, folder), line) for text, line in _commands(value)]
    place = at(value, "options", "cwd")
    depends = [
        str(each) for each in sequence(value.get("dependsOn"))[:_MAXIMUM_ITEMS] if isinstance(each, str)
    ]
    return make_target(
        name,
        line_of(name, line_of(value)),
        lines,
        depends=[each for each in depends if not each.startswith("^")],
        directory=_filled(str(place), folder) if isinstance(place, str) else None,
    )


def _commands(value: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    line = line_of(value)
    found = [
        value.get("command"),
        at(value, "options", "command"),
        *sequence(at(value, "options", "commands")),
    ]
    commands = [each if isinstance(each, str) else at(each, "command") for each in found[:_MAXIMUM_ITEMS]]
    texts = [each for each in commands if isinstance(each, str)]
    yield from ((str(each), line_of(each, line)) for each in texts)
    executor = value.get("executor")
    if not texts and isinstance(executor, str):
        yield from ((program, line) for pattern, program in _EXECUTORS if pattern.fullmatch(executor))


def _filled(text: str, folder: str) -> str:
    return text.replace("{projectRoot}", folder or ".").replace("{workspaceRoot}", ".")
