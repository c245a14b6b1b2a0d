"""Notes on how a scan goes, as they are told to a person: safe to show, and each of them once."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.lazy_regex import lazy_regex
from analyzer.report.text import plain

COUNTDOWN = lazy_regex(r" \(\d+ s\)$")


def each_once(say: Callable[[str], None]) -> Callable[[str], None]:
    """Tells every message once, a countdown, which repeats its sentence with another number, at its start."""
    said: set[str] = set()

    def notify(message: str) -> None:
        sentence = COUNTDOWN.sub("", message)
        if sentence not in said:
            said.add(sentence)
            say(plain(message))

    return notify
