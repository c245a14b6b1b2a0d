"""Which functions answer at a route: below a decorator, or handed to the call that registers the route."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.modules import module_index
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
MOST_IMPORTS_FOLLOWED = 4


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
    return _defined(repo, endpoint.path, name)


def _defined(repo: Snapshot, path: str, name: str) -> tuple[Place, ...] | None:
    """The function of that name, or the methods of the class, followed through what modules import."""
    for _module in range(MOST_IMPORTS_FOLLOWED):
        facts = repo.modules.get(path)
        if facts is None:
            return None
        if any(each.qualified_name == name for each in facts.functions):
            return ((path, name),)
        for each in facts.classes:
            if each.qualified_name == name:
                return ((path, name), *((path, f"{name}.{method}") for method in each.methods))
        first, _dot, rest = name.partition(".")
        imported = next((each for each in facts.imports if each.alias == first), None)
        if imported is None:
            return None
        file = module_index(repo).resolve(path, imported.module, imported.name)
        if file is None or file == path:
            return None
        # Of a module that is imported what stands behind the dot, of a function its own name.
        stem = file.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
        is_module = imported.name is None or stem == imported.name
        path, name = file, rest if is_module else ".".join(filter(None, (imported.name, rest)))
        if not name:
            return None
    return None
