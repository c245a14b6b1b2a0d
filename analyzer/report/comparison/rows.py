"""Several scorecards side by side in the terminal, one row for each candidate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer import __version__
from analyzer.report.terminal.document import LABEL_STYLES, interval_bar
from analyzer.report.text import literal
from analyzer.scorecard import INSUFFICIENT, NOTEBOOK_ONLY, Scorecard
from analyzer.scoring import interval_words

_SHORT_LABELS = {
    "strong_public_evidence": "strong",
    "moderate_public_evidence": "moderate",
    "thin_public_evidence": "thin",
    NOTEBOOK_ONLY: "notebooks",
    INSUFFICIENT: "undecided",
}
_NAME_LIMIT = 60
_SHORTEST_NAME = 12
# Letters of a dimension that head its column: as many as leave room for a bar, three at most.
_HEADINGS = (3, 2)
_SHORTEST_BAR, _LONGEST_BAR = 5, 20  # the shortest is as wide as its heading, "score"


class ComparedDimension(Struct, frozen=True):
    """The bounds of one dimension, 0 to 100, and its coverage, 0 to 1."""

    id: str
    title: str
    low: float
    high: float
    coverage: float


class ComparedRubric(Struct, frozen=True):
    """By which numbers a scorecard was scored: the same `sha256`, the same numbers."""

    name: str
    sha256: str
    role: str = ""

    @property
    def words(self) -> str:
        """The rubric as people read it: "platform (1a2b3c4d)", with the role where its name is another."""
        role = f"{self.role}, " if self.role and self.role != self.name else ""
        return f"{self.name} ({role}{self.sha256[:8]})"


class ComparisonRow(Struct, frozen=True):
    """What of a scorecard stands beside the others; bounds 0 to 100, coverage 0 to 1.

    `version` is that of the program that wrote it, `signals` what it looked for in the repositories that it
    could assess.
    """

    name: str
    label: str
    low: float
    high: float
    coverage: float
    dimensions: tuple[ComparedDimension, ...]
    flags: tuple[str, ...]
    rubric: ComparedRubric
    version: str = ""
    signals: frozenset[str] = frozenset()


def row_of(name: str, scorecard: Scorecard) -> ComparisonRow:
    """The row of a scorecard under the name that it is compared by."""
    verdict = scorecard.verdict
    return ComparisonRow(
        name=name,
        label=verdict.label,
        low=verdict.low,
        high=verdict.high,
        coverage=verdict.coverage,
        dimensions=tuple(
            ComparedDimension(each.id, each.title, each.low, each.high, each.coverage)
            for each in scorecard.dimensions
        ),
        flags=tuple(sorted(flag.id for each in scorecard.repositories for flag in each.flags)),
        rubric=ComparedRubric(scorecard.rubric_name, scorecard.rubric_sha256, scorecard.role),
        version=__version__,
        signals=frozenset(
            each.id for each in scorecard.signals if any(one.assessed for one in scorecard.repositories)
        ),
    )


def ordered(rows: Iterable[ComparisonRow]) -> list[ComparisonRow]:
    """The highest lower bound first, then the highest upper bound, then the name."""
    return sorted(rows, key=lambda row: (-row.low, -row.high, row.name))


def render_comparison(
    scorecards: Iterable[ComparisonRow], console: Console, *, rubrics: bool = False
) -> None:
    """Print one row a candidate: the highest lower bound first, then the highest upper bound, then the name.

    The columns of the dimensions hold their lower bounds, 0 to 100; the legend below names them.
    `rubrics`: the rubric stands beside the name of each row.
    """
    rows = ordered(scorecards)
    titles = {each.id: each.title for row in rows for each in row.dimensions}
    names = [_name(row, rubrics=rubrics) for row in rows]
    labels = [
        literal(_SHORT_LABELS.get(row.label, row.label), LABEL_STYLES.get(row.label, "")) for row in rows
    ]
    bounds = [Text(interval_words(row.low, row.high)) for row in rows]
    lows = {id: [_low(row, id) for row in rows] for id in titles}
    beside = sum(
        max([least, *(cell.cell_len for cell in cells)]) + 1
        for least, cells in (
            (_SHORTEST_NAME, names),
            (len("evidence"), labels),
            (0, bounds),
            (len("flags"), []),
        )
    )
    heading, left = _heading([*lows.values()], console.width - beside)
    width = min(_LONGEST_BAR, left - 1)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("candidate", min_width=_SHORTEST_NAME, overflow="fold")
    table.add_column("evidence", no_wrap=True)
    if width >= _SHORTEST_BAR:
        table.add_column(Text("score"), no_wrap=True)
    table.add_column("", no_wrap=True)
    for dimension in titles:
        table.add_column(literal(dimension[:heading]), justify="right", no_wrap=True)
    table.add_column("flags", justify="right", no_wrap=True)
    for n, row in enumerate(rows):
        bar = interval_bar(row.low, row.high, width, ascii_only=console.options.ascii_only)
        table.add_row(
            names[n],
            labels[n],
            *((bar,) if width >= _SHORTEST_BAR else ()),
            bounds[n],
            *(cells[n] for cells in lows.values()),
            str(len(row.flags)),
        )
    console.print(table)
    console.print()
    for line in _legend(titles, heading, rubrics=rubrics):
        console.print(literal(line, "dim"))


def _legend(titles: Mapping[str, str], heading: int, *, rubrics: bool) -> Iterator[str]:
    """What stands below the rows."""
    named = ", ".join(f"{dimension[:heading]} {title}" for dimension, title in titles.items())
    yield f"Lower bound of each dimension, 0 to 100: {named}."
    yield "Undecided: files that were not seen could change the label."
    if rubrics:
        yield "Rows of different rubrics: their numbers and labels do not measure the same."


def _name(row: ComparisonRow, *, rubrics: bool) -> Text:
    name = literal(row.name, limit=_NAME_LIMIT)
    return Text.assemble(name, literal(f" {row.rubric.words}", "dim", limit=_NAME_LIMIT)) if rubrics else name


def _low(row: ComparisonRow, dimension: str) -> str:
    low = next((each.low for each in row.dimensions if each.id == dimension), None)
    return "" if low is None else f"{low:.0f}"


def _heading(columns: list[list[str]], room: int) -> tuple[int, int]:
    """How many letters head a dimension's column, and the room that its columns then leave."""
    for heading in _HEADINGS:
        left = room - sum(max(heading, *map(len, cells)) + 1 for cells in columns)
        if left > _SHORTEST_BAR:
            break
    return heading, left
