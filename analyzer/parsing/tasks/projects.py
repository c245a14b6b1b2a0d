"""Scripts that project files define: pyproject.toml and its kin, package.json, Pipfile.

Each runner's tables follow its own manual: poe, pdm, hatch, rye, taskipy, pixi, and the entry points of
`[project.scripts]` and poetry. An entry point `pkg.mod:function` is followed as `python -m pkg.mod`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks.model import Inclusion, Target, TargetFile, file_of, line_of, make_target, quote
from analyzer.parsing.tasks.values import at, sequence, table, words_of
from analyzer.parsing.tasks.wheels import wheel_tests

_MAXIMUM_PARTS = 200
_MAXIMUM_TEMPLATES = 10
_SCRIPT_TABLES = (
    ("poe", "tasks"),
    ("pdm", "scripts"),
    ("rye", "scripts"),
    ("taskipy", "tasks"),
    ("pyprojectx", "aliases"),
)
_DEPENDENCY_KEYS = ("deps", "depends-on", "depends_on", "uses", "pre", "post")
_COMMAND_KEYS = (
    *(
        "cmd",
        "shell",
        "command",
        "chain",
        "composite",
        "sequence",
        "parallel",
        "switch",
        "all",
        "call",
        "script",
    ),
)
# Values whose items may be other tasks.
_LISTS_OF_TASKS = frozenset({"sequence", "parallel", "composite", "chain", "all"})
_PASSED = lazy_regex(r"\{args(?::(?P<default>[^{}]{0,200}))?\}")
_PARAMETER = lazy_regex(r"\{\{\s{0,9}(\w{1,80})[^{}]{0,80}\}\}")


def parse_package(path: str, document: object, problem: str | None) -> TargetFile | None:
    """The scripts of a package.json; `pretest` and `posttest` run around `test`."""
    scripts = _package_scripts(document)
    targets: list[Target] = []
    for name, value in scripts.items():
        if isinstance(value, list):
            lines = [(str(each), line_of(each, line_of(name))) for each in value[:_MAXIMUM_PARTS]]
            targets.append(make_target(name, line_of(name), lines))
        elif isinstance(value, str):
            depends = [f"{hook}{name}" for hook in ("pre", "post") if f"{hook}{name}" in scripts]
            line = line_of(value)
            targets.append(make_target(name, line_of(name, line), [(str(value), line)], depends=depends))
    if not targets and problem is None:
        return None
    return file_of("package", path, targets, problem=problem)


def _package_scripts(document: object) -> Mapping[str, object]:
    """The scripts of package.json, the tasks of deno.json, or those of devbox.json."""
    tasks = {
        name: at(value, "command") if isinstance(value, Mapping) else value
        for name, value in table(at(document, "tasks")).items()
    }
    return {**table(at(document, "shell", "scripts")), **tasks, **table(at(document, "scripts"))}


def parse_pipfile(path: str, document: object, problem: str | None) -> TargetFile | None:
    """The `[scripts]` of a Pipfile."""
    targets = list(_plain_scripts(table(at(document, "scripts"))))
    if not targets and problem is None:
        return None
    return file_of("pipfile", path, targets, problem=problem)


def parse_pyproject(path: str, document: object, problem: str | None) -> TargetFile | None:
    """Every runner's scripts in a pyproject.toml (or hatch.toml, pixi.toml), in one list of targets."""
    name = path.rpartition("/")[2]
    targets: list[Target] = []
    includes: list[Inclusion] = []
    if name in ("pixi.toml", "mojoproject.toml"):
        targets += _pixi(document)
    elif name == "hatch.toml":
        targets += _hatch(document)
    elif name != "pyproject.toml":
        # A file of tasks that poe reads, by its own name or because another includes it.
        targets += _plain_scripts(table(at(document, "tasks") or at(document, "tool", "poe", "tasks")))
        includes += _poe_includes(at(document, "include") or at(document, "tool", "poe", "include"))
    else:
        tool = at(document, "tool")
        includes += _poe_includes(at(tool, "poe", "include"))
        for keys in (*_SCRIPT_TABLES, *(("poe", "groups", each, "tasks") for each in _poe_groups(tool))):
            targets += _plain_scripts(table(at(tool, *keys)))
        targets += _hatch(at(tool, "hatch"))
        targets += _pixi(at(tool, "pixi"))
        targets += _entry_points(table(at(document, "project", "scripts")))
        targets += _entry_points(table(at(tool, "poetry", "scripts")))
        targets += wheel_tests(at(tool, "cibuildwheel"))
    if not targets and not includes and problem is None:
        return None
    return file_of("pyproject", path, targets, problem=problem, includes=includes)


