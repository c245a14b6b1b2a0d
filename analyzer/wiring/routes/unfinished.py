"""Functions that are still to be written: all that they do is raise NotImplementedError, or answer its code.

Sources: https://docs.python.org/3/library/exceptions.html#NotImplementedError, what protoc generates for a
servicer (https://grpc.io/docs/languages/python/generated-code), status 501 of RFC 9110.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import last_part
from analyzer.wiring.routes.endpoints import Endpoint

SAYS_UNFINISHED = lazy_regex(
    r"\braise[ \t]+(?:NotImplementedError|NotImplemented)\b|\breturn[ \t]+NotImplemented\b"
    r"|\bStatusCode\.UNIMPLEMENTED\b|\bHTTP_501_NOT_IMPLEMENTED\b|\b(?:status_code=|HTTPException\(|abort\()501\b"
)
# What such a function may use beside.
SAYING_SO = lazy_regex(
    r"(?:.*\.)?(?:NotImplementedError|NotImplemented|set_code|set_details|abort|HTTPException|StatusCode"
    r"|UNIMPLEMENTED|HTTP_501_NOT_IMPLEMENTED|status|debug|info|warning|error|print|str|format|jsonify|Response"
    r"|JSONResponse|getLogger)(?:\(\))?"
)
# Methods of a class that answers beside those that do.
NOT_ANSWERING = lazy_regex(
    r"_.*|load|setup|close|stop|start|init|initialize|health|ready|preprocess|postprocess"
)


@derived
def unfinished(repo: Snapshot) -> Mapping[tuple[str, str], Function]:
    """The functions of live modules that only say that they are still to be written."""
    return {(path, each.qualified_name): each for path in repo.modules for each in _in_module(repo, path)}


def _in_module(repo: Snapshot, path: str) -> Iterator[Function]:
    text = repo.text(path) or ""
    if SAYS_UNFINISHED.search(text) is None:
        return
    rows = text.split("\n")
    for each in repo.modules[path].functions:
        body = "\n".join(rows[each.line - 1 : each.end_line])
        if SAYS_UNFINISHED.search(body) is not None and all(map(SAYING_SO.fullmatch, each.names)):
            yield each


def unfinished_at(repo: Snapshot, endpoint: Endpoint) -> str | None:
    """The name of what is to answer at an endpoint and is still to be written, None if anything is there."""
    facts = repo.modules[endpoint.path]
    for each in facts.functions:
        if endpoint.line == each.line or any(mark.line == endpoint.line for mark in each.decorators):
            return each.name if _is_unfinished(repo, endpoint.path, each) else None
    for one in facts.classes:
        if endpoint.line == one.line or any(mark.line == endpoint.line for mark in one.decorators):
            answering = [name for name in one.methods if NOT_ANSWERING.fullmatch(name) is None]
            names = [f"{one.qualified_name}.{name}" for name in answering]
            if names and all((endpoint.path, name) in unfinished(repo) for name in names):
                return f"{one.name}.{answering[0]}"
    return None


def _is_unfinished(repo: Snapshot, path: str, handler: Function) -> bool:
    """Whether a handler is still to be written, or all that it asks of the repository's own code."""
    if (path, handler.qualified_name) in unfinished(repo):
        return True
    asked = {last_part(each) for each in handler.names} & _functions_by_name(repo).keys()
    places = {place for name in asked for place in _functions_by_name(repo)[name]}
    places.discard((path, handler.qualified_name))
    return bool(places) and all(place in unfinished(repo) for place in places)


@derived
def _functions_by_name(repo: Snapshot) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for path, facts in repo.modules.items():
        for each in facts.functions:
            found.setdefault(each.name, []).append((path, each.qualified_name))
    return {name: tuple(places) for name, places in found.items()}
