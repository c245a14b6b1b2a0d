"""Hostile text for the growth tables: for every format the long and nested tokens that its reader meets.

Each case is a head, a unit that is repeated until the text has its size, and a tail. `@` in a unit is
replaced by a number that rises, where repeating the same name would be folded away.
"""

from __future__ import annotations

from typing import NamedTuple


class Shape(NamedTuple):
    """Text that grows: `head`, `unit` as often as fits, `tail`, and `closing` as often as `unit`."""

    head: str
    unit: str
    tail: str = ""
    closing: str = ""

    def text(self, size: int) -> str:
        """Text of about `size` characters."""
        times = max(1, (size - len(self.head) - len(self.tail)) // (len(self.unit) + len(self.closing)))
        if "@" in self.unit:
            body = "".join(self.unit.replace("@", str(number)) for number in range(times))
        else:
            body = self.unit * times
        return self.head + body + self.tail + self.closing * times
