"""How often one address may ask: a bucket for each, which fills as time goes."""

from __future__ import annotations

import time
from collections.abc import Callable

from msgspec import Struct

MOST_ADDRESSES = 10_000


class Allowance(Struct, frozen=True):
    """So many at once, and so many a second for ever."""

    burst: float
    a_second: float


READING_RATE = Allowance(300, 30)
CHANGING_RATE = Allowance(60, 2)
SIGNING_IN_RATE = Allowance(5, 1 / 12)


class Rates:
    """What every address has left of one allowance."""

    def __init__(self, allowance: Allowance, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowance = allowance
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, address: str) -> float:
        """0 if it may ask now; otherwise after how many seconds it may."""
        now = self._clock()
        left, when = self._left.pop(address, (self._allowance.burst, now))
        left = min(self._allowance.burst, left + (now - when) * self._allowance.a_second)
        allowed = left >= 1
        while len(self._left) >= MOST_ADDRESSES:
            del self._left[next(iter(self._left))]
        self._left[address] = (left - allowed, now)
        return 0.0 if allowed else (1 - left) / self._allowance.a_second
