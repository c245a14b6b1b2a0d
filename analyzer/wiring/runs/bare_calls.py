"""Calls without arguments: `model.train()` of an unknown object runs no method that cannot do without one."""

from __future__ import annotations

import re

from analyzer.repository import Snapshot

ROWS_OF_SIGNATURE = 6
# The first parameter after the object itself: no star, and nothing it would be by default.
REQUIRED = (
    r"def\s+{0}\(\s*self\s*,\s*[A-Za-z_]\w*\s*(?::\s*[^=,()\[\]]{{1,80}}(?:\[[^=()]{{1,120}}\])?\s*)?[,)]"
)


def asked_without_arguments(repo: Snapshot, path: str, target: str) -> bool:
    """Whether a module calls a name, and every time with nothing in the brackets."""
    calls = [each for each in repo.modules[path].calls if each.target == target]
    return bool(calls) and not any(each.positional or each.keywords for each in calls)


def needs_an_argument(repo: Snapshot, place: tuple[str, str]) -> bool:
    """Whether a method cannot be called with nothing in the brackets."""
    path, name = place
    function = next((each for each in repo.modules[path].functions if each.qualified_name == name), None)
    if function is None or len(function.parameters) < 2 or function.parameters[0] != "self":
        return False
    rows = (repo.text(path) or "").split("\n")[function.line - 1 : function.line - 1 + ROWS_OF_SIGNATURE]
    return re.search(REQUIRED.format(re.escape(function.name)), "\n".join(rows)) is not None
