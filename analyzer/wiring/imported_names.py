"""Which function or class of the repository a name in a module means, through what modules hand on."""

from __future__ import annotations

from analyzer.repository import Snapshot
from analyzer.wiring.modules import module_index

MOST_IMPORTS_FOLLOWED = 4


def definition_of(repo: Snapshot, path: str, name: str) -> tuple[str, str] | None:
    """File and qualified name of the function or class that a dotted name in a module means, if it is ours.

    `from services import Router` means the class of the module from which the package imports it.
    """
    for _module in range(MOST_IMPORTS_FOLLOWED):
        facts = repo.modules.get(path)
        if facts is None or not name:
            return None
        own = {each.qualified_name for each in facts.functions} | {
            each.qualified_name for each in facts.classes
        }
        if name in own:
            return path, name
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
    return None
