"""Tables as columns with a type, for spreadsheets, notebooks and pipelines: what a row lacks changes no type.

Needs pandas (the extra `table`), and pyarrow for Parquet (the extra `batch`); both are imported only when a
table is made.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from analyzer.report.text import well_formed
from analyzer.report.visible import visible

if TYPE_CHECKING:
    import pandas

TEXT, WHOLE, NUMBER, TRUTH = "object", "Int64", "Float64", "boolean"
# What makes a spreadsheet read a cell as a formula, also in the full width of East Asian keyboards.
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")


class MissingExtra(ImportError):  # noqa: N818  (it names what is missing)
    """An optional library is not installed; the message names the extra to install."""


class Column(Struct, frozen=True):
    """A column; `type` is one of the four above, and any value may be None."""

    name: str
    type: str
    values: Sequence[Any]


def frame_of(columns: Sequence[Column]) -> pandas.DataFrame:
    """The columns as a data frame. A value that is not of its column's type is a gap. Raises MissingExtra."""
    library = require_pandas()
    frame: pandas.DataFrame = library.DataFrame(
        {
            well_formed(each.name): library.Series(
                [_fitting(value, each.type) for value in each.values], dtype=each.type
            )
            for each in columns
        }
    )
    return frame


def stacked(tables: Sequence[Sequence[Column]]) -> list[Column]:
    """Tables of the same columns one below the other."""
    return [
        Column(parts[0].name, parts[0].type, [value for part in parts for value in part.values])
        for parts in zip(*tables, strict=True)
    ]


def to_csv(frame: pandas.DataFrame) -> str:
    """The table as CSV that a spreadsheet opens without running anything in it.

    A header line; lines end with "\\n"; text is quoted and numbers are not; what is true or not is "yes" or
    "no", an empty cell is "". Text that a spreadsheet would take for a formula, or that begins with a control
    character, begins with an apostrophe; controls, line breaks and lone surrogates are spelled out, so that a
    row is a line. The same frame gives the same text.
    """
    safe = frame.map(_neutral, na_action="ignore").rename(columns=_neutral)
    return safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)


def csv_of(columns: Sequence[Column]) -> bytes:
    """The table as CSV in UTF-8; see `to_csv`."""
    return to_csv(frame_of(columns)).encode("utf-8")


def parquet_of(columns: Sequence[Column]) -> bytes:
    """The table as Parquet; the same columns give the same bytes from the same libraries."""
    import pyarrow
    import pyarrow.parquet

    types = {
        TEXT: pyarrow.string(),
        WHOLE: pyarrow.int64(),
        NUMBER: pyarrow.float64(),
        TRUTH: pyarrow.bool_(),
    }
    schema = pyarrow.schema([(well_formed(each.name), types[each.type]) for each in columns])
    arrays = [
        pyarrow.array([_fitting(value, each.type) for value in each.values], type=types[each.type])
        for each in columns
    ]
    written = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), written)
    return written.getvalue()


def require_pandas() -> ModuleType:
    """The library behind every table. Raises MissingExtra where it is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise MissingExtra(
            "tables and CSV require pandas, which is not installed; install repo-evidence[table]"
        ) from error
    return pandas


def require_parquet() -> None:
    """Raises MissingExtra where a library is missing."""
    require_pandas()
    if find_spec("pyarrow") is None:
        raise MissingExtra("Parquet requires pyarrow, which is not installed; install repo-evidence[batch]")


def _fitting(value: Any, type: str) -> Any:
    """The value as its column holds it; of a scorecard that was read back it may be anything."""
    truth = isinstance(value, bool)
    if type == TRUTH:
        return value if truth else None
    if type == TEXT:
        return well_formed(value) if isinstance(value, str) else None
    if truth or not isinstance(value, int | float):
        return None
    if type == NUMBER:
        return float(value)
    return int(value) if value == int(value) and abs(value) < 2**63 else None


def _neutral(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if not isinstance(cell, str) or not cell:
        return cell
    first = next((each for each in cell if unicodedata.category(each)[0] not in "CZ"), "")
    acts = first in _FORMULA_STARTS or unicodedata.category(cell[0]) == "Cc"
    return ("'" if acts else "") + visible(cell)
