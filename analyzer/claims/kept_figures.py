"""Whether a document keeps the figure that a sentence claims: the same unit, the same things, about as much.

A time is held in seconds, a rate in things per second. Every pattern looks at one short text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex

# A figure may have moved since: half as much and twice as much are still the same claim.
ROOM_BETWEEN_RUNS = 2.0
_NUMBER = r"\d[\d,]{0,12}(?:\.\d{1,6})?"
_RANGE = (
    rf"(?<![\w.,])(?:(?P<low>{_NUMBER})\s?(?:ms|s|k)?\s?(?:[-–—]|to)\s?)?"
    rf"(?P<high>{_NUMBER})\s?(?P<many>[km](?!\w))?"
)
_TIME = r"ms|msecs?|milliseconds?|[µμu]s|microseconds?|s|secs?|seconds?"
_SPAN = r"s|secs?|seconds?|min|minutes?|h|hours?|days?"
_THING = (
    r"requests?|reqs?|predictions?|inferences?|calls?|quer(?:y|ies)|transactions?|events?|messages?|images?"
    r"|frames?|documents?|docs?|pages?|rows?|records?|samples?|tokens?|toks?|jobs?|items?"
)
_TIMES = lazy_regex(rf"{_RANGE}\s?-?(?P<unit>{_TIME})(?![\w/])", re.IGNORECASE)
# A column says the unit of its cells: "P50 (ms): 298", "latency_ms: 298".
_TIME_COLUMN = lazy_regex(
    rf"(?<![A-Za-z/\d])(?<!\d )(?P<unit>{_TIME})\)?[*`]{{0,2}}\s?[:|]\s?[*~`]{{0,3}}{_RANGE}", re.IGNORECASE
)
_RATES = lazy_regex(
    rf"{_RANGE}\+?\s?(?:[a-z-]{{1,20}}\s)?(?:(?P<thing>{_THING})\s?(?:/|per\s|an?\s)\s?(?P<span>{_SPAN})"
    rf"|(?P<short>rps|qps|tps|fps))(?!\w)",
    re.IGNORECASE,
)
_RATE_COLUMN = lazy_regex(
    rf"(?<![A-Za-z\d])(?<!\d )(?:(?P<thing>{_THING})\s?(?:/|per\s)\s?(?P<span>{_SPAN})"
    rf"|(?P<short>rps|qps|tps|fps))\)?[*`]{{0,2}}\s?[:|]\s?[*~`]{{0,3}}{_RANGE}",
    re.IGNORECASE,
)
# "Under 100 ms" is true of all that is less, "more than 50 rps" of all that is more.
_AT_MOST = lazy_regex(
    r"(?i)(?:\b(?:under|below|within|less than|up to|at most|max(?:imum)?|sub)\b|[<≤])[\s=:~-]{0,3}\Z"
)
_AT_LEAST = lazy_regex(r"(?i)(?:\b(?:over|above|more than|at least|exceed(?:s|ing)?)\b|[>≥])[\s=:~]{0,3}\Z")
_PERCENTILE = lazy_regex(r"(?i)\bp\s?(50|75|9[059](?:\.\d{1,2})?)\b|\b(9[059]|50)th\b|\b(median)\b")
# What an answer takes beside its work, or no longer takes.
_PART_OF_TIME = lazy_regex(
    r"(?i)overhead|initiali[sz]ation|start-?up|cold start|eliminat|saves|saved|warm-?up"
)
_SECONDS = {"m": 1e-3, "µ": 1e-6, "μ": 1e-6, "u": 1e-6, "s": 1.0}
_SPANS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_THOUSANDS = {"k": 1e3, "m": 1e6}
# What is asked of a service once, whatever it is called.
_ASKED = ("req", "pred", "infer", "call", "quer", "rps", "qps", "trans", "tps")
# What a program does many times in one call: no load test of a service measures it.
_IN_A_LOOP = lazy_regex(
    rf"(?:{_TIME})\s?(?:/|per\s|an?\s)\s?(?:rows?|records?|samples?|items?|tokens?|toks?|frames?)\b",
    re.IGNORECASE,
)
_OF_LOOPS = frozenset(("row", "record", "sample", "item", "token", "tok", "frame"))


class Amount(Struct, frozen=True):
    """A figure as a range in seconds, or in things per second; `thing` is "" of a time."""

    low: float
    high: float
    thing: str = ""


def times_of(text: str) -> tuple[Amount, ...]:
    """The times that a text says."""
    return tuple(_amounts((_TIMES, _TIME_COLUMN), text))


def rates_of(text: str) -> tuple[Amount, ...]:
    """The rates that a text says."""
    return tuple(_amounts((_RATES, _RATE_COLUMN), text))


def is_asked_once_each(claimed: str) -> bool:
    """Whether a claimed figure may be of requests, as a load test measures it, and not of rows in a loop."""
    rates = rates_of(claimed)
    loops = _IN_A_LOOP.search(claimed[:500]) is not None or any(each.thing in _OF_LOOPS for each in rates)
    return not loops or any(each.thing == "asked" for each in rates)


def keeps_figure(claimed: str, kept: str, topic: str) -> bool | None:
    """Whether the words of a document keep a claimed figure; None where no figure can be compared."""
    read = {"latency": times_of, "scale": rates_of}.get(topic)
    wanted = read(claimed) if read is not None else ()
    if read is None or not wanted:
        return None
    apart = {match[0].lower() for match in _PART_OF_TIME.finditer(kept[:500])}
    if topic == "latency" and apart and not any(each in claimed.lower() for each in apart):
        return False
    at, seen_at = _percentiles(claimed), _percentiles(kept)
    if at and seen_at and at.isdisjoint(seen_at):
        return False
    return any(_is_same(each, other) for each in wanted for other in read(kept))


def _amounts(patterns: tuple[re.Pattern[str], ...], text: str) -> Iterator[Amount]:
    for pattern in patterns:
        for match in pattern.finditer(text[:500]):
            high = _number(match["high"]) * _THOUSANDS.get((match["many"] or "").lower(), 1.0)
            low = _number(match["low"]) if match["low"] else high
            scale, thing = _scale(match.groupdict())
            before = text[max(0, match.start() - 20) : match.start()]
            if 0 < low <= high:
                least = 0.0 if _AT_MOST.search(before) else low * scale
                yield Amount(least, math.inf if _AT_LEAST.search(before) else high * scale, thing)


def _scale(said: dict[str, str | None]) -> tuple[float, str]:
    """What one unit is in seconds or per second, and the thing that is counted."""
    if unit := said.get("unit"):
        unit = unit.lower()
        small = unit.startswith("mic")
        return (1e-6 if small else _SECONDS[unit[0]]), ""
    thing = (said.get("thing") or said.get("short") or "").lower()
    span = (said.get("span") or "s").lower()
    kind = "asked" if thing.startswith(_ASKED) else thing.rstrip("s")
    return 1.0 / _SPANS[span[0]], kind


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _percentiles(text: str) -> frozenset[str]:
    found = (match[1] or match[2] or "50" for match in _PERCENTILE.finditer(text[:500]))
    return frozenset(found)


def _is_same(claimed: Amount, kept: Amount) -> bool:
    """Whether a kept figure is of the same things, and at most twice or half of what is claimed."""
    room = ROOM_BETWEEN_RUNS
    return claimed.thing == kept.thing and kept.low <= claimed.high * room and claimed.low <= kept.high * room
