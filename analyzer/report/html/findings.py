"""Every finding: dimensions, their signals, and what each repository shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from analyzer.model import Level, Status
from analyzer.report.answer import level_of
from analyzer.report.contract import DimensionEntry, EvidenceEntry, SignalEntry, StandingEntry
from analyzer.report.html.evidence import (
    OTHERS,
    OWN,
    EvidenceView,
    LadderView,
    evidence_list,
    evidence_view,
    ladder,
    whose,
)
from analyzer.report.html.views import PAGE_NAME_LIMIT, Listing, Quotable, Source, cut
from analyzer.scoring import interval_words

PAGE_RULE_LIMIT = 1200
_STATUS_WORDS: Mapping[str, str] = {
    Status.UNKNOWN.value: "not seen",
    Status.ERROR.value: "error",
    Status.NOT_APPLICABLE.value: "does not apply",
}
_SUSTAINED = Level.SUSTAINED.word


class FindingView(Struct, frozen=True):
    """What one repository shows of a signal; `number` is the repository's on the page."""

    number: int
    repository: str
    quoted: Quotable
    ladder: LadderView
    words: str
    whose: str
    earned: str
    higher: str
    evidence: Listing[EvidenceView]
    near: tuple[str, ...]


class SignalView(Struct, frozen=True):
    """A signal over all repositories: where it was found, where not, and what it earned."""

    title: str
    ladder: LadderView
    words: str
    earned: str
    possible: str
    rule: tuple[str, ...]
    found: tuple[FindingView, ...]
    others: tuple[FindingView, ...]

    @property
    def missing_points(self) -> float:
        """What the signal could still earn, to sort by."""
        return round(float(self.possible or 0) - float(self.earned or 0), 4)


class DimensionView(Struct, frozen=True):
    """A dimension with its signals; without `bounds` it has no score.

    `missing` are the signals that no repository shows.
    """

    number: int
    title: str
    found: tuple[SignalView, ...]
    missing: tuple[SignalView, ...]
    low: float = 0.0
    high: float = 0.0
    bounds: str = ""
    weight: str = ""
    essential: bool = False
    seen: str = ""

    @property
    def anchor(self) -> str:
        return f"dimension-{self.number}"

    @property
    def missing_points(self) -> float:
        """What the dimension could still add to the score, in an arbitrary unit: to sort by."""
        return round((100 - self.low) * float(self.weight or 0), 2)


def dimension_views(source: Source) -> tuple[DimensionView, ...]:
    """Every dimension in the rubric's order, then what is shown and not scored."""
    document = source.document
    views = []
    for number, each in enumerate(document["dimensions"], start=1):
        standings = [one for one in document["signals"] if one["dimension"] == each["id"]]
        views.append(_dimension(source, number, each, standings))
    known = {each["id"] for each in document["dimensions"]}
    rest = [each for each in _standings(source) if each["dimension"] not in known]
    if rest:
        found, missing = _parted([_signal(source, each) for each in rest])
        title = "Shown, not scored" if document["signals"] else "Signals"
        views.append(DimensionView(len(views) + 1, title, found, missing))
    return tuple(views)


def _standings(source: Source) -> list[StandingEntry]:
    """Where every signal stands; a document of version 1.0 says nothing of it, but has their findings."""
    if source.document["signals"]:
        return source.document["signals"]
    ids = sorted({id for each in source.repositories for id in each["signals"]})
    return [
        {
            "id": id,
            "title": source.title_of(id),
            "dimension": None,
            "weight": 0.0,
            "max_level": _SUSTAINED,
            "level": max((one.word for one in _levels(source, id)), key=level_of, default=Level.ABSENT.word),
            "low": 0.0,
            "high": 0.0,
            "points": {},
            "repository": None,
            "evidence": None,
            "earned": 0.0,
            "credit": None,
            "by_others": False,
            "remarks": [],
            "looks_for": "",
        }
        for id in ids
    ]


def _levels(source: Source, id: str) -> Iterator[Level]:
    return (level_of(each["signals"][id]["level"]) for each in source.repositories if id in each["signals"])


