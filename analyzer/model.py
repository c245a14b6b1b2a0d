"""The few words everything speaks. Imports nothing of ours but what comes in.

Facts are frozen and picklable, because they cross the border of a worker process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum, StrEnum

from msgspec import Struct, field

from analyzer.declarations import NO_PROGRAM, FileKind, FlagQuestion, OtherLanguages, Purpose, Questions
from analyzer.portrait import Activity, CodeSize
from analyzer.provenance import CitedLines, Origin, PathProvenance, Share
from analyzer.sources import IdentifyingTerms, SkippedFile
from analyzer.text import word_set


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


class Support(StrEnum):
    """What the scanned repositories say of a claim."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    NOT_ASSESSABLE = "not_assessable"


class Trouble(StrEnum):
    """What became of a repository that could not be read, for whoever may try again.

    Lasting: another try meets the same. Passing: a time limit, a transfer that broke off, a process that
    died. Unreachable: nobody answers at its address. Limited: the server wants fewer requests for a while.
    Machine: something is lacking here, such as space on the disk.
    """

    LASTING = "lasting"
    PASSING = "passing"
    UNREACHABLE = "unreachable"
    LIMITED = "limited"
    MACHINE = "machine"


class Severity(StrEnum):
    """How loudly a flag speaks: for information, worth a question, or serious."""

    INFO = "info"
    ASK = "ask"
    SERIOUS = "serious"


class Evidence(Struct, frozen=True):
    """One place a reviewer can open. `path` is None for what belongs to the whole repository.

    `commits` are the ids of the commits that show it, the one to open first; without any, it is the path as
    it stands that shows it. `size`: of places that show as much, the greatest is shown and asked about first.
    `days`: on how many days people changed the file, which no check knows: it is filled in from the history.
    `since`: of wired evidence, when the other end of the wiring came, Unix seconds; 0 if that is not asked.
    """

    path: str | None
    line: int | None
    level: Level
    note: str
    commits: tuple[str, ...] = ()
    size: int = 0
    days: int = 0
    since: int = 0


class NotApplicable(Struct, frozen=True):
    """The question does not arise here, e.g. a library has nothing to serve.

    `settled`: whatever programs in languages that are not read may hold; otherwise they are unseen.
    """

    reason: str
    settled: bool = False


class Unseen(Struct, frozen=True):
    """Something that could hold evidence was not read: too large, missing, a language not read.

    `at_most` is the highest level that anything of its kind can show; None for any level.
    """

    reason: str
    path: str | None = None
    at_most: Level | None = None


class Fact(Struct, frozen=True):
    """A number or word worth showing beside the findings."""

    name: str
    value: int | float | str


class Flag(Struct, frozen=True):
    """A circumstance that changes words and questions, never numbers.

    `question` is what its declaration asks about it; of a `FlagCheck` the runner fills it in.
    """

    id: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...] = ()
    question: FlagQuestion | None = None


Observation = Evidence | NotApplicable | Unseen | Fact
FlagResult = Flag | Unseen
# Over a Snapshot, which this module does not know: the decorators of the registry hold functions to it.
CheckFunction = Callable[..., Iterator[Observation]]
FlagFunction = Callable[..., Iterator[FlagResult]]


class Check(Struct, frozen=True):
    """A detector of one signal: a function over a Snapshot and everything that people read about it.

    `reads` names the kinds of file it searches: a skipped file of such a kind is something this check has
    not seen. `not_asked` says of which repositories the question does not arise, and why; `other_languages`
    whether programs that are not read could hold the signal. `covers` are rows of docs/coverage.md. `near`
    are words, or what they begin with, in names of files that sound like the signal: where it is not found,
    such files are shown. `named` are whole names of programs, or their last words, that promise the signal:
    where there is such a program and the signal was not found, its absence is not known.
    """

    id: str
    title: str
    reads: tuple[FileKind, ...]
    max_level: Level
    questions: Questions
    function: CheckFunction
    documentation: str
    not_asked: Mapping[Purpose, str] = field(default_factory=dict)
    other_languages: OtherLanguages = NO_PROGRAM
    covers: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def highest(self) -> Level:
        """The strongest level of its findings: wired work that was kept up is sustained."""
        return Level.SUSTAINED if self.max_level is Level.WIRED else self.max_level


class FlagCheck(Struct, frozen=True):
    """A detector of one circumstance: a function over a Snapshot that raises the flag of its id or does not.

    It reads for itself: what it could not read is said of the repository and opens no signal's ceiling.
    Without a `question` nothing is asked about the flag.
    """

    id: str
    title: str
    reads: tuple[FileKind, ...]
    function: FlagFunction
    documentation: str
    question: FlagQuestion | None = None


CODE_ENDINGS = word_set(
    "py ipynb js mjs ts jsx tsx vue go java kt scala cs fs vb rs rb php c cc cpp h cu swift dart jl r sql sh"
)


def is_code_path(path: str) -> bool:
    """Whether a path is code by its ending."""
    return path.rpartition(".")[2].casefold() in CODE_ENDINGS


class Finding(Struct, frozen=True):
    """What one check says of one repository.

    `level` is the strongest evidence found; `ceiling` the strongest there could still be in what
    was not seen, so `level < ceiling` reads "at least". `near` are files whose names sound like what was
    looked for and in which no rule recognised it.
    """

    signal: str
    status: Status
    level: Level
    ceiling: Level
    message: str
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def claimed_in_text(self) -> bool:
        """Whether no more than words were found: code that does less than its name is no text."""
        places = [each.path or "" for each in self.evidence]
        return self.level is Level.CLAIMED and not (places and all(map(is_code_path, places)))

    @property
    def may_be_stronger(self) -> bool:
        """Whether a stronger level than the one found is still possible."""
        return self.ceiling > self.level or self.status in (Status.UNKNOWN, Status.ERROR)

    @property
    def may_hold_more(self) -> bool:
        """Whether the candidate's own evidence could be in what was not seen.

        Also at the highest level: what was found may be somebody else's, what was not seen theirs.
        """
        return self.may_be_stronger or bool(self.unseen)


