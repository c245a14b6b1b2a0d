"""The standard streams of a run: there from the first moment, and nothing written to them is lost unnoticed.

Whoever starts us may have closed them, have no space behind them, or have left them in a mode in which a
write does only half its work.
"""

from __future__ import annotations

import fcntl
import io
import os
import select
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_INPUT, _OUTPUT, _ERRORS = 0, 1, 2
# Beyond these a report is no page any more: one word a line, or lines of gigabytes.
_NARROWEST, _WIDEST = 20, 1000
_SIZES = ("COLUMNS", "LINES")


class NotWritten(Exception):  # noqa: N818 - it reads as what happened
    """A result could not be written; the message says where to, and why."""


def settle_streams() -> None:
    """Make the three standard streams usable. Before anything else is opened.

    The next file that is opened would take the place of a closed one, and what is meant for the user would be
    written into it. Closed output stays unwritable: no result is lost in silence; remarks may go nowhere.
    """
    for descriptor, mode in ((_INPUT, os.O_RDONLY), (_OUTPUT, os.O_RDONLY), (_ERRORS, os.O_WRONLY)):
        if not _is_open(descriptor):
            opened = os.open(os.devnull, mode)
            os.dup2(opened, descriptor)
            if opened != descriptor:
                os.close(opened)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(_INPUT, closefd=False)))
    sys.stdout = _text(_Results(_OUTPUT, "w", closefd=False), sys.stdout)
    sys.stderr = _text(_Remarks(_ERRORS, "w", closefd=False), sys.stderr, at_once=True)
    for name in _SIZES:
        size = os.environ.get(name, "")
        if not (size.isascii() and size.isdigit() and _NARROWEST <= int(size[:9]) <= _WIDEST):
            os.environ.pop(name, None)


def require_output() -> None:
    """Raises NotWritten, before there is anything to write, where standard output takes nothing."""
    if fcntl.fcntl(_OUTPUT, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise NotWritten(
            "standard output is closed, so the result cannot be written there; use -o to write to a file"
        )


def release_output() -> None:
    """Write nothing more to standard output: its reader has seen enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), _OUTPUT)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _text(raw: io.FileIO, before: TextIO | None, *, at_once: bool = False) -> io.TextIOWrapper:
    """A stream of text in the encoding of the user's locale; what that has no letter for is escaped."""
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=getattr(before, "encoding", None) or "utf-8",
        errors="backslashreplace",
        line_buffering=at_once or raw.isatty(),
        write_through=at_once,
    )


class _Results(io.FileIO):
    """Raises NotWritten once where the system does not take what is written, and takes the rest for nothing.

    A reader who has gone is a BrokenPipeError as ever.
    """

    _failed = False

    def write(self, content: ReadableBuffer, /) -> int:
        if self._failed:
            return memoryview(content).nbytes
        try:
            # None: the other side is slow, and asked for us not to wait.
            while (count := super().write(content)) is None:
                select.select([], [self], [])
        except BrokenPipeError:
            raise
        except OSError as error:
            self._failed = True
            raise NotWritten(
                f"the result could not be written to standard output: {error.strerror}"
            ) from error
        return count


class _Remarks(io.FileIO):
    """Takes everything: a remark that nobody can be told does not end the work."""

    def write(self, content: ReadableBuffer, /) -> int:
        try:
            count = super().write(content)
        except OSError:
            count = None
        return memoryview(content).nbytes if count is None else count
