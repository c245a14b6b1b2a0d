"""Tables for spreadsheets and notebooks: one row a repository, or one row a candidate.

Needs pandas, which comes with the extra `table` and is imported only when a table is made.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from analyzer.model import Status, Support
from analyzer.report.comparison.rows import ComparisonRow, ordered, row_of
from analyzer.report.contract import RepositoryEntry, ScorecardDocument
from analyzer.report.json import document_of
from analyzer.report.text import well_formed
from analyzer.report.visible import visible
from analyzer.scorecard import Scorecard

if TYPE_CHECKING:
    import pandas

# Facts a reader sorts or filters by; the JSON report has them all.
FACTS_OF_NOTE = (
    "purpose",
    "active_days",
    "span_days",
    "authors",
    "largest_commit_share",
    "notebook_ratio",
    "tests",
    "test_assertions",
    "languages",
)
# What makes a spreadsheet read a cell as a formula, also in the full width of East Asian keyboards.
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")

Cell = str | int | float | bool | None


class MissingExtra(ImportError):  # noqa: N818  (it names what is missing)
    """An optional library is not installed; the message names the extra to install."""


def repositories_frame(scorecard: Scorecard) -> pandas.DataFrame:
    """One row a repository, by name: what it is, whose, the level of every signal, flags, facts.

    Columns: name, url, head, assessed, problem, commits, share_low and share_high (0 to 1, empty where
    nobody was named), `signal_<id>` (a level's word; where none was measured the status: unknown,
    not_applicable, error), flags (ids joined by ";"), claims and unsupported_claims (how many its documents
    make), `fact_<name>`, rubric and role (the same in every row). The rubric's signals come first.
    Raises MissingExtra without pandas.
    """
    return document_frame(document_of(scorecard), [each.id for each in scorecard.signals])


def document_frame(document: ScorecardDocument, signals: Sequence[str] | None = None) -> pandas.DataFrame:
    """`repositories_frame` of a scorecard that was read back; `signals` are in the order of their columns.

    Without them the columns are those of the document, in the order of the alphabet.
    Raises MissingExtra without pandas.
    """
    results = sorted(document["repositories"], key=lambda each: each["name"])
    if signals is None:
        signals = sorted({signal for each in results for signal in each["signals"]})
    shares = [each["candidate_share"] for each in results]
    return _frame(
        {
            "name": [each["name"] for each in results],
            "url": [each["url"] for each in results],
            "head": [each["head"] for each in results],
            "assessed": [each["assessed"] for each in results],
            "problem": [each["problem"] for each in results],
            "commits": [each["commits"] if each["assessed"] else None for each in results],
            "share_low": [None if share is None else share[0] for share in shares],
            "share_high": [None if share is None else share[1] for share in shares],
            **{f"signal_{signal}": [_level(each, signal) for each in results] for signal in signals},
            "flags": [_joined(each["flags"]) for each in results],
            "claims": [_claims(document, each) for each in results],
            "unsupported_claims": [_claims(document, each, Support.UNSUPPORTED) for each in results],
            **{f"fact_{name}": [each["facts"].get(name) for each in results] for name in FACTS_OF_NOTE},
            "rubric": [document["rubric"]["name"] for _ in results],
            "role": [document["rubric"]["role"] for _ in results],
        }
    )


def comparison_frame(
    rows: Iterable[ComparisonRow | tuple[str, Scorecard]], *, rubrics: bool = False
) -> pandas.DataFrame:
    """One row a candidate, in the order of every comparison: the highest lower bound first.

    Columns: name, label, low and high (0 to 100), coverage (0 to 1), `<dimension>_low` and
    `<dimension>_high` (empty where another rubric has no such dimension), flags (ids joined by ";"); with
    `rubrics` also rubric, rubric_sha256 and role, for rows that were not scored alike.
    Raises MissingExtra without pandas.
    """
    compared = ordered(each if isinstance(each, ComparisonRow) else row_of(*each) for each in rows)
    scores = [{dimension.id: dimension for dimension in each.dimensions} for each in compared]
    dimensions = dict.fromkeys(id for row in scores for id in row)
    columns: dict[str, list[Cell]] = {
        "name": [each.name for each in compared],
        "label": [each.label for each in compared],
        "low": [each.low for each in compared],
        "high": [each.high for each in compared],
        "coverage": [each.coverage for each in compared],
    }
    for id in dimensions:
        columns[f"{id}_low"] = [row[id].low if id in row else None for row in scores]
        columns[f"{id}_high"] = [row[id].high if id in row else None for row in scores]
    columns["flags"] = [_joined(each.flags) for each in compared]
    if rubrics:
        columns["rubric"] = [each.rubric.name for each in compared]
        columns["rubric_sha256"] = [each.rubric.sha256 for each in compared]
        columns["role"] = [each.rubric.role or None for each in compared]
    return _frame(columns)


def to_csv(frame: pandas.DataFrame) -> str:
    """The table as CSV that a spreadsheet opens without running anything in it.

    A header line; lines end with "\\n"; text is quoted and numbers are not; an empty cell is "".
    Text that a spreadsheet would take for a formula, or that begins with a control character, begins
    with an apostrophe; controls, line breaks and lone surrogates are spelled out, so that a row is a
    line. The same frame gives the same text.
    """
    safe = frame.map(_neutral, na_action="ignore").rename(columns=_neutral)
    return safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)


def require_pandas() -> ModuleType:
    """The library behind every table. Raises MissingExtra where it is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise MissingExtra(
            "tables and CSV require pandas, which is not installed; install repo-evidence[table]"
        ) from error
    return pandas


def _frame(columns: Mapping[str, Sequence[Cell]]) -> pandas.DataFrame:
    """The columns with types that do not depend on which rows have a gap."""
    library = require_pandas()
    frame: pandas.DataFrame = library.DataFrame(
        {
            well_formed(name): library.Series([_formed(cell) for cell in cells], dtype=_type(cells))
            for name, cells in columns.items()
        }
    )
    return frame


def _formed(cell: Cell) -> Cell:
    return well_formed(cell) if isinstance(cell, str) else cell


def _type(cells: Sequence[Cell]) -> str:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "Int64"
    return "Float64" if kinds and kinds <= {int, float} else "object"


def _level(repository: RepositoryEntry, signal: str) -> str | None:
    if not repository["assessed"]:
        return None
    found = repository["signals"].get(signal)
    if found is None:
        return Status.UNKNOWN.value
    return found["level"] if found["status"] == Status.MEASURED.value else found["status"]


def _claims(
    document: ScorecardDocument, repository: RepositoryEntry, support: Support | None = None
) -> int | None:
    if not repository["assessed"]:
        return None
    own = [each for each in document["claims"] if each["repository"] == repository["name"]]
    return sum(support is None or each["support"] == support.value for each in own)


def _joined(flags: Iterable[str]) -> str:
    return ";".join(sorted(set(flags)))


def _neutral(cell: Cell) -> Cell:
    if not isinstance(cell, str) or not cell:
        return cell
    first = next((each for each in cell if unicodedata.category(each)[0] not in "CZ"), "")
    acts = first in _FORMULA_STARTS or unicodedata.category(cell[0]) == "Cc"
    return ("'" if acts else "") + visible(cell)
