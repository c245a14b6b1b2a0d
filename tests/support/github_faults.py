"""What can go wrong between a client and GitHub, switchable by path and by count."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from time import time
from typing import Any

from msgspec import Struct, field

from tests.support.floods import FLOODS
from tests.support.github_answers import Answer, error
from tests.support.github_documents import API

REFUSALS: Mapping[str, tuple[int, str]] = {
    "bad_credentials": (401, "Bad credentials"),
    "blocked": (403, "Repository access blocked"),
    "primary_rate_limit": (403, "API rate limit exceeded for 203.0.113.7."),
    "secondary_rate_limit": (
        403,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    ),
    "not_found": (404, "Not Found"),
    "empty": (409, "Git Repository is empty."),
    "too_many_requests": (429, "Too many requests"),
    "legal_reasons": (451, "Repository access blocked"),
    "server_error": (500, "Server Error"),
    "bad_gateway": (502, "Server Error"),
    "unavailable": (503, "Service unavailable"),
}
"""Kinds that refuse a request: status and message."""

ALTERATIONS = ("replace", "document")
"""Kinds that answer well-formed JSON with something else in it."""

DELIVERIES = ("truncated", "cut", "hang", "trickle")
"""Kinds that spoil the way an answer takes to the client."""

KINDS = (*REFUSALS, "accepted", "redirect", *ALTERATIONS, *DELIVERIES, *FLOODS)

_BLOCKS = {"blocked": "tos", "legal_reasons": "dmca"}


class Fault(Struct, frozen=True):
    """A failure of every request whose path is `path_prefix` or lies below it.

    Paths are those below the API's root ("/users/ada/repos") and git's ("/ada/model.git"); "" is every path.
    The first `after` matching requests are still served well, then `times` of them fail (None: all).

    - kinds of REFUSALS: `retry_after` and `reset_in` are seconds in the headers of the rate limits
    - accepted: 202, as long as asked
    - redirect: `status` with `location` (a path below the API's root, or an address)
    - replace: `fields` overwrite those of the object, or of each object in a list or in a search's results
    - document: `document` instead of the answer
    - truncated: only the first `keep` bytes (None: half), as if they were all; cut: then the line goes dead
    - hang: silence until the server stops, or lets its clients go; trickle: one byte every `pause` seconds
    - kinds of FLOODS: answers that are too much
    """

    path_prefix: str
    kind: str
    times: int | None = None
    after: int = 0
    retry_after: int | None = None
    reset_in: int = 3600
    status: int = 301
    location: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    document: object = None
    keep: int | None = None
    pause: float = 0.05

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}")

    def matches(self, path: str) -> bool:
        prefix, path = self.path_prefix.rstrip("/").casefold(), path.casefold()
        return path == prefix or path.startswith(prefix + "/")


class Faults:
    """The faults of a running server, counted over all its threads; an earlier one goes before a later one."""

    def __init__(self) -> None:
        self._seen: list[tuple[Fault, list[int]]] = []
        self._lock = threading.Lock()

    def add(self, *faults: Fault) -> None:
        with self._lock:
            self._seen += [(fault, [0]) for fault in faults]

    def clear(self) -> None:
        with self._lock:
            self._seen.clear()

    def take(self, path: str) -> Fault | None:
        """The fault that a request for `path` meets."""
        with self._lock:
            for fault, seen in self._seen:
                if fault.matches(path) and (fault.times is None or seen[0] < fault.after + fault.times):
                    seen[0] += 1
                    if seen[0] > fault.after:
                        return fault
        return None


def refuse(fault: Fault, web: str) -> Answer | None:
    """The answer in place of the right one, for the kinds that never look at the right one."""
    if fault.kind == "accepted":
        return Answer(202, {})
    if fault.kind == "redirect":
        location = f"{web}{API}{fault.location}" if fault.location.startswith("/") else fault.location
        return error(fault.status, "Moved Permanently", {"Location": location}, url=location)
    if fault.kind not in REFUSALS:
        return None
    status, message = REFUSALS[fault.kind]
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.kind == "primary_rate_limit":
        headers |= {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time()) + fault.reset_in)}
    block = {"reason": _BLOCKS.get(fault.kind), "created_at": "2024-01-01T00:00:00Z", "html_url": None}
    return error(status, message, headers, **({"block": block} if fault.kind in _BLOCKS else {}))


def alter(fault: Fault, document: Any) -> Any:
    """The right `document` with the wrong content, for the kinds of ALTERATIONS."""
    if fault.kind == "document":
        return fault.document
    change: Callable[[Any], Any] = lambda part: part | fault.fields  # noqa: E731
    if isinstance(document, list):
        return [change(part) for part in document]
    if isinstance(document.get("items"), list):
        return document | {"items": [change(part) for part in document["items"]]}
    return change(document)
