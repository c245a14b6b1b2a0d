"""Makes the examples of Hypothesis cheaper to find, and no other ones.

Among them are the constants of our modules, ten thousand texts. For every alphabet that a test draws from,
Hypothesis asks of each letter of each of them whether it is in the alphabet: a third of a second of processor
time for each test. Here a pattern answers it for a whole text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis.internal.conjecture import providers


@cache
def _letters(intervals: tuple[tuple[int, int], ...]) -> re.Pattern[str]:
    ranges = "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in intervals)
    return re.compile(f"[{ranges}]*" if ranges else "")


def quicken() -> None:
    """Ask patterns from here on, if this version of Hypothesis asks letter by letter."""
    permitted = getattr(providers, "choice_permitted", None)
    if permitted is None:
        return

    def asked(choice: object, constraints: Mapping[str, Any]) -> bool:
        if not isinstance(choice, str):
            return bool(permitted(choice, constraints))
        if not constraints["min_size"] <= len(choice) <= constraints["max_size"]:
            return False
        return _letters(constraints["intervals"].intervals).fullmatch(choice) is not None

    vars(providers)["choice_permitted"] = asked
