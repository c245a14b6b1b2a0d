"""setup.py, read without running it: what `setup(...)` is given as literals, or nearly so.

Followed are module-level and local variables, lists added or appended to, dictionaries filled by key,
and, where a list is read from a file, the name of that file. Anything else stays unknown.
"""

from __future__ import annotations

import ast
import warnings
from collections import deque
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies.facts import (
    DEPENDENCIES_LIMIT,
    Dependency,
    DependencyFile,
    included,
    requirement,
    unique,
)
from analyzer.parsing.text import decode

_STEPS_LIMIT = 20_000
_FILE_NAME = lazy_regex(r"[\w./\\ -]{0,200}\.(?:txt|in|pip)")
_GROUPS = {"install_requires": "main", "tests_require": "test", "setup_requires": "build", "requires": "main"}
_SPLITTERS = frozenset({"split", "splitlines", "strip", "rstrip", "lstrip"})
_PASS_THROUGH = frozenset({"list", "tuple", "set", "sorted", "frozenset", "dict"})


class _Names(Struct):
    """What the names of a script are bound to, wherever in it."""

    values: dict[str, list[ast.expr]] = field(default_factory=dict)
    functions: dict[str, ast.AST] = field(default_factory=dict)
    steps: int = _STEPS_LIMIT

    def spend(self) -> bool:
        """Whether there is still budget for one more step: variables may refer to each other in circles."""
        self.steps -= 1
        return self.steps > 0


