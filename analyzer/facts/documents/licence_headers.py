"""Files whose first lines say that somebody else holds them: copied from a tool or a project."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

HEAD_CHARACTERS = 1200
READ_FILES = 400
ENOUGH_TO_BE_OWN = 0.5
HELD_BY = lazy_regex(
    r"^[ \t]{0,8}(?:#|//|\*|\"{3}|'{3})?[ \t]{0,4}"
    r"(?:licensed to (?:the )?(?P<licensed>[A-Z][\w., ()&-]{2,60}?) under"
    r"|(?:copyright|\(c\)|©)[ \t](?:\(c\)|©)?[\s\d,–-]{0,30}(?:by )?(?:the )?"
    r"(?P<holder>[A-Z][\w., &'-]{2,60}?)[.,]?(?:[ \t]{1,4}all rights reserved)?\W{0,4}$)",
    re.IGNORECASE | re.MULTILINE,
)
OF_A_COMPANY = lazy_regex(
    r"\b(?:foundation|inc|llc|ltd|gmbh|corp(?:oration)?|google|meta|facebook|microsoft|nvidia|openai|amazon"
    r"|hugging ?face|apache|authors|team|contributors|university|institute)\b",
    re.IGNORECASE,
)


def is_under_anothers_licence(repo: Snapshot, path: str) -> bool:
    """Whether a module or a program names a company or a foundation as its holder, and few of them do.

    Where half of them do, or the licence of the repository names it, it is the repository's own.
    """
    holder = _holders(repo).get(path)
    if holder is None:
        return False
    here = sum(each == holder for each in _holders(repo).values())
    if here >= (len(repo.modules) + len(repo.programs)) * ENOUGH_TO_BE_OWN:
        return False
    own = " ".join((repo.text(each) or "")[:HEAD_CHARACTERS] for each in repo.paths if _is_own_paper(each))
    return holder not in own.casefold()


@derived
def _holders(repo: Snapshot) -> dict[str, str]:
    found = {}
    for path in [*repo.modules, *repo.programs][:READ_FILES]:
        match = HELD_BY.search((repo.text(path) or "")[:HEAD_CHARACTERS])
        name = (match["licensed"] or match["holder"] or "") if match is not None else ""
        if OF_A_COMPANY.search(name) is not None:
            found[path] = name.casefold().strip()
    return found


def _is_own_paper(path: str) -> bool:
    return path.casefold().partition(".")[0] in ("notice", "license", "licence", "copying", "authors")
