"""Names that a file of Julia shares with others: of the module that includes it, and of a program's globals.

Sources: https://docs.julialang.org/en/v1/manual/modules/ (including files),
https://docs.julialang.org/en/v1/manual/variables-and-scoping/.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call, Function
from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import functions_meant, programs

JULIA_FILE = ".jl"
MODULE_BEFORE = lazy_regex(r"\b([A-Z]\w{0,60})\.([A-Za-z_]\w{0,80}!?)")
# `NET[] = net`: what a `const NET = Ref{Any}()` holds.
FILLS_GLOBAL = lazy_regex(r"^\s{0,40}(\w{1,60})\[\]\s{0,4}=(?!=)")
READS_GLOBAL = lazy_regex(r"\b(\w{1,60})\[\]")
LONGEST_JULIA_ROW = 300


def with_module(repo: Snapshot, path: str, call: Call, attached: tuple[str, ...]) -> str | None:
    """The target of `HTTP.Response(...)` in a file that is included where HTTP is imported; else None."""
    if not path.endswith(JULIA_FILE):
        return None
    name = call.target.removeprefix("?.").removesuffix("()")
    rows = _rows_of(repo, path)
    row = rows[call.line - 1][:LONGEST_JULIA_ROW] if call.line <= len(rows) else ""
    modules = (match[1] for match in MODULE_BEFORE.finditer(row) if match[2] == name)
    module = next((each for each in modules if each in attached), None)
    return None if module is None else f"{module}{FROM_PACKAGE}{name}"


def is_own_function(repo: Snapshot, path: str, call: Call) -> bool:
    """Whether `Posts.predict(x)` names a function of a module of the repository, whatever `x` is."""
    module, mark, _name = call.target.partition(FROM_PACKAGE)
    is_named = bool(mark) and module != ANY_PACKAGE and path.endswith(JULIA_FILE)
    return is_named and any(functions_meant(repo, path, call.target))


def readers_of_globals(repo: Snapshot, filling: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """The functions, as (file, name), that read a global variable which one of some functions fills."""
    names = {name for node in filling for name in _filled_by(repo).get(node, ())}
    if not names:
        return frozenset()
    return frozenset(
        (path, each.qualified_name)
        for path, facts in programs(repo).items()
        if path.endswith(JULIA_FILE)
        for each in facts.functions
        if (path, each.qualified_name) not in filling
        and any(not names.isdisjoint(READS_GLOBAL.findall(row)) for row in _body(repo, path, each))
    )


@derived
def _filled_by(repo: Snapshot) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The global variables that each function fills."""
    found = {}
    for path, facts in programs(repo).items():
        for each in facts.functions if path.endswith(JULIA_FILE) else ():
            filled = (FILLS_GLOBAL.match(row) for row in _body(repo, path, each))
            names = tuple(match[1] for match in filled if match is not None)
            if names:
                found[path, each.qualified_name] = names
    return found


def _body(repo: Snapshot, path: str, function: Function) -> list[str]:
    rows = _rows_of(repo, path)[function.line - 1 : function.end_line]
    return [row[:LONGEST_JULIA_ROW] for row in rows]


def _rows_of(repo: Snapshot, path: str) -> list[str]:
    known = _known_rows(repo)
    if path not in known:
        known[path] = (repo.text(path) or "").split("\n")
    return known[path]


@derived
def _known_rows(repo: Snapshot) -> dict[str, list[str]]:
    del repo
    return {}


__all__ = ["is_own_function", "readers_of_globals", "with_module"]
