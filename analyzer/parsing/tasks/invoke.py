"""Tasks of invoke, and the collections that rename and group them.

https://docs.pyinvoke.org/en/stable/concepts/namespaces.html: where a file has a collection named `ns` or
`namespace`, its names are those of the command line: `inv dev.test`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct

from analyzer.parsing.tasks.model import Target, TargetFile, file_of, make_target
from analyzer.parsing.tasks.python import (
    Decorated,
    dashed,
    decorated_functions,
    is_true,
    keyword_of,
    last_name,
    literal_text,
    literal_texts,
    names_of_tasks,
    task_of,
    words_of_program,
)

_ROOTS = ("ns", "namespace")
_MAXIMUM_COLLECTIONS = 100
_MAXIMUM_DEPTH = 4


class _Collection(Struct):
    """What is put into a collection: tasks by the name they get, and other collections."""

    name: str = ""
    tasks: dict[str, str] = {}
    collections: dict[str, str] = {}
    default: str = ""


def parse_invoke(path: str, content: bytes) -> TargetFile:
    """The tasks of an invoke collection. Files whose `task` is another library's have no `.run` call."""
    tasks, problem = decorated_functions(content, frozenset({"task"}))
    if not tasks:
        return file_of("invoke", path, [], problem=problem)
    words, names = words_of_program(content), names_of_tasks(tasks)
    targets = [task_of(function, decorator, names, words) for function, decorator in tasks]
    targets = [each for each in targets if each.script or each.depends]
    default = next((names[function.name] for function, decorator in tasks if _is_default(decorator)), None)
    if targets:
        collections = _collections(content, names)
        targets += _other_names(tasks, names)
        targets += _grouped(collections, names)
        default = default or next(
            (each.default for name in _ROOTS if (each := collections.get(name)) and each.default), None
        )
    return file_of("invoke", path, targets, default=default, problem=problem)


def _is_default(decorator: ast.expr) -> bool:
    return is_true(keyword_of(decorator, "default"))


def _other_names(tasks: list[Decorated], names: dict[str, str]) -> Iterator[Target]:
    """`@task(aliases=["t"])`."""
    for function, decorator in tasks:
        aliases = keyword_of(decorator, "aliases")
        for each in literal_texts(aliases) if aliases is not None else ():
            yield make_target(each, function.lineno, (), depends=[names[function.name]])


def _grouped(collections: dict[str, _Collection], names: dict[str, str]) -> Iterator[Target]:
    """What the file's own collection calls its tasks, where that is another name."""
    pending = [("", collections[root], 0) for root in _ROOTS if root in collections]
    for _ in range(_MAXIMUM_COLLECTIONS):
        if not pending:
            return
        prefix, collection, depth = pending.pop(0)
        for name, function in collection.tasks.items():
            if prefix + name != names[function]:
                yield make_target(prefix + name, 1, (), depends=[names[function]])
        if collection.default and prefix:
            yield make_target(prefix.rstrip("."), 1, (), depends=[collection.default])
        for name, variable in collection.collections.items() if depth < _MAXIMUM_DEPTH else ():
            inner = collections[variable]
            pending.append((f"{prefix}{name or inner.name or dashed(variable)}.", inner, depth + 1))


def _collections(content: bytes, names: dict[str, str]) -> dict[str, _Collection]:
    """The collections that a file makes and fills at its outer level, by their variable."""
    found: dict[str, _Collection] = {}
    for statement in ast.parse(content).body:
        value = statement.value if isinstance(statement, ast.Assign | ast.Expr) else None
        if not isinstance(value, ast.Call):
            continue
        if isinstance(statement, ast.Assign) and last_name(value.func) == "Collection":
            target = statement.targets[0]
            if isinstance(target, ast.Name) and len(found) < _MAXIMUM_COLLECTIONS:
                found[target.id] = _made(value, names, found)
        elif isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Name):
            collection = found.get(value.func.value.id)
            if collection is not None and value.args:
                _fill(collection, value, names, found)
    return found


def _made(call: ast.Call, names: dict[str, str], known: dict[str, _Collection]) -> _Collection:
    """`Collection("dev", test, lint=run_lint, other)`."""
    made = _Collection(name=(literal_text(call.args[0]) or "") if call.args else "")
    told = [(None, each) for each in call.args] + [(each.arg, each.value) for each in call.keywords]
    for name, value in told:
        _put(made, name, last_name(value), names, known)
    return made


def _fill(
    collection: _Collection, call: ast.Call, names: dict[str, str], known: dict[str, _Collection]
) -> None:
    """`ns.add_task(test, name="unit", default=True)`, `ns.add_collection(dev, "d")`."""
    if last_name(call.func) not in ("add_task", "add_collection"):
        return
    second = call.args[1] if len(call.args) > 1 else keyword_of(call, "name")
    inner = last_name(call.args[0])
    _put(collection, literal_text(second), inner, names, known)
    if inner in names and is_true(keyword_of(call, "default")):
        collection.default = names[inner]


def _put(
    collection: _Collection,
    name: str | None,
    value: str | None,
    names: dict[str, str],
    known: dict[str, _Collection],
) -> None:
    if value in names:
        collection.tasks[dashed(name) if name else names[value]] = value
    elif value in known:
        collection.collections[dashed(name or "")] = value
