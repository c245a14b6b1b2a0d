"""Facts of files that were read before: the same bytes, the same reader, the same facts and the same cost.

What somebody keeps for the next time is asked by the id of the content. A file that is remembered is neither
loaded nor parsed, but charged to the budgets of its repository as if it were: what is over a budget does not
depend on what was read before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from msgspec import Struct

from analyzer.repository.contents import Contents, File
from analyzer.repository.reading import ReadingBudget


class KeptFacts(Protocol):
    """Where facts are kept for the next time."""

    def get(self, place: str, form: Any) -> tuple[int, object] | None:
        """The steps that reading took, and the facts, which are of the type `form`."""

    def put(self, place: str, steps: int, facts: object) -> None:
        """Keep the facts of a place, and the steps that they took."""


class Asked(Struct, frozen=True):
    """Facts of one file: by which reader, of which type, and where they are the same.

    `same` is the id of the content for a reader that looks at nothing else, and the path for one that does;
    `limit` are the bytes up to which a file is read whole.
    """

    reader: str
    same: str
    form: Any
    file: File
    limit: int

    @property
    def is_whole(self) -> bool:
        """Whether the facts are of all that the id stands for, and can be kept."""
        size = self.file.size
        return self.form is not None and size is not None and size <= self.limit

    @property
    def place(self) -> str:
        """Under what they are kept."""
        return f"{self.reader}\0{self.file.blob}\0{self.same}"


class Remembered:
    """What is kept of the files of one repository."""

    def __init__(self, kept: KeptFacts | None, contents: Contents, budget: ReadingBudget) -> None:
        self._kept = kept
        self._contents = contents
        self._budget = budget

    def facts(
        self, asked: Asked, load: Callable[[], bytes | None], parse: Callable[[bytes], object]
    ) -> tuple[object, str | None] | None:
        """The facts of a file, and why there are none or not all; None of one that cannot be loaded."""
        kept = self._kept if asked.is_whole else None
        found = None if kept is None else kept.get(asked.place, asked.form)
        if found is not None and self._charge(asked.file, found[0]):
            return found[1], None
        content = load()
        if content is None:
            return None
        before = self._budget.left
        facts, reason = self._budget.read(lambda: parse(content), len(content))
        if kept is not None and facts is not None and reason is None:
            kept.put(asked.place, before - self._budget.left, facts)
        return facts, reason

    def _charge(self, file: File, steps: int) -> bool:
        """Take what reading the file would take from the budgets; False if they are too small for that."""
        if not self._budget.allows(steps) or not self._contents.charge(file, file.size or 0):
            return False
        self._budget.charge(steps)
        return True
