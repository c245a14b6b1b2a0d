"""Parts of Ruby files that Rails runs in tests or on a developer's machine only.

Source: https://guides.rubyonrails.org/configuring.html (`Rails.env`).
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

ONLY_ASIDE = lazy_regex(
    r"(?P<indent>[ \t]*)(?:if[ (]+Rails\.env(?:\.(?:test|development|local)\?"
    r"|[ ]*==[ ]*[\"'](?:test|development)[\"'])"
    r"|unless[ (]+Rails\.env\.production\?)(?![^#\n]*(?:&&|\|\|)[^#\n]*production)"
)


@derived
def _aside_rows(repo: Snapshot) -> Mapping[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for path in repo.paths:
        if path.endswith(".rb") and "Rails.env" in (text := repo.text(path) or ""):
            found[path] = frozenset(_rows(text.split("\n")))
    return found


def _rows(rows: list[str]) -> list[int]:
    """The numbers of the rows between such a condition and the `else` or `end` of its depth."""
    found: list[int] = []
    closing = ""
    for number, row in enumerate(rows, 1):
        if not closing:
            match = ONLY_ASIDE.match(row[:300])
            closing = f"{match['indent']}e" if match is not None else ""
        elif row.startswith(closing) and row.strip().split(" ")[0] in ("end", "else", "elsif"):
            closing = ""
        else:
            found.append(number)
    return found


def is_aside_in_rails(repo: Snapshot, path: str, line: int) -> bool:
    """Whether a line of a Ruby file runs in tests or on a developer's machine only."""
    return line in _aside_rows(repo).get(path, ()) if path.endswith(".rb") else False
