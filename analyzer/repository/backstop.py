"""A limit on the CPU time of a block of code: the last resort behind every limit that counts.

The system's own timer interrupts the main thread, in which a worker does all its work. What it cannot end: a
library's compiled code that never comes back to Python, a plugin's own threads, and waiting, which takes no
CPU time (the deadline of the worker ends these, and costs the repository). In another thread is no limit.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import FrameType
from typing import ParamSpec, TypeVar

from msgspec import Struct, field

# Code that swallows the interruption hears it again after so long.
AGAIN_SECONDS = 1.0

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class OverTimeError(BaseException):
    """The CPU time limit was exceeded. No `except Exception` is meant for it."""


class Clock(Struct):
    """CPU time of a block, in seconds from when it is made; `used` is complete at the block's end."""

    limit: float
    began: float = field(default_factory=time.process_time)
    used: float = 0.0

    @property
    def left(self) -> float:
        return self.limit - (time.process_time() - self.began)


_clocks: list[Clock] = []
_shields = 0
_missed = False


@contextmanager
def cpu_limit(clock: Clock) -> Iterator[None]:
    """Raises `OverTimeError` in the block when it has taken the CPU time that its clock allows.

    May stand inside another: the limit that ends first counts, and its clock has nothing left.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    depth = len(_clocks)
    before = signal.signal(signal.SIGPROF, _interrupt)
    _clocks.append(clock)
    _arm()
    try:
        yield
    finally:
        with uninterrupted():
            clock.used = time.process_time() - clock.began
            del _clocks[depth:]
            _arm()
            signal.signal(signal.SIGPROF, before)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """What is done in the block is done to its end: half an answer would be read as the next one's."""
    global _shields, _missed
    _shields += 1
    try:
        yield
    finally:
        _shields -= 1
    if _missed and not _shields:
        _missed = False
        if any(clock.left <= 0 for clock in _clocks):
            raise OverTimeError


def whole(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """The function, never interrupted before it is done."""

    @wraps(function)
    def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        with uninterrupted():
            return function(*args, **kwargs)

    return call


def _arm() -> None:
    first = max(min(clock.left for clock in _clocks), 0.001) if _clocks else 0.0
    signal.setitimer(signal.ITIMER_PROF, first, AGAIN_SECONDS)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    global _missed
    if not any(clock.left <= 0 for clock in _clocks):
        _arm()
    elif _shields:
        _missed = True
    else:
        raise OverTimeError
