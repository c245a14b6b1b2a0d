"""The words in which a check declares what it looks at, what it asks, and where it does not ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


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
        return _KIND_WORDS[self]


_KIND_WORDS = {
    FileKind.PYTHON: "Python modules",
    FileKind.NOTEBOOK: "notebooks",
    FileKind.DOCKERFILE: "container build files",
    FileKind.CI: "CI configurations",
    FileKind.TARGETS: "build and task files",
    FileKind.COMPOSE: "compose files",
    FileKind.DEPENDENCIES: "dependency declarations",
    FileKind.PROSE: "documents",
    FileKind.CONFIGURATION: "configuration files",
    FileKind.SOURCE: "source files in other languages",
    FileKind.HISTORY: "commits",
}


class Purpose(Enum):
    """What a repository is for, as far as its files show; `analyzer.wiring.purpose` tells them apart."""

    SERVICE = "service"
    LIBRARY = "library"
    RESEARCH = "research code"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What to ask in an interview about one signal, and what answers sound like.

    `present` is asked about the strongest place, whose path stands for `{path}`; `absent` where nothing was
    found. `presumes_model`: `absent` speaks of a model or a service, so it is not asked where there is none.
    """

    competency: Competency
    present: str
    absent: str
    strong: str
    weak: str
    presumes_model: bool = False
