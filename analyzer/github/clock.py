"""The time for whoever asks GitHub: deadlines, waits, and the moments that GitHub names."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct


class Clock(Struct, frozen=True):
    """The time and waiting for it: `monotonic` and `sleep` in seconds, `now` in Unix time."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


def utc(moment: float) -> str:
    """Unix time as people read it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
