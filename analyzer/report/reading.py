"""The texts of a scorecard in the same words and order for every report, without formatting.

The texts are not escaped: each report escapes them for its own format.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.model import Evidence, RepositoryResult
from analyzer.report.text import commit_link, is_object_id, permalink
from analyzer.roles import ROLES
from analyzer.scorecard import Scorecard, Verdict
from analyzer.text import commit_words, repository_count

CERTAINTY_WORDS: Mapping[str, str] = {
    "declared": "commits by the declared names and addresses",
    "account": "commits by the account",
    "unknown": "no identity was given: repositories are assessed as a whole",
}
BY_OTHERS = "work of others"
_NAMES_LIMIT = 100


def bounds_words(verdict: Verdict) -> str:
    """The verdict's bounds: "at least 47.8, at most 50.7 of 100"."""
    at_most = "" if verdict.low == verdict.high else f", at most {verdict.high:.1f}"
    return f"at least {verdict.low:.1f}{at_most} of 100"


def headline(scorecard: Scorecard) -> tuple[tuple[str, str], ...]:
    """What stands beside the verdict: what was read, whose work it is, by which rubric and day."""
    assessed = sum(repository.assessed for repository in scorecard.repositories)
    day = f"as of {scorecard.as_of}" if scorecard.as_of else "at the newest commit"
    return (
        ("assessed", f"{assessed} of {repository_count(len(scorecard.repositories))}"),
        ("coverage", f"{scorecard.verdict.coverage:.0%} of the rubric's signals could be fully assessed"),
        ("whose work", whose_work(scorecard)),
        *((("role", role_words(scorecard.role)),) if scorecard.role else ()),
        ("rubric", f"{scorecard.rubric_name} ({scorecard.rubric_sha256[:8]}), {day}"),
    )


def role_words(role: str) -> str:
    """What people read for a role: "platform (machine learning platform and operations)"."""
    return f"{role} ({ROLES[role]})" if role in ROLES else role


def whose_work(scorecard: Scorecard) -> str:
    """Whose commits are credited, and in how many repositories they were found."""
    candidate = scorecard.candidate
    words = CERTAINTY_WORDS.get(candidate.certainty, candidate.certainty)
    if candidate.certainty == "unknown":
        return words
    names = ", ".join(([candidate.login] if candidate.login else []) + list(candidate.identities))
    matched = sum(bool(repository.matched_identities) for repository in scorecard.repositories)
    repositories = repository_count(len(scorecard.repositories))
    named = f" ({names[:_NAMES_LIMIT]})" if names else ""
    return f"{words}{named}, found in {matched} of {repositories}"


def place_words(evidence: Evidence) -> str:
    """The place inside its repository: "path:line", empty for what belongs to the whole of it.

    Evidence that commits show also has the first of these: "commit 0123456789ab".
    """
    path, line = evidence.path, evidence.line
    inside = (path or "") if line is None else f"{path}:{line}"
    first = next((each for each in evidence.commits if is_object_id(each)), None)
    commit = "" if first is None else commit_words(first)
    return ", ".join(each for each in (inside, commit) if each)


def evidence_link(repository: RepositoryResult, evidence: Evidence) -> str | None:
    """The web address of a piece of evidence: the commit that shows it, unless it names a line of a file."""
    if evidence.commits and evidence.line is None:
        return commit_link(repository.url, evidence.commits[0])
    return permalink(repository.url, repository.head, evidence.path, evidence.line)
