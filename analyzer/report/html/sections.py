"""Flags, claims, questions, what could not be seen, and contributions, as the page prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from analyzer.model import Severity, Support
from analyzer.report.contract import ClaimEntry, ContributionEntry, FlagEntry, QuestionEntry
from analyzer.report.html.views import (
    PAGE_NAME_LIMIT,
    Listing,
    PlaceView,
    Quotable,
    Source,
    cut,
    evidence_place,
    listing,
    place_words,
)
from analyzer.report.ledger import SUPPORT_WORDS
from analyzer.report.text import QUESTION_LIMIT
from analyzer.text import plural

_KINDS_NAMED = 6
_SAID_BY: Mapping[str, str] = {
    "candidate": "the candidate's sentence",
    "other": "somebody else's sentence",
    "unsure": "it is not certain whose sentence this is",
}


class FlagView(Struct, frozen=True):
    """A flag, the first place to look at, and the id to quote."""

    title: str
    severity: str
    message: str
    place: PlaceView
    quoted: Quotable


class ClaimView(Struct, frozen=True):
    """What a document says, who wrote it, where, and what was found for it or would support it."""

    support: str
    words: str
    sentence: str
    said_by: str
    place: PlaceView
    found: PlaceView | None
    would_support: str


class QuestionView(Struct, frozen=True):
    """A question with its reason, the place to look at first, and what answers sound like."""

    number: int
    ask: str
    competency: str
    because: str
    place: PlaceView | None
    strong: str
    weak: str

    @property
    def anchor(self) -> str:
        return f"question-{self.number}"


class ContributionView(Struct, frozen=True):
    """Work in a repository of others."""

    place: PlaceView
    words: str


def flag_views(source: Source) -> Listing[FlagView]:
    """Every flag, the loudest first, with the id to quote."""
    flags = zip(source.document["flags"], source.flags, strict=True)
    return listing(flags, lambda pair: _flag(source, *pair))


def _flag(source: Source, flag: FlagEntry, quoted: Quotable) -> FlagView:
    first = flag["evidence"][0] if flag["evidence"] else None
    return FlagView(
        title=cut(flag["id"].replace("_", " "), PAGE_NAME_LIMIT),
        severity=flag["severity"] if flag["severity"] in set(Severity) else Severity.ASK.value,
        message=cut(flag["message"]),
        place=PlaceView(cut(flag["repository"], PAGE_NAME_LIMIT), "", None)
        if first is None
        else evidence_place(source, first, flag["repository"]),
        quoted=quoted,
    )


def flag_counts(source: Source) -> str:
    """How many flags there are: "1 serious, 2 to ask about"."""
    words = {"serious": "serious", "ask": "to ask about", "info": "to know"}
    counted = Counter(each["severity"] for each in source.document["flags"])
    return ", ".join(f"{counted[severity]} {words[severity]}" for severity in words if counted[severity])


def flag_titles(source: Source) -> tuple[str, ...]:
    """What the flags are about, the loudest first, each kind once."""
    kinds = dict.fromkeys(each["id"] for each in source.document["flags"])
    return tuple(cut(each.replace("_", " "), PAGE_NAME_LIMIT) for each in list(kinds)[:_KINDS_NAMED])


def claim_views(source: Source) -> Listing[ClaimView]:
    """The ledger: unsupported claims first; a sentence that claims several things alike is listed once."""
    order = [each.value for each in SUPPORT_WORDS]
    merged: dict[tuple[object, ...], ClaimEntry] = {}
    claims = [each for each in source.document["claims"] if each["support"] in order]
    for claim in sorted(claims, key=lambda claim: order.index(claim["support"])):
        key = tuple(claim[part] for part in ("support", "repository", "path", "line", "text"))
        merged[key] = _joined(merged[key], claim) if key in merged else claim
    return listing(merged.values(), lambda each: _claim(source, each))


def _joined(one: ClaimEntry, other: ClaimEntry) -> ClaimEntry:
    joined = one.copy()
    joined["signals"] = list(dict.fromkeys((*one["signals"], *other["signals"])))
    joined["evidence"] = [*one["evidence"], *other["evidence"]]
    return joined


def _claim(source: Source, claim: ClaimEntry) -> ClaimView:
    signals = ", ".join(source.title_of(each) for each in claim["signals"])
    found = claim["evidence"][0] if claim["evidence"] else None
    inside = place_words(claim["path"], claim["line"])
    return ClaimView(
        support=claim["support"],
        words=SUPPORT_WORDS[Support(claim["support"])],
        sentence=cut(claim["text"]),
        said_by=_SAID_BY.get(claim["author"] or "", ""),
        place=PlaceView(cut(claim["repository"] or "", PAGE_NAME_LIMIT), cut(inside), None),
        found=None if found is None else evidence_place(source, found, claim["repository"] or ""),
        would_support=cut(signals or "nothing a repository can show"),
    )


def claim_count_words(source: Source) -> str:
    """The ledger in a line: "2 not supported in what was scanned, 3 supported"."""
    counts = Counter(each["support"] for each in source.document["claims"])
    return ", ".join(
        f"{counts[support.value]} {words}"
        for support, words in SUPPORT_WORDS.items()
        if counts[support.value]
    )


def question_views(source: Source) -> tuple[QuestionView, ...]:
    """The interview pack in its order."""
    return tuple(
        _question(source, number, each) for number, each in enumerate(source.document["questions"], start=1)
    )


def _question(source: Source, number: int, question: QuestionEntry) -> QuestionView:
    about = question["competency"]
    place = None
    if question["repository"] is not None:
        place = PlaceView(
            cut(question["repository"], PAGE_NAME_LIMIT),
            cut(place_words(question["path"], question["line"])) if question["path"] else "",
            source.link(question["permalink"]),
        )
    return QuestionView(
        number=number,
        ask=cut(question["ask"], QUESTION_LIMIT),
        competency=cut(f"{about}, a general question" if question["general"] else about, PAGE_NAME_LIMIT),
        because=cut(question["because"], QUESTION_LIMIT),
        place=place,
        strong=cut(question["strong"], QUESTION_LIMIT),
        weak=cut(question["weak"], QUESTION_LIMIT),
    )


def contribution_views(source: Source) -> Listing[ContributionView]:
    """Work in repositories of others, as GitHub lists it; such a list tells who somebody is."""
    entries = [] if source.document["blind"] else source.document["contributions"]
    return listing(entries, lambda each: _contribution(source, each))


def _contribution(source: Source, entry: ContributionEntry) -> ContributionView:
    parts = []
    if entry["pull_requests"]:
        parts.append(plural(entry["pull_requests"], "merged pull request"))
    if entry["commits"]:
        parts.append(plural(entry["commits"], "commit"))
    if entry["last_date"]:
        parts.append(f"last on {entry['last_date']}")
    name = cut(entry["repository"], PAGE_NAME_LIMIT)
    return ContributionView(PlaceView(name, "", source.link(entry["url"])), cut(", ".join(parts)))