class Statement(Struct, frozen=True):
    """Something that prose asserts and that signals could bear out, where it stands.

    `topic` is the kind of claim, `signals` those that would support it (none: no repository can show
    it), `numbers` the figures with their units as they are written ("120 ms"). `text` is the sentence,
    `author` who wrote it, None where nobody was named.
    """

    text: str
    path: str
    line: int
    topic: str
    signals: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    author: Origin | None = None


class Located(Struct, frozen=True):
    """One piece of evidence, and the name of the repository it is in."""

    repository: str
    evidence: Evidence


class Claim(Struct, frozen=True):
    """A statement with what was found for it; `repository` is None for one of the candidate's own file."""

    statement: Statement
    repository: str | None
    support: Support
    places: tuple[Located, ...] = ()


class Question(Struct, frozen=True):
    """One thing to ask in the interview.

    `competency` is one of the seven that reviewers asked for, `because` the evidence or the gap it comes
    from, `strong` and `weak` what such answers sound like, `place` where to look first, if anywhere.
    `general`: it is about what no repository shows, so that it is asked of many in the same words.
    """

    competency: str
    ask: str
    because: str
    strong: str
    weak: str
    place: Located | None = None
    general: bool = False


class Contribution(Struct, frozen=True):
    """Work of the account in a repository of others, as GitHub lists it; shown, never scored.

    `pull_requests` counts merged proposals, `commits` those GitHub ties to the account among the newest,
    `last_date` is the newest day of either, ISO 8601, in UTC.
    """

    repository: str
    url: str
    pull_requests: int
    commits: int
    last_date: str | None


class RepositoryResult(Struct, frozen=True):
    """Everything a worker says about one repository. `problem` is set if it could not be assessed.

    `statements` is what its documents claim; `blobs` are the ids of its first-party Python files
    and notebooks that are long enough to tell a copy by, each with a path; `began` is the author's time of
    its first commit, Unix seconds, None where that is not known; `hidden` is what a blind scan has to hide.
    `history_share` is, where nobody was named, the share of the work that came after a bulk import, None
    where there was none.
    `provenance` is by path, `commit_provenance` by the commits of evidence that commits show.
    `cited` has the lines that evidence cites, by their path and line; `activity` what happened in it over the
    months, `code` how much of what is in it.
    `trouble` says of one that could not be read whether another try may go better.
    """

    name: str
    url: str | None
    head: str | None
    assessed: bool
    problem: str | None
    candidate_share: Share | None = None
    history_share: Share | None = None
    commits: int = 0
    facts: tuple[Fact, ...] = ()
    flags: tuple[Flag, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    findings: Mapping[str, Finding] = field(default_factory=dict)
    provenance: Mapping[str, PathProvenance] = field(default_factory=dict)
    commit_provenance: Mapping[tuple[str, ...], PathProvenance] = field(default_factory=dict)
    author_names: tuple[str, ...] = ()
    matched_identities: tuple[str, ...] = ()
    fork_of: str | None = None
    statements: tuple[Statement, ...] = ()
    blobs: Mapping[str, str] = field(default_factory=dict)
    began: int | None = None
    hidden: IdentifyingTerms = field(default_factory=IdentifyingTerms)
    trouble: Trouble = Trouble.LASTING
    cited: Mapping[tuple[str, int], CitedLines] = field(default_factory=dict)
    activity: Activity | None = None
    code: CodeSize | None = None

    def share_of(self, evidence: Evidence) -> Share:
        """Whose work a piece of evidence is: its lines where their authors are known, else its commits.

        Where nobody was named, all of it counts, but for what arrived in a bulk import: of that, surely what
        later work touched. A path or a commit without a recorded history could be anybody's, if it is asked
        whose it is.
        """
        lines, known = self._lines_of(evidence), self.provenance_of(evidence)
        if lines is not None and lines.share is not None:
            share: Share | None = lines.share
        elif known is not None:
            share = known.share
        elif evidence.path is None and not evidence.commits:
            share = self._whole_share
        else:
            share = None if self._whole_share is None else Share(0.0, 1.0)
        return share or Share(1.0, 1.0)

    def share_source(self, evidence: Evidence) -> str | None:
        """What the share of a piece of evidence is of: "lines", "commits", or None where it is of neither."""
        if (lines := self._lines_of(evidence)) is not None and lines.share is not None:
            return "lines"
        return None if self.provenance_of(evidence) is None else "commits"

    def _lines_of(self, evidence: Evidence) -> CitedLines | None:
        """The lines that a piece of evidence cites, if these show it and no commits."""
        return None if evidence.commits else self.cited_by(evidence)

    def cited_by(self, evidence: Evidence) -> CitedLines | None:
        """The lines that a piece of evidence cites, if they are known."""
        if evidence.path is None or evidence.line is None:
            return None
        return self.cited.get((evidence.path, evidence.line))

    @property
    def _whole_share(self) -> Share | None:
        return self.candidate_share or self.history_share

    def provenance_of(self, evidence: Evidence) -> PathProvenance | None:
        """Whose work the commits of a piece of evidence are, or its path where it names no commits."""
        if evidence.commits:
            return self.commit_provenance.get(evidence.commits)
        return None if evidence.path is None else self.provenance.get(evidence.path)


class LeftOut(Struct, frozen=True):
    """A repository of the target that was not looked at on purpose: fork, limit, empty."""

    name: str
    reason: str