def _dimension(
    source: Source, number: int, dimension: DimensionEntry, standings: Iterable[StandingEntry]
) -> DimensionView:
    found, missing = _parted([_signal(source, each) for each in standings])
    return DimensionView(
        number=number,
        title=cut(dimension["title"], PAGE_NAME_LIMIT),
        found=found,
        missing=missing,
        low=dimension["low"],
        high=dimension["high"],
        bounds=interval_words(dimension["low"], dimension["high"]),
        weight=_number(dimension["weight"]) if dimension["weight"] else "",
        essential=dimension["essential"],
        seen="" if dimension["coverage"] == 1 else f"{dimension['coverage']:.0%} seen",
    )


def _parted(signals: Sequence[SignalView]) -> tuple[tuple[SignalView, ...], tuple[SignalView, ...]]:
    return tuple(each for each in signals if each.found), tuple(each for each in signals if not each.found)


def _signal(source: Source, standing: StandingEntry) -> SignalView:
    id, highest = standing["id"], standing["max_level"]
    views = [
        _finding(source, number, id, entry)
        for number, each in enumerate(source.repositories)
        if (entry := each["signals"].get(id)) is not None
    ]
    found = sorted(
        (each for each in views if each.ladder.level >= Level.PRESENT),
        key=lambda each: (each.whose == OTHERS, -each.ladder.level),
    )
    evidence = standing["evidence"]
    best = evidence_view(source, evidence, repository=standing["repository"] or "") if evidence else None
    words = best.note if best else ". ".join(standing["remarks"])
    return SignalView(
        title=cut(standing["title"], PAGE_NAME_LIMIT),
        ladder=ladder(standing["level"], highest=highest),
        words=cut(words or (found[0].words if found else "")),
        earned=_number(standing["weight"] * standing["low"]) if standing["weight"] else "",
        possible=_number(standing["weight"]) if standing["weight"] else "",
        rule=_paragraphs(standing["looks_for"]),
        found=tuple(found),
        others=tuple(each for each in views if each.ladder.level < Level.PRESENT),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(cut(" ".join(each.split()), PAGE_RULE_LIMIT) for each in text.split("\n\n") if each.strip())


def _finding(source: Source, number: int, id: str, entry: SignalEntry) -> FindingView:
    measured = entry["status"] == Status.MEASURED
    level = level_of(entry["level"])
    shown = (
        [each for each in entry["evidence"] if level_of(each["level"]) >= Level.PRESENT] if measured else []
    )
    told = entry["message"].removeprefix(f"no {source.title_of(id)} found; ")
    words = "; ".join(each for each in (entry["reason"], told) if each)
    word = level.word if measured else _STATUS_WORDS.get(entry["status"], "not seen")
    if measured and level is Level.ABSENT:
        word = "no recognised pattern found"
    elif measured and level is Level.CLAIMED:
        word = "only claimed in text"
    steps = ladder(level.word, ceiling=entry["ceiling"], highest=entry["max_level"])
    low, high = entry["earned"]
    return FindingView(
        number=number,
        repository=cut(source.repositories[number]["name"], PAGE_NAME_LIMIT),
        quoted=source.findings[number, id],
        ladder=LadderView(word, steps.level if measured else 0, steps.ceiling, steps.highest),
        words=cut(words),
        whose=_whose_of(source, shown),
        earned="" if not entry["weight"] else interval_words(100 * low, 100 * high),
        higher=cut(entry["reason"] or "not everything could be read") if steps.ceiling > level else "",
        evidence=evidence_list(source, shown or entry["evidence"], entry["max_level"]),
        near=tuple(cut(each) for each in entry["near"]),
    )


def _whose_of(source: Source, evidence: Iterable[EvidenceEntry]) -> str:
    """The candidate's if any place of it is; of others if all are."""
    origins = [whose(source, each) for each in evidence]
    if OWN in origins:
        return OWN
    return next((each for each in origins if each != OTHERS), origins[0] if origins else "")


def _number(value: float) -> str:
    """A number of a rubric as people read it: "1", "0.59"."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"
