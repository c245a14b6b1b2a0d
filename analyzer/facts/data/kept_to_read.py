"""Programs that say at their beginning that they are a reference or a sketch, and are not run."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot

LONGEST_HEAD = 2_000
# The mark of a comment, and of a cell of text in a notebook that is written out as a program.
COMMENT_MARK = lazy_regex(r"[ \t]{0,8}(?:#[ \t]{1,2}MAGIC\b|#|\"{3}|'{3})?[ \t]{0,8}(?:%md\b)?")
SPACES = lazy_regex(r"[\s*_>#]+")
_WHAT = r"(?:file|script|module|notebook|pipeline|code|program|fichier|code source)"
_KIND = r"(?:r[eé]f[eé]rences?|sketch|blueprint|illustration|mock-?up|proposal|esquisse|referenz)"
# What says so: of the file itself, and for what is not there yet or for nobody to run.
SAYS_NOT_RUN = lazy_regex(
    rf"\b(?:this|the|ce|cette|le) {_WHAT} (?:is|serves as|is kept as|est)(?: only| just| kept| here)? "
    rf"(?:an? |une? )?{_KIND}(?: implementation)?"
    r"(?: only\b|,? not (?:run|executed|used|deployed)| (?:for|pour) (?:an?|une?|the|le|some) "
    r"(?:future|later|futur|planned|possible)\b)"
    r"|\b(?:kept |here |is )?for reference (?:only|purposes)\b|\breference only\b"
    rf"|\b(?:this|the) {_WHAT} is not (?:meant |intended |supposed )?(?:to be )?"
    r"(?:run|executed|deployed|in use|used)(?: in production| by (?:the|any)\b| yet| any ?more|[.,;]|$)",
    re.IGNORECASE,
)


def is_kept_to_read(repo: Snapshot, path: str) -> bool:
    """Whether the comments at the beginning of a program, or its description, say that it is not run."""
    if not path.endswith(".py"):
        return False
    text = f"\n{repo.text(path) or ''}"[:LONGEST_HEAD]
    described = text.partition("\nimport ")[0].partition("\nfrom ")[0]
    said = " ".join(COMMENT_MARK.sub("", row, count=1) for row in described.split("\n"))
    return SAYS_NOT_RUN.search(SPACES.sub(" ", said)) is not None
