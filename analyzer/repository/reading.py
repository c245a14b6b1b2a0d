"""How files are read, and what that may take: steps for each and for all, and CPU time behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.parsing.ci import Pipeline, parse_pipeline
from analyzer.parsing.dependencies import DependencyFile, parse_dependencies
from analyzer.parsing.dockerfile import Dockerfile, parse_dockerfile
from analyzer.parsing.documents import Prose, parse_prose
from analyzer.parsing.notebook import NOTEBOOK_LIMIT, NotebookFacts, parse_any_notebook
from analyzer.parsing.programs import PROGRAM_LIMIT, ProgramFacts, is_read_program, parse_program
from analyzer.parsing.python import PYTHON_LIMIT, PythonFacts, parse_python
from analyzer.parsing.steps import Meter, OverBudgetError, metered, spend
from analyzer.parsing.tasks import Service, TargetFile, parse_compose, parse_targets
from analyzer.repository.backstop import Clock, OverTimeError, cpu_limit
from analyzer.repository.file_kinds import kinds

# Ordinary code takes a quarter of a step a byte: 512 kB of it, the most that is read, take 150,000.
FILE_STEPS = 600_000
# More than two hundred megabytes of ordinary code, 50,000 files of four kilobytes: two minutes of CPU time.
REPOSITORY_STEPS = 60_000_000
BYTES_A_STEP = 8
# Ten times what the steps take: for what nobody counts, like a library that hangs.
FILE_SECONDS = 20.0
REPOSITORY_SECONDS = 300.0
READING_TOO_SLOW = "reading it used too much processor time"

# A lock file is long by nature and holds only names; every other configuration file has its cap.
TEXT_LIMIT = 256 * 1024
LOCK_LIMIT = 4 * 1024 * 1024

Facts = TypeVar("Facts")


def _every_path(_path: str) -> bool:
    return True


class FileReader(Struct, frozen=True):
    """How files of one kind are read. `by_path`: what a file says depends on where it lies.

    `facts` is the type of what it says. `reads`: which files of the kind have a reader at all.
    """

    parse: Callable[[str, bytes], object]
    facts: Any
    limit: int = TEXT_LIMIT
    by_path: bool = False
    reads: Callable[[str], bool] = _every_path


READERS: Mapping[FileKind, FileReader] = {
    FileKind.PYTHON: FileReader(lambda _path, content: parse_python(content), PythonFacts, PYTHON_LIMIT),
    FileKind.SOURCE: FileReader(
        parse_program, ProgramFacts, PROGRAM_LIMIT, by_path=True, reads=is_read_program
    ),
    FileKind.NOTEBOOK: FileReader(
        lambda _path, content: parse_any_notebook(content), NotebookFacts, NOTEBOOK_LIMIT
    ),
    FileKind.DOCKERFILE: FileReader(lambda _path, content: parse_dockerfile(content), Dockerfile),
    FileKind.CI: FileReader(parse_pipeline, Pipeline, by_path=True),
    FileKind.TARGETS: FileReader(parse_targets, tuple[TargetFile, ...], by_path=True),
    FileKind.COMPOSE: FileReader(parse_compose, tuple[tuple[Service, ...], str | None], by_path=True),
    FileKind.DEPENDENCIES: FileReader(parse_dependencies, DependencyFile, LOCK_LIMIT, by_path=True),
    FileKind.PROSE: FileReader(lambda _path, content: parse_prose(content), Prose),
}


def own_limit(path: str) -> int:
    """The bytes up to which the reader of its kind takes a file whole: no other reader calls it too large."""
    found = kinds(path)
    if FileKind.NOTEBOOK in found:
        return NOTEBOOK_LIMIT
    return PYTHON_LIMIT if FileKind.PYTHON in found else TEXT_LIMIT


class ReadingBudget:
    """What is left of the work that reading one repository may take."""

    def __init__(self, steps: int = REPOSITORY_STEPS, file_steps: int = FILE_STEPS) -> None:
        self._of_all = steps
        self._of_a_file = file_steps
        self._left = steps
        self._seconds = REPOSITORY_SECONDS

    def read(self, parse: Callable[[], Facts], size: int) -> tuple[Facts | None, str | None]:
        """The facts that `parse` makes of `size` bytes, and why there are none or not all of them."""
        allowed = min(self._of_a_file, self._left)
        if allowed <= 0 or self._seconds <= 0:
            return None, self._used_up
        reason = self._file_used_up if allowed == self._of_a_file else self._used_up
        facts: Facts | None = None
        meter, clock = Meter(allowed), Clock(min(FILE_SECONDS, self._seconds))
        try:
            with metered(meter), cpu_limit(clock), suppress(OverBudgetError):
                spend(size // BYTES_A_STEP)
                facts = parse()
        except OverTimeError:
            if clock.left > 0:  # the limit of somebody around us
                raise
            meter.left, facts, reason = min(meter.left, -1), None, READING_TOO_SLOW
        self._left -= allowed - max(meter.left, 0)
        self._seconds -= clock.used
        return facts, reason if meter.left < 0 else None

    @property
    def left(self) -> int:
        """The steps that are left for the repository."""
        return self._left

    def allows(self, steps: int) -> bool:
        """Whether a file that takes so many steps can be read whole."""
        allowed = min(self._of_a_file, self._left)
        return allowed > 0 and self._seconds > 0 and steps <= allowed

    def charge(self, steps: int) -> None:
        """Take steps that were spent before."""
        self._left -= steps

    @property
    def _file_used_up(self) -> str:
        return f"reading it takes more than the {self._of_a_file:,} steps allowed for one file"

    @property
    def _used_up(self) -> str:
        return f"the repository's reading budget of {self._of_all:,} steps is exhausted"
