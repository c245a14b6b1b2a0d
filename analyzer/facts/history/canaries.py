"""Pins that moved in steps: one stage or one instance first, and the rest after."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from analyzer.facts.history.pins import Pin
from analyzer.facts.infrastructure.environments import environments_of
from analyzer.sources import SECONDS_A_DAY

# The rest follows within weeks, or it is another release; and not while one still types.
LONGEST_WAIT = 60 * SECONDS_A_DAY
SHORTEST_WAIT = 30 * 60


class Canary(Struct, frozen=True):
    """One version that came to some places first: `first` and `rest` name them, `seconds` lie between."""

    version: str
    first: str
    rest: str
    seconds: int
    commits: tuple[str, str]


def canaries(pins: Iterable[Pin]) -> tuple[Canary, ...]:
    """The versions that reached a part of their places first, the newest first.

    A place is a key of a file. Each must have held another version before, so that a place which is new, or
    one that nobody cares for, makes no order.
    """
    steps: dict[tuple[str, str], list[tuple[int, str, Pin]]] = {}
    for pin in pins:
        if pin.change.commit.written is not None:
            entry = (pin.change.commit.written, pin.change.commit.sha, pin)
            steps.setdefault((pin.name, pin.change.new), []).append(entry)
    found = [each for entries in steps.values() if (each := _canary(entries)) is not None]
    found.sort(key=lambda each: (each[0], each[1].version), reverse=True)
    return tuple(canary for _begin, canary in found)


def _canary(entries: list[tuple[int, str, Pin]]) -> tuple[int, Canary] | None:
    ordered = sorted(entries, key=lambda each: each[:2])
    begin, commit, first = ordered[0]
    began = {_place(pin) for _when, sha, pin in ordered if sha == commit}
    later = [
        (when, pin)
        for when, _sha, pin in ordered
        if _place(pin) not in began and SHORTEST_WAIT <= when - begin <= LONGEST_WAIT
    ]
    if not later:
        return None
    when, rest = later[0]
    one, other = _told_apart(first, rest)
    canary = Canary(first.change.new, one, other, when - begin, (rest.change.commit.sha, commit))
    return begin, canary


def _place(pin: Pin) -> tuple[str, tuple[str, ...]]:
    return pin.change.path, pin.change.key


def _told_apart(first: Pin, rest: Pin) -> tuple[str, str]:
    """What each of two places is called: its environment, its file, or what stands above its key."""
    named = [next((word for word, _rest in environments_of(pin.change.path)), "") for pin in (first, rest)]
    if all(named) and named[0] != named[1]:
        return named[0], named[1]
    if first.change.path != rest.change.path:
        return first.change.path, rest.change.path
    pairs = zip(first.change.key, rest.change.key, strict=False)
    return next((pair for pair in pairs if pair[0] != pair[1]), (first.change.key[-1], rest.change.key[-1]))
