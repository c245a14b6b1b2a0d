"""The few words everything speaks. Imports nothing of ours.

Facts are frozen and picklable, because they cross the border of a worker process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How strong a piece of evidence is. Each level implies those below it."""

    ABSENT = 0
    CLAIMED = 1
    PRESENT = 2
    SUBSTANTIVE = 3
    WIRED = 4
    SUSTAINED = 5

    @property
    def word(self) -> str:
        """The level as reports and the JSON contract spell it."""
        return self.name.lower()


class Status(StrEnum):
    """What a finding is worth reading as."""

    MEASURED = "measured"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"


class Severity(StrEnum):
    """How loudly a flag speaks: for information, worth a question, or serious."""

    INFO = "info"
    ASK = "ask"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place a reviewer can open. `path` is None for what belongs to the whole repository."""

    path: str | None
    line: int | None
    level: Level
    note: str


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not arise here, e.g. a library has nothing to serve."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that could hold evidence was not read: too large, missing, a language not read."""

    reason: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A number or word worth showing beside the findings."""

    name: str
    value: int | float | str


@dataclass(frozen=True, slots=True)
class Flag:
    """A circumstance that changes words and questions, never numbers."""

    id: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...] = ()


Yield = Evidence | NotApplicable | Unseen | Fact | Flag
# Over a Snapshot, which this room does not know: `analyzer.registry.check` holds functions to it.
CheckFunction = Callable[..., Iterator[Yield]]


@dataclass(frozen=True, slots=True)
class Check:
    """A detector of one signal: a function over a Snapshot and what people read about it.

    `reads` names the kinds of file it searches (see `analyzer.kinds`): a skipped file of such a
    kind is something this check has not seen.
    """

    id: str
    title: str
    dimension: str
    reads: tuple[str, ...]
    max_level: Level
    ask_present: str
    ask_absent: str
    function: CheckFunction
    documentation: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says of one repository.

    `level` is the strongest evidence found; `ceiling` the strongest there could still be in what
    was not seen, so `level < ceiling` reads "at least".
    """

    signal: str
    status: Status
    level: Level
    ceiling: Level
    message: str
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    unseen: tuple[Unseen, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How much of some work is the candidate's: surely (`low`) and at most (`high`), 0 to 1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PathProvenance:
    """Whose work one path is, and the newest commit of the assessed branch that touched it.

    `share` is None where nobody was named. `date` is the author's day, ISO 8601, in UTC.
    """

    share: Share | None
    commit: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that no check has read, with the reason. `kind` is None if no check would read it."""

    path: str
    reason: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """One spelling of an author, as commits carry it. The address never reaches an output."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the assessed branch.

    `authored` and `committed` are Unix seconds, None where the date is impossible. `paths` are the
    paths it touched (all of them for a root commit), `added` those it brought, `renames` pairs of
    (old, new) whose content stayed the same. `path_count` counts also those over the cap. `reverts` is the
    (perhaps shortened) id that the message says this commit reverts.
    """

    sha: str
    author: Author
    co_authors: tuple[Author, ...]
    committer: Author
    authored: int | None
    committed: int | None
    parents: int
    subject: str
    paths: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    path_count: int = 0
    reverts: str | None = None

    @property
    def is_merge(self) -> bool:
        return self.parents > 1


@dataclass(frozen=True, slots=True)
class Source:
    """Where one repository is read from.

    `location` is a path or a clone URL and is never shown; `name` and `url` (the web address that
    permalinks are built on) are. `as_of` is the last second, Unix time, that counts.
    `authenticated`: it is on the server whose access token we hold.
    """

    name: str
    location: str
    remote: bool
    url: str | None = None
    as_of: int | None = None
    authenticated: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is assessed: what was asked for and which names and addresses are surely theirs.

    `certainty` is "declared" (somebody named them), "account" (GitHub ties them to the account) or
    "unknown" (nobody is named).
    """

    targets: tuple[str, ...]
    login: str | None = None
    identities: tuple[str, ...] = ()
    certainty: str = "unknown"


@dataclass(frozen=True, slots=True)
class RepositoryResult:
    """Everything a worker says about one repository. `problem` is set if it could not be assessed."""

    name: str
    url: str | None
    head: str | None
    assessed: bool
    problem: str | None
    candidate_share: Share | None = None
    commits: int = 0
    facts: tuple[Fact, ...] = ()
    flags: tuple[Flag, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    findings: Mapping[str, Finding] = field(default_factory=dict)
    provenance: Mapping[str, PathProvenance] = field(default_factory=dict)
    author_names: tuple[str, ...] = ()
    matched_identities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A repository of the target that was not looked at on purpose: fork, limit, empty."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """One dimension of the scorecard; bounds 0 to 100, coverage 0 to 1."""

    id: str
    title: str
    low: float
    high: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The label with the bounds it rests on. `score` is `low`: at least this was shown."""

    label: str
    low: float
    high: float
    coverage: float
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        return self.low


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The whole answer for one candidate: what every report is made from."""

    candidate: Candidate
    rubric_name: str
    rubric_sha256: str
    as_of: str | None
    verdict: Verdict
    dimensions: tuple[DimensionScore, ...]
    repositories: tuple[RepositoryResult, ...]
    left_out: tuple[LeftOut, ...] = ()