def _poe_groups(tool: object) -> list[str]:
    return [str(name) for name in table(at(tool, "poe", "groups"))][:_MAXIMUM_PARTS]


def _poe_includes(value: object) -> Iterator[Inclusion]:
    """`include = "tasks.toml"`, a list of such, or tables with a `path` and a `cwd`."""
    for each in [value] if isinstance(value, str | Mapping) else sequence(value)[:_MAXIMUM_PARTS]:
        place, directory = (each, None) if isinstance(each, str) else (at(each, "path"), at(each, "cwd"))
        if isinstance(place, str) and "$" not in place:
            yield Inclusion((str(place),), directory=str(directory) if isinstance(directory, str) else None)


def _plain_scripts(scripts: Mapping[str, object]) -> Iterator[Target]:
    for name, value in scripts.items():
        if not (name == "_" and isinstance(value, Mapping)):
            yield _script(name, value)


def _script(name: str, value: object) -> Target:
    """One task: a string, a list of strings or tables, or a table that says how to run it."""
    line = line_of(value)
    lines: list[tuple[str, int]] = []
    depends: list[str] = []
    body: object = value
    key = ""
    directory: str | None = None
    if isinstance(value, Mapping):
        key = next((each for each in _COMMAND_KEYS if each in value), "")
        body = value.get(key)
        if key == "sequence" and value.get("default_item_type") in ("cmd", "shell"):
            key = "commands"
        for each in _DEPENDENCY_KEYS:
            depends += _dependencies(value.get(each))
        place = value.get("cwd") or value.get("working_dir")
        directory = str(place) if isinstance(place, str) and "$" not in place else None
        line = line_of(body, line)
    references = key in _LISTS_OF_TASKS or (not key and isinstance(body, list))
    if isinstance(body, str):
        lines.append((_called(body) if key in ("call", "script") else _filled(str(body), value), line))
    elif key == "cmd":
        lines.append((_filled(" ".join(map(quote, words_of(body))), value), line))
    else:
        for item in sequence(body)[:_MAXIMUM_PARTS]:
            _add_item(item, references, lines, depends, line)
    tolerant = isinstance(value, Mapping) and str(at(value, "ignore_fail")).lower() not in ("none", "false")
    return make_target(
        name, line_of(name, line), lines, depends=depends, masked=tolerant, directory=directory
    )


def _filled(text: str, task: object) -> str:
    """The command of a task with what a call passes to it: `{args}`, and the parameters of pixi."""
    if "{" not in text:
        return text

    def passed(found: re.Match[str]) -> str:
        return "$@" if found["default"] is None else "${@:-" + found["default"] + "}"

    places: dict[str, str] = {}
    for number, each in enumerate(sequence(at(task, "args"))[:_MAXIMUM_PARTS], 1):
        name = each if isinstance(each, str) else at(each, "arg")
        default = at(each, "default")
        places[str(name)] = f"${{{number}:-{default}}}" if isinstance(default, str) else f"${number}"
    text = _PARAMETER.sub(lambda found: places.get(found[1], found.group()), text)
    return _PASSED.sub(passed, text)


def _add_item(
    item: object, references: bool, lines: list[tuple[str, int]], depends: list[str], line: int
) -> None:
    """An item of a sequence: another task's name, a command, or a table with either."""
    at_line = line_of(item, line)
    if isinstance(item, str):
        if references and item.split() and len(item.split()) == 1:
            depends.append(item)
        lines.append((str(item), at_line))
        return
    for key, value in table(item).items():
        if key in ("ref", "task") and isinstance(value, str):
            depends.append(value.split(maxsplit=1)[0] if value.split() else value)
        elif key in ("cmd", "shell") and isinstance(value, str):
            lines.append((str(value), line_of(value, at_line)))
        elif key in ("script", "call") and isinstance(value, str):
            lines.append((_called(value), line_of(value, at_line)))


