"""Which annotations of a function's parameters say what a caller sends, and which what a dependency answers.

With `user: User = Depends(get_user)` the parameter holds what `get_user` answers, so that its class checks
nothing of a request; `Depends()` alone makes an object of the annotated class itself from what came in.
Source: https://fastapi.tiangolo.com/tutorial/dependencies/classes-as-dependencies/.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from analyzer.parsing.python.syntax import last_name

INJECTS = frozenset({"Depends", "Security"})
GIVEN_AS = "dependency"


def annotations_of(arguments: ast.arguments) -> Iterator[tuple[ast.expr, bool]]:
    """The annotations of all parameters, parts where one holds a dependency; whether a caller fills each."""
    positional = [*arguments.posonlyargs, *arguments.args]
    without = len(positional) - len(arguments.defaults)
    pairs: list[tuple[ast.arg, ast.expr | None]] = [
        *zip(positional, [*[None] * without, *arguments.defaults], strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        *((each, None) for each in (arguments.vararg, arguments.kwarg) if each is not None),
    ]
    for each, default in pairs:
        note = each.annotation
        if note is None:
            continue
        if isinstance(note, ast.Subscript) and last_name(note.value) == "Annotated":
            parts = note.slice.elts if isinstance(note.slice, ast.Tuple) else [note.slice]
            if any(map(_names_a_dependency, parts[1:])):
                yield note.value, False
                yield from ((part, number > 0) for number, part in enumerate(parts))
                continue
        yield note, not _names_a_dependency(default)


def _names_a_dependency(node: ast.expr | None) -> bool:
    """Whether a value tells a framework to call something else than the annotated class."""
    if not isinstance(node, ast.Call) or last_name(node.func) not in INJECTS:
        return False
    return bool(node.args) or any(each.arg == GIVEN_AS for each in node.keywords)
