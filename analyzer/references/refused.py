"""Modules that no version of Python reads: whatever imports one of them ends there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.parsing.python import PYTHON_LIMIT
from analyzer.references.first_party import IMPORTS
from analyzer.references.model import Outcome, Reference
from analyzer.repository import Snapshot

# What Python 2 refuses too, and what no later version has come to accept.
REFUSED = lazy_regex(
    r"expected an indented block after [^\n]{1,80}"
    r"|expected 'else' after 'if' expression|expected 'except' or 'finally' block|expected ':'"
    r"|unterminated (?:triple-quoted )?string literal(?: \(detected at line \d{1,7}\))?"
    r"|'[(\[{]' was never closed|unmatched '[)\]}]'|closing parenthesis '[)\]}]' does not match [^\n]{1,80}"
    r"|unexpected indent|unindent does not match any outer indentation level"
    r"|unexpected character after line continuation character"
    r"|invalid character '[^\n]{1,4}' \(U\+20[012][0-9A-F]\)|invalid non-printable character U\+(?:00A0|200B)"
)
PROBLEM = lazy_regex(r"line (?P<line>\d{1,7}): (?P<why>[^\n]{1,200})\Z")
CONFLICT = lazy_regex(r"(?:<{7}|>{7}|\|{7}) \S|={7}\s*\Z")
# Since version 3.12 such a string may hold its own quotes and lines between its braces.
FORMATTED = lazy_regex(r"(?<!\w)(?:[ft]r?|r[ft])[\"']", re.IGNORECASE)
TEMPLATE = lazy_regex(r"\{%[-+ ]|\{\{[ -]?cookiecutter")


def refused_modules(repo: Snapshot) -> Iterator[Reference]:
    """The first line of each module at which every Python stops reading; a template is none."""
    for path, facts in repo.modules.items():
        if facts.dialect == "recovered" and (repo.size(path) or 0) <= PYTHON_LIMIT:
            found = _refused(repo, path, facts.problem or "")
            if found is not None:
                yield found


def _refused(repo: Snapshot, path: str, problem: str) -> Reference | None:
    match = PROBLEM.match(problem)
    content = repo.text(path) if match is not None else None
    if match is None or content is None or TEMPLATE.search(content) is not None:
        return None
    number, why = int(match["line"]), match["why"]
    row = next(iter(lines_of(content)[number - 1 : number]), "")
    if why.startswith("invalid syntax") and CONFLICT.match(row) is not None:
        why = "a merge was left in it"
    elif REFUSED.match(why) is None or FORMATTED.search(row) is not None:
        return None
    words = f"is refused by Python ({why})"
    return Reference(path, number, IMPORTS, "", Outcome.DANGLES, words)
