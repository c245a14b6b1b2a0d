"""Facts of files in the form in which they are kept: typed, so that nothing else can come out of it."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

_encoder = msgspec.msgpack.Encoder(enc_hook=lambda value: _plain(value))
# A reader says so of a file for which there was not enough memory: another time there may be.
_MAY_PASS = b"MemoryError"


def encoded_facts(steps: int, facts: object) -> bytes | None:
    """The facts with the steps that reading them took; None where they cannot be kept."""
    try:
        content = _encoder.encode((steps, facts))
    except (UnicodeEncodeError, msgspec.MsgspecError, TypeError, OverflowError, RecursionError):
        return None
    return None if _MAY_PASS in content else content


def decoded_facts(content: bytes, form: Any) -> tuple[int, object] | None:
    """The steps and the facts, if that is what it is."""
    try:
        return _decoder(form).decode(content)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


@cache
def _decoder(form: Any) -> msgspec.msgpack.Decoder[tuple[int, object]]:
    return msgspec.msgpack.Decoder(tuple[int, form])


def _plain(value: object) -> str:
    """The text of a scalar that knows its line: the facts are told that themselves, where it matters."""
    if isinstance(value, str):
        return str(value)
    raise TypeError
