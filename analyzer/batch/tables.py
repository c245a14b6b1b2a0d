"""The tables of a batch, as CSV and as Parquet: columns whose names and types do not depend on the rows.

Needs pandas and pyarrow, which come with the extra `batch` and are imported only when a table is made.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from analyzer.report.table.frames import MissingExtra, require_pandas, to_csv
from analyzer.report.text import well_formed

if TYPE_CHECKING:
    import pandas

TEXT, WHOLE, NUMBER, TRUTH = "object", "Int64", "Float64", "boolean"


class Column(Struct, frozen=True):
    """A column; `type` is one of the four above, and any value may be None."""

    name: str
    type: str
    values: Sequence[Any]


def require_batch_extra() -> None:
    """Raises MissingExtra where a library is missing."""
    require_pandas()
    if find_spec("pyarrow") is None:
        raise MissingExtra(
            "summary.parquet requires pyarrow, which is not installed; install repo-evidence[batch]"
        )


def csv_of(columns: Sequence[Column]) -> bytes:
    """The table as CSV that a spreadsheet opens without running anything in it."""
    return to_csv(_frame(columns)).encode("utf-8")


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
    schema = pyarrow.schema([(each.name, types[each.type]) for each in columns])
    arrays = [
        pyarrow.array([_formed(value) for value in each.values], type=types[each.type]) for each in columns
    ]
    written = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), written)
    return written.getvalue()


def _frame(columns: Sequence[Column]) -> pandas.DataFrame:
    library = require_pandas()
    frame: pandas.DataFrame = library.DataFrame(
        {
            each.name: library.Series([_formed(value) for value in each.values], dtype=each.type)
            for each in columns
        }
    )
    return frame


def _formed(value: Any) -> Any:
    return well_formed(value) if isinstance(value, str) else value
