"""Taskfiles (https://taskfile.dev): tasks, their variables, and the files they include."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks.model import Inclusion, Target, TargetFile, file_of, line_of, make_target
from analyzer.parsing.tasks.values import at, sequence, table, words_of

TASKFILES = tuple(
    f"{name}askfile{dist}.{ending}" for name in "Tt" for dist in ("", ".dist") for ending in ("yml", "yaml")
)
_VARIABLE = lazy_regex(
    r"\{\{-?\s{0,9}(?:default\s{1,9}[\"'`](?P<before>[^\"'`{}]{0,200})[\"'`]\s{1,9})?\.(?P<name>[A-Za-z_]\w{0,80})"
    r"(?:\s{0,9}\|\s{0,9}default\s{1,9}[\"'`](?P<after>[^\"'`{}]{0,200})[\"'`])?"
    r"(?:\s{0,9}\|\s{0,9}(?:trim|quote|q|shellQuote))?\s{0,9}-?\}\}"
)
# What a call passes after `--`, as words or as a list.
_PASSED = ("CLI_ARGS", "CLI_ARGS_LIST")
_PLACES = {"ROOT_DIR": ".", "TASKFILE_DIR": ".", "USER_WORKING_DIR": ".", "TASK_EXE": "task"}
_MAXIMUM_ITEMS = 500
_MAXIMUM_LOOP = 50

Variables = Mapping[str, str]


def parse_taskfile(path: str, document: object, problem: str | None) -> TargetFile:
    """The tasks of a Taskfile; the default is the task `default`."""
    variables = _variables(document, {})
    targets: list[Target] = []
    for name, value in table(at(document, "tasks")).items():
        found = _task(name, value, variables)
        targets.append(found)
        aliases = words_of(at(value, "aliases"))
        targets += [make_target(alias, found.line, (), depends=(found.name,)) for alias in aliases]
    includes = [
        inclusion
        for name, each in table(at(document, "includes")).items()
        if (inclusion := _inclusion(str(name), each)) is not None
    ]
    default = "default" if any(each.name == "default" for each in targets) else None
    return file_of("taskfile", path, targets, default=default, problem=problem, includes=includes)


def _variables(holder: object, outer: Variables) -> dict[str, str]:
    """What a file or a task sets literally; a value that a shell gives is only known when it runs."""
    found = dict(outer)
    for key in ("vars", "env"):
        for name, each in table(at(holder, key)).items():
            if isinstance(each, str | int | float):
                found[str(name)] = _filled(str(each), found)
            else:
                found.pop(str(name), None)
    return found


def _inclusion(name: str, value: object) -> Inclusion | None:
    location = value if isinstance(value, str) else at(value, "taskfile")
    if not isinstance(location, str) or "://" in location:
        return None
    place = (
        location.replace("{{OS}}", "linux").replace("{{.ROOT_DIR}}/", "").replace("{{.TASKFILE_DIR}}/", "")
    )
    directory = at(value, "dir")
    flat = str(at(value, "flatten")).lower() == "true"
    names = ("",) if flat else tuple(f"{each}:" for each in (name, *words_of(at(value, "aliases"))))
    return Inclusion(
        (place, *(f"{place}/{each}" for each in TASKFILES)),
        names,
        str(directory) if isinstance(directory, str) and "{{" not in directory else None,
    )


def _task(name: str, value: object, outer: Variables) -> Target:
    line = line_of(value)
    variables = _variables(value, outer)
    lines: list[tuple[str, int]] = []
    depends: list[str] = []
    for item in sequence(at(value, "deps"))[:_MAXIMUM_ITEMS]:
        depends += [_filled(_called(each), known) for each, known in _repeated(item, variables)]
    commands = value if isinstance(value, str | list) else (at(value, "cmds") or at(value, "cmd"))
    items = [commands] if isinstance(commands, str | Mapping) else sequence(commands)
    for item in items[:_MAXIMUM_ITEMS]:
        for each, known in _repeated(item, variables):
            command = each if isinstance(each, str) else at(each, "cmd")
            if isinstance(command, str):
                text = _filled(str(command)[:4096], known)
                tolerant = str(at(each, "ignore_error")).lower() == "true"
                lines.append(
                    (f"( {text}\n) || true" if tolerant else text.rstrip("\n"), line_of(command, line))
                )
            elif isinstance(each, Mapping):
                depends.append(_filled(_called(each), known))
    place = at(value, "dir")
    where = _filled(str(place), variables) if isinstance(place, str) else ""
    directory = normpath(join(".", where)) if where and "{{" not in where else None
    masked = str(at(value, "ignore_error")).lower() == "true"
    names = [each for each in depends if each]
    return make_target(name, line_of(name, line), lines, depends=names, masked=masked, directory=directory)


def _repeated(item: object, variables: Variables) -> Iterator[tuple[object, Variables]]:
    """A command once, or for every value of its loop (`for: [a, b]`, `for: {var: NAME}`)."""
    loop = at(item, "for")
    values: list[str] = []
    if isinstance(loop, list):
        values = list(words_of(loop))
    elif (name := at(loop, "var")) is not None:
        values = variables.get(str(name), "").split(str(at(loop, "split") or "") or None)
    key = str(at(loop, "as") or "ITEM")
    if not values:
        yield item, variables
    for each in values[:_MAXIMUM_LOOP]:
        yield item, {**variables, key: each}


def _filled(text: str, variables: Variables) -> str:
    """The text with variables replaced; one that is not known stays as it is written."""

    def value(found: re.Match[str]) -> str:
        name = found["name"]
        default = found["before"] if found["before"] is not None else found["after"]
        if name in _PASSED:
            return "$@" if default is None else "${@:-" + default + "}"
        known = variables.get(name, _PLACES.get(name))
        if known is None or (known == "" and default is not None):
            known = default
        return found.group() if known is None else known[:500]

    return _VARIABLE.sub(value, text) if "{{" in text else text


def _called(value: object) -> str:
    """The task an item names; one that begins with a colon is the root file's."""
    name = value if isinstance(value, str) else at(value, "task")
    return str(name) if isinstance(name, str) else ""
