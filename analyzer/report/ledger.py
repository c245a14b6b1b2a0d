"""Claims compared with the findings, and contributions to repositories of others, in words for every report.

The texts are not escaped: each report escapes them for its own format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from analyzer.model import Claim, Contribution, Question, Support
from analyzer.scorecard import Scorecard
from analyzer.text import plural

# In the order of every report: what an interviewer asks about comes first.
SUPPORT_WORDS: Mapping[Support, str] = {
    Support.UNSUPPORTED: "not supported in what was scanned",
    Support.NOT_ASSESSABLE: "not assessable",
    Support.SUPPORTED: "supported",
}


def loudest_first(claims: Iterable[Claim]) -> list[Claim]:
    """The claims as reports list them: unsupported, not assessable, supported."""
    return sorted(claims, key=lambda claim: tuple(SUPPORT_WORDS).index(claim.support))


def claim_counts(claims: Iterable[Claim]) -> str:
    """The ledger in a line: "2 not supported in what was scanned, 3 supported"."""
    counts = Counter(claim.support for claim in claims)
    return ", ".join(
        f"{counts[support]} {words}" for support, words in SUPPORT_WORDS.items() if counts[support]
    )


def would_support(claim: Claim, scorecard: Scorecard) -> str:
    """The titles of the signals that would support the claim."""
    titles = ", ".join(scorecard.title_of(signal) for signal in claim.statement.signals)
    return titles or "nothing a repository can show"


def question_subject(question: Question) -> str:
    """What a question is about, and whether it is one that is asked of many in the same words."""
    return f"{question.competency}, a general question" if question.general else question.competency


def contribution_words(contribution: Contribution) -> str:
    """What was contributed: "3 merged pull requests, 12 commits, last on 2026-03-04"."""
    parts = []
    if contribution.pull_requests:
        parts.append(plural(contribution.pull_requests, "merged pull request"))
    if contribution.commits:
        parts.append(plural(contribution.commits, "commit"))
    if contribution.last_date:
        parts.append(f"last on {contribution.last_date}")
    return ", ".join(parts)
