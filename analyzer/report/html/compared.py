"""Comparisons as pages: several candidates side by side, or one candidate over time.

Made from the JSON documents alone, so that what was scanned earlier can be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from analyzer import __version__
from analyzer.report.comparison.over_time import Moment, OverTime
from analyzer.report.comparison.sides import Named, Proof, SideTable, side_tables
from analyzer.report.explained import A_HUMAN_DECIDES, LABEL_WORDS, NEVER_SCORED
from analyzer.report.html.templates import template
from analyzer.report.html.views import PAGE_NAME_LIMIT, PAGE_NOTE_LIMIT, cut
from analyzer.report.text import web_link
from analyzer.scoring import interval_words

_BLIND = "Candidates are numbered by the lower bound of the score; names, places and code are hidden."
_SHOWN_BY = "'compare --names' shows them."
_READING = (
    "Bounds of 0 to 100: what was shown, and what it could be with what was not seen. A candidate whose "
    "repositories are private shows less; that says nothing about their work."
)
CHART_WIDTH, CHART_HEIGHT, CHART_MARGIN = 640, 180, 34


class ComparedPage(Struct, frozen=True):
    """Everything that the template of a comparison prints."""

    heading: str
    notes: tuple[str, ...]
    tables: tuple[SideTable, ...]
    remarks: tuple[str, ...]
    manners: tuple[str, ...]
    version: str


def comparison_html(
    scorecards: Iterable[Named],
    *,
    blind: bool = True,
    remarks: Iterable[str] = (),
    shown_by: str = _SHOWN_BY,
) -> str:
    """The candidates side by side, ending with a newline; the same scorecards give the same text.

    `shown_by` says to the reader of a blind page what shows the names.
    """
    tables = side_tables(scorecards, blind=blind)
    count = sum(len(each.sides) for each in tables)
    page = ComparedPage(
        heading=f"{count} candidates compared" if count != 1 else "1 candidate",
        notes=((f"{_BLIND} {shown_by}",) if blind else ()) + (_READING,),
        tables=tables,
        remarks=() if blind else tuple(cut(each) for each in remarks),
        manners=(NEVER_SCORED, A_HUMAN_DECIDES),
        version=__version__,
    )
    return template("compared.html.j2").render(
        page=page, interval=interval_words, cut=cut, name_limit=PAGE_NAME_LIMIT, link=_link, note=_note
    )


def _link(proof: Proof) -> str | None:
    """The address of a proof, if it is a plain one: a stored scorecard may have been edited by hand."""
    return web_link(proof.link)


def _note(proof: Proof) -> str:
    return cut(proof.note, PAGE_NOTE_LIMIT)


class Dot(Struct, frozen=True):
    """One day on the chart, in its units: across, and the heights of the lower and the upper bound."""

    x: float
    low: float
    high: float
    moment: Moment


def over_time_html(found: OverTime) -> str:
    """One candidate over time as a page, ending with a newline."""
    dots = _dots(found.moments)
    return template("over_time.html.j2").render(
        found=found,
        dots=dots,
        area=" ".join(
            [*(f"{each.x:.1f},{each.high:.1f}" for each in dots)]
            + [f"{each.x:.1f},{each.low:.1f}" for each in reversed(dots)]
        ),
        line=" ".join(f"{each.x:.1f},{each.low:.1f}" for each in dots),
        width=CHART_WIDTH,
        height=CHART_HEIGHT,
        margin=CHART_MARGIN,
        labels=LABEL_WORDS,
        interval=interval_words,
        cut=cut,
        version=__version__,
    )


def _dots(moments: tuple[Moment, ...]) -> list[Dot]:
    """Each day at its place in time; at even steps if one is the newest commit, which has no day."""
    width = CHART_WIDTH - 2 * CHART_MARGIN
    try:
        days = [date.fromisoformat(each.day).toordinal() for each in moments]
    except ValueError:
        days = list(range(len(moments)))
    span = max(1, days[-1] - days[0])
    return [
        Dot(CHART_MARGIN + width * (day - days[0]) / span, _height(each.low), _height(each.high), each)
        for day, each in zip(days, moments, strict=True)
    ]


def _height(value: float) -> float:
    return CHART_HEIGHT - CHART_MARGIN - value / 100 * (CHART_HEIGHT - 2 * CHART_MARGIN)
