"""The line of a load script of one's own that sends the load, and not the one that waits for the service."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.facts.performance.load_tools import MANY_AT_ONCE, METHOD_CALLS, REQUEST_CALLS, TextTool
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, PythonFacts
from analyzer.text import word_set
from analyzer.wiring.modules import last_part

# What opens a connection, and what sends something over it.
OPENING_CALLS = word_set("ClientSession AsyncClient Client Session AsyncOpenAI OpenAI")
SENDING_CALLS = word_set("post request infer")
# A question whether the service is there: no load that somebody measures.
POLLING_NAME = lazy_regex(r"health|alive|ready|ping(?:_|$)|wait", re.IGNORECASE)
HEALTH_ADDRESS = lazy_regex(
    r"/(?:health(?:z|[-_]?check)?|ready\w{0,4}|livez?|liveness|ping|status|version|metrics|info|docs)/?[\"'?]",
    re.IGNORECASE,
)


# "if not await check_health():": whether anything can be asked at all, whatever it takes.
STOPPED_BEFORE = lazy_regex(
    r"(?i)^\s{0,60}(?:if\b[^\n]{0,200}(?:health|alive|ready|reachable|available|exists?\b|is_file|is_dir|connect)"
    r"|except\s+(?:Import|ModuleNotFound|FileNotFound|Connection|KeyboardInterrupt))"
)
STOPPING_ROWS = 4
# A request of a script for k6, and what is no code before a word.
REQUESTS_OF_SCRIPTS = lazy_regex(r"\bhttp\.(?:get|post|put|patch|del|request|batch|asyncRequest)\(")
COMMENT_BEFORE = lazy_regex(r"\s{0,40}(?://|/?\*|#)|[^\n]{0,300}\s//")


def sending_functions(facts: PythonFacts) -> frozenset[str]:
    """The functions that many run of at once: those which are used where many are started, and what they use.

    Empty where the module itself starts them, or where they are nobody's here.
    """
    by_name = {each.name: each for each in facts.functions}
    starting = {call.function for call in facts.calls if last_part(call.target) in MANY_AT_ONCE}
    pending = [each for each in facts.functions if each.qualified_name in starting]
    found: set[str] = set()
    while pending:
        current = pending.pop()
        used = {last_part(name.replace("()", "")) for name in current.names}
        for each in (by_name[name] for name in used if name in by_name):
            if each.qualified_name not in found:
                found.add(each.qualified_name)
                pending.append(each)
    return frozenset(found)


def sending_line(source: str, facts: PythonFacts) -> int:
    """The first request that is load: no client alone, and no question whether the service is there.

    What many run of at once comes first. Raises ValueError for a script without a request.
    """
    at_once = sending_functions(facts)
    inside = [call for call in facts.calls if call.function in at_once]
    lines = [_first_sent(source, calls) for calls in (inside, facts.calls)]
    found = next((line for line in lines if line is not None), None)
    return found if found is not None else min(call.line for call in facts.calls if _is_request(call))


def _is_request(call: Call) -> bool:
    return REQUEST_CALLS.match(call.target.replace("()", "")) is not None


def _first_sent(source: str, calls: Sequence[Call]) -> int | None:
    requests = list(filter(_is_request, calls))
    known = {call.line for call in requests}
    handed = [
        call
        for call in calls
        if call.function and call.line not in known and METHOD_CALLS.fullmatch(call.target)
    ]
    asked = [call for call in requests if last_part(call.target) not in OPENING_CALLS]
    posted = [call for call in handed if last_part(call.target) in SENDING_CALLS]
    lines = source.split("\n")
    for every in (asked, posted, () if asked else handed):
        sent = [call.line for call in every if not _is_poll(call, lines)]
        if sent:
            return min(sent)
    return None


def _is_poll(call: Call, lines: list[str]) -> bool:
    """Whether a request asks if the service is there, by its address or by the name of its function."""
    if POLLING_NAME.search((call.function or "").rpartition(".")[2]):
        return True
    return HEALTH_ADDRESS.search("\n".join(lines[call.line - 1 : call.line + 1])[:400]) is not None


def judged_text(text: str) -> str:
    """The text of a script without what stops it before any load: no service, no files, no package."""
    rows = text.split("\n")
    kept = [
        ""
        if any(STOPPED_BEFORE.search(each[:300]) for each in rows[max(0, number - STOPPING_ROWS) : number])
        else row
        for number, row in enumerate(rows)
    ]
    return "\n".join(kept)


def telling_line(text: str, tool: TextTool, marker: int) -> int:
    """The line of a script's bounds, else of its first request, else the one that names its tool."""
    for pattern in (tool.thresholds, REQUESTS_OF_SCRIPTS):
        for match in pattern.finditer(text):
            row = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if COMMENT_BEFORE.match(row) is None:
                return text.count("\n", 0, match.start()) + 1
    return text.count("\n", 0, marker) + 1
