"""The first screen: the answer in a sentence, three questions with proof, strengths and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from msgspec import Struct

from analyzer.report.answer import Chip, Gap, Place, chips, gaps, level_words, strengths, strongest_repository
from analyzer.report.contract import ScorecardDocument
from analyzer.report.explained import LABEL_WORDS, meaning_of
from analyzer.report.html.evidence import EvidenceView, evidence_view
from analyzer.report.html.views import PAGE_NAME_LIMIT, PAGE_NOTE_LIMIT, Source, cut
from analyzer.report.reading import CERTAINTY_WORDS, role_words
from analyzer.report.summed import Summed, summed
from analyzer.scorecard import BAND_LABELS
from analyzer.text import repository_count

_NEAR_SHOWN = 3
_TARGETS_NAMED = 3
_ASKS: Mapping[str, str] = {"deployed": "Deployed?", "watched": "Watched?", "tested": "Tested in CI?"}


class BandView(Struct, frozen=True):
    """A stretch of the scale."""

    start: float
    length: float
    word: str
    reached: bool


class VerdictView(Struct, frozen=True):
    """The label, its bounds on the bands, the sentence on the strongest repository, how it came about."""

    label: str
    sentence: str
    bounds: str
    low: float
    high: float
    bands: tuple[BandView, ...]
    meaning: str
    reasons: tuple[str, ...]
    sum: Summed | None


class ChipView(Struct, frozen=True):
    """One of the three questions with its answer and its proof; `anchor` is the finding's."""

    ask: str
    state: str
    words: str
    title: str
    evidence: EvidenceView | None
    anchor: str | None
    hint: str


class StrengthView(Struct, frozen=True):
    """A strong piece of evidence: what it shows, and where its finding stands."""

    title: str
    anchor: str | None
    evidence: EvidenceView


class GapView(Struct, frozen=True):
    """What was looked for and not found, and files whose names sound like it."""

    title: str
    anchor: str | None
    searched: str
    near: tuple[str, ...]
    more: int


class AboutView(Struct, frozen=True):
    """Whose repositories these are and how they were read; `contact` is a `mailto:` address, or None."""

    name: str
    blind: bool
    day: str
    read: str
    whose: str
    identities: tuple[str, ...]
    coverage: str
    role: str
    rubric: str
    rubric_sha256: str
    contact: str | None
    contact_address: str


def about_view(source: Source, card: str, contact: str | None) -> AboutView:
    """What stands at the top of the page."""
    document = source.document
    assessed = sum(each["assessed"] for each in document["repositories"])
    count = repository_count(len(document["repositories"]))
    candidate = document["candidate"]
    names = [*([candidate["login"]] if candidate["login"] else []), *candidate["identities"]]
    subject = f"repo-evidence scorecard {card[:12]}"
    return AboutView(
        name=cut(_named(candidate["targets"]), PAGE_NAME_LIMIT),
        blind=document["blind"],
        day=cut(
            f"as of {document['as_of']}" if document["as_of"] else "at the newest commit", PAGE_NAME_LIMIT
        ),
        read=f"{count} read" if assessed == len(document["repositories"]) else f"{assessed} of {count} read",
        whose=cut(CERTAINTY_WORDS.get(candidate["identity_certainty"], candidate["identity_certainty"])),
        identities=tuple(cut(each, PAGE_NAME_LIMIT) for each in names),
        coverage=f"{document['verdict']['coverage']:.0%} of the rubric's signals could be fully assessed",
        role=cut(role_words(document["rubric"]["role"])) if document["rubric"]["role"] else "",
        rubric=cut(document["rubric"]["name"], PAGE_NAME_LIMIT),
        rubric_sha256=cut(document["rubric"]["sha256"], PAGE_NAME_LIMIT),
        contact=None if contact is None else f"mailto:{quote(contact, safe='@')}?subject={quote(subject)}",
        contact_address=contact or "",
    )


def _named(targets: Iterable[str]) -> str:
    """What was asked for, as a heading: a long list is told by its beginning."""
    names = list(dict.fromkeys(targets))
    more = f" and {len(names) - _TARGETS_NAMED} more" if len(names) > _TARGETS_NAMED else ""
    return ", ".join(names[:_TARGETS_NAMED]) + more


