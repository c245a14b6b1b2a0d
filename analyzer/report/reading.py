"""How a scorecard reads: the same words in the same order for every report, without any format.

Nothing here is safe to show yet: a report escapes for its own format what it takes from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analyzer.model import (
    Evidence,
    Finding,
    Level,
    Origin,
    RepositoryResult,
    Scorecard,
    Share,
    Status,
    Verdict,
)
from analyzer.scoring.scoring import Place, Scoring, has_unseen, repository_count, share_of, title_of
from analyzer.text import plural

_CERTAINTY_WORDS: Mapping[str, str] = {
    "declared": "commits of the names and addresses that were given",
    "account": "commits of the account",
    "unknown": "nobody was named: whole repositories are assessed",
}
_ORIGIN_WORDS: Mapping[Origin, str] = {
    Origin.CANDIDATE: "introduced by the candidate",
    Origin.OTHER: "introduced by somebody else",
    Origin.UNSURE: "by whom it was introduced is not sure",
}
BY_OTHERS = "work of others"
# Below this share of the commits, surely, evidence is marked as work of others.
_MOSTLY = 0.5
_NAMES_LIMIT = 100


@dataclass(frozen=True, slots=True)
class SignalSummary:
    """Where one signal stands over all repositories.

    `place` is the evidence that earns most; without one, `words` say why there is none, and with
    one they are the remarks on it, one a line of text.
    """

    signal: str
    title: str
    place: Place | None
    words: tuple[str, ...]


def bounds_words(verdict: Verdict) -> str:
    """The verdict's bounds: "at least 47.8, at most 50.7 of 100"."""
    at_most = "" if verdict.low == verdict.high else f", at most {verdict.high:.1f}"
    return f"at least {verdict.low:.1f}{at_most} of 100"


def interval_words(low: float, high: float) -> str:
    """Bounds as people read them: one number where they agree."""
    return f"{low:.0f}" if f"{low:.0f}" == f"{high:.0f}" else f"{low:.0f}-{high:.0f}"


def share_words(share: Share) -> str:
    """A share as people read it: "40%" or "40-60%"."""
    return f"{interval_words(100 * share.low, 100 * share.high)}%"


def is_others_work(repository: RepositoryResult, evidence: Evidence) -> bool:
    """Whether most of the commits of the place are surely not the candidate's."""
    if repository.candidate_share is None:
        return False
    return share_of(repository, evidence).high < _MOSTLY


def attribution(repository: RepositoryResult, evidence: Evidence) -> tuple[str, ...]:
    """Whose a piece of evidence is: who introduced it, the share, its days, its people; each if known.

    Where nobody was named there is only when it came about.
    """
    named = repository.candidate_share is not None
    history = repository.provenance.get(evidence.path) if evidence.path is not None else None
    words = []
    if named and history is not None and history.introduced is not None:
        words.append(_ORIGIN_WORDS[history.introduced])
    if named:
        words.append(f"share of its commits: {share_words(share_of(repository, evidence))}")
    if history is not None and history.date:
        words.append(_days(history.first_date, history.date))
    if history is not None and history.days:
        people = plural(history.authors, "person").replace("persons", "people")
        words.append(f"changed on {plural(history.days, 'day')} by {people}")
    return tuple(words)


def headline(scorecard: Scorecard) -> tuple[tuple[str, str], ...]:
    """What stands beside the verdict: what was read, whose work it is, by which rubric and day."""
    assessed = sum(repository.assessed for repository in scorecard.repositories)
    day = f"as of {scorecard.as_of}" if scorecard.as_of else "at the newest commit"
    return (
        ("read", f"{assessed} of {repository_count(len(scorecard.repositories))}"),
        ("coverage", f"{scorecard.verdict.coverage:.0%} of what the rubric asks for could be read"),
        ("whose work", whose_work(scorecard)),
        ("rubric", f"{scorecard.rubric_name} ({scorecard.rubric_sha256[:8]}), {day}"),
    )


