"""GraphQL in Ruby: what executes a schema runs the resolvers of its mutations and fields.

https://graphql-ruby.org/schema/definition.html, https://graphql-ruby.org/mutations/mutation_classes.html
"""

from __future__ import annotations

from posixpath import dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_test_path

SCHEMA_EXECUTED = lazy_regex(r"\*#(?P<schema>[A-Z][\w.]{0,100})\.(?:execute|multiplex)")
SCHEMA_BASE = "GraphQL.Schema"
RESOLVING = frozenset({"resolve"})
IN_GRAPHQL = "graphql/"
MOST_RESOLVERS = 500
MOST_EXECUTING = 20
# A function of a file, as in the graph of calls.
Place = tuple[str, str]


@derived
def schema_edges(repo: Snapshot) -> tuple[tuple[Place, Place], ...]:
    """From the functions that execute a schema to the resolvers beside it and below."""
    ruby = {path: each for path, each in repo.programs.items() if each.language == "Ruby"}
    schemas = {
        kind.qualified_name: path
        for path, facts in ruby.items()
        for kind in facts.classes
        if any(base.endswith(f"#{SCHEMA_BASE}") for base in kind.bases)
    }
    found: list[tuple[Place, Place]] = []
    for path, facts in ruby.items() if schemas else ():
        for call in facts.calls:
            match = SCHEMA_EXECUTED.fullmatch(call.target)
            home = schemas.get(match["schema"]) if match is not None else None
            if home is not None and not is_test_path(path) and len(found) < MOST_EXECUTING * MOST_RESOLVERS:
                found += (((path, call.function or ""), place) for place in _resolvers(repo, dirname(home)))
    return tuple(dict.fromkeys(found))


def _resolvers(repo: Snapshot, folder: str) -> list[Place]:
    """The methods of a folder of GraphQL that resolve a field or a mutation."""
    inside = f"{folder}/" if f"{folder}/".endswith(IN_GRAPHQL) else ""
    return [
        (path, each.qualified_name)
        for path, facts in repo.programs.items()
        if facts.language == "Ruby" and inside and path.startswith(inside)
        for each in facts.functions
        if each.name in RESOLVING and not each.nested
    ][:MOST_RESOLVERS]