def parse_setup_script(path: str, content: bytes) -> DependencyFile:
    """Read a setup.py. `problem` is set where its dependencies are computed in a way not followed here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(decode(content))
        except (SyntaxError, ValueError) as error:
            return DependencyFile("setup.py", path, problem=f"not Python 3: {type(error).__name__}")
    names = _names(tree)
    arguments = dict(_setup_arguments(tree, names))
    if not arguments:
        return DependencyFile("setup.py", path)
    dependencies: list[Dependency] = []
    includes: list[str | None] = []
    unknown = False
    for keyword, group in _GROUPS.items():
        if keyword not in arguments:
            continue
        found = list(_requirements(arguments[keyword], names, group))
        files = [] if found else [included(path, each) for each in _files(arguments[keyword], names)]
        empty = isinstance(arguments[keyword], ast.List | ast.Tuple) or found or any(files)
        unknown = unknown or not empty
        dependencies.extend(found)
        includes.extend(files)
    for extra, value in _mapping(arguments.get("extras_require"), names):
        found = list(_requirements(value, names, extra.partition(":")[0] or "main"))
        dependencies.extend(found)
        if not found:
            includes.extend(included(path, each) for each in _files(value, names))
    return DependencyFile(
        kind="setup.py",
        path=path,
        dependencies=tuple(dependencies[:DEPENDENCIES_LIMIT]),
        includes=unique(includes),
        problem="its requirements are computed" if unknown else None,
        entry_points=tuple(_entry_points(arguments.get("entry_points"), names)),
        packages=tuple(text for text, _ in _strings(arguments.get("packages"), names)),
        py_modules=tuple(text for text, _ in _strings(arguments.get("py_modules"), names)),
        name=next((text for text, _ in _strings(arguments.get("name"), names)), None),
    )


def console_scripts(lines: Iterable[tuple[str, int]]) -> Iterator[tuple[str, str, int]]:
    """`name = package.module:function [extra]` lines as (name, target, line)."""
    for text, line in lines:
        name, sign, target = text.partition("=")
        if sign and name.strip() and target.strip():
            yield name.strip(), target.partition("[")[0].strip(), line


# The walk over all nodes needs no recursion, so depth of nesting is no matter.
def _names(tree: ast.AST) -> _Names:
    names = _Names()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _bind(names, target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                _bind(names, target, value)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                names.values.setdefault(name, []).append(value)
            case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name)):
                names.values.setdefault(name, []).append(value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend"), args=[value]
            ):
                names.values.setdefault(name, []).append(value)
            case ast.FunctionDef(name=name):
                names.functions[name] = node
            case _:
                pass
    return names


def _bind(names: _Names, target: ast.expr, value: ast.expr) -> None:
    match target:
        case ast.Name(id=name):
            names.values.setdefault(name, []).append(value)
        case ast.Subscript(value=ast.Name(id=name), slice=key):
            names.values.setdefault(name, []).append(ast.Dict(keys=[key], values=[value]))
        case _:
            pass


def _setup_arguments(tree: ast.AST, names: _Names) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="setup") | ast.Attribute(attr="setup"), keywords=keywords):
                for each in keywords:
                    if each.arg is not None:
                        yield each.arg, each.value
                    else:
                        yield from _mapping(each.value, names)
            case _:
                pass


def _mapping(value: ast.expr | None, names: _Names) -> Iterator[tuple[str, ast.expr]]:
    """The entries of a dictionary, written in one piece, by keyword, by name or key by key."""
    queue = deque([value])
    while queue and names.spend():
        match queue.popleft():
            case ast.Dict(keys=keys, values=values):
                for key, each in zip(keys, values, strict=True):
                    if key is None:
                        queue.append(each)
                    elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield key.value, each
            case ast.Call(func=ast.Name(id="dict"), args=arguments, keywords=keywords):
                queue.extend(arguments)
                yield from ((each.arg, each.value) for each in keywords if each.arg)
            case ast.Name(id=name):
                queue.extend(names.values.get(name, ()))
            case _:
                pass


def _strings(value: ast.expr | None, names: _Names) -> Iterator[tuple[str, int]]:
    """The strings of a list, as far as they are literal, with their lines."""
    queue = deque([value])
    while queue and names.spend():
        node = queue.popleft()
        following: list[ast.expr] = []
        match node:
            case ast.Constant(value=str() as text):
                yield text, node.lineno
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                following = elements
            case ast.Starred(value=inner):
                following = [inner]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                following = [left, right]
            case ast.IfExp(body=body, orelse=orelse):
                following = [body, orelse]
            case ast.Name(id=name):
                following = names.values.get(name, [])
            case ast.Subscript(value=mapping, slice=ast.Constant(value=str() as key)):
                following = [each for name, each in _mapping(mapping, names) if name == key]
            case ast.Call(func=ast.Name(id=name), args=[inner, *_]) if name in _PASS_THROUGH:
                following = [inner]
            case ast.Call(func=ast.Attribute(value=inner, attr=attribute)) if attribute in _SPLITTERS:
                following = [inner]
            case _:
                pass
        queue.extendleft(reversed(following))


def _requirements(value: ast.expr, names: _Names, group: str) -> Iterator[Dependency]:
    for text, line in _strings(value, names):
        for offset, each in enumerate(text.split("\n")):
            found = requirement(each.partition(" #")[0], line + offset, group)
            if found is not None and _FILE_NAME.fullmatch(each) is None:
                yield found


def _files(value: ast.expr, names: _Names) -> list[str]:
    """Names of requirement files that the value is read from: through calls, variables, functions."""
    found: list[str] = []
    queue: deque[ast.AST] = deque([value])
    seen: set[str] = set()
    while queue and names.spend():
        for node in ast.walk(queue.popleft()):
            match node:
                case ast.Constant(value=str() as text) if _FILE_NAME.fullmatch(text):
                    found.append(text.lstrip("/"))
                case ast.Call(func=ast.Attribute(attr="join"), args=parts):
                    literal = [each.value for each in parts if isinstance(each, ast.Constant)]
                    if len(literal) > 1 and all(isinstance(each, str) for each in literal):
                        found.append("/".join(map(str, literal)))
                case ast.Name(id=name) if name not in seen:
                    seen.add(name)
                    queue.extend(names.values.get(name, ()))
                    if name in names.functions:
                        queue.append(names.functions[name])
                case _:
                    pass
    joined = [each for each in found if "/" in each]
    return [each for each in found if not any(long.endswith("/" + each) for long in joined)]


def _entry_points(value: ast.expr | None, names: _Names) -> Iterator[tuple[str, str, int]]:
    listed = False
    for group, scripts in _mapping(value, names):
        listed = True
        if group in ("console_scripts", "gui_scripts"):
            lines = [(part, at) for text, at in _strings(scripts, names) for part in text.split("\n")]
            yield from console_scripts(lines)
    if listed:
        return
    for text, line in _strings(value, names):
        wanted = False
        for offset, each in enumerate(text.split("\n")):
            if each.strip().startswith("["):
                wanted = each.strip() in ("[console_scripts]", "[gui_scripts]")
            elif wanted:
                yield from console_scripts([(each, line + offset)])
