"""The HTML report: one page that needs nothing else, for a browser, a phone or paper.

No script and no outside resource: its policy forbids everything but its own style. The template
escapes whatever it prints, after making visible what acts on a reader; the only addresses in it are
permalinks.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Generic, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from analyzer import __version__
from analyzer.model import Check, Evidence, Fact, Finding, Flag, Level, RepositoryResult, Scorecard, Status
from analyzer.report.explained import label_words
from analyzer.report.json import flags_of, strongest_first
from analyzer.report.reading import (
    bounds_words,
    headline,
    interval_words,
    not_seen,
    place_words,
    share_words,
    standing,
    unscored_signals,
)
from analyzer.report.text import permalink
from analyzer.report.visible import visible
from analyzer.rubric import Band, Rubric
from analyzer.scoring import Scoring, has_unseen, share_of, title_of
from analyzer.tables import plural

EVIDENCE_LIMIT = 10
LIST_LIMIT = 50
UNSEEN_LIMIT = 12
NOTE_LIMIT = 400
NAME_LIMIT = 200
_STATUS_WORDS: Mapping[Status, str] = {
    Status.UNKNOWN: "not seen",
    Status.ERROR: "not seen",
    Status.NOT_APPLICABLE: "does not apply",
}
_From = TypeVar("_From")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Listing(Generic[_Item]):
    """The first items of a list, and how many more there are."""

    shown: tuple[_Item, ...]
    more: int = 0

    @property
    def total(self) -> int:
        return len(self.shown) + self.more


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place to open: its repository (empty where that is clear), the path in it, the permalink."""

    repository: str
    path: str
    link: str | None


@dataclass(frozen=True, slots=True)
class StandingView:
    """A signal over all repositories: its best place with remarks, or in words why there is none."""

    title: str
    level: str
    place: PlaceView | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DimensionView:
    """A dimension with its signals; without `bounds` it has no score."""

    title: str
    standings: tuple[StandingView, ...]
    low: float = 0.0
    high: float = 0.0
    bounds: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag and the first place to look at."""

    title: str
    severity: str
    message: str
    place: PlaceView


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One place with what was found there, how strong, whose and from when it is."""

    place: PlaceView
    note: str
    remarks: str


@dataclass(frozen=True, slots=True)
class SignalView:
    """One signal in one repository."""

    title: str
    level: str
    message: str
    evidence: Listing[EvidenceView]