def _called(reference: str) -> str:
    """`pkg.mod:function(...)` as the module it is in, run as a script."""
    module = reference.partition(":")[0].strip()
    return f"python -m {quote(module)}"


def _dependencies(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    found: list[str] = []
    for each in [*sequence(value), *table(value).values()][:_MAXIMUM_PARTS]:
        name = each.get("task") if isinstance(each, Mapping) else each
        if isinstance(name, str) and name.split():
            found.append(name.split()[0])
    return found


def _entry_points(scripts: Mapping[str, object]) -> Iterator[Target]:
    for name, value in scripts.items():
        reference = at(value, "reference") or at(value, "callable") or value
        if isinstance(reference, str):
            line = line_of(reference)
            yield make_target(name, line_of(name, line), [(_called(reference), line)])


def _hatch(document: object) -> Iterator[Target]:
    """Each script as `environment:name`, those of the default environment also by name alone."""
    seen: set[str] = set()
    environments = table(at(document, "envs"))
    for environment in sorted(environments, key=lambda name: name != "default"):
        scripts = _hatch_scripts(environments, environment)
        for name, value in scripts.items():
            script = _hatch_script(name, value, scripts)
            names = [f"{environment}:{name}"] + ([name] if name not in seen else [])
            seen.add(name)
            for each in names:
                yield make_target(
                    each,
                    script.line,
                    list(zip(script.script.split("\n"), script.line_map, strict=False)),
                    depends=[f"{environment}:{other}" for other in script.depends],
                    masked=script.masked,
                )


def _hatch_scripts(environments: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The scripts of an environment with those of its template: `default`, unless it names another."""
    found: dict[str, object] = {}
    for _ in range(_MAXIMUM_TEMPLATES):
        environment = environments.get(name)
        for script, value in table(at(environment, "scripts")).items():
            found.setdefault(script, value)
        template = at(environment, "template")
        following = template if isinstance(template, str) else "default"
        detached = str(at(environment, "detached")).lower() == "true" or name == "hatch-test"
        if following == name or (detached and not isinstance(template, str)):
            break
        name = following
    return found


def _hatch_script(name: str, value: object, scripts: Mapping[str, object]) -> Target:
    """A line that begins with another script's name runs it; a leading `-` ignores failure."""
    lines: list[tuple[str, int]] = []
    depends: list[str] = []
    tolerant = 0
    items = [value] if isinstance(value, str) else sequence(value)
    for item in items[:_MAXIMUM_PARTS]:
        text = str(item)[:4096].replace("{args:", "\0").strip() if isinstance(item, str) else ""
        text = _arguments_default(text).replace("{args}", "")
        ignored = text.startswith("- ")
        tolerant += ignored
        first = text.removeprefix("- ").split(maxsplit=1)[:1]
        if first and first[0] in scripts and first[0] != name:
            depends.append(first[0])
        elif first:
            command = text.removeprefix("- ")
            lines.append((f"( {command}\n) || true" if ignored else command, line_of(item, line_of(value))))
    line = line_of(name, line_of(value))
    return make_target(name, line, lines, depends=depends, masked=0 < len(items) == tolerant)


def _arguments_default(text: str) -> str:
    """`pytest {args:tests}` as it runs without arguments; the mark is a NUL in place of `{args:`."""
    while "\0" in text:
        before, _, after = text.rpartition("\0")
        default, _, rest = after.partition("}")
        text = f"{before}{default}{rest}"
    return text


def _pixi(document: object) -> Iterator[Target]:
    """Tasks of the workspace and of its features and platforms."""
    holders = [document, *table(at(document, "feature")).values()]
    holders += [each for holder in holders for each in table(at(holder, "target")).values()]
    for holder in holders[:_MAXIMUM_PARTS]:
        yield from _plain_scripts(table(at(holder, "tasks")))
