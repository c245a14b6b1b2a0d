"""Parts of the JSON document: evidence, where a signal stands, and what is drawn of a repository."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analyzer.model import Evidence, Finding, RepositoryResult, Status
from analyzer.portrait import Activity, CodeSize
from analyzer.provenance import CitedLines, Share
from analyzer.report.causes import Cause
from analyzer.report.reading import evidence_link
from analyzer.scorecard import SignalSummary

PLACES_OF_A_CAUSE = 20
EXACT_DIGITS = 6
"""Of points between 0 and 1: the score, of one decimal, can be summed from them."""

Document = dict[str, Any]


def evidence_entry(repository: RepositoryResult, evidence: Evidence) -> Document:
    """One place, or one commit, that shows a level."""
    provenance = repository.provenance_of(evidence)
    asked = repository.candidate_share or repository.history_share or (provenance and provenance.share)
    return {
        "path": evidence.path,
        "line": evidence.line,
        "level": evidence.level.word,
        "note": evidence.note,
        "commit": provenance.commit if provenance else None,
        "date": provenance.date if provenance else None,
        "share": share_pair(repository.share_of(evidence)) if asked else None,
        "introduced": provenance.introduced.value if provenance and provenance.introduced else None,
        "first_date": provenance.first_date if provenance else None,
        "days": provenance.days if provenance else None,
        "authors": provenance.authors if provenance else None,
        "permalink": evidence_link(repository, evidence),
        "share_of": repository.share_source(evidence) if asked else None,
        "lines": _lines(repository.cited_by(evidence)),
    }


def _lines(cited: CitedLines | None) -> Document | None:
    if cited is None:
        return None
    return {
        "first": cited.first,
        "text": list(cited.text),
        "origin": cited.origin.value if cited.origin else None,
        "share": share_pair(cited.share),
        "first_date": cited.first_date,
        "last_date": cited.last_date,
        "commit": cited.commit,
    }


def may_hold(finding: Finding) -> str | None:
    """The strongest level that could be in what was not seen: None where all was, "any" without a limit."""
    if not finding.may_hold_more:
        return None
    limits = [each.at_most for each in finding.unseen if each.at_most is not None]
    if finding.status is Status.ERROR or not finding.unseen or len(limits) < len(finding.unseen):
        return "any"
    return max(limits).word


def standing_entry(signal: SignalSummary, repositories: Mapping[str, RepositoryResult]) -> Document:
    """Where one signal stands over all repositories."""
    place = signal.place
    repository = None if place is None else repositories.get(place.located.repository)
    return {
        "id": signal.id,
        "title": signal.title,
        "dimension": signal.dimension,
        "weight": signal.in_dimension,
        "max_level": signal.max_level.word,
        "level": signal.level.word,
        "low": round(signal.low, EXACT_DIGITS),
        "high": round(signal.high, EXACT_DIGITS),
        "points": {level.word: round(points, EXACT_DIGITS) for level, points in signal.points.items()},
        "repository": None if place is None else place.located.repository,
        "evidence": evidence_entry(repository, place.located.evidence) if repository and place else None,
        "earned": 0.0 if place is None else round(place.earned, EXACT_DIGITS),
        "credit": None if place is None else bounds_pair(place.credit),
        "by_others": place is not None and place.by_others,
        "remarks": list(signal.remarks),
        "looks_for": signal.looks_for,
    }


def activity_entry(activity: Activity | None) -> Document | None:
    """What happened in a repository, oldest first."""
    if activity is None:
        return None
    return {
        "months": [
            {
                "month": each.month,
                "candidate": each.candidate,
                "unsure": each.unsure,
                "others": each.others,
                "deployments": each.deployments,
            }
            for each in activity.months
        ],
        "releases": [{"name": each.name, "date": each.date} for each in activity.releases],
    }


def code_entry(code: CodeSize | None) -> Document | None:
    """Lines of code."""
    if code is None:
        return None
    return {"modules": code.modules, "notebooks": code.notebooks, "languages": dict(code.languages)}


def cause_entry(cause: Cause) -> Document:
    """One cause why something could not be seen."""
    files = [f"{repository}: {path}" for repository, path in cause.places if path is not None]
    return {
        "words": cause.words,
        "remedy": cause.remedy,
        "count": len(cause.places),
        "repositories": sorted({repository for repository, _path in cause.places}),
        "places": files[:PLACES_OF_A_CAUSE],
        "signals": list(cause.signals),
    }


def share_pair(share: Share | None) -> list[float] | None:
    """A share as the score counts it."""
    return None if share is None else [share.shown.low, share.shown.high]


def bounds_pair(bounds: Share) -> list[float]:
    """At least and at most, as exactly as a sum needs."""
    return [round(bounds.low, EXACT_DIGITS), round(bounds.high, EXACT_DIGITS)]
