"""Several scorecards side by side in the terminal, one row for each candidate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.model import DimensionScore, Scorecard
from analyzer.report.reading import interval_words
from analyzer.report.terminal import LABEL_STYLES, interval_bar
from analyzer.report.text import literal
from analyzer.scoring import INSUFFICIENT, NOTEBOOK_ONLY

_SHORT_LABELS = {
    "strong_public_evidence": "strong",
    "moderate_public_evidence": "moderate",
    "thin_public_evidence": "thin",
    NOTEBOOK_ONLY: "notebooks",
    INSUFFICIENT: "undecided",
}
_NAME_LIMIT = 60
_HEADING = 3
# Columns for a name, the label, the bounds and the flags; the dimensions' come on top, the bar gets the rest.
_FIXED = 17 + 10 + 7 + 6
_SHORTEST_BAR, _LONGEST_BAR = 4, 20


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """What of a scorecard stands beside the others; bounds 0 to 100, coverage 0 to 1."""

    name: str
    label: str
    low: float
    high: float
    coverage: float
    dimensions: tuple[DimensionScore, ...]
    flags: tuple[str, ...]


def row_of(name: str, scorecard: Scorecard) -> ComparisonRow:
    """The row of a scorecard under the name that it is compared by."""
    verdict = scorecard.verdict
    return ComparisonRow(
        name=name,
        label=verdict.label,
        low=verdict.low,
        high=verdict.high,
        coverage=verdict.coverage,
        dimensions=scorecard.dimensions,
        flags=tuple(sorted(flag.id for each in scorecard.repositories for flag in each.flags)),
    )


def ordered(rows: Iterable[ComparisonRow]) -> list[ComparisonRow]:
    """The highest lower bound first, then the highest upper bound, then the name."""
    return sorted(rows, key=lambda row: (-row.low, -row.high, row.name))


def render_comparison(scorecards: Iterable[ComparisonRow], console: Console) -> None:
    """Print one row a candidate: the highest lower bound first, then the highest upper bound, then the name.

    The columns of the dimensions hold their lower bounds, 0 to 100; the legend below names them.
    """
    rows = ordered(scorecards)
    titles = {each.id: each.title for row in rows for each in row.dimensions}
    left = console.width - _FIXED - (_HEADING + 1) * len(titles)
    width = min(_LONGEST_BAR, max(_SHORTEST_BAR, left))
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("candidate", min_width=12, overflow="fold")
    table.add_column("evidence", no_wrap=True)
    table.add_column(Text("score"), no_wrap=True)
    table.add_column("", no_wrap=True, min_width=5)
    for dimension in titles:
        table.add_column(literal(dimension[:_HEADING]), justify="right", no_wrap=True, width=_HEADING)
    table.add_column("flags", justify="right", no_wrap=True)
    for row in rows:
        lows = {each.id: each.low for each in row.dimensions}
        table.add_row(
            literal(row.name, limit=_NAME_LIMIT),
            literal(_SHORT_LABELS.get(row.label, row.label), LABEL_STYLES.get(row.label, "")),
            interval_bar(row.low, row.high, width, ascii_only=console.options.ascii_only),
            interval_words(row.low, row.high),
            *(f"{lows[dimension]:.0f}" if dimension in lows else "" for dimension in titles),
            str(len(row.flags)),
        )
    console.print(table)
    legend = ", ".join(f"{dimension[:_HEADING]} {title}" for dimension, title in titles.items())
    console.print()
    console.print(literal(f"At least this much was shown, 0 to 100: {legend}.", "dim"))
    console.print(literal("Undecided: what was not seen could still change the label.", "dim"))
