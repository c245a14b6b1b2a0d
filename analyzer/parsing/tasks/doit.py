"""dodo.py of doit: functions `task_name` that return or yield dictionaries with actions (https://pydoit.org)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from analyzer.parsing.tasks.model import Target, TargetFile, file_of, make_target, quote
from analyzer.parsing.tasks.python import literal_text

_PREFIX = "task_"
# Stands for what runs without a name.
_DEFAULT = "default tasks"
_MAXIMUM_TASKS = 500
_MAXIMUM_NODES = 100_000

Lines = list[tuple[str, int]]


def parse_doit(path: str, content: bytes) -> TargetFile:
    """The tasks of a dodo.py; without a name its `default_tasks` run, or all of them."""
    try:
        tree = ast.parse(content)
    except Exception as error:
        return file_of("doit", path, (), problem=f"not readable as Python: {type(error).__name__}")
    targets: list[Target] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name.startswith(_PREFIX):
            targets += _tasks(statement)
    names = _default_tasks(tree) or [each.name for each in targets if ":" not in each.name]
    targets.append(make_target(_DEFAULT, 1, (), depends=names[:_MAXIMUM_TASKS]))
    return file_of("doit", path, targets, default=_DEFAULT)


def _default_tasks(tree: ast.Module) -> list[str]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == "DOIT_CONFIG" for each in statement.targets
        ):
            return [
                text
                for each in _items(_value(statement.value, "default_tasks"))
                if (text := literal_text(each))
            ]
    return []


def _tasks(function: ast.FunctionDef) -> Iterator[Target]:
    """The task of a function, and one for each dictionary it yields."""
    name = function.name.removeprefix(_PREFIX)
    lines: Lines = []
    depends: list[str] = []
    stack: list[ast.AST] = list(reversed(function.body))
    for _ in range(_MAXIMUM_NODES):
        if not stack:
            break
        node = stack.pop()
        if isinstance(node, ast.Dict | ast.Call) and (actions := _value(node, "actions")) is not None:
            own = list(_actions(actions))
            lines += own
            for key in ("task_dep", "setup"):
                depends += [text for each in _items(_value(node, key)) if (text := literal_text(each))]
            part = literal_text(_value(node, "basename")) or literal_text(_value(node, "name"))
            if part:
                full = part if _value(node, "basename") is not None else f"{name}:{part}"
                yield make_target(full, node.lineno, own)
        else:
            stack.extend(reversed(list(ast.iter_child_nodes(node))))
    yield make_target(name, function.lineno, lines, depends=depends)


def _value(node: ast.expr | ast.AST, key: str) -> ast.expr | None:
    """The value of a key in `{"key": value}` or `dict(key=value)`."""
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return next((value for name, value in pairs if literal_text(name) == key), None)
    if isinstance(node, ast.Call):
        return next((each.value for each in node.keywords if each.arg == key), None)
    return None


def _items(node: ast.expr | None) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.List | ast.Tuple) else []


def _actions(node: ast.expr) -> Iterator[tuple[str, int]]:
    """Shell texts, lists of words, and `CmdAction(...)` of either; functions of Python are left out."""
    for item in _items(node):
        action = item.args[0] if isinstance(item, ast.Call) and item.args else item
        if isinstance(action, ast.List):
            words = [text for each in action.elts if (text := literal_text(each)) is not None]
            if words:
                yield " ".join(map(quote, words)), action.lineno
        elif (text := literal_text(action)) is not None:
            yield text, action.lineno
