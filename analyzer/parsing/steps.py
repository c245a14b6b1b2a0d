"""How much work reading a file takes, counted in steps while it is read.

A step is a node, a token or an event that a reader takes up, or a few bytes that it looks through: about two
microseconds of work. Steps are counted, so that a file which is over its budget is so on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

# A call becomes a fact with a target, which takes longer than passing a node.
CALL_STEPS = 4


class OverBudgetError(BaseException):
    """The work that was allowed is used up. No reader's own `except Exception` is meant for it."""


class Meter(Struct):
    """What is left of the steps allowed for one file; less than nothing if they were not enough."""

    left: int


# The files that are being read: one, unless reading it leads to another.
_meters: list[Meter] = []


@contextmanager
def metered(meter: Meter) -> Iterator[None]:
    """Work that is counted within the block is taken from the meter."""
    _meters.append(meter)
    try:
        yield
    finally:
        _meters.pop()


def spend(steps: int = 1) -> None:
    """Count work on the file that is being read; `OverBudgetError` if that is more than it is given.

    A reader that catches the error may keep what it has read: that there is more is known all the same.
    Where nothing is metered, nothing is limited.
    """
    if _meters:
        meter = _meters[-1]
        meter.left -= steps
        if meter.left < 0:
            raise OverBudgetError
