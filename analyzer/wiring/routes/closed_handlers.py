"""Handlers of requests whose whole code is seen, and in which nothing could ask a model.

Where no chain of calls leads from any route to a model, one may be asked in a way that cannot be read:
through an object, a dependency, a task. A handler that only uses what is listed here has no such way.
"""

from __future__ import annotations

import builtins

from analyzer.parsing.code_facts import Function
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.routes.endpoints import Endpoint

# What can lead anywhere: by a name, a file, a process.
OPEN_BUILTINS = word_set("open eval exec compile getattr globals locals vars __import__ setattr super")
CLOSED_BUILTINS = frozenset(dir(builtins)) - OPEN_BUILTINS
CLOSED_PACKAGES = word_set(
    "json datetime time math uuid logging typing random re string statistics collections itertools hashlib "
    "base64 http decimal enum structlog loguru prometheus_client pydantic fastapi starlette flask quart "
    "sanic litestar aiohttp rest_framework django werkzeug"
)
# Of the frameworks: what hands over objects that hold anything, or runs something later.
OPEN_PARTS = word_set(
    "Depends Security Provide BackgroundTasks BackgroundTask add_task app state g current_app Request "
    "request apps conf settings cache db session run_in_threadpool"
)
# Methods of plain values.
METHODS_OF_VALUES = word_set(
    "get items keys values strip lstrip rstrip lower upper title capitalize casefold split rsplit splitlines "
    "append extend insert join format encode decode replace startswith endswith isoformat strftime copy pop "
    "update count index sort add union hex total_seconds isdigit isalpha setdefault dict model_dump"
)
MOST_NAMES_KEPT = 200


def is_closed(repo: Snapshot, endpoint: Endpoint) -> bool:
    """Whether the handler of a route is one function that uses nothing which could reach a model."""
    for each in repo.modules[endpoint.path].functions:
        if endpoint.line == each.line or any(mark.line == endpoint.line for mark in each.decorators):
            return _is_closed(repo, each)
    return False


def _is_closed(repo: Snapshot, handler: Function) -> bool:
    if handler.nested or "." in handler.qualified_name or len(handler.names) >= MOST_NAMES_KEPT:
        return False
    if len(handler.decorators) != 1 or any(last_part(each) in OPEN_PARTS for each in handler.takes):
        return False
    return all(_is_harmless(repo, each) for each in handler.names)


def _is_harmless(repo: Snapshot, target: str) -> bool:
    parts = target.replace("()", "").split(".")
    if not OPEN_PARTS.isdisjoint(parts):
        return False
    if parts[0] == "?":
        return len(parts) == 2 and parts[1] in METHODS_OF_VALUES
    if len(parts) == 1 and parts[0] in CLOSED_BUILTINS:
        return True
    return parts[0] in CLOSED_PACKAGES or parts[-1] in _plain_records(repo)


@derived
def _plain_records(repo: Snapshot) -> frozenset[str]:
    """Classes of fields without methods, whose name no other class or function of the repository has."""
    plain = {
        each.name
        for facts in repo.modules.values()
        for each in facts.classes
        if each.bases and not each.methods
    }
    others = {each.name for facts in repo.modules.values() for each in facts.functions}
    others |= {each.name for facts in repo.modules.values() for each in facts.classes if each.methods}
    return frozenset(plain - others)
