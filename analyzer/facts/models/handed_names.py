"""Names of registered models that a function is handed: by whoever calls it, or imports its module.

`def register(model_name): mlflow.register_model(uri, model_name)` registers what its callers name, and a
class that loads the address which it is given loads what the module that makes it spells out.
"""

from __future__ import annotations

import re

from analyzer.facts.models.model_registries import words_of_addresses, words_of_call
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import Use, import_graph, last_part
from analyzer.wiring.roles import is_test

# A name as registries have it, not an address or a path.
NAME_IN_A_REGISTRY = lazy_regex(r"[A-Za-z][\w.-]{3,80}")
GIVEN_ROWS = 6


def words_with_callers(repo: Snapshot, use: Use) -> frozenset[str]:
    """The words of a call, and the literals that callers give the parameters which it names."""
    words = words_of_call(repo, use)
    function = _around(repo, use)
    named = {word[1:] for word in words if word[:1] == "$" and "=" not in word}
    taken = {each for each in (() if function is None else function.parameters) if each.casefold() in named}
    if function is None or not taken:
        return words
    found: set[str] = set()
    for keywords, strings in _given(repo).get(function.name, ()):
        found.update(value for name, value in keywords if name in taken)
        found.update(strings)
    return words | {each.casefold() for each in found if NAME_IN_A_REGISTRY.fullmatch(each)}


def addresses_with_importers(repo: Snapshot, use: Use) -> frozenset[str]:
    """What names the model in the addresses near a load, also of those who hand it the address."""
    path = use.code.path
    words = words_of_addresses(repo, path)
    if not _loads_what_it_is_handed(repo, use):
        return words
    importers = (each for each, imported in import_graph(repo).items() if path in imported)
    near = (words_of_addresses(repo, each) for each in importers if not is_test(repo, each))
    return words.union(*near)


def _loads_what_it_is_handed(repo: Snapshot, use: Use) -> bool:
    """Whether the address that is loaded is a parameter of the function around it."""
    function = _around(repo, use)
    if function is None or use.call is None or use.code.notebook:
        return False
    rows = (repo.text(use.code.path) or "").split("\n")[use.line - 1 : use.line - 1 + GIVEN_ROWS]
    given = re.match(r"[^\n]{0,200}?\(\s*(?:\w{1,40}\s*=\s*)?(\w{1,60})\s*[,)]", "\n".join(rows)[:600])
    return given is not None and given[1] in function.parameters


def _around(repo: Snapshot, use: Use) -> Function | None:
    name = None if use.call is None or use.code.notebook else use.call.function
    facts = repo.modules.get(use.code.path)
    return next((each for each in facts.functions if each.qualified_name == name), None) if facts else None


@derived
def _given(repo: Snapshot) -> dict[str, list[tuple[tuple[tuple[str, str], ...], tuple[str, ...]]]]:
    """The literals that calls of first-party functions have, by the function's last name."""
    own = {each.name for facts in repo.modules.values() for each in facts.functions}
    found: dict[str, list[tuple[tuple[tuple[str, str], ...], tuple[str, ...]]]] = {}
    for path, facts in repo.modules.items():
        for call in facts.calls if not is_test(repo, path) else ():
            name = last_part(call.target)
            if name in own and (call.keywords or call.strings):
                found.setdefault(name, []).append((call.keywords, call.strings))
    return found
