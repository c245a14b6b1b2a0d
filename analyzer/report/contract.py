"""The JSON report as types: what `scorecard.schema.json` describes, for whoever reads a scorecard in Python.

A test compares the two, key by key and in the order in which they are written.
"""

from __future__ import annotations

from typing import TypedDict

SharePair = tuple[float, float]
"""The candidate's share of some work, 0 to 1: certain, and highest possible."""
FactValue = int | float | str | None


class ToolEntry(TypedDict):
    """The program that wrote the scorecard."""

    name: str
    version: str


class RubricEntry(TypedDict):
    """By which numbers it was scored: the same `sha256`, the same numbers."""

    name: str
    sha256: str
    role: str | None


class CandidateEntry(TypedDict):
    """Whose work was asked about. `identity_certainty`: declared, account or unknown."""

    targets: list[str]
    login: str | None
    identities: list[str]
    identity_certainty: str


class VerdictEntry(TypedDict):
    """The label and its bounds, 0 to 100; `coverage` is 0 to 1, `score` is `low`."""

    label: str
    score: float
    low: float
    high: float
    coverage: float
    reasons: list[str]


class DimensionEntry(TypedDict):
    """The bounds of one dimension, 0 to 100; `coverage` is 0 to 1."""

    id: str
    title: str
    low: float
    high: float
    coverage: float


class EvidenceEntry(TypedDict):
    """One place, or one commit, that shows a level; dates are ISO 8601, in UTC."""

    path: str | None
    line: int | None
    level: str
    note: str
    commit: str | None
    date: str | None
    share: SharePair | None
    introduced: str | None
    first_date: str | None
    days: int | None
    authors: int | None
    permalink: str | None


class FlagEntry(TypedDict):
    """A circumstance of one repository that changes words and questions, never numbers."""

    id: str
    severity: str
    repository: str
    message: str
    evidence: list[EvidenceEntry]


class ClaimEntry(TypedDict):
    """A sentence that claims something; `support`: supported, unsupported or not_assessable."""

    text: str
    repository: str | None
    path: str
    line: int
    signals: list[str]
    support: str
    evidence: list[EvidenceEntry]


class QuestionEntry(TypedDict):
    """One interview question, and the place that it is about, if any."""

    competency: str
    ask: str
    because: str
    strong: str
    weak: str
    general: bool
    repository: str | None
    path: str | None
    line: int | None
    permalink: str | None


class LeftOutEntry(TypedDict):
    """A repository that was not looked at on purpose: fork, limit or empty."""

    name: str
    reason: str


class ContributionEntry(TypedDict):
    """Work of the account in a repository of others; never scored."""

    repository: str
    url: str
    pull_requests: int
    commits: int
    last_date: str | None


class SkippedEntry(TypedDict):
    """A file that was not read, and why."""

    path: str
    reason: str


class SignalEntry(TypedDict):
    """What one check says of one repository; `level` is None unless `status` is measured."""

    status: str
    level: str | None
    ceiling: str
    message: str
    reason: str | None
    evidence: list[EvidenceEntry]


class RepositoryEntry(TypedDict):
    """One repository; without signals if it was not assessed, and `problem` says why."""

    name: str
    url: str | None
    fork_of: str | None
    head: str | None
    assessed: bool
    problem: str | None
    candidate_share: SharePair | None
    commits: int
    facts: dict[str, FactValue]
    flags: list[str]
    skipped_files: list[SkippedEntry]
    signals: dict[str, SignalEntry]


class ScorecardDocument(TypedDict):
    """The whole document, as `scan -f json` writes it."""

    schema_version: str
    tool: ToolEntry
    rubric: RubricEntry
    as_of: str | None
    candidate: CandidateEntry
    verdict: VerdictEntry
    dimensions: list[DimensionEntry]
    flags: list[FlagEntry]
    claims: list[ClaimEntry]
    questions: list[QuestionEntry]
    left_out: list[LeftOutEntry]
    contributions: list[ContributionEntry]
    repositories: list[RepositoryEntry]
