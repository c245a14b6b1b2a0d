"""The JSON report as types: what `scorecard.schema.json` describes, for whoever reads a scorecard in Python.

A test compares the two, key by key and in the order in which they are written.
"""

from __future__ import annotations

from typing import TypedDict

SharePair = tuple[float, float]
"""The candidate's share of some work, 0 to 1: certain, and highest possible."""
Bounds = tuple[float, float]
"""At least, and at most."""
FactValue = int | float | str | None


class ToolEntry(TypedDict):
    """The program that wrote the scorecard."""

    name: str
    version: str


class BandEntry(TypedDict):
    """A label and the score, 0 to 100, from which it holds."""

    label: str
    start: float


class RubricEntry(TypedDict):
    """By which numbers it was scored: the same `sha256`, the same numbers.

    `subject` is what the evidence is of. A share of work earns `credit_factor` times its size, at most all;
    without `attribution` all is earned whoever did it. `full_credit_at`: weights of dimensions that earn 100.
    """

    name: str
    sha256: str
    role: str | None
    subject: str | None
    bands: list[BandEntry]
    attribution: bool
    credit_factor: float
    full_credit_at: float


class CandidateEntry(TypedDict):
    """Whose work was asked about. `identity_certainty`: declared, account or unknown."""

    targets: list[str]
    login: str | None
    identities: list[str]
    identity_certainty: str


class VerdictEntry(TypedDict):
    """The label and its bounds, 0 to 100; `coverage` is 0 to 1, `score` is `low`.

    `meaning` is the rubric's own paragraph on the label; `summed` the bounds before a band's rule lowers
    them.
    """

    label: str
    score: float
    low: float
    high: float
    coverage: float
    reasons: list[str]
    meaning: str | None
    summed: Bounds


class DimensionEntry(TypedDict):
    """The bounds of one dimension, 0 to 100; `coverage` is 0 to 1.

    `weight` is its weight among the dimensions; `full_credit_at` the sum of its signals' weighted points that
    earns 100.
    """

    id: str
    title: str
    low: float
    high: float
    coverage: float
    weight: float
    essential: bool
    full_credit_at: float


class LinesEntry(TypedDict):
    """The lines that evidence cites: at most seven, from line `first` on, and who wrote them and when.

    `origin` is who wrote the cited one: candidate, other or unsure. `share` is the candidate's part of them,
    `commit` the newest that wrote one. Null where it was not asked, or is not known.
    """

    first: int
    text: list[str]
    origin: str | None
    share: SharePair | None
    first_date: str | None
    last_date: str | None
    commit: str | None


class EvidenceEntry(TypedDict):
    """One place, or one commit, that shows a level; dates are ISO 8601, in UTC.

    `share_of` says what the share is of: the cited "lines" where their authors are known, else the "commits".
    """

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
    share_of: str | None
    lines: LinesEntry | None


class FlagEntry(TypedDict):
    """A circumstance of one repository that changes words and questions, never numbers."""

    id: str
    severity: str
    repository: str
    message: str
    evidence: list[EvidenceEntry]


class ClaimEntry(TypedDict):
    """A sentence that claims something; `support`: supported, unsupported or not_assessable.

    `author` is who wrote the sentence: candidate, other or unsure; null where nobody was named.
    """

    text: str
    repository: str | None
    path: str
    line: int
    signals: list[str]
    support: str
    evidence: list[EvidenceEntry]
    topic: str | None
    author: str | None


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


class StandingEntry(TypedDict):
    """Where one signal stands over all repositories, and what the score is made of.

    `weight` is its weight in its dimension, 0 without one; `points` what each level earns and `low` and
    `high` what it earned, 0 to 1. `repository` and `evidence` are the place that earns most (`earned`, after
    `credit`, the part that the author's share earns). `looks_for` says what its check counts as evidence.
    """

    id: str
    title: str
    dimension: str | None
    weight: float
    max_level: str
    level: str
    low: float
    high: float
    points: dict[str, float]
    repository: str | None
    evidence: EvidenceEntry | None
    earned: float
    credit: Bounds | None
    by_others: bool
    remarks: list[str]
    looks_for: str


class SignalEntry(TypedDict):
    """What one check says of one repository; `level` is None unless `status` is measured.

    `earned` are the points of the repository for it, at least and at most, 0 to 1; `weight` is the signal's
    in its dimension. `near` are files whose names sound like it and in which it was not recognised.
    `may_hold` is the strongest level that could be in what was not seen: null where all was, "any" where
    there is no limit. `credited` is the strongest level to the candidate's credit, surely and possibly.
    """

    status: str
    level: str | None
    ceiling: str
    message: str
    reason: str | None
    evidence: list[EvidenceEntry]
    max_level: str
    weight: float
    points: float
    earned: Bounds
    near: list[str]
    may_hold: str | None
    credited: tuple[str, str]


class MonthEntry(TypedDict):
    """The commits of one month ("2024-03"), by whose they are; `deployments` changed what is rolled out."""

    month: str
    candidate: int
    unsure: int
    others: int
    deployments: int


class ReleaseEntry(TypedDict):
    """A version and its day."""

    name: str
    date: str


class ActivityEntry(TypedDict):
    """What happened in a repository, oldest first."""

    months: list[MonthEntry]
    releases: list[ReleaseEntry]


class CodeEntry(TypedDict):
    """Lines of code in modules, in notebooks, and by language."""

    modules: int
    notebooks: int
    languages: dict[str, int]


class CauseEntry(TypedDict):
    """One cause why something could not be seen, and its remedy, over all repositories.

    `count` is the number of its places; the first files stand in `places`, each behind its repository.
    `signals` could be stronger than what was found, because of it.
    """

    words: str
    remedy: str
    count: int
    repositories: list[str]
    places: list[str]
    signals: list[str]


class RepositoryEntry(TypedDict):
    """One repository; without signals if it was not assessed, and `problem` says why.

    `life` is the factor that its life makes of what its evidence earns, at least and at most, 0 to 1.
    """

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
    purpose: str | None
    life: Bounds
    activity: ActivityEntry | None
    code: CodeEntry | None


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
    blind: bool
    signals: list[StandingEntry]
    not_seen: list[CauseEntry]
