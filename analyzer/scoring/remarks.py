"""Remarks on a signal's evidence: whose it is, its dates, and why there is none.

The texts are not escaped: each report escapes them for its own format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzer.model import Evidence, Finding, RepositoryResult, Status
from analyzer.provenance import Origin, PathProvenance, Share
from analyzer.text import plural, repository_count

_ORIGIN_WORDS: Mapping[Origin, str] = {
    Origin.CANDIDATE: "introduced by the candidate",
    Origin.OTHER: "introduced by someone else",
    Origin.UNSURE: "introduced by an unconfirmed author",
}
# Evidence is marked as the work of others if the candidate certainly has less than this share of its commits.
_MOSTLY = 0.5


def interval_words(low: float, high: float) -> str:
    """Bounds as people read them: one number where they agree."""
    return f"{low:.0f}" if f"{low:.0f}" == f"{high:.0f}" else f"{low:.0f}-{high:.0f}"


def share_words(share: Share) -> str:
    """A share as people read it: "40%" or "40-60%"."""
    return f"{interval_words(100 * share.low, 100 * share.high)}%"


def is_others_work(repository: RepositoryResult, evidence: Evidence) -> bool:
    """Whether most of the commits of the place are surely not the candidate's."""
    return repository.share_of(evidence).high < _MOSTLY


def attribution(repository: RepositoryResult, evidence: Evidence) -> tuple[str, ...]:
    """Whose a piece of evidence is: who introduced it, the share, its days, its people; each if known.

    Where nobody was named there is only when it came about, or that the history does not show it.
    """
    named = repository.candidate_share is not None
    history = repository.provenance_of(evidence)
    words = []
    if named and history is not None and history.introduced is not None:
        words.append(_ORIGIN_WORDS[history.introduced])
    by_lines = repository.share_source(evidence) == "lines"
    if by_lines:
        words.append(_lines_words(repository, evidence))
    elif named:
        words.append(f"candidate's share of commits: {share_words(repository.share_of(evidence))}")
    elif repository.history_share is not None:
        words.append(_import_words(repository.share_of(evidence)))
    if history is not None and history.date:
        once = "committed" if evidence.commits else "the file last changed" if by_lines else "last changed"
        words.append(_days(history, once, "the file from " if by_lines else ""))
    if history is not None and history.days:
        people = plural(history.authors, "person").replace("persons", "people")
        what = plural(len(evidence.commits), "commit") if evidence.commits else "changed"
        words.append(f"{what} on {plural(history.days, 'day')} by {people}")
    return tuple(words)


def _lines_words(repository: RepositoryResult, evidence: Evidence) -> str:
    """How many of the cited lines are the candidate's, and when they were written."""
    lines, share = repository.cited_by(evidence), repository.share_of(evidence)
    if lines is None:
        return ""
    mine = interval_words(share.low * lines.counted, share.high * lines.counted)
    words = f"{mine} of {plural(lines.counted, 'cited line')} by the candidate"
    if not lines.first_date or not lines.last_date:
        return words
    once = lines.first_date == lines.last_date
    return f"{words}, {lines.first_date}{'' if once else f' to {lines.last_date}'}"


def _import_words(share: Share) -> str:
    later = f"; {share.low:.0%} of its commits came later" if share.low else ""
    return f"how it came to be is not shown{later}"


def _days(history: PathProvenance, once: str, several: str) -> str:
    first = history.first_date
    if not first or first == history.date:
        return f"{once} {history.date}"
    return f"{several}{first} to {history.date}"


def remarks_on(repository: RepositoryResult, evidence: Evidence, finding: Finding) -> tuple[str, ...]:
    """The note on a piece of evidence, whether there could be more, and whose it is."""
    remarks = [evidence.note] if evidence.note else []
    if finding.may_be_stronger:
        remarks.append("a lower bound: not everything could be read")
    if repository.share_of(evidence).low < 1:
        remarks.append(", ".join(attribution(repository, evidence)))
    return tuple(remarks)


def nothing_found(signal: str, repositories: Iterable[RepositoryResult]) -> str:
    """Why there is no evidence of a signal in any of the repositories."""
    assessed = [repository for repository in repositories if repository.assessed]
    findings = [each.findings[signal] for each in assessed if signal in each.findings]
    for status in (Status.ERROR, Status.UNKNOWN):
        reason = next((each.reason or each.message for each in findings if each.status is status), None)
        if reason is not None:
            return f"not seen: {reason}"
    if not findings:
        return "not seen: no repository could be assessed"
    if all(each.status is Status.NOT_APPLICABLE for each in findings):
        return f"does not apply: {findings[0].reason or findings[0].message}"
    claimed = " (only claimed in text)" if any(each.claimed_in_text for each in findings) else ""
    return f"not visible in {repository_count(len(assessed))}{claimed}"
