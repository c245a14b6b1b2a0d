"""Models loaded by a function of a table: `LOADERS = {"xgb": xgboost.load_model}`, `LOADERS[kind](uri)`."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, code_only
from analyzer.repository import Snapshot
from analyzer.text import rows_of
from analyzer.wiring.models.imported_models import Imported, model_kind
from analyzer.wiring.modules import Code

TABLE_OF_LOADERS = lazy_regex(r"^[ \t]*(?:self\.)?([A-Za-z_]\w{0,80})[ \t]*(?::[^=\n]{1,120})?=[ \t]*\{")
TAKEN_FROM_TABLE = lazy_regex(
    r"(?<![\w.])(?:self\.)?([A-Za-z_]\w{0,80})(?:\[[^\]\n]{1,80}\]|\.get\([^)\n]{1,80}\))\("
)
ROWS_OF_LOADERS = 30


def loaded_by_table(repo: Snapshot, code: Code, imported: Imported) -> Iterator[tuple[int, str]]:
    """The line of each call of an entry of such a table, and one of the functions that it holds."""
    if code.notebook:
        return
    loads = [name for name in code.facts.named if model_kind(_called(name), name, imported) == "loads"]
    if not loads:
        return
    rows = rows_of(code_only(repo.text(code.path) or ""))
    tables = dict(_tables(rows, loads))
    for number, row in enumerate(rows, 1) if tables else ():
        match = TAKEN_FROM_TABLE.search(row[:300])
        if match is not None and match[1] in tables:
            yield number, tables[match[1]]


def _called(name: str) -> Call:
    """A function of this name, called with one argument."""
    return Call(name, 1, None, (), (), 1)


def _tables(rows: tuple[str, ...], loads: list[str]) -> Iterator[tuple[str, str]]:
    """The tables among the rows that hold one of the functions, by their names."""
    for number, row in enumerate(rows):
        match = TABLE_OF_LOADERS.match(row[:300])
        if match is None:
            continue
        inside = "\n".join(each[:300] for each in rows[number : number + ROWS_OF_LOADERS]).partition("}")[0]
        held = next((each for each in loads if _ends_with(inside, each)), None)
        if held is not None:
            yield match[1], held


def _ends_with(text: str, target: str) -> bool:
    """Whether a value of a table is a function by the last two names of its target: `sklearn.load_model`."""
    short = ".".join(target.split(".")[-2:])
    return f"{short}," in text or f"{short}\n" in text or text.rstrip().endswith(short)
