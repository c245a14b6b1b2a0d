"""Classes of which an object is only made where nobody hands one over: `router or Router()`.

Where a caller hands over an object of another class of the same name, that one runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.repository import Snapshot, derived
from analyzer.wiring.imported_names import definition_of
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_test

Place = tuple[str, str]


@derived
def replaced_classes(repo: Snapshot) -> Mapping[Place, Place]:
    """Of two classes of one name, the one that is only a fallback, and the one that others make."""
    homes: dict[str, list[Place]] = {}
    for path, facts in repo.modules.items():
        if not is_test(repo, path):
            for each in facts.classes:
                homes.setdefault(each.qualified_name, []).append((path, each.qualified_name))
    several = {name: places for name, places in homes.items() if len(places) > 1}
    made, fallback = _made(repo, several) if several else (set(), set())
    found: dict[Place, Place] = {}
    for places in several.values():
        others = [each for each in places if each in made]
        if len(others) == 1:
            found |= {each: others[0] for each in places if each in fallback - made}
    return found


def _made(repo: Snapshot, several: Mapping[str, list[Place]]) -> tuple[set[Place], set[Place]]:
    """Which classes of these names an object is made of, and which as what stands behind an `or`."""
    made: set[Place] = set()
    fallback: set[Place] = set()
    for path, facts in repo.modules.items():
        calls = [each for each in facts.calls if last_part(each.target) in several]
        rows = (repo.text(path) or "").split("\n") if calls and not is_test(repo, path) else []
        for call in calls if rows else ():
            name = last_part(call.target)
            place = definition_of(repo, path, name)
            if place is None:
                continue
            row = "".join(rows[call.line - 1 : call.line])[:300]
            behind_or = re.search(rf"\bor\s{{1,4}}{re.escape(name)}\(", row) is not None
            (fallback if behind_or else made).add(place)
    return made, fallback
