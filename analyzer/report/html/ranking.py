"""Many candidates on one page: a plain table for each rubric, the highest lower bound first."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from analyzer import __version__
from analyzer.report.comparison.rows import ComparedRubric, ComparisonRow, ordered
from analyzer.report.explained import A_HUMAN_DECIDES, LABEL_WORDS, NEVER_SCORED
from analyzer.report.html.templates import template
from analyzer.report.html.views import PAGE_NAME_LIMIT, cut
from analyzer.scoring import interval_words
from analyzer.text import plural

_CAPTION = (
    "Bounds of 0 to 100: what was shown, and what it could be with what was not seen. Equal bounds share a "
    "place. Seen: how much of what counts could be read."
)
_SEVERAL = "Rows of different rubrics do not measure the same: each rubric has its table."


class RankedRow(Struct, frozen=True):
    """One line of the table, in the words that it shows."""

    place: int
    name: str
    label: str
    bounds: str
    dimensions: tuple[str, ...]
    flags: int
    seen: str


class RankingTable(Struct, frozen=True):
    """Everybody who was scored by the same numbers."""

    rubric: str
    caption: str
    dimensions: tuple[str, ...]
    rows: tuple[RankedRow, ...]


class RankingPage(Struct, frozen=True):
    """Everything the template prints, in its order."""

    heading: str
    manners: tuple[str, ...]
    tables: tuple[RankingTable, ...]
    missing: str
    version: str


def to_ranking(rows: Iterable[ComparisonRow], *, without_scorecard: int = 0) -> str:
    """The page, ending with a newline; the same rows give the same text."""
    by_rubric: dict[ComparedRubric, list[ComparisonRow]] = {}
    for row in rows:
        by_rubric.setdefault(row.rubric, []).append(row)
    several = (_SEVERAL,) if len(by_rubric) > 1 else ()
    missing = f"{plural(without_scorecard, 'candidate')} without a scorecard: see failures.csv."
    page = RankingPage(
        heading="Evidence in repositories, compared",
        manners=(NEVER_SCORED, A_HUMAN_DECIDES, *several),
        tables=tuple(
            _table(rubric, by_rubric[rubric])
            for rubric in sorted(by_rubric, key=lambda each: (each.name, each.role, each.sha256))
        ),
        missing=missing if without_scorecard else "",
        version=__version__,
    )
    return template("ranking.html.j2").render(page=page)


def _table(rubric: ComparedRubric, rows: Iterable[ComparisonRow]) -> RankingTable:
    compared = ordered(rows)
    titles = {each.id: each.title for row in compared for each in row.dimensions}
    places: dict[tuple[float, float], int] = {}
    ranked = []
    for number, row in enumerate(compared, start=1):
        bounds = {each.id: interval_words(each.low, each.high) for each in row.dimensions}
        ranked.append(
            RankedRow(
                place=places.setdefault((row.low, row.high), number),
                name=cut(row.name, PAGE_NAME_LIMIT),
                label=LABEL_WORDS.get(row.label, row.label),
                bounds=interval_words(row.low, row.high),
                dimensions=tuple(bounds.get(id, "") for id in titles),
                flags=len(row.flags),
                seen=f"{row.coverage:.0%}",
            )
        )
    return RankingTable(f"Rubric {rubric.words}", _CAPTION, tuple(titles.values()), tuple(ranked))