def subject_of(document: ScorecardDocument) -> str:
    """What the evidence is about, as the end of a sentence."""
    rubric = document["rubric"]
    return cut(rubric["subject"] or f"what the rubric {rubric['name']} looks for", PAGE_NAME_LIMIT)


def verdict_view(source: Source) -> VerdictView:
    """The answer in a sentence, and the interval on the bands."""
    document = source.document
    verdict = document["verdict"]
    label = LABEL_WORDS.get(verdict["label"], verdict["label"])
    if verdict["label"] in BAND_LABELS:
        label = f"{label} of {subject_of(document)}"
    strongest = strongest_repository(document)
    low, high = verdict["low"], verdict["high"]
    at_most = "" if low == high else f", at most {high:.1f}"
    return VerdictView(
        label=cut(label, PAGE_NAME_LIMIT),
        sentence=cut(strongest.sentence, 2 * PAGE_NOTE_LIMIT)
        if strongest
        else "Nothing that was found earns points for certain.",
        bounds=f"at least {low:.1f}{at_most} of 100",
        low=low,
        high=high,
        bands=tuple(_bands(document)),
        meaning=cut(meaning_of(verdict["label"], verdict["meaning"]), 5 * PAGE_NOTE_LIMIT),
        reasons=tuple(cut(each, 5 * PAGE_NOTE_LIMIT) for each in verdict["reasons"]),
        sum=summed(document),
    )


def _bands(document: ScorecardDocument) -> Iterator[BandView]:
    low, high = document["verdict"]["low"], document["verdict"]["high"]
    bands = sorted(
        (each for each in document["rubric"]["bands"] if 0 <= each["start"] < 100),
        key=lambda each: each["start"],
    )
    ends = [*(each["start"] for each in bands[1:]), 100.0][: len(bands)]
    for band, end in zip(bands, ends, strict=True):
        yield BandView(
            start=band["start"],
            length=end - band["start"],
            word=cut(band["label"].split("_")[0], PAGE_NAME_LIMIT),
            reached=low < end and high >= band["start"],
        )


def chip_views(source: Source) -> tuple[ChipView, ...]:
    """The three questions, each with its proof."""
    return tuple(_chip(source, each) for each in chips(source.document)) if source.document["signals"] else ()


def _chip(source: Source, chip: Chip) -> ChipView:
    place = chip.place
    titles = " or ".join(source.title_of(each) for each in chip.rule.signals)
    hint = chip.nearest or ("" if chip.answered else f"looked for {titles}")
    return ChipView(
        ask=_ASKS.get(chip.rule.id, chip.rule.ask),
        state=chip.state.value,
        words=chip.words,
        title=cut(place.title, PAGE_NAME_LIMIT) if place else "",
        evidence=evidence_view(source, place.evidence, repository=place.repository, code=False)
        if place
        else None,
        anchor=source.finding_anchor(place.repository, place.signal) if place else None,
        hint=cut(hint),
    )


def strength_views(source: Source) -> tuple[StrengthView, ...]:
    """The strongest pieces of evidence, with the lines that show it."""

    def view(place: Place) -> StrengthView:
        title, words = cut(place.title, PAGE_NAME_LIMIT), level_words(place, source.document)
        return StrengthView(
            title=title if words == place.evidence["level"] else f"{title} ({words})",
            anchor=source.finding_anchor(place.repository, place.signal),
            evidence=evidence_view(source, place.evidence, repository=place.repository),
        )

    return tuple(map(view, strengths(source.document)))


def gap_views(source: Source) -> tuple[GapView, ...]:
    """The most telling gaps, with what was searched for each."""
    return tuple(_gap(source, each) for each in gaps(source.document))


def _gap(source: Source, gap: Gap) -> GapView:
    holders = (each["name"] for each in source.repositories if gap.signal in each["signals"])
    return GapView(
        title=cut(gap.title, PAGE_NAME_LIMIT),
        anchor=source.finding_anchor(next(holders, None), gap.signal),
        searched=cut(gap.searched),
        near=tuple(map(cut, gap.near[:_NEAR_SHOWN])),
        more=max(0, len(gap.near) - _NEAR_SHOWN),
    )
