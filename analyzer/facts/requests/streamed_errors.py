"""Errors that a service tells in the stream it has begun to answer with, where no status can be set any more.

Sources: https://html.spec.whatwg.org/multipage/server-sent-events.html (`event: error`),
https://hono.dev/docs/helpers/streaming, https://socket.io/docs/v4/emitting-events/.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function

_SENDS = r"(?:[wW]rite\w{0,10}|writeSSE|sendEvent|send_event|send\w{0,10}|enqueue|Fprintf?|push|publish)"
# An event of that name, a message of that type; of a socket an event may go by its name alone.
STREAMED_ERROR = lazy_regex(
    rf"\b{_SENDS}!?\([^;]{{0,240}}?(?:\bevent[\"']?\s{{0,4}}:\s{{0,4}}[\"'`]?error\b"
    r"|\btype[\"']?\s{0,4}(?::|=>)\s{0,4}[\"']error[\"'])"
    r"|\b(?:socket|sse|stream|ws|io|client|c)\.(?:emit|SSEvent|sendEvent)\(\s{0,20}[\"'`]error[\"'`]\s{0,4},"
)
MOST_STREAM_ROWS = 400
STREAM_ROW_CUT = 300


def streamed_errors(function: Function, rows: Sequence[str]) -> Iterator[int]:
    """The lines on which a function begins to tell an error in a stream."""
    body = rows[function.line - 1 : min(function.end_line, function.line + MOST_STREAM_ROWS)]
    text = "\n".join(row[:STREAM_ROW_CUT] for row in body)
    for match in STREAMED_ERROR.finditer(text) if "error" in text else ():
        yield function.line + text[: match.start()].count("\n")
