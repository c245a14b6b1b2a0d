"""What the page draws: numbers for an SVG, a sentence for who does not see it, and its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.report.answer import level_of
from analyzer.report.contract import ActivityEntry, CodeEntry, DimensionEntry, MonthEntry, RepositoryEntry
from analyzer.report.html.views import PAGE_NAME_LIMIT, Source, cut
from analyzer.scoring import interval_words
from analyzer.text import plural

BARS_LIMIT = 48
LANGUAGES_SHOWN = 6
_HEIGHT = 40
_STEP = 10
_SHADES = (0.5, 20, 40, 60, 80)
_MONTHS_OF_A_YEAR = 12
_WIDE_OPEN = 10


class HeatCell(Struct, frozen=True):
    """What one repository shows of a dimension, 0 to 100, in 5 shades; `open`: much more is possible."""

    words: str
    shade: int
    open: bool
    anchor: str | None


class HeatRow(Struct, frozen=True):
    """One repository of the heat map; without cells if it was not assessed."""

    number: int
    name: str
    cells: tuple[HeatCell, ...]


class HeatMap(Struct, frozen=True):
    """Repositories by dimensions."""

    titles: tuple[str, ...]
    rows: tuple[HeatRow, ...]


class Bar(Struct, frozen=True):
    """A stretch of time of a drawing: where it stands, how high each kind is, what else happened."""

    label: str
    candidate: int
    unsure: int
    others: int
    deployments: int
    releases: tuple[str, ...]


class ActivityView(Struct, frozen=True):
    """Commits over time: bars as one path for each kind, marks by their places, and the table of both."""

    words: str
    width: int
    own: str
    unsure: str
    others: str
    releases: tuple[int, ...]
    deployments: tuple[int, ...]
    bars: tuple[Bar, ...]


class Part(Struct, frozen=True):
    """A part of a whole, in per cent: where it begins, how long it is, its size in words."""

    name: str
    start: float
    length: float
    words: str


def heat_map(source: Source) -> HeatMap | None:
    """The map; None where a document does not say what its dimensions are made of."""
    dimensions = source.document["dimensions"]
    if not source.document["signals"] or not source.repositories:
        return None
    members: Mapping[str, list[str]] = {
        each["id"]: [one["id"] for one in source.document["signals"] if one["dimension"] == each["id"]]
        for each in dimensions
    }
    return HeatMap(
        tuple(cut(each["title"], PAGE_NAME_LIMIT) for each in dimensions),
        tuple(
            HeatRow(
                number,
                cut(repository["name"], PAGE_NAME_LIMIT),
                tuple(_cell(source, number, repository, each, members[each["id"]]) for each in dimensions)
                if repository["assessed"]
                else (),
            )
            for number, repository in enumerate(source.repositories)
        ),
    )


def _cell(
    source: Source,
    number: int,
    repository: RepositoryEntry,
    dimension: DimensionEntry,
    signals: Iterable[str],
) -> HeatCell:
    found = [(id, repository["signals"][id]) for id in signals if id in repository["signals"]]
    full = dimension["full_credit_at"]
    low, high = (
        min(100.0, 100 * sum(each["weight"] * each["earned"][end] for _id, each in found) / full)
        if full > 0
        else 0.0
        for end in (0, 1)
    )
    best = max(
        found,
        key=lambda pair: (pair[1]["earned"][0] * pair[1]["weight"], level_of(pair[1]["level"])),
        default=None,
    )
    return HeatCell(
        words=interval_words(low, low),
        shade=sum(low >= each for each in _SHADES),
        open=high - low >= _WIDE_OPEN,
        anchor=source.findings[number, best[0]].anchor if best else None,
    )


def activity_view(activity: ActivityEntry | None) -> ActivityView | None:
    """Activity over time; a long one by years, so that its bars can be told apart."""
    if activity is None:
        return None
    bars = _bars(activity)
    if not bars:
        return None
    highest = max(max(each.candidate + each.unsure + each.others for each in bars), 1)
    paths: dict[str, list[str]] = {"own": [], "unsure": [], "others": []}
    for place, bar in enumerate(bars):
        top = float(_HEIGHT)
        for kind, size in (("own", bar.candidate), ("unsure", bar.unsure), ("others", bar.others)):
            tall = round(_HEIGHT * size / highest, 1)
            if size and tall:
                paths[kind].append(f"M{place * _STEP + 1} {round(top, 1)}h8v-{tall}h-8z")
                top -= tall
    return ActivityView(
        words=_activity_words(bars),
        width=len(bars) * _STEP,
        own="".join(paths["own"]),
        unsure="".join(paths["unsure"]),
        others="".join(paths["others"]),
        releases=tuple(place * _STEP + 5 for place, each in enumerate(bars) if each.releases),
        deployments=tuple(place * _STEP + 1 for place, each in enumerate(bars) if each.deployments),
        bars=tuple(bars),
    )


def _bars(activity: ActivityEntry) -> list[Bar]:
    months = [(place, each) for each in activity["months"] if (place := _place(each["month"])) is not None]
    releases = [
        (place, each["name"]) for each in activity["releases"] if (place := _place(each["date"])) is not None
    ]
    places = [place for place, _ in (*months, *releases)]
    if not places:
        return []
    first, last = min(places), max(places)
    by_year = last - first >= BARS_LIMIT
    size = _MONTHS_OF_A_YEAR if by_year else 1
    starts = range(first // size, last // size + 1)[-BARS_LIMIT:]
    return [_bar(start, by_year, months, releases) for start in starts]


def _bar(
    start: int, by_year: bool, months: Iterable[tuple[int, MonthEntry]], releases: Iterable[tuple[int, str]]
) -> Bar:
    size = _MONTHS_OF_A_YEAR if by_year else 1
    inside = [each for place, each in months if place // size == start]
    year, month = divmod(start, _MONTHS_OF_A_YEAR)
    return Bar(
        label=f"{start:04}" if by_year else f"{year:04}-{month + 1:02}",
        candidate=sum(max(each["candidate"], 0) for each in inside),
        unsure=sum(max(each["unsure"], 0) for each in inside),
        others=sum(max(each["others"], 0) for each in inside),
        deployments=sum(max(each["deployments"], 0) for each in inside),
        releases=tuple(cut(name, 40) for place, name in releases if place // size == start),
    )


def _place(day: str) -> int | None:
    """How many months a day, or a month, is after the year 0."""
    year, month = day[:4], day[5:7]
    digits = year + month
    if not (digits.isascii() and digits.isdigit() and month and 1 <= int(month) <= _MONTHS_OF_A_YEAR):
        return None
    return int(year) * _MONTHS_OF_A_YEAR + int(month) - 1


def _activity_words(bars: Sequence[Bar]) -> str:
    own, unsure, others = (
        sum(sizes) for sizes in zip(*((b.candidate, b.unsure, b.others) for b in bars), strict=True)
    )
    parts = [f"{own:,} by the candidate"]
    if unsure:
        parts.append(f"{unsure:,} by an unconfirmed author")
    if others:
        parts.append(f"{others:,} by others")
    releases = sum(len(each.releases) for each in bars)
    changes = sum(each.deployments for each in bars)
    return (
        f"Commits from {bars[0].label} to {bars[-1].label}: {', '.join(parts)}; "
        f"{plural(releases, 'release')}; {plural(changes, 'commit')} changed what is deployed"
    )


def code_parts(code: CodeEntry | None) -> tuple[Part, ...]:
    """Lines of code in modules, and in notebooks."""
    return () if code is None else _parts([("modules", code["modules"]), ("notebooks", code["notebooks"])])


def language_parts(code: CodeEntry | None) -> tuple[Part, ...]:
    """Lines of code by language, the most first; many are shown together."""
    if code is None:
        return ()
    ranked = sorted(code["languages"].items(), key=lambda pair: (-pair[1], pair[0]))
    rest = sum(max(lines, 0) for _name, lines in ranked[LANGUAGES_SHOWN:])
    named = [(cut(name, 40), lines) for name, lines in ranked[:LANGUAGES_SHOWN]]
    return _parts([*named, *([("others", rest)] if rest else [])])


def _parts(sizes: Sequence[tuple[str, int]]) -> tuple[Part, ...]:
    whole = sum(max(size, 0) for _name, size in sizes)
    parts: list[Part] = []
    start = 0.0
    for name, size in sizes:
        if size > 0:
            length = 100 * size / whole
            parts.append(Part(name, round(start, 2), round(length, 2), f"{size:,} lines, {length:.0f}%"))
            start += length
    return tuple(parts)
