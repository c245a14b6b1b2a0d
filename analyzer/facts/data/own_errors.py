"""The repository's own classes of errors, whatever they are called: `class BadRows(ValueError)`."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

_BUILT_IN = lazy_regex(r"(?:\w{0,60}\.)*(?:\w{0,60}(?:Error|Exception)|SystemExit)")
# An error of an error of an error.
_DEEPEST = 3


@derived
def own_errors(repo: Snapshot) -> frozenset[str]:
    """The names of classes that inherit from an error, directly or through others of them."""
    classes = [each for facts in repo.modules.values() for each in facts.classes if each.bases]
    found: set[str] = set()
    for _ in range(_DEEPEST):
        before = len(found)
        for each in classes:
            if any(_BUILT_IN.fullmatch(base) or base.rpartition(".")[2] in found for base in each.bases):
                found.add(each.name)
        if len(found) == before:
            break
    return frozenset(found)
