"""The section of docs/architecture.md that says what a Snapshot offers, made from its docstrings."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from analyzer.repository.snapshot import Snapshot

BEGIN = "<!-- made by `make docs` from the docstrings of Snapshot -->\n"
END = "<!-- end of what `make docs` makes -->\n"


def members() -> Iterator[tuple[str, str]]:
    """Every public member of a Snapshot in the order of its source: how it is written, and what it is.

    Raises ValueError for a member that nobody described.
    """
    (definition,) = ast.parse(inspect.getsource(Snapshot)).body
    assert isinstance(definition, ast.ClassDef)
    for statement, following in zip(definition.body, [*definition.body[1:], ast.Pass()], strict=True):
        if isinstance(statement, ast.FunctionDef):
            written, described = _call(statement), ast.get_docstring(statement)
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            written, described = statement.target.id, _text(following)
        else:
            continue
        if written.startswith("_"):
            continue
        if not described:
            raise ValueError(f"Snapshot.{written} says nothing of itself: give it a docstring")
        yield written, " ".join(described.split("\n\n")[0].split())


def section() -> str:
    """The section with its two markers."""
    rows = "".join(f"| `{written}` | {described} |\n" for written, described in members())
    return f"{BEGIN}\n| `repo.` | what it is |\n| --- | --- |\n{rows}\n{END}"


def with_section(page: str) -> str:
    """The page with what stands between the markers made anew. Raises ValueError without markers."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks the lines {BEGIN.strip()} and {END.strip()}")
    return f"{before}{section()}{after}"


def _call(function: ast.FunctionDef) -> str:
    """The name of a property; a method with the arguments that it needs."""
    if any("property" in ast.unparse(each) for each in function.decorator_list):
        return function.name
    names = [each.arg for each in function.args.args[1:]]
    needed = names[: len(names) - len(function.args.defaults)]
    return f"{function.name}({', '.join(needed)})"


def _text(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return statement.value.value if isinstance(statement.value.value, str) else None
    return None
