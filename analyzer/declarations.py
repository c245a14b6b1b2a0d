"""The words in which a check declares what it looks at, what it asks, and where it does not ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, StrEnum

from msgspec import Struct, field


class FileKind(StrEnum):
    """A kind of file that checks search; `analyzer.repository.file_kinds` says which paths are of which."""

    PYTHON = "python"
    NOTEBOOK = "notebook"
    DOCKERFILE = "dockerfile"
    CI = "ci"
    TARGETS = "targets"
    COMPOSE = "compose"
    DEPENDENCIES = "dependencies"
    PROSE = "prose"
    CONFIGURATION = "configuration"
    SOURCE = "source"
    HISTORY = "history"

    @property
    def words(self) -> str:
        """Such files as people read them, in the plural."""
        return _KIND_WORDS[self][1]

    def counted(self, number: int) -> str:
        """So many of such files as people read them: "1 notebook"."""
        return f"{number:,} {_KIND_WORDS[self][number != 1]}"


_KIND_WORDS = {
    FileKind.PYTHON: ("Python module", "Python modules"),
    FileKind.NOTEBOOK: ("notebook", "notebooks"),
    FileKind.DOCKERFILE: ("container build file", "container build files"),
    FileKind.CI: ("CI configuration", "CI configurations"),
    FileKind.TARGETS: ("build or task file", "build and task files"),
    FileKind.COMPOSE: ("compose file", "compose files"),
    FileKind.DEPENDENCIES: ("dependency declaration", "dependency declarations"),
    FileKind.PROSE: ("document", "documents"),
    FileKind.CONFIGURATION: ("configuration file", "configuration files"),
    FileKind.SOURCE: ("source file in another language", "source files in other languages"),
    FileKind.HISTORY: ("commit", "commits"),
}


PROGRAM_KINDS = frozenset({FileKind.PYTHON, FileKind.NOTEBOOK})
"""The programs that are read."""


class Purpose(Enum):
    """What a repository is for, as far as its files show; `analyzer.facts.purposes.purpose` tells them apart.

    Coursework is told by the marks that courses leave (the flag `tutorial_reproduction`): checks apply to it.
    """

    PLATFORM = "platform"
    SERVICE = "service"
    APPLICATION = "application"
    LIBRARY = "library"
    RESEARCH = "research code"
    COURSEWORK = "coursework"
    CONFIGURATION = "configuration"
    PROJECT = "project"


class Competency(StrEnum):
    """What an interview question is about; the values are what reports show."""

    EVALUATION = "eval discipline"
    DEBUGGING = "production debugging"
    DATA = "data quality intuition"
    OPERATIONS = "cost, latency and operations"
    TRADEOFFS = "trade-off reasoning"
    COMMUNICATION = "communication"
    ADVERSARIAL = "adversarial and failure-mode thinking"


class Premise(Struct, frozen=True, kw_only=True):
    """What a question takes for granted of the place it is about, and what is asked where that does not hold.

    `note`: a pattern for the note of the evidence; `fact`: a number of the repository above `more_than`;
    `not_of`: endings of paths that the place must not have; `model`: there must be a model in the repository;
    `trains`: it must train one, and not only call it.
    """

    otherwise: str
    note: str = ""
    fact: str = ""
    more_than: float = 0
    not_of: tuple[str, ...] = ()
    model: bool = False
    trains: bool = False


class Questions(Struct, frozen=True, kw_only=True):
    """What to ask in an interview about one signal, and what answers sound like.

    `present` is asked about the strongest place, whose path stands for `{path}`; `absent` where nothing was
    found. `presumes_model`: `absent` speaks of a model or a service, so it is not asked where there is none.
    `premise`: what `present` takes for granted.
    """

    competency: Competency
    present: str
    absent: str
    strong: str
    weak: str
    presumes_model: bool = False
    premise: Premise | None = None


class OwnQuestion(Struct, frozen=True, kw_only=True):
    """A question that a rubric adds to the interview, about what no repository can show."""

    competency: Competency
    ask: str
    because: str
    strong: str
    weak: str


class OwnQuestions(Struct, frozen=True, kw_only=True):
    """How a rubric changes the part of the interview that is about what no repository can show.

    `added` are asked before the others; `order`: which competencies come first; `number`: how many of these
    questions are asked about a competency, where that is not left open.
    """

    added: tuple[OwnQuestion, ...] = ()
    order: tuple[Competency, ...] = ()
    number: Mapping[Competency, int] = field(default_factory=dict)


class FlagQuestion(Struct, frozen=True, kw_only=True):
    """What to ask in an interview about one flag, and what answers sound like.

    `not_of_remarks`: not asked where the flag is informational only, because its message already contains the
    answer. `covers` are rows of docs/coverage.md.
    """

    competency: Competency
    ask: str
    strong: str
    weak: str
    not_of_remarks: bool = False
    covers: tuple[str, ...] = ()


class ClaimQuestion(Struct, frozen=True, kw_only=True):
    """What to ask about a claim without support, and what answers sound like.

    `{claim}` stands for the sentence; `covers` are rows of docs/coverage.md. Where a claim says what the
    pattern `told` finds, `ask_told` is asked instead.
    """

    competency: Competency
    ask: str
    strong: str
    weak: str
    covers: tuple[str, ...] = ()
    told: str = ""
    ask_told: str = ""


class Role(StrEnum):
    """What a program does, as far as a signal asks about it."""

    TRAIN = "trains models"
    TRACK = "keeps the runs of its training"
    CALL = "loads or calls a model"
    EVALUATE = "judges a model"
    OPTIMISE = "makes a model answer faster"
    SERVE = "answers requests"
    OPERATE = "runs by itself, and reports"
    DATA = "checks and compares data"
    VERSION = "asks for one version of data"
    ORCHESTRATE = "puts steps in an order"
    DEPLOY = "puts versions in place"
    TEST = "tests, by a convention that is not known"
    TYPES = "declares types"
    MODULES = "is code outside notebooks"
    DOCUMENT = "documents its functions"

    @property
    def unread(self) -> str:
        """What is not read of a program that may play this role, as a report says it."""
        return _UNREAD.get(self, "calls")


_UNREAD = {
    Role.TEST: "tests",
    Role.TYPES: "types",
    Role.MODULES: "lines",
    Role.DOCUMENT: "comments",
}


def _always(_repo: object, _level: object) -> bool:
    return True


class OtherLanguages(Struct, frozen=True):
    """Why a signal could stand in a program in a language that is not read.

    `roles`: one of them is enough; no role: what the check reads, it reads in every language. `when` says of
    a Snapshot, given the level that was found in it, whether the question arises there.
    """

    why: str
    roles: tuple[Role, ...] = ()
    when: Callable[..., bool] = _always


UNDECLARED = OtherLanguages("what it looks for in programs, it looks for in Python", tuple(Role))
"""Of a check that reads programs and says nothing of other languages: any of them could hold its signal."""
NO_PROGRAM = OtherLanguages("no program is searched for it")