def whose_work(scorecard: Scorecard) -> str:
    """Whose commits are credited, and in how many repositories they were found."""
    candidate = scorecard.candidate
    words = _CERTAINTY_WORDS.get(candidate.certainty, candidate.certainty)
    if candidate.certainty == "unknown":
        return words
    names = ", ".join(([candidate.login] if candidate.login else []) + list(candidate.identities))
    matched = sum(bool(repository.matched_identities) for repository in scorecard.repositories)
    repositories = repository_count(len(scorecard.repositories))
    named = f" ({names[:_NAMES_LIMIT]})" if names else ""
    return f"{words}{named}, found in {matched} of {repositories}"


def standing(signal: str, scorecard: Scorecard, scoring: Scoring) -> SignalSummary:
    """The best place of a signal with what is to be said of it, or why there is none."""
    title = title_of(signal, scoring.checks)
    place = scoring.best_place(scorecard.repositories, signal)
    if place is None or place.evidence.level <= Level.CLAIMED:
        return SignalSummary(signal, title, None, (_nothing_found(signal, scorecard.repositories),))
    return SignalSummary(signal, title, place, tuple(_remarks(place, place.repository.findings[signal])))


def unscored_signals(scorecard: Scorecard, scoring: Scoring) -> list[str]:
    """Signals that were found and that the rubric gives no weight, by id."""
    return [
        signal
        for signal in sorted(scoring.checks)
        if signal not in scoring.rubric.signals
        and scoring.best_place(scorecard.repositories, signal) is not None
    ]


def place_words(evidence: Evidence) -> str:
    """The place inside its repository: "path:line", empty for what belongs to the whole of it."""
    if evidence.path is None:
        return ""
    return evidence.path if evidence.line is None else f"{evidence.path}:{evidence.line}"


def not_seen(scorecard: Scorecard) -> list[str]:
    """Repositories that could not be read, then what was not read in the others, by reason."""
    lines = [
        f"{repository.name}: {repository.problem or 'could not be assessed'}"
        for repository in scorecard.repositories
        if not repository.assessed
    ]
    for repository in scorecard.repositories:
        places: dict[str, set[str]] = {}
        for skipped in repository.skipped:
            if skipped.kinds:
                places.setdefault(skipped.reason, set()).add(skipped.path)
        for finding in repository.findings.values():
            for unseen in finding.unseen:
                places.setdefault(unseen.reason, set()).update({unseen.path} if unseen.path else ())
        for reason, paths in sorted(places.items()):
            lines.append(f"{repository.name}: {_files(sorted(paths))}{reason}")
    return lines


def _days(first: str | None, last: str) -> str:
    if not first or first == last:
        return f"last changed {last}"
    return f"{first} to {last}"


def _remarks(place: Place, finding: Finding) -> list[str]:
    share = share_of(place.repository, place.evidence)
    remarks = [place.evidence.note] if place.evidence.note else []
    if has_unseen(finding):
        remarks.append("at least: not everything could be read")
    if share.low < 1:
        remarks.append(", ".join(attribution(place.repository, place.evidence)))
    return remarks


def _nothing_found(signal: str, repositories: Iterable[RepositoryResult]) -> str:
    assessed = [repository for repository in repositories if repository.assessed]
    findings = [each.findings[signal] for each in assessed if signal in each.findings]
    for status in (Status.ERROR, Status.UNKNOWN):
        reason = next((each.reason or each.message for each in findings if each.status is status), None)
        if reason is not None:
            return f"not seen: {reason}"
    if not findings:
        return "not seen: no repository was assessed for it"
    if all(each.status is Status.NOT_APPLICABLE for each in findings):
        return f"does not apply: {findings[0].reason or findings[0].message}"
    claimed = " (claimed in words only)" if any(each.level is Level.CLAIMED for each in findings) else ""
    return f"not visible in {repository_count(len(assessed))}{claimed}"


def _files(paths: list[str]) -> str:
    if not paths:
        return ""
    return f"{paths[0]}: " if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more: "
