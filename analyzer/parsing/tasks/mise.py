"""mise: tasks of its configuration, and scripts in its task folders (https://mise.jdx.dev/tasks/)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname, relpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.parsing.shell import is_shell_shebang
from analyzer.parsing.structured import load_toml
from analyzer.parsing.tasks.model import (
    Inclusion,
    Target,
    TargetFile,
    file_of,
    line_of,
    make_target,
    quote,
)
from analyzer.parsing.tasks.values import at, sequence, table, words_of

_CONFIGURATION = lazy_regex(
    r"(?P<root>(?:.*?/)??)(?:\.?mise(?:\.[\w-]+){0,2}\.toml|\.?mise/config(?:\.[\w-]+){0,2}\.toml|\.rtx\.toml"
    r"|\.config/mise(?:/config)?(?:\.[\w-]+){0,2}\.toml|\.config/mise/conf\.d/[^/]+\.toml)"
)
_SCRIPT = lazy_regex(
    r"(?P<root>(?:.*?/)??)(?:\.?mise-tasks|\.?mise/tasks|\.config/mise/tasks)/(?P<name>[^.][^ ]*)"
)
_SAID = lazy_regex(r"#\s?(?:\[)?(?:MISE|mise)\]?\s+(?P<setting>\w+\s*=\s*\S.*)")
_ARGUMENT = lazy_regex(r"\{\{-?\s*(?P<kind>arg|option|flag|usage\.)(?P<inside>[^{}]{0,200}?)-?\s*\}\}")
_DEFAULT = lazy_regex(r"default\s*=\s*[\"']([^\"']*)[\"']")
_VARIABLE = lazy_regex(r"\{\{-?\s*(?:vars|env)\.(\w{1,80})\s*-?\}\}")
_ROOT = lazy_regex(r"\{\{-?\s*(?:config_root|cwd)\s*-?\}\}")
_MAXIMUM_ITEMS = 200
_MAXIMUM_HEADER = 60


def is_mise(path: str) -> bool:
    """Whether mise reads tasks of this path: its configuration, or a script in a folder of tasks."""
    return _CONFIGURATION.fullmatch(path) is not None or _SCRIPT.fullmatch(path) is not None


def parse_mise(path: str, text: str) -> TargetFile | None:
    """The tasks of a configuration file, of a file of tasks that one includes, or of a script."""
    place = _CONFIGURATION.fullmatch(path) or _SCRIPT.fullmatch(path)
    home = relpath(place["root"] or ".", dirname(path) or ".") if place is not None else None
    home = None if home == "." else home
    if not path.endswith(".toml"):
        return _script(path, text, home)
    document = load_toml(text.encode("utf-8", "replace"))
    tasks = table(at(document.value, "tasks")) if place is not None else table(document.value)
    known = {str(name): str(each) for name, each in table(at(document.value, "vars")).items()}
    targets: list[Target] = []
    for name, value in tasks.items():
        target = _task(name, value, known)
        targets.append(target)
        targets += _aliases(value, target)
    includes = [
        Inclusion((each, f"{each}/*", f"{each}/*/*"), directory=home or ".")
        for each in words_of(at(document.value, "task_config", "includes"))
        if "://" not in each
    ]
    if not targets and not includes and document.problem is None:
        return None
    return file_of("mise", path, targets, problem=document.problem, includes=includes, directory=home)


def _aliases(value: object, target: Target) -> list[Target]:
    names = at(value, "alias") or at(value, "aliases")
    aliases = (str(names),) if isinstance(names, str) else words_of(names)
    return [make_target(each, target.line, (), depends=(target.name,)) for each in aliases]


def _task(name: str, value: object, known: Mapping[str, str]) -> Target:
    body = at(value, "run") if isinstance(value, Mapping) else value
    line = line_of(body, line_of(value))
    lines: list[tuple[str, int]] = []
    depends = [each for key in ("depends", "depends_post") for each in _names(at(value, key))]
    for item in ([body] if isinstance(body, str) else sequence(body))[:_MAXIMUM_ITEMS]:
        if isinstance(item, str):
            lines.append((_filled(str(item), known), line_of(item, line)))
        else:
            depends += _names(at(item, "task")) + _names(at(item, "tasks"))
    file = at(value, "file")
    if isinstance(file, str) and "://" not in file:
        lines.append((f"./{quote(file.removeprefix('./'))}", line_of(file, line)))
    place = at(value, "dir")
    directory = _ROOT.sub(".", str(place)) if isinstance(place, str) else None
    return make_target(name, line_of(name, line), lines, depends=depends, directory=directory)


def _names(value: object) -> list[str]:
    """Tasks that are named: a text, or a list of texts, of lists with arguments, or of tables."""
    found: list[str] = []
    for each in ([value] if isinstance(value, str) else sequence(value))[:_MAXIMUM_ITEMS]:
        if isinstance(each, Mapping):
            each = each.get("task")
        words = list(words_of(each)) if not isinstance(each, str) else each.split()
        found += words[:1]
    return found


def _filled(text: str, known: Mapping[str, str]) -> str:
    """The text with arguments at their defaults, and with variables of the file replaced."""
    if "{{" not in text:
        return text

    def argument(found: re.Match[str]) -> str:
        default = _DEFAULT.search(found["inside"])
        if default is not None:
            return default[1]
        return "$@" if found["kind"] == "arg" else ""

    text = _ROOT.sub(".", _ARGUMENT.sub(argument, text[:20_000]))
    return _VARIABLE.sub(lambda found: known.get(found[1], found.group())[:500], text)


def _script(path: str, text: str, home: str | None) -> TargetFile | None:
    """A script of a task folder: `sub/unit` is the task `sub:unit`, its comments may say more."""
    place = _SCRIPT.fullmatch(path)
    name = (place["name"] if place is not None else path.rpartition("/")[2]).replace("/", ":")
    name = name.removesuffix(":_default")
    first, _, _rest = text.partition("\n")
    said = "\n".join(
        found["setting"] for line in lines_of(text)[:_MAXIMUM_HEADER] if (found := _SAID.match(line.strip()))
    )
    settings = load_toml(said.encode("utf-8", "replace")).value
    shell = is_shell_shebang(first) or not first.startswith("#!")
    if not shell and "python" not in first:
        return None
    own = quote(path if home is None else relpath(path, _resolved(path, home)))
    lines = [(text, 1)] if shell else [(f"python {own}", 1)]
    directory = at(settings, "dir")
    target = make_target(
        name,
        1,
        lines,
        depends=[*_names(at(settings, "depends")), *_names(at(settings, "depends_post"))],
        directory=_ROOT.sub(".", str(directory)) if isinstance(directory, str) else None,
        errexit=False,
    )
    plain = [make_target(name.rpartition(".")[0], 1, (), depends=(name,))] if "." in name else []
    targets = [target, *plain, *_aliases(settings, target)]
    return file_of("mise", path, targets, directory=home)


def _resolved(path: str, home: str) -> str:
    root = dirname(path)
    for step in home.split("/"):
        root = dirname(root) if step == ".." else root
    return root or "."
