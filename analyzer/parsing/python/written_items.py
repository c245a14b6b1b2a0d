"""What is written into an object like into a mapping: `run["acc"] = 1`, `run["loss"].append(x)`.

Only for a file that is asked about by the places of the calls that give such objects: its text is parsed
once more for that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from msgspec import Struct

from analyzer.parsing.python.following import FOLLOWED_LENGTH
from analyzer.parsing.python.module import syntax_tree
from analyzer.parsing.python.syntax import bound_names, children_of, last_name

_NODES_LIMIT = 120_000
_CHAIN_LIMIT = 8

Place = tuple[int, str]


class ItemWrite(Struct, frozen=True):
    """A write into an object: the attributes before the key, the key where it is a text, and the method.

    `method` is "" for an assignment.
    """

    line: int
    attributes: tuple[str, ...]
    key: str
    method: str


def item_writes(source: str, places: Iterable[Place], modules: Iterable[str] = ()) -> tuple[ItemWrite, ...]:
    """The writes into what the calls at the places give, and into the modules of these names.

    A place is (line of the call, last name of what is called).
    """
    if len(source) > FOLLOWED_LENGTH:
        return ()
    try:
        nodes = list(_nodes(syntax_tree(source)))
        held = _held(nodes, frozenset(places)) | frozenset(modules)
        found = [each for node in nodes for each in _writes(node, held)]
    except Exception:
        return ()
    return tuple(sorted(found, key=lambda each: (each.line, each.attributes, each.key)))


def _nodes(tree: ast.Module) -> Iterator[ast.AST]:
    stack: list[ast.AST] = [tree]
    count = 0
    while stack and count < _NODES_LIMIT:
        count += 1
        node = stack.pop()
        yield node
        stack.extend(reversed(children_of(node)))


def _held(nodes: list[ast.AST], places: frozenset[Place]) -> frozenset[str]:
    """The names that the objects go by: locals, and attributes of `self` with their dot."""
    found: set[str] = set()

    def asked(value: ast.expr | None) -> bool:
        return isinstance(value, ast.Call) and (value.func.end_lineno or 0, last_name(value.func)) in places

    for node in nodes:
        if isinstance(node, ast.Assign) and asked(node.value):
            for target in node.targets:
                found.update(_name(target))
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and asked(node.value):
            found.update(_name(node.target))
        elif isinstance(node, ast.withitem) and node.optional_vars is not None and asked(node.context_expr):
            found.update(_name(node.optional_vars))
    return frozenset(found)


def _name(target: ast.expr) -> list[str]:
    if isinstance(target, ast.Attribute):
        return ["." + target.attr] if last_name(target.value) in ("self", "cls") else []
    return bound_names(target)


def _writes(node: ast.AST, held: frozenset[str]) -> Iterator[ItemWrite]:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Subscript | ast.Attribute):
                yield from _write(target, held, node.lineno, "")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        function = node.func
        if isinstance(function.value, ast.Subscript):
            yield from _write(function.value, held, function.end_lineno or node.lineno, function.attr)


def _write(target: ast.expr, held: frozenset[str], line: int, method: str) -> Iterator[ItemWrite]:
    attributes: list[str] = []
    key = ""
    for _ in range(_CHAIN_LIMIT):
        if isinstance(target, ast.Subscript):
            index = target.slice
            key = index.value if isinstance(index, ast.Constant) and isinstance(index.value, str) else key
            target = target.value
        elif isinstance(target, ast.Attribute):
            if "." + target.attr in held and last_name(target.value) in ("self", "cls"):
                yield ItemWrite(line, tuple(reversed(attributes)), key[:200], method)
                return
            attributes.append(target.attr)
            target = target.value
        else:
            break
    if isinstance(target, ast.Name) and target.id in held:
        yield ItemWrite(line, tuple(reversed(attributes)), key[:200], method)