@dataclass(frozen=True, slots=True)
class RepositoryView:
    """One repository: what was found in it, what was not, and what was not read."""

    name: str
    summary: str
    problem: str
    head: PlaceView | None
    found: tuple[SignalView, ...]
    others: tuple[SignalView, ...]
    flags: Listing[FlagView]
    facts: tuple[tuple[str, str], ...]
    skipped: Listing[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template prints, in its order."""

    targets: str
    label: str
    bounds: str
    low: float
    high: float
    bands: tuple[Band, ...]
    headline: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    dimensions: tuple[DimensionView, ...]
    flags: Listing[FlagView]
    not_seen: Listing[str]
    repositories: tuple[RepositoryView, ...]
    left_out: Listing[str]
    version: str


def to_html(scorecard: Scorecard, checks: Mapping[str, Check], rubric: Rubric) -> str:
    """The scorecard as one HTML page, ending with a newline; the same scorecard gives the same text."""
    return _template().render(page=_page(scorecard, Scoring(rubric, checks)))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("analyzer", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
    )
    environment.filters["csp_hash"] = _csp_hash
    return environment.get_template("scorecard.html.j2")


def _shown(value: object) -> object:
    """Whatever a template prints, made visible; what the template itself made stays as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _csp_hash(style: str) -> str:
    """The source expression by which a content security policy admits this style and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _page(scorecard: Scorecard, scoring: Scoring) -> Page:
    verdict = scorecard.verdict
    return Page(
        targets=_cut(", ".join(scorecard.candidate.targets), NAME_LIMIT),
        label=label_words(verdict.label, scoring.rubric),
        bounds=f"{bounds_words(verdict).capitalize()}.",
        low=verdict.low,
        high=verdict.high,
        bands=scoring.rubric.bands,
        headline=headline(scorecard),
        reasons=tuple(_cut(reason, 5 * NOTE_LIMIT) for reason in verdict.reasons),
        dimensions=tuple(_dimensions(scorecard, scoring)),
        flags=_listing(flags_of(scorecard), lambda pair: _flag(*pair)),
        not_seen=_listing(not_seen(scorecard), _cut, UNSEEN_LIMIT),
        repositories=tuple(_repository(each, scorecard, scoring) for each in scorecard.repositories),
        left_out=_listing(scorecard.left_out, lambda each: _cut(f"{each.name}: {each.reason}")),
        version=__version__,
    )


def _dimensions(scorecard: Scorecard, scoring: Scoring) -> Iterable[DimensionView]:
    scored = {each.id: each for each in scorecard.dimensions}
    for dimension in scoring.rubric.dimensions:
        bounds = scored[dimension.id]
        yield DimensionView(
            title=dimension.title,
            standings=tuple(_standing(signal, scorecard, scoring) for signal in dimension.signals),
            low=bounds.low,
            high=bounds.high,
            bounds=interval_words(bounds.low, bounds.high),
            seen="" if bounds.coverage == 1 else f"{bounds.coverage:.0%} seen",
        )
    unscored = unscored_signals(scorecard, scoring)
    if unscored:
        standings = tuple(_standing(signal, scorecard, scoring) for signal in unscored)
        yield DimensionView("shown, not scored", standings)


def _standing(signal: str, scorecard: Scorecard, scoring: Scoring) -> StandingView:
    stands = standing(signal, scorecard, scoring)
    words = tuple(_cut(each) for each in stands.words)
    if stands.place is None:
        return StandingView(stands.title, "", None, words)
    repository, evidence = stands.place.repository, stands.place.evidence
    return StandingView(stands.title, evidence.level.word, _place(repository, evidence), words)


def _repository(repository: RepositoryResult, scorecard: Scorecard, scoring: Scoring) -> RepositoryView:
    ids = [*scoring.rubric.signals, *sorted(set(repository.findings) - set(scoring.rubric.signals))]
    findings = [repository.findings[id] for id in ids if id in repository.findings]
    found = [each for each in findings if each.level >= Level.PRESENT]
    others = [each for each in findings if each.level < Level.PRESENT]
    return RepositoryView(
        name=_cut(repository.name, NAME_LIMIT),
        summary=_summary(repository),
        problem="" if repository.assessed else _cut(repository.problem or "for an unknown reason"),
        head=_head(repository),
        found=tuple(_found(repository, each, scoring) for each in found),
        others=tuple(_not_found(each, scoring) for each in others),
        flags=_listing(flags_of(replace(scorecard, repositories=(repository,))), lambda pair: _flag(*pair)),
        facts=tuple((_cut(each.name.replace("_", " ")), _value(each)) for each in repository.facts),
        skipped=_listing(
            sorted(repository.skipped, key=lambda each: (not each.kinds, each.path, each.reason)),
            lambda each: (_cut(each.path), _cut(each.reason)),
        ),
    )


def _summary(repository: RepositoryResult) -> str:
    if not repository.assessed:
        return "could not be assessed"
    levels = Counter(finding.level for finding in repository.findings.values())
    words = [
        f"{levels[level]} {level.word}" for level in sorted(levels, reverse=True) if level >= Level.PRESENT
    ]
    parts = [plural(repository.commits, "commit"), ", ".join(words) or "nothing of what was looked for"]
    if repository.candidate_share is not None:
        parts.insert(1, f"share {share_words(repository.candidate_share)}")
    if repository.flags:
        parts.append(plural(len(repository.flags), "flag"))
    return " · ".join(parts)


def _head(repository: RepositoryResult) -> PlaceView | None:
    if repository.head is None:
        return None
    link = permalink(repository.url, repository.head, None)
    return PlaceView("", _cut(f"commit {repository.head[:12]}"), link)


def _found(repository: RepositoryResult, finding: Finding, scoring: Scoring) -> SignalView:
    return SignalView(
        title=title_of(finding.signal, scoring.checks),
        level=finding.level.word,
        message="at least: not everything could be read" if has_unseen(finding) else "",
        evidence=_listing(
            strongest_first(finding.evidence), lambda each: _evidence(repository, each), EVIDENCE_LIMIT
        ),
    )


def _not_found(finding: Finding, scoring: Scoring) -> SignalView:
    title = title_of(finding.signal, scoring.checks)
    claimed = finding.status is Status.MEASURED and finding.level is Level.CLAIMED
    message = f"{title}: {finding.message}" if claimed else finding.message
    return SignalView(
        title=title,
        level=_STATUS_WORDS.get(finding.status, "claimed" if claimed else "not visible"),
        message=_cut(f"{message}: {finding.reason}" if finding.reason else message),
        evidence=Listing(()),
    )


def _evidence(repository: RepositoryResult, evidence: Evidence) -> EvidenceView:
    history = repository.provenance.get(evidence.path) if evidence.path is not None else None
    remarks = [evidence.level.word]
    if repository.candidate_share is not None:
        remarks.append(f"share of its commits: {share_words(share_of(repository, evidence))}")
    if history is not None and history.date:
        remarks.append(f"last changed {history.date}")
    return EvidenceView(
        place=_place(repository, evidence, inside=True), note=_cut(evidence.note), remarks=" · ".join(remarks)
    )


def _flag(repository: RepositoryResult, flag: Flag) -> FlagView:
    places = strongest_first(flag.evidence)
    return FlagView(
        title=_cut(flag.id.replace("_", " "), NAME_LIMIT),
        severity=flag.severity.value,
        message=_cut(flag.message),
        place=_place(repository, places[0])
        if places
        else PlaceView(_cut(repository.name, NAME_LIMIT), "", None),
    )


def _place(repository: RepositoryResult, evidence: Evidence, *, inside: bool = False) -> PlaceView:
    path = place_words(evidence)
    return PlaceView(
        repository="" if inside else _cut(repository.name, NAME_LIMIT),
        path=_cut(path) if path or not inside else "whole repository",
        link=permalink(repository.url, repository.head, evidence.path, evidence.line),
    )


def _value(fact: Fact) -> str:
    """A fact's number as people read it; shares and ratios as a percentage."""
    if isinstance(fact.value, str):
        return _cut(fact.value)
    if isinstance(fact.value, float) and fact.name.endswith(("_share", "_ratio")):
        return f"{fact.value:.0%}"
    return f"{fact.value:,}"


def _cut(text: str, limit: int = NOTE_LIMIT) -> str:
    return visible(text, limit)


def _listing(
    items: Iterable[_From], view: Callable[[_From], _Item], limit: int = LIST_LIMIT
) -> Listing[_Item]:
    every = list(items)
    return Listing(tuple(view(each) for each in every[:limit]), max(0, len(every) - limit))
