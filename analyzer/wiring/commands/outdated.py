"""Places in code that its authors marked as replaced: nobody is to use them any more.

Sources: https://learn.microsoft.com/dotnet/api/system.obsoleteattribute,
https://docs.oracle.com/javase/8/docs/api/java/lang/Deprecated.html, https://peps.python.org/pep-0702/.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition, Function
from analyzer.repository import Snapshot, derived

OUTDATED_MARK = lazy_regex(r"(?:.*[.#])?(?:Obsolete(?:Attribute)?|[Dd]eprecated)(?:\(\))?")
OUTDATED_WORD = lazy_regex(r"\bObsolete|\b[Dd]eprecated\b")


def is_outdated(repo: Snapshot, path: str, line: int) -> bool:
    """Whether a line lies in a function or class that is marked as replaced, its other marks included."""
    known = _ranges_by_path(repo)
    if path not in known:
        marked = OUTDATED_WORD.search(repo.text(path) or "") is not None
        known[path] = tuple(_ranges(repo, path)) if marked else ()
    return any(first <= line <= last for first, last in known[path])


@derived
def _ranges_by_path(repo: Snapshot) -> dict[str, tuple[tuple[int, int], ...]]:
    del repo
    return {}


def _ranges(repo: Snapshot, path: str) -> Iterator[tuple[int, int]]:
    facts = repo.modules.get(path) or repo.programs.get(path)
    parts: tuple[Function | ClassDefinition, ...] = (
        (*facts.functions, *facts.classes) if facts is not None else ()
    )
    for each in parts:
        if any(OUTDATED_MARK.fullmatch(mark.target) for mark in each.decorators):
            yield min(each.line, *(mark.line for mark in each.decorators)), max(each.line, each.end_line)
