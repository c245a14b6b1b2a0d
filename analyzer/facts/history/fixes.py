"""Commits by which people fixed what runs."""

from __future__ import annotations

import re

from analyzer.commits import Commit
from analyzer.declarations import FileKind
from analyzer.facts.history.upkeep import SAYS_RAISE, is_dependency, upkeep_commits
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, kinds
from analyzer.wiring.roles import is_test_path

SAYS_FIX = lazy_regex(
    # "use the fixed order" speaks of what does not change.
    r"\b(?:fix(?:es|ing)?|(?<!\ba )(?<!\bthe )(?<!\buse )(?<!\buses )(?<!\bwith )fixed"
    r"|hot-?fix(?:es)?|bug ?-?fix(?:es|ed)?|regressions?|repair(?:s|ed|ing)?"
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
# No fix, by the convention of commit messages (conventionalcommits.org) or by the first word.
SAYS_OTHER_WORK = lazy_regex(
    r"\s*(?:(?:feat(?:ure)?|refactor|style|docs?|tests?|build|ci)(?:\([^()]{0,40}\))?!?:|implement(?:s|ed)?\b)",
    re.IGNORECASE,
)
# What a package gets on with: Julia's section [compat], and the same word of others.
SAYS_COMPATIBLE = lazy_regex(r"\bcompat(?:ib(?:le|ility))?\b", re.IGNORECASE)


@derived
def fixes(repo: Snapshot) -> tuple[Commit, ...]:
    """The commits of people that say they fix something and changed what runs, newest first.

    What goes along with raised versions adapts to others, and what brings more files of code than it changes
    is a feature: neither repairs a fault. What was applied once more, to another line of the history, counts
    once.
    """
    found = {
        (each.author, each.authored, each.subject): each
        for each in upkeep_commits(repo)
        if says_fix(each.subject) and not _adapts(each) and not _is_other_work(each)
    }
    return tuple(found.values())


def says_fix(subject: str) -> bool:
    """Whether a subject says that a fault was fixed."""
    return SAYS_FIX.search(subject) is not None and SAYS_NO_FAULT.search(subject) is None


def _adapts(commit: Commit) -> bool:
    """Whether a commit says that it raises versions and changes a file that names some."""
    says = SAYS_RAISE.search(commit.subject) or SAYS_COMPATIBLE.search(commit.subject)
    return says is not None and any(map(is_dependency, commit.paths))


def _is_other_work(commit: Commit) -> bool:
    """Whether a commit says that it is other work, or brings more files of code than it changes."""
    if SAYS_OTHER_WORK.match(commit.subject):
        return True
    brought = frozenset(commit.added) - {new for _old, new in commit.renames}
    code = [path for path in commit.paths if _is_code(path)]
    return 2 * sum(path in brought for path in code) > len(code)


def _is_code(path: str) -> bool:
    return not kinds(path).isdisjoint({FileKind.PYTHON, FileKind.SOURCE}) and not is_test_path(path)
