"""SIGTERM and SIGHUP end the program as Ctrl-C does: by an exception, so that everything is put away."""

from __future__ import annotations

import signal
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Terminated(BaseException):
    """The program was told to end."""


def end_in_order() -> None:
    """From now on a signal to end raises Terminated in the main thread; an ignored one stays so (nohup)."""
    for number in _SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: whoever asks again must not interrupt the putting away.
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Terminated
