"""One place where a file names something that must exist, and what became of the name."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

MOST_LETTERS = 120


class Outcome(StrEnum):
    """What became of a name."""

    RESOLVES = "resolves"
    DANGLES = "dangles"
    MADE_ELSEWHERE = "made elsewhere"
    CANNOT_BE_TOLD = "cannot be told"


class Reference(Struct, frozen=True):
    """A place (`path`, `line`) that names `name`, which must exist.

    `kind` says what the place does with the name, as a verb of the file: "image copies", "CI installs from".
    `why` is the reason for an outcome that is neither RESOLVES nor DANGLES; for what dangles it says, after
    "which", where the name is missing, if that is not the repository.
    `existed`, for what dangles: whether any commit ever had it (it was moved or removed), False where none
    had (it never existed), None where the history is not whole. A file that stops without naming anything has
    no `name`, and `why` is the whole reason.
    """

    path: str
    line: int | None
    kind: str
    name: str
    outcome: Outcome
    why: str = ""
    existed: bool | None = None

    @property
    def words(self) -> str:
        """What is wrong with it, for a reader: "names X, which is not in the repository"."""
        if not self.name:
            return self.why
        name = self.name[:MOST_LETTERS]
        if self.outcome is not Outcome.DANGLES:
            return f"names {name} ({self.outcome})"
        if self.why:
            return f"names {name}, {self.why}"
        if self.existed:
            return f"names {name}, which is not in the repository any more"
        return f"names {name}, which is not in the repository"
