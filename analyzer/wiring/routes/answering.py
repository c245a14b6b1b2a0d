"""Which functions answer at a route: below a decorator, or handed to the call that registers the route."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.imported_names import definition_of
from analyzer.wiring.routes.endpoints import Endpoint

Place = tuple[str, str]

# `path("score/", views.score)`, `add_url_rule("/x", "x", view_func=score)`, `register(r"rows", RowViewSet)`;
# what a function is wrapped in is left out: `path("score/", csrf_exempt(views.score))`.
REGISTERED = lazy_regex(
    r"""[^\n]{0,200}?\b(?:(?:re_)?path|url|register|add_\w{1,20}|\w{0,20}[rR]oute)\(\s{0,40}(?:\w{1,20}=)?[rf]?["'][^"'\n]{0,200}["']"""
    r"""\s{0,40},\s{0,40}(?:(?:\w{1,20}=)?["'][^"'\n]{0,80}["']\s{0,40},\s{0,40})?(?:\w{1,20}=)?"""
    r"(?:(?![\w.]{0,60}as_view)[\w.]{1,60}\(\s{0,40}){0,2}([A-Za-z_][\w.]{0,100})"
)
# `bot.message_handler(commands=["start"])(self.start)`
DECORATED_BY_HAND = lazy_regex(
    r"[^\n]{0,200}?\((?:[^()]|\([^()]{0,100}\)){0,400}\)\(\s{0,40}([A-Za-z_][\w.]{0,100})\s{0,40}[,)]",
    re.DOTALL,
)
SHOWN_ROWS = 8
SHOWN_CHARACTERS = 700


def answering(repo: Snapshot, endpoint: Endpoint) -> tuple[Place, ...] | None:
    """The functions, by file and qualified name, of which one answers; None where nobody can tell."""
    facts = repo.modules[endpoint.path]
    for each in facts.functions:
        if endpoint.line == each.line or any(mark.line == endpoint.line for mark in each.decorators):
            return ((endpoint.path, each.qualified_name),)
    for definition in facts.classes:
        name = definition.qualified_name
        if definition.line == endpoint.line:
            return ((endpoint.path, name),)
        if definition.methods and any(mark.line == endpoint.line for mark in definition.decorators):
            return tuple((endpoint.path, f"{name}.{method}") for method in definition.methods)
    return _handed_over(repo, endpoint)


def _handed_over(repo: Snapshot, endpoint: Endpoint) -> tuple[Place, ...] | None:
    """What the call that registers a route is given to answer."""
    rows = (repo.text(endpoint.path) or "").split("\n")[endpoint.line - 1 : endpoint.line - 1 + SHOWN_ROWS]
    text = "\n".join(row[:300] for row in rows)[:SHOWN_CHARACTERS]
    found = REGISTERED.match(text) or DECORATED_BY_HAND.match(text)
    if found is None:
        return None
    name = found[1].removesuffix(".as_view").removesuffix(".as_asgi")
    first, _dot, rest = name.partition(".")
    if first in ("self", "cls") and rest:
        methods = (each.qualified_name for each in repo.modules[endpoint.path].functions)
        own = [each for each in methods if each.endswith(f".{rest}")]
        return ((endpoint.path, own[0]),) if len(own) == 1 else None
    definition = definition_of(repo, endpoint.path, name)
    return None if definition is None else _places(repo, *definition)


def _places(repo: Snapshot, path: str, name: str) -> tuple[Place, ...]:
    """A function, or a class with its methods."""
    methods = (each.methods for each in repo.modules[path].classes if each.qualified_name == name)
    return ((path, name), *((path, f"{name}.{method}") for method in next(methods, ())))
