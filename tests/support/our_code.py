"""Our own modules, and what tests ask of their syntax: each is parsed once, when a test asks, and none is kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent.parent
_TABLE = re.compile(r"_*[A-Z][A-Z0-9_]*")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _modules(*folders: str) -> dict[str, Path]:
    found = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"portfolios", "corpus", "plugin"} & set(path.relative_to(ROOT).parts):
                found[".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")] = path
    return found


PROGRAM = _modules("analyzer", "checks")
EVERYTHING = _modules("analyzer", "checks", "tests", "benchmarks", "fuzz", "sample_repos")


class Imported(Struct, frozen=True):
    """A name that a module imports, "" for the module as a whole; `at_work` means not for types only."""

    module: str
    name: str
    at_work: bool


class Code(Struct, frozen=True):
    """What a module is made of."""

    lines: int
    docstring: str | None
    imports: tuple[Imported, ...]
    functions: tuple[tuple[str, int], ...]
    """With their numbers of lines."""
    tables: tuple[str, ...]
    """The upper-case names that are assigned at its top, those that begin with an underscore too."""
    compiled_at_once: tuple[int, ...]
    """Where a pattern is compiled when the module is loaded."""


@cache
def code(name: str) -> Code:
    """What one of `EVERYTHING` is made of."""
    text = EVERYTHING[name].read_text("utf-8")
    tree = ast.parse(text)
    statements = list(_statements(tree))
    return Code(
        lines=len(text.splitlines()),
        docstring=ast.get_docstring(tree),
        imports=tuple(_imported(statements)),
        functions=tuple(
            (each.name, (each.end_lineno or 0) - each.lineno + 1)
            for each in statements
            if isinstance(each, ast.FunctionDef)
        ),
        tables=tuple(_tables(tree)),
        compiled_at_once=tuple(_compiled(tree)) if "re.compile" in text else (),
    )


def constants(name: str) -> frozenset[object]:
    """The texts, numbers and other constants of one of `EVERYTHING`, wherever they stand."""
    tree = ast.parse(EVERYTHING[name].read_text("utf-8"))
    return frozenset(each.value for each in ast.walk(tree) if isinstance(each, ast.Constant))


def imports(name: str, known: Collection[str]) -> set[str]:
    """Which of the modules `known` a module imports when it is loaded or later, but not for types only."""
    found = set()
    for each in code(name).imports:
        if each.at_work:
            inner = f"{each.module}.{each.name}"
            found.add(inner if inner in known else each.module)
    return (found & set(known)) - {name}


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """What is below, without the expressions, in none of which a statement stands."""
    for block in ("body", "orelse", "finalbody", "handlers", "cases"):
        for each in getattr(tree, block, ()):
            yield each
            yield from _statements(each)


def _imported(statements: Iterable[ast.AST]) -> Iterator[Imported]:
    statements = list(statements)
    for_types = {
        id(inner)
        for node in statements
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in _statements(node)
    }
    for node in statements:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield Imported(node.module, alias.name, id(node) not in for_types)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield Imported(alias.name, "", id(node) not in for_types)


def _tables(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        for target in targets:
            if isinstance(target, ast.Name) and _TABLE.fullmatch(target.id):
                yield target.id


def _compiled(tree: ast.AST) -> Iterator[int]:
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, _FUNCTIONS):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
                yield node.lineno
            yield from _compiled(node)
