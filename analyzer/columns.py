"""Columns of many short values: of a long history every value that is an object of its own costs too much."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

NUMBER_CODE = "I"
"""Type code of the numbers in columns: four bytes, no sign."""


class Texts(Struct, gc=False):
    """Texts one after the other: their bytes, and where each ends. What was no UTF-8 stays what it was."""

    content: bytearray = field(default_factory=bytearray)
    ends: array[int] = field(default_factory=lambda: array(NUMBER_CODE))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, row: int) -> str:
        start = self.ends[row - 1] if row else 0
        return self.content[start : self.ends[row]].decode("utf-8", "surrogateescape")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def append(self, text: str) -> None:
        self.content += text.encode("utf-8", "surrogateescape")
        self.ends.append(len(self.content))

    def is_sound(self) -> bool:
        """Whether the last text ends where the bytes do."""
        return (self.ends[-1] if self.ends else 0) == len(self.content)

    def selected(self, rows: Iterable[int]) -> Texts:
        """A column of these rows."""
        found = Texts()
        for row in rows:
            found.content += self.content[self.ends[row - 1] if row else 0 : self.ends[row]]
            found.ends.append(len(found.content))
        return found


class Lists(Struct, gc=False):
    """Lists of numbers one after the other, and where each ends."""

    values: array[int] = field(default_factory=lambda: array(NUMBER_CODE))
    ends: array[int] = field(default_factory=lambda: array(NUMBER_CODE))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, row: int) -> Sequence[int]:
        return self.values[self.ends[row - 1] if row else 0 : self.ends[row]]

    def append(self, numbers: Iterable[int]) -> None:
        self.values.extend(numbers)
        self.ends.append(len(self.values))

    def is_sound(self) -> bool:
        """Whether the last list ends where the numbers do."""
        return (self.ends[-1] if self.ends else 0) == len(self.values)

    def selected(self, rows: Iterable[int]) -> Lists:
        """A column of these rows."""
        found = Lists()
        for row in rows:
            found.append(self[row])
        return found
