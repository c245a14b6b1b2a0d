"""The words of the table of hostile cases: a stage on which an input is built, and what must come of it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from tests.support.repositories import CommitSpec, build_repository

Files = Mapping[str, str | bytes | None]

# A service whose tests CI runs: what is around the hostile part, and the repository beside it.
SOUND: Files = {
    "shop/__init__.py": "",
    "shop/price.py": "def price(x):\n    return 2 * x\n",
    "tests/test_price.py": "from shop.price import price\n\n\ndef test_price():\n    assert price(2) == 4\n",
    ".github/workflows/ci.yml": ("on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pytest\n"),
}
# What is found in it, whatever else a repository holds.
SOUND_LEVELS: Mapping[str, str] = {"ci_tests": "wired", "tests": "substantive"}


class Interruption(Struct, frozen=True):
    """A signal for the command line, sent as soon as `ready` holds."""

    number: signal.Signals
    ready: Callable[[], bool]


class Stage(Struct):
    """Where a case builds its input, and how the command line is then started.

    `portfolio` holds the hostile repository and its innocent neighbour. `marker` is a file that appears only
    where something of the input was run. `temporary` is the folder for temporary files, empty again at the
    end. Servers are entered on `servers`.
    """

    folder: Path
    servers: ExitStack
    command: tuple[str, ...]
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    directory: Path = Path("/")
    stdout: str | None = None
    closed: tuple[int, ...] = ()
    limits: dict[str, int] = field(default_factory=dict)
    vanish: bool = False
    before: tuple[str, ...] = ()
    interruption: Interruption | None = None

    @property
    def portfolio(self) -> Path:
        return self.folder / "portfolio"

    @property
    def repository(self) -> Path:
        return self.portfolio / "hostile"

    @property
    def marker(self) -> Path:
        return self.folder / "sprung"

    @property
    def temporary(self) -> Path:
        return self.folder / "t"

    def holding(self, files: Files, **modes: str) -> None:
        """Let the hostile repository hold these files beside the sound ones."""
        build_repository(self.repository, [CommitSpec({**SOUND, **files}, modes=modes)], bare=True)


class Finished(Struct, frozen=True):
    """A command line that has ended: its exit code, what it wrote, and the report if that was JSON."""

    code: int
    stdout: str
    stderr: str
    report: dict[str, Any] | None

    def row(self, name: str) -> dict[str, Any]:
        """The row of a repository."""
        assert self.report is not None, self.stderr
        return next(each for each in self.report["repositories"] if each["name"].endswith(name))


class Case(Struct, frozen=True):
    """One hostile input and what must come of it. Sentences are regular expressions that must be found.

    `code`: the exit code. `said`: on stderr. Of the row of the hostile repository (`assessed` None: there is
    no report, or none in JSON): `problem`, None for no problem; `skipped`, why a path was not read; `levels`,
    what is found all the same (None: not known); `opens`, signals that could be higher than what was found; `decided`, signals
    that what was not seen leaves as they are. `neighbour`: an innocent repository is beside it and scored as
    ever; where both come from a server (`remote`), its signals are (None: the same fault meets the neighbour).
    `leaves`: it may leave temporary files. `also`: what no column says.
    """

    name: str
    build: Callable[[Stage], None]
    code: int = 0
    said: tuple[str, ...] = ()
    assessed: bool | None = True
    problem: str | None = None
    skipped: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str | None] = field(default_factory=lambda: SOUND_LEVELS)
    opens: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    neighbour: bool = True
    remote: bool | None = False
    leaves: bool = False
    also: Callable[[Stage, Finished], None] | None = None


def holding(files: Files | Callable[[], Files], **modes: str) -> Callable[[Stage], None]:
    """A builder of a repository with these files beside the sound ones; large ones are made when needed."""
    return lambda stage: stage.holding(files() if callable(files) else files, **modes)
