"""Commits by which people fixed what runs."""

from __future__ import annotations

import re

from analyzer.commits import Commit
from analyzer.facts.upkeep import upkeep_commits
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

SAYS_FIX = lazy_regex(
    r"\b(?:fix(?:es|ed|ing)?|hot-?fix(?:es)?|bug ?-?fix(?:es|ed)?|regressions?|repair(?:s|ed|ing)?"
    r"|crash(?:es|ed)?|work ?around|broken|incident|outage|revert(?:s|ed)?"
    r"|prevent(?:s|ed)? (?:crash|oom|failure|error)\w*)\b",
    re.IGNORECASE,
)
# Fixes of how the code looks or is checked, not of what it does.
SAYS_NO_FAULT = lazy_regex(
    r"\b(?:typos?|spelling|lint(?:er|ing|s)?|flake8|ruff|pylint|black|isort|mypy|typing|pre-commit"
    r"|format(?:ting|s)?|whitespace|indentation|coala|rubocop|eslint|prettier|imports?|cosmetic|pep-?8|styling|documentation|docs?|docstrings?|readme|comments?|changelog|tests?|testing|ci|travis"
    r"|coverage|merge conflicts?|conflicts?|prefix\w*|bugzilla)\b",
    re.IGNORECASE,
)


@derived
def fixes(repo: Snapshot) -> tuple[Commit, ...]:
    """The commits of people that say they fix something and changed what runs, newest first."""
    return tuple(each for each in upkeep_commits(repo) if says_fix(each.subject))


def says_fix(subject: str) -> bool:
    """Whether a subject says that a fault was fixed."""
    return SAYS_FIX.search(subject) is not None and SAYS_NO_FAULT.search(subject) is None
