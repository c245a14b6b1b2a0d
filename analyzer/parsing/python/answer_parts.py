"""Parts of what an answer is followed through: expressions, names, texts, and what makes a report of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from analyzer.parsing.python.syntax import children_of, last_name

TEXTS = 6
# What tells whether there is an answer at all, not what it says.
PRESENCE = frozenset({"isnan", "isinf", "isfinite", "isinstance", "hasattr", "callable", "isna", "exists"})


def expressions_of(node: ast.stmt) -> list[ast.expr]:
    """The expressions of a statement itself, without those of the blocks inside it."""
    found = [each for each in children_of(node) if isinstance(each, ast.expr)]
    if isinstance(node, ast.With | ast.AsyncWith):
        found.extend(item.context_expr for item in node.items)
    return found


def root_name(node: ast.expr) -> str:
    """The first name of a dotted one, of what is called or of what is taken from; "" if there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def asks_presence(node: ast.expr) -> bool:
    """Whether a condition asks only whether there is an answer."""
    if isinstance(node, ast.Compare):
        return any(map(is_none, (node.left, *node.comparators)))
    return isinstance(node, ast.Call) and last_name(node.func) in PRESENCE


def is_none(node: ast.expr) -> bool:
    """Whether an expression is `None` as it stands."""
    return isinstance(node, ast.Constant) and node.value is None


def texts_in(values: Iterable[ast.expr]) -> tuple[str, ...]:
    """The first strings in some expressions, those in lists and conditions included."""
    found: list[str] = []
    for value in values:
        stack: list[ast.AST] = [value]
        looks = 0
        while stack and looks < 40 and len(found) < TEXTS:
            looks += 1
            node = stack.pop()
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value[:120])
            stack.extend(reversed(children_of(node)))
    return tuple(found)


def only_adds_to_a_report(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> bool:
    """Whether an assignment weighs something into a score, or files it below an entry of a record.

    `score -= 0.3`, `score += 0.5 * passed`; `results["checks"]["schema"] = passed`. A count is no score.
    """
    if isinstance(node, ast.AugAssign):
        return any(_is_share(each) for each in ast.walk(node.value))
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return all(isinstance(each, ast.Subscript) and isinstance(each.value, ast.Subscript) for each in targets)


def records_left_out(node: ast.AST, below: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes below another one, without the records that are entries of a record."""
    inside = isinstance(node, ast.Dict)
    return (each for each in below if not (inside and isinstance(each, ast.Dict)))


def _is_share(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and not node.value.is_integer()
