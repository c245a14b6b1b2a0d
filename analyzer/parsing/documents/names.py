"""Which files are documents, by their names."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

_EXTENSIONS = (".md", ".markdown", ".mdx", ".rst", ".adoc")
_NAMES = lazy_regex(
    r"readme|changelog|changes|history|news|contributing|architecture|design|notes?|install|usage|todo"
    r"|roadmap|runbook|playbook|post-?mortem|incidents?|rollback|deployment|monitoring|operations"
    r"|model[-_ ]?card|data[-_ ]?card|datasheet|security|support",
    re.IGNORECASE,
)
# Their sentences about warranties, limitations and budgets for errors are nobody's own.
_LEGAL = lazy_regex(
    r"licen[cs]es?|copying|notices?|third[-_]?party[-_]?(?:licen[cs]es|notices)", re.IGNORECASE
)
_DOCUMENT_FOLDER = lazy_regex(r"(?:^|/)(?:docs?|documentation|runbooks?|adrs?)/", re.IGNORECASE)


def is_prose(path: str) -> bool:
    """Whether a path is a document for people. A `.txt` is one only by its name or its folder."""
    name = path.rpartition("/")[2]
    stem, dot, extension = name.rpartition(".")
    if _LEGAL.fullmatch(stem if dot else name) is not None:
        return False
    if dot and f".{extension.lower()}" in _EXTENSIONS:
        return True
    if not dot:
        return _NAMES.fullmatch(name) is not None
    if extension.lower() != "txt":
        return False
    from analyzer.parsing.dependencies import dependency_kind

    if dependency_kind(path) is not None:
        return False
    return _NAMES.match(stem) is not None or _DOCUMENT_FOLDER.search(path) is not None
