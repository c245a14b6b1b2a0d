"""How often a loop goes round that is written over a list in the code: `for name in ("clean", "train")`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

# What goes over the same elements once more.
SAME_LENGTH = frozenset(
    {"enumerate", "list", "tuple", "sorted", "reversed", "zip", "items", "values", "keys"}
)
# More says nothing more.
MAXIMUM_ROUNDS_COUNTED = 1_000
_Loop = ast.For | ast.AsyncFor | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def rounds_of_calls(source: str) -> Mapping[int, int]:
    """The lines of calls in loops over elements that the code lists, each with the number of elements.

    A line is that on which the called name ends. A loop in another one goes round as often as both say
    together; code that Python refuses has none.
    """
    try:
        tree = ast.parse(source)
    except Exception:  # its problem is recorded where the module is parsed
        return {}
    nodes = list(ast.walk(tree))
    sizes = {
        target.id: size
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and (size := _size(node.value, {})) > 0
    }
    found: dict[int, int] = {}
    for node in nodes:
        if isinstance(node, _Loop):
            size = _rounds(node, sizes)
            for line in _calls_below(node) if size > 1 else ():
                found[line] = min(found.get(line, 1) * size, MAXIMUM_ROUNDS_COUNTED)
    return found


def _rounds(loop: _Loop, sizes: Mapping[str, int]) -> int:
    if isinstance(loop, ast.For | ast.AsyncFor):
        return _size(loop.iter, sizes)
    return _size(loop.generators[0].iter, sizes)


def _calls_below(loop: _Loop) -> Iterator[int]:
    over = loop.iter if isinstance(loop, ast.For | ast.AsyncFor) else loop.generators[0].iter
    aside = {id(each) for each in ast.walk(over)}
    lines = {
        each.func.end_lineno or each.lineno
        for each in ast.walk(loop)
        if isinstance(each, ast.Call) and id(each) not in aside
    }
    yield from sorted(lines)


def _size(node: ast.expr, sizes: Mapping[str, int]) -> int:
    """How many elements an expression lists; 0 where that is not to be seen."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return 0 if any(isinstance(each, ast.Starred) for each in node.elts) else len(node.elts)
    if isinstance(node, ast.Dict):
        return 0 if None in node.keys else len(node.keys)
    if isinstance(node, ast.Name):
        return sizes.get(node.id, 0)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in SAME_LENGTH:
            return _size(node.func.value, sizes)
        if isinstance(node.func, ast.Name) and node.func.id in SAME_LENGTH and node.args:
            return _size(node.args[0], sizes)
    return 0
