"""Whether what asks for a key or a token is taken by a handler, a router or an application that answers.

`Depends(HTTPBearer())` in a function that no route names asks nobody, as where its line is commented out.
"""

from __future__ import annotations

from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import Use, last_part, package_of
from analyzer.wiring.runs.called import called_by_services

SECURITY = frozenset({"fastapi.security"})


def is_taken(repo: Snapshot, use: Use) -> bool:
    """Whether something that is served takes a security dependency; of anything else nothing is asked."""
    if package_of(use.target, SECURITY) is None or use.code.notebook:
        return True
    path, facts = use.code.path, use.code.facts
    served = called_by_services(repo)
    made = f"{use.target}()"
    takers = [each for each in facts.functions if use.target in each.takes or made in each.takes]
    if any(served.has(path, each.qualified_name) for each in takers):
        return True
    below = [each for each in facts.classes if use.target in each.bases]
    if below:
        return any((path, each.qualified_name) in served.classes for each in below)
    if use.call is None or use.call.function is not None:
        return not takers
    kept = {name for name, value, _line in facts.assigned if value == use.target}
    if kept:
        return bool(kept & _taken_elsewhere(repo)) or _named_by_the_module(use, made, kept)
    return not takers


def _named_by_the_module(use: Use, made: str, kept: set[str]) -> bool:
    """Whether the code of the module itself hands on what a variable holds, not only its functions."""
    facts = use.code.facts
    in_functions = {name for each in facts.functions for name in (*each.takes, *each.names)}
    return any(each in facts.named and each not in in_functions for each in (made, *kept))


@derived
def _taken_elsewhere(repo: Snapshot) -> frozenset[str]:
    """The last parts of what other modules import and their served functions or routers name."""
    served = called_by_services(repo)
    found: set[str] = set()
    for path in served.modules:
        facts = repo.modules[path]
        imported = {each.name for each in facts.imports if each.name}
        modules = {last_part(each.module) for each in facts.imports}
        names = [
            name
            for each in facts.functions
            if served.has(path, each.qualified_name)
            for name in (*each.takes, *each.names)
        ]
        for name in (*names, *facts.named):
            owner, _dot, last = name.rpartition(".")
            if last in imported or last_part(owner) in modules:
                found.add(last)
    return frozenset(found)
