"""What of scorecards that different versions wrote cannot be compared, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import Console

from analyzer.report.comparison.rows import ComparisonRow
from analyzer.report.text import LIST_LIMIT, NAME_LIMIT, literal, plain


def not_comparable(rows: Iterable[ComparisonRow]) -> list[str]:
    """A sentence for each difference; none where all were written alike."""
    compared = list(rows)
    return [*_by_version(compared), *_by_signals(compared), *_by_dimensions(compared)]


def render_remarks(remarks: Iterable[str], console: Console) -> None:
    """Print them below a comparison."""
    for line in remarks:
        console.print(literal(line, "dim"))


def _by_version(rows: Iterable[ComparisonRow]) -> Iterator[str]:
    names: dict[str, list[str]] = {}
    for row in rows:
        if row.version:
            names.setdefault(row.version, []).append(row.name)
    if len(names) > 1:
        yield (
            f"Written by different versions of the program ({_grouped(names)}): what a check counts as "
            "evidence may have changed between them; scan again with one version to compare numbers."
        )


def _by_signals(rows: Iterable[ComparisonRow]) -> Iterator[str]:
    """Only of rows in which a repository was assessed; the others looked for nothing."""
    looked = [row for row in rows if row.signals]
    every = frozenset[str]().union(*(row.signals for row in looked))
    missing: dict[str, list[str]] = {}
    for row in looked:
        if absent := sorted(every - row.signals):
            missing.setdefault(_listed(absent), []).append(row.name)
    for signals, names in missing.items():
        yield f"Not looked for in {_listed(names)}: {signals}. That says nothing about these repositories."


def _by_dimensions(rows: Iterable[ComparisonRow]) -> Iterator[str]:
    scored = {row.name: {each.id: each.title for each in row.dimensions} for row in rows}
    every: Mapping[str, str] = {id: title for each in scored.values() for id, title in each.items()}
    for id, title in every.items():
        without = [name for name, own in scored.items() if id not in own]
        if without:
            where = f"{plain(title, NAME_LIMIT)} in {_listed(without)}"
            yield f"No score for {where}: the rubric has no such dimension."


def _grouped(names: Mapping[str, list[str]]) -> str:
    return "; ".join(f"{plain(version, NAME_LIMIT)}: {_listed(each)}" for version, each in names.items())


def _listed(names: list[str]) -> str:
    shown = [plain(name, NAME_LIMIT) for name in names[:LIST_LIMIT]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
