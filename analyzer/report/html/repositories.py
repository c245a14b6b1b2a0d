"""One repository on the HTML page: what was found in it, by whom and when, and what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from analyzer.model import Evidence, Fact, Finding, Flag, Level, RepositoryResult, Status
from analyzer.provenance import PathProvenance
from analyzer.report.html.sections import flag_view
from analyzer.report.html.views import (
    PAGE_NAME_LIMIT,
    Anchors,
    EvidenceView,
    Listing,
    PlaceView,
    RepositoryView,
    SignalView,
    SpanView,
    cut,
    listing,
    place_view,
)
from analyzer.report.json import strongest_first
from analyzer.report.places import finding_id, flags_with_ids, spot_of
from analyzer.report.text import permalink
from analyzer.scorecard import Scorecard, SignalSummary
from analyzer.scoring import attribution, is_others_work, share_words
from analyzer.text import commit_words, plural

PAGE_EVIDENCE_LIMIT = 10
# Work of fewer days is one point in time on any scale that a page could draw.
_SHORTEST_SPAN = 14
_STATUS_WORDS: Mapping[Status, str] = {
    Status.UNKNOWN: "not seen",
    Status.ERROR: "not seen",
    Status.NOT_APPLICABLE: "does not apply",
}
_Days = tuple[date, date]


def repository_views(scorecard: Scorecard, anchors: Anchors) -> tuple[RepositoryView, ...]:
    """Every repository, in the scorecard's order."""
    flags = flags_with_ids(scorecard)
    return tuple(
        _repository(each, [(flag, id) for owner, flag, id in flags if owner is each], scorecard, anchors)
        for each in scorecard.repositories
    )


def _repository(
    repository: RepositoryResult, flags: list[tuple[Flag, str]], scorecard: Scorecard, anchors: Anchors
) -> RepositoryView:
    findings = [
        (each, repository.findings[each.id]) for each in scorecard.signals if each.id in repository.findings
    ]
    found = [(signal, each) for signal, each in findings if each.level >= Level.PRESENT]
    others = [(signal, each) for signal, each in findings if each.level < Level.PRESENT]
    whole = _days(repository, (place for _signal, each in found for place in each.evidence))
    if whole is not None and (whole[1] - whole[0]).days < _SHORTEST_SPAN:
        whole = None
    return RepositoryView(
        name=cut(repository.name, PAGE_NAME_LIMIT),
        summary=_summary(repository),
        problem="" if repository.assessed else cut(repository.problem or "for an unknown reason"),
        head=_head(repository),
        days="" if whole is None else f"{whole[0]} to {whole[1]}",
        found=tuple(_found(repository, *each, whole, anchors) for each in found),
        others=tuple(_not_found(repository, *each, anchors) for each in others),
        flags=listing(flags, lambda pair: flag_view(repository, *pair, Anchors())),
        facts=tuple((cut(each.name.replace("_", " ")), _value(each)) for each in repository.facts),
        skipped=listing(
            sorted(repository.skipped, key=lambda each: (not each.kinds, each.path, each.reason)),
            lambda each: (cut(each.path), cut(each.reason)),
        ),
    )


def _summary(repository: RepositoryResult) -> str:
    if not repository.assessed:
        return "could not be assessed"
    levels = Counter(finding.level for finding in repository.findings.values())
    words = [
        f"{levels[level]} {level.word}" for level in sorted(levels, reverse=True) if level >= Level.PRESENT
    ]
    parts = [plural(repository.commits, "commit"), ", ".join(words) or "no evidence found"]
    if repository.candidate_share is not None:
        parts.insert(1, f"share {share_words(repository.candidate_share)}")
    if repository.flags:
        parts.append(plural(len(repository.flags), "flag"))
    return " · ".join(parts)


def _head(repository: RepositoryResult) -> PlaceView | None:
    if repository.head is None:
        return None
    link = permalink(repository.url, repository.head, None)
    return PlaceView("", cut(commit_words(repository.head)), link)


def _found(
    repository: RepositoryResult,
    signal: SignalSummary,
    finding: Finding,
    whole: _Days | None,
    anchors: Anchors,
) -> SignalView:
    return SignalView(
        title=signal.title,
        level=finding.level.word,
        message="a lower bound: not everything could be read" if finding.may_be_stronger else "",
        quoted=anchors.quotable(finding_id(repository, finding.signal)),
        evidence=listing(
            strongest_first(finding.evidence), lambda each: _evidence(repository, each), PAGE_EVIDENCE_LIMIT
        ),
        span=_span(_days(repository, finding.evidence), whole),
    )


def _not_found(
    repository: RepositoryResult, signal: SignalSummary, finding: Finding, anchors: Anchors
) -> SignalView:
    claimed = finding.status is Status.MEASURED and finding.level is Level.CLAIMED
    message = f"{signal.title}: {finding.message}" if claimed else finding.message
    return SignalView(
        title=signal.title,
        level=_STATUS_WORDS.get(finding.status, "claimed" if claimed else "not visible"),
        message=cut(f"{message}: {finding.reason}" if finding.reason else message),
        quoted=anchors.quotable(finding_id(repository, finding.signal)),
        evidence=Listing(()),
    )


def _evidence(repository: RepositoryResult, evidence: Evidence) -> EvidenceView:
    return EvidenceView(
        place=place_view(spot_of(repository, evidence), inside=True),
        note=cut(evidence.note),
        remarks=cut(" · ".join((evidence.level.word, *attribution(repository, evidence)))),
        by_others=is_others_work(repository, evidence),
    )


def _days(repository: RepositoryResult, evidence: Iterable[Evidence]) -> _Days | None:
    """The first and the last day on which any of the places was changed, if their days are known."""
    histories = map(repository.provenance_of, evidence)
    days = [day for each in histories if each is not None for day in _both_ends(each)]
    return (min(days), max(days)) if days else None


def _both_ends(history: PathProvenance) -> list[date]:
    try:
        return [date.fromisoformat(day) for day in (history.first_date or history.date, history.date) if day]
    except ValueError:
        return []


def _span(days: _Days | None, whole: _Days | None) -> SpanView | None:
    if days is None or whole is None:
        return None
    length = (whole[1] - whole[0]).days
    start = 100 * (days[0] - whole[0]).days / length
    width = 100 * (days[1] - days[0]).days / length
    # A single day is drawn as wide as can be seen, and inside the frame.
    width = max(width, 2.0)
    return SpanView(round(min(start, 100 - width), 1), round(width, 1), f"{days[0]} to {days[1]}")


def _value(fact: Fact) -> str:
    """A fact's number as people read it; shares and ratios as a percentage."""
    if isinstance(fact.value, str):
        return cut(fact.value)
    if isinstance(fact.value, float) and fact.name.endswith(("_share", "_ratio")):
        return f"{fact.value:.0%}"
    return f"{fact.value:,}"
