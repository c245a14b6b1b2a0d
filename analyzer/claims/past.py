"""What a document says of the past: parts that were put away, and entries of a log that others followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Heading, Prose
from analyzer.text import word_set

# What says that a part, or the whole document, is not used any more.
PUT_AWAY_WORDS = r"(?:archived|deprecated|superseded|obsolete|discontinued)"
_PUT_AWAY = lazy_regex(rf"\b{PUT_AWAY_WORDS}\b", re.IGNORECASE)
_TITLE_PUT_AWAY = lazy_regex(
    rf"[(\[]\s?{PUT_AWAY_WORDS}\b|^\W{{0,4}}{PUT_AWAY_WORDS}\s?[:–—-]|[:–—-]\s?{PUT_AWAY_WORDS}\W*$",
    re.IGNORECASE,
)
_WHOLE = lazy_regex(
    rf"\bstatus\W{{1,6}}{PUT_AWAY_WORDS}\b|^\W{{0,8}}{PUT_AWAY_WORDS}\W{{0,4}}(?:[:.–—]|$)"
    r"|\b(?:this|the) (?:document|page|file|report|folder|guide|readme|part|version)"
    rf"\s(?:is|was|has been)\s(?:now\s|then\s|since\s)?{PUT_AWAY_WORDS}\b",
    re.IGNORECASE,
)
_FIRST_SENTENCES = 5
# "Epic 8 built microservices, then was archived": the first words are the name of the part.
_PART_PUT_AWAY = lazy_regex(
    r"^\W{0,4}(?P<name>[\w.-]{1,30}(?: [\w.-]{1,30}){0,2})\b[^.;]{0,160}?"
    r"\b(?:is|are|was|were|been)\s(?:now\s|then\s|later\s)?(?:archived|superseded|retired|discontinued)\b",
    re.IGNORECASE,
)
_BEHIND_THE_NAME = lazy_regex(r"[:(\[–—|]|\s-\s")
_NO_NAMES = word_set("doc docs documentation src app the this that these those code files project data")

# One entry of a log: of a round the next one is the present; a phase is one only where a log is kept.
_ROUND = lazy_regex(r"^\W*(?:iteration|attempt|round|trial|take)\s?#?\s?(?P<number>\d{1,3})\b", re.IGNORECASE)
_STEP = lazy_regex(r"^\W*(?:step|phase|stage|sprint|version|v)\s?#?\s?(?P<number>\d{1,3})\b", re.IGNORECASE)
_LOG = lazy_regex(
    r"\b(?:log|logs|journal|diary|history|progress|evolution|chronology"
    r"|optimi[sz]ation (?:steps|rounds|story))\b",
    re.IGNORECASE,
)


def is_put_away_as_a_whole(prose: Prose) -> bool:
    """Whether a document says of itself, at its beginning, that it is not kept up any more."""
    first = [each.text for each in prose.headings if each.level == 1][:1]
    if any(_TITLE_PUT_AWAY.search(each) is not None for each in first):
        return True
    return any(_WHOLE.search(each.text) is not None for each in prose.sentences[:_FIRST_SENTENCES])


def parts_put_away(prose: Prose) -> frozenset[str]:
    """The names of parts that a document calls archived, in lower case and without signs."""
    return frozenset(each for each in _names(prose) if len(each) > 2) - _NO_NAMES


def _names(prose: Prose) -> Iterator[str]:
    for heading in prose.headings:
        if _PUT_AWAY.search(heading.text) is not None:
            yield plain_name(_BEHIND_THE_NAME.split(heading.text, maxsplit=1)[0])
    for sentence in prose.sentences:
        match = _PART_PUT_AWAY.match(sentence.text)
        words = match["name"].split() if match is not None else []
        yield from (plain_name("".join(words[:count])) for count in range(1, len(words) + 1))


def plain_name(text: str) -> str:
    """A name as it is compared: "Epic 8" is "epic8"."""
    return re.sub(r"[\W_]+", "", text).casefold()


def lines_of_the_past(headings: Sequence[Heading]) -> frozenset[int]:
    """The lines of numbered headings that a later entry of the same log followed."""
    groups: dict[tuple[int, str], list[tuple[int, int]]] = {}
    above: list[Heading] = []
    for heading in headings:
        above = [each for each in above if each.level < heading.level]
        match = _ROUND.match(heading.text)
        if match is None and any(_LOG.search(each.text) is not None for each in above):
            match = _STEP.match(heading.text)
        if match is not None:
            of = (above[-1].line if above else 0, match[0][: match.start("number")].casefold())
            groups.setdefault(of, []).append((int(match["number"]), heading.line))
        above.append(heading)
    return frozenset(line for entries in groups.values() for _number, line in sorted(entries)[:-1])
