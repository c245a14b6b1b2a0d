"""The JSON report, version 1: the contract with pipelines.

An explicit document, key by key, never a dump of internals; `scorecard.schema.json` beside this
file describes it. The same scorecard gives the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
from msgspec.structs import replace

from analyzer import __version__
from analyzer.model import (
    Claim,
    Contribution,
    Evidence,
    Finding,
    Flag,
    Level,
    Located,
    Question,
    RepositoryResult,
    Severity,
    Status,
)
from analyzer.precedence import precedence
from analyzer.provenance import Share
from analyzer.report.causes import causes
from analyzer.report.contract import ScorecardDocument
from analyzer.report.entries import (
    EXACT_DIGITS,
    Document,
    activity_entry,
    bounds_pair,
    cause_entry,
    code_entry,
    evidence_entry,
    may_hold,
    share_pair,
    standing_entry,
)
from analyzer.report.reading import evidence_link
from analyzer.report.text import well_formed
from analyzer.scorecard import CreditedLevel, DimensionScore, Scorecard, SignalSummary

SCHEMA_VERSION = "1.1"
EVIDENCE_LIMIT = 50
PURPOSE_FACT = "purpose"
_LOUDEST_FIRST = (Severity.SERIOUS, Severity.ASK, Severity.INFO)


def to_json(scorecard: Scorecard) -> str:
    """The scorecard as one JSON document in ASCII, ending with a newline."""
    return written(document_of(scorecard))


def written(document: ScorecardDocument) -> str:
    """The document as text: ASCII, ending with a newline; the same document gives the same bytes."""
    # Indented by msgspec, in a third of the time that the encoder takes which can do both.
    return msgspec.json.format(json.dumps(document, ensure_ascii=True, allow_nan=False), indent=2) + "\n"


def document_of(scorecard: Scorecard) -> ScorecardDocument:
    """The scorecard as the document of the contract."""
    return cast(ScorecardDocument, _well_formed(_document(scorecard)))


def _document(scorecard: Scorecard) -> Document:
    verdict = scorecard.verdict
    candidate = scorecard.candidate
    repositories = {each.name: each for each in scorecard.repositories}
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "repo-evidence", "version": __version__},
        "rubric": {
            "name": scorecard.rubric_name,
            "sha256": scorecard.rubric_sha256,
            "role": scorecard.role or None,
            "subject": scorecard.subject or None,
            "bands": [{"label": each.label, "start": each.start} for each in scorecard.bands],
            "attribution": scorecard.arithmetic.attribution,
            "credit_factor": scorecard.arithmetic.credit_factor,
            "full_credit_at": scorecard.arithmetic.full_credit_at,
        },
        "as_of": scorecard.as_of,
        "candidate": {
            "targets": list(candidate.targets),
            "login": candidate.login,
            "identities": list(candidate.identities),
            "identity_certainty": candidate.certainty,
        },
        "verdict": {
            "label": verdict.label,
            "score": round(verdict.score, 1),
            "low": round(verdict.low, 1),
            "high": round(verdict.high, 1),
            "coverage": round(verdict.coverage, 4),
            "reasons": list(verdict.reasons),
            "meaning": verdict.meaning or None,
            "summed": bounds_pair(verdict.summed),
        },
        "dimensions": [_dimension(each) for each in scorecard.dimensions],
        "flags": [_flag(repository, flag) for repository, flag in flags_of(scorecard)],
        "claims": [_claim(each, scorecard) for each in scorecard.claims],
        "questions": [_question(each, repositories) for each in scorecard.questions],
        "left_out": [{"name": each.name, "reason": each.reason} for each in scorecard.left_out],
        "contributions": [_contribution(each) for each in scorecard.contributions],
        "repositories": [
            _repository(each, place, scorecard)
            for place, each in sorted(enumerate(scorecard.repositories), key=lambda pair: pair[1].name)
        ],
        "blind": scorecard.blind,
        "signals": [standing_entry(each, repositories) for each in scorecard.signals],
        "not_seen": [cause_entry(each) for each in causes(scorecard.repositories)],
    }


def _dimension(dimension: DimensionScore) -> Document:
    return {
        "id": dimension.id,
        "title": dimension.title,
        "low": round(dimension.low, 1),
        "high": round(dimension.high, 1),
        "coverage": round(dimension.coverage, 4),
        "weight": dimension.weight,
        "essential": dimension.essential,
        "full_credit_at": dimension.full_credit_at,
    }


def flags_of(scorecard: Scorecard) -> list[tuple[RepositoryResult, Flag]]:
    """Every flag with its repository, the loudest first, then by id and repository."""
    pairs = [(repository, flag) for repository in scorecard.repositories for flag in repository.flags]
    return sorted(
        pairs,
        key=lambda pair: (_LOUDEST_FIRST.index(pair[1].severity), pair[1].id, pair[0].name, pair[1].message),
    )


def strongest_first(evidence: tuple[Evidence, ...]) -> list[Evidence]:
    """The evidence of a flag in the order of every report: by level, then path and line."""
    return sorted(
        evidence, key=lambda each: (-each.level, each.path or "", each.line or 0, each.note, each.commits)
    )


def _flag(repository: RepositoryResult, flag: Flag) -> Document:
    return {
        "id": flag.id,
        "severity": flag.severity.value,
        "repository": repository.name,
        "message": flag.message,
        "evidence": _listed(repository, strongest_first(flag.evidence)),
    }


def _claim(claim: Claim, scorecard: Scorecard) -> Document:
    return {
        "text": claim.statement.text,
        "repository": claim.repository,
        "path": claim.statement.path,
        "line": claim.statement.line,
        "signals": list(claim.statement.signals),
        "support": claim.support.value,
        "evidence": [_place(each, claim, scorecard) for each in claim.places],
        "topic": claim.statement.topic,
        "author": claim.statement.author.value if claim.statement.author else None,
    }


def _place(place: Located, claim: Claim, scorecard: Scorecard) -> Document:
    """The evidence of a claim; where the claim names no repository, the note says which one it is in."""
    repository = next(each for each in scorecard.repositories if each.name == place.repository)
    evidence = place.evidence
    if claim.repository is None:
        evidence = replace(evidence, note=f"{repository.name}: {evidence.note}")
    return evidence_entry(repository, evidence)


def _question(question: Question, repositories: Mapping[str, RepositoryResult]) -> Document:
    place = question.place
    repository = repositories.get(place.repository) if place is not None else None
    path, line = (place.evidence.path, place.evidence.line) if place is not None else (None, None)
    return {
        "competency": question.competency,
        "ask": question.ask,
        "because": question.because,
        "strong": question.strong,
        "weak": question.weak,
        "general": question.general,
        "repository": place.repository if place is not None else None,
        "path": path,
        "line": line,
        "permalink": evidence_link(repository, place.evidence) if repository and place else None,
    }


def _contribution(contribution: Contribution) -> Document:
    return {
        "repository": contribution.repository,
        "url": contribution.url,
        "pull_requests": contribution.pull_requests,
        "commits": contribution.commits,
        "last_date": contribution.last_date,
    }


def _repository(repository: RepositoryResult, place: int, scorecard: Scorecard) -> Document:
    """One repository; `place` is where it stands in the scorecard."""
    lives = scorecard.arithmetic.lives
    return {
        "name": repository.name,
        "url": repository.url,
        "fork_of": repository.fork_of,
        "head": repository.head,
        "assessed": repository.assessed,
        "problem": repository.problem,
        "candidate_share": share_pair(repository.candidate_share),
        "commits": repository.commits,
        "facts": {
            fact.name: _number(fact.value) for fact in sorted(repository.facts, key=lambda fact: fact.name)
        },
        "flags": sorted({flag.id for flag in repository.flags}),
        "skipped_files": [
            {"path": each.path, "reason": each.reason}
            for each in sorted(repository.skipped, key=lambda each: (each.path, each.reason))
        ],
        "signals": _signals(repository, place, scorecard.signals),
        "purpose": next((str(fact.value) for fact in repository.facts if fact.name == PURPOSE_FACT), None),
        "life": bounds_pair(lives[place] if place < len(lives) else Share(1.0, 1.0)),
        "activity": activity_entry(repository.activity),
        "code": code_entry(repository.code),
    }


def _signals(repository: RepositoryResult, place: int, signals: Sequence[SignalSummary]) -> Document:
    if not repository.assessed:
        return {}
    return {
        each.id: _signal(repository, repository.findings.get(each.id) or _not_run(each), each, place)
        for each in sorted(signals, key=lambda each: each.id)
    }


def _signal(repository: RepositoryResult, finding: Finding, signal: SignalSummary, place: int) -> Document:
    known = place < len(signal.credited)
    credited = signal.credited[place] if known else CreditedLevel(repository.name, Level.ABSENT, Level.ABSENT)
    left_out = max(0, len(finding.evidence) - EVIDENCE_LIMIT)
    return {
        "status": finding.status.value,
        "level": finding.level.word if finding.status is Status.MEASURED else None,
        "ceiling": finding.ceiling.word,
        "message": finding.message + (f" ({left_out} more not listed)" if left_out else ""),
        "reason": finding.reason,
        "evidence": _listed(repository, _of_finding(finding)),
        "max_level": signal.max_level.word,
        "weight": signal.in_dimension,
        "points": round(signal.points.get(finding.level, 0.0), EXACT_DIGITS),
        "earned": bounds_pair(credited.earned),
        "near": list(finding.near),
        "may_hold": may_hold(finding),
        "credited": [credited.surely.word, credited.possibly.word],
    }


def _of_finding(finding: Finding) -> list[Evidence]:
    return sorted(finding.evidence, key=lambda each: precedence(each, finding.signal))


def _listed(repository: RepositoryResult, ordered: Sequence[Evidence]) -> list[Document]:
    if len(ordered) > EVIDENCE_LIMIT:
        ordered = _with_telling(repository, ordered)
    return [evidence_entry(repository, each) for each in ordered]


def _with_telling(repository: RepositoryResult, ordered: Sequence[Evidence]) -> list[Evidence]:
    """The strongest, with those of each level of which most is the candidate's, at least and at most.

    What a signal earns can be told from these alone, by the numbers of any rubric.
    """
    telling: dict[tuple[Level, bool], int] = {}
    for number, each in enumerate(ordered):
        share = repository.share_of(each)
        for surely, part in ((True, share.low), (False, share.high)):
            best = telling.setdefault((each.level, surely), number)
            known = repository.share_of(ordered[best])
            if part > (known.low if surely else known.high):
                telling[each.level, surely] = number
    room = EVIDENCE_LIMIT - len(set(telling.values()))
    first = [number for number in range(len(ordered)) if number not in telling.values()][:room]
    return [ordered[number] for number in sorted({*telling.values(), *first})]


def _not_run(signal: SignalSummary) -> Finding:
    return Finding(
        signal=signal.id,
        status=Status.UNKNOWN,
        level=Level.ABSENT,
        ceiling=Level.SUSTAINED if signal.max_level is Level.WIRED else signal.max_level,
        message=f"{signal.title}: not assessed",
        reason="the check did not run",
    )


def _number(value: int | float | str) -> int | float | str | None:
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return value


def _well_formed(value: Any) -> Any:
    """The document with every string, key or value, free of lone surrogates."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, list):
        return [_well_formed(each) for each in value]
    if isinstance(value, dict):
        return {well_formed(key): _well_formed(each) for key, each in value.items()}
    return value
