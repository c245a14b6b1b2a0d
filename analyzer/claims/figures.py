"""Figures in prose: amounts, rates, durations and money with their units, as people write them.

Pieces of patterns over one sentence of at most 500 characters; every repetition in them is bounded.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

MOST_FIGURES = 5

GAP = r"[^.;|]{0,60}?"
AMOUNT = r"(?<![\w.,])\d[\d,.]{0,12}\s?(?:(?:k|m|mn|bn?|thousand|million|billion|millions)\b)?\+?"
SPAN = r"(?:s|sec|secs?|seconds?|min|minutes?|h|hours?|days?|weeks?|months?|years?)"
THING = (
    r"(?:requests?|reqs?|predictions?|inferences?|calls?|quer(?:y|ies)|transactions?|events?|messages?"
    r"|images?"
    r"|documents?|pages?|rows?|records?|recommendations?|emails?|tickets?|tokens?|orders?|sessions?|jobs?)"
)
RATE = (
    rf"(?:{AMOUNT}\s?(?:[a-z-]{{1,20}}\s){{0,2}}{THING}\s?(?:/|per\b|a\b|an\b|each\b|every\b)\s?{SPAN}\b"
    rf"|{AMOUNT}\s?(?:[a-z-]{{1,20}}\s){{0,2}}(?:daily|hourly|monthly)\s{THING}\b"
    rf"|{AMOUNT}\s?{THING}\s(?:daily|hourly|monthly)\b"
    rf"|{AMOUNT}\s?(?:rps|qps|tps|req/s|reqs/s|requests/s)\b"
    rf"|{AMOUNT}\s?[gtp]b\s?(?:of\s[a-z ]{{1,20}}\s)?(?:/|per|a|each|every)\s?(?:hour|day|week|month)\b)"
)
DURATION = (
    r"(?<![\w.,])\d[\d,.]{0,9}\s?-?(?:ms|msecs?|milliseconds?|µs|μs|us|microseconds?|s|secs?|seconds?)\b"
)
SHARE = r"\d[\d,.]{0,6}\s?(?:%|percent\b)"
MONEY = r"[$€£]\s?\d[\d,.]{0,12}\s?(?:(?:k|m|mn|bn?|thousand|million|billion)\b)?"
PEOPLE = (
    r"(?:users|customers|clients|subscribers|companies|enterprises|organi[sz]ations|merchants|shops|stores|drivers|agents"
    r"|patients|students|developers|teams|downloads)"
)

# The longest reading comes first.
_FIGURES = lazy_regex(
    rf"{RATE}"
    rf"|{MONEY}(?:\s?(?:/|per|a)\s?(?:1,?000\s|1k\s)?[a-z]{{1,12}}\b)?"
    r"|(?<![\w.,])\d[\d,.]{0,9}\s?(?:%|percent\b|ms\b|milliseconds?\b|µs\b|s\b|secs?\b|seconds?\b|minutes?\b"
    r"|hours?\b|x\b|[kmgtp]b\b)"
    rf"|{AMOUNT}\s?(?:[a-z-]{{1,20}}\s){{0,1}}(?:{PEOPLE}|{THING}|tests)\b",
    re.IGNORECASE,
)


def figures_of(text: str) -> tuple[str, ...]:
    """The numbers of a sentence with their units, as written: "120 ms", "99.9 %", "1M requests/day"."""
    found = (" ".join(match[0].split()) for match in _FIGURES.finditer(text))
    return tuple(dict.fromkeys(each for each in found if each))[:MOST_FIGURES]
