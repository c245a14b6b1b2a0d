"""The line of a load script of one's own that sends the load, and not the one that waits for the service."""

from __future__ import annotations

import re

from analyzer.facts.load_tools import METHOD_CALLS, REQUEST_CALLS
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


def sending_line(source: str, facts: PythonFacts) -> int:
    """The first request that is load: no client alone, and no question whether the service is there.

    Raises ValueError for a script without a request.
    """
    requests = [call for call in facts.calls if REQUEST_CALLS.match(call.target.replace("()", ""))]
    known = {call.line for call in requests}
    handed = [
        call
        for call in facts.calls
        if call.function and call.line not in known and METHOD_CALLS.fullmatch(call.target)
    ]
    asked = [call for call in requests if last_part(call.target) not in OPENING_CALLS]
    posted = [call for call in handed if last_part(call.target) in SENDING_CALLS]
    lines = source.split("\n")
    for calls in (asked, posted, () if asked else handed):
        sent = [call.line for call in calls if not _is_poll(call, lines)]
        if sent:
            return min(sent)
    return min(known)


def _is_poll(call: Call, lines: list[str]) -> bool:
    """Whether a request asks if the service is there, by its address or by the name of its function."""
    if POLLING_NAME.search((call.function or "").rpartition(".")[2]):
        return True
    return HEALTH_ADDRESS.search("\n".join(lines[call.line - 1 : call.line + 1])[:400]) is not None
