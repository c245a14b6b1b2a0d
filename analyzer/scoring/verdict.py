"""The verdict: the label, its bounds and the reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analyzer.model import Check, Claim, Contribution, LeftOut, Level, RepositoryResult, Status
from analyzer.scorecard import INSUFFICIENT, NOTEBOOK_ONLY, Scorecard, Verdict
from analyzer.scoring.rubric import Rubric
from analyzer.scoring.scoring import Bounds, Scoring, title_of
from analyzer.scoring.summaries import strongest, summaries
from analyzer.sources import Candidate
from analyzer.text import repository_count

NOTEBOOK_FLAG = "notebook_only"
NOTEBOOK_FACT = "notebook_ratio"


def score(
    candidate: Candidate,
    repositories: Iterable[RepositoryResult],
    rubric: Rubric,
    checks: Mapping[str, Check],
    as_of: str | None = None,
    left_out: Iterable[LeftOut] = (),
    claims: Iterable[Claim] = (),
    contributions: Iterable[Contribution] = (),
) -> Scorecard:
    """The scorecard of a candidate; the order in which repositories come does not matter.

    Scores are rounded to one decimal before they are mapped to bands, so that the label matches the
    printed score.
    """
    ordered = tuple(sorted(repositories, key=_order))
    scoring = Scoring(rubric, checks)
    exact = [scoring.dimension(dimension, ordered) for dimension in rubric.dimensions]
    return Scorecard(
        candidate=candidate,
        rubric_name=rubric.name,
        rubric_sha256=rubric.sha256,
        as_of=as_of,
        verdict=_verdict(scoring, ordered, scoring.total(exact)),
        dimensions=tuple(
            replace(each, low=round(each.low, 1), high=round(each.high, 1), coverage=round(each.coverage, 4))
            for each in exact
        ),
        repositories=ordered,
        signals=summaries(scoring, ordered),
        bands=rubric.bands,
        subject=rubric.subject,
        left_out=tuple(sorted(left_out, key=lambda each: (each.name, each.reason))),
        claims=tuple(claims),
        contributions=tuple(contributions),
    )


def _verdict(scoring: Scoring, repositories: Sequence[RepositoryResult], total: Bounds) -> Verdict:
    label, caps = _label(scoring, repositories, total)
    return Verdict(
        label=label,
        low=total.low,
        high=total.high,
        coverage=round(scoring.coverage(repositories), 4),
        reasons=_reasons(scoring, repositories, total, label, caps),
        meaning=scoring.rubric.meanings.get(label, ""),
    )


def _order(repository: RepositoryResult) -> tuple[str, str, str, str]:
    return (repository.name, repository.url or "", repository.head or "", repository.problem or "")


def _label(
    scoring: Scoring, repositories: Sequence[RepositoryResult], total: Bounds
) -> tuple[str, tuple[str, ...]]:
    """The label, and a sentence for every band that the lower bound reaches but whose rule is not met."""
    if not any(repository.assessed for repository in repositories):
        return INSUFFICIENT, ()
    bands = scoring.rubric.bands
    top = len(bands) - 1
    reached = _band(scoring.rubric, total.low)
    low = _carried(scoring, repositories, reached, possibly=False)
    high = _carried(scoring, repositories, _band(scoring.rubric, total.high), possibly=True)
    caps = tuple(
        sentence(scoring)
        for band, sentence in ((top, _strong_sentence), (1, _moderate_sentence))
        if low < band <= reached
    )
    if low != high:
        return INSUFFICIENT, caps
    if low < top and _notebooks_only(scoring.rubric.strong.signal, repositories):
        return NOTEBOOK_ONLY, caps
    return bands[low].label, caps


def _carried(scoring: Scoring, repositories: Sequence[RepositoryResult], band: int, *, possibly: bool) -> int:
    """The highest band, up to the given one, whose rule the repositories meet."""
    top = len(scoring.rubric.bands) - 1
    if band == top and not any(scoring.strong(each, possibly=possibly) for each in repositories):
        band -= 1
    return band if scoring.moderate(repositories, possibly=possibly) else 0


def _band(rubric: Rubric, value: float) -> int:
    return max(index for index, band in enumerate(rubric.bands) if value >= band.start)


def _notebooks_only(model_signal: str, repositories: Iterable[RepositoryResult]) -> bool:
    """Whether every repository that has, or may have, model code or notebooks bears the flag."""
    flagged: list[bool] = []
    for repository in repositories:
        finding = repository.findings.get(model_signal)
        has_flag = any(flag.id == NOTEBOOK_FLAG for flag in repository.flags)
        has_model = finding is None or finding.may_be_stronger or finding.level >= Level.PRESENT
        has_notebooks = any(
            fact.name == NOTEBOOK_FACT and isinstance(fact.value, int | float) and fact.value > 0
            for fact in repository.facts
        )
        if has_flag or has_model or has_notebooks:
            flagged.append(has_flag)
    return bool(flagged) and all(flagged)


def _reasons(
    scoring: Scoring,
    repositories: Sequence[RepositoryResult],
    total: Bounds,
    label: str,
    caps: tuple[str, ...],
) -> tuple[str, ...]:
    """The reasons for the verdict: the strongest evidence, the limiting factors, what was not seen."""
    assessed = [repository for repository in repositories if repository.assessed]
    unread = len(repositories) - len(assessed)
    reasons: list[str] = []
    if label == INSUFFICIENT and assessed:
        reasons.append(
            f"The score is at least {total.low:.1f} of 100 and could be as high as {total.high:.1f}; "
            "the two bounds fall under different labels, so no label is given."
        )
    if label == NOTEBOOK_ONLY:
        reasons.append("Model code was found only in notebooks.")
    reasons += caps
    reasons += _signal_sentences(scoring, assessed)
    if unread:
        reasons.append(f"{unread} of {repository_count(len(repositories))} could not be read.")
    if not repositories:
        reasons.append("No repositories were found to assess.")
    if assessed and all(repository.candidate_share is None for repository in assessed):
        reasons.append(
            "No identity was given: repositories are assessed as a whole, regardless of who wrote them."
        )
    forks = [repository.name for repository in assessed if repository.fork_of is not None]
    if forks:
        reasons.append(f"Only commits made in the fork itself count: {', '.join(forks)}.")
    return tuple(reasons)


def _moderate_sentence(scoring: Scoring) -> str:
    rule = scoring.rubric.moderate
    subjects = ", ".join(title_of(signal, scoring.checks) for signal in rule.subjects)
    one_of = ", ".join(
        f"{title_of(signal, scoring.checks)} ({level.word})" for signal, level in rule.one_of.items()
    )
    asked = " and ".join(f"one of {each}" for each in (subjects, one_of) if each)
    return f"The next label also requires {asked}."


def _strong_sentence(scoring: Scoring) -> str:
    rule = scoring.rubric.strong
    essential = ", ".join(each.id for each in scoring.rubric.dimensions if each.essential)
    return (
        f"The top label also requires one repository that combines {title_of(rule.signal, scoring.checks)} "
        f"with wired evidence in {rule.wired_dimensions} of these dimensions: {essential}."
    )


def _signal_sentences(scoring: Scoring, assessed: Sequence[RepositoryResult]) -> list[str]:
    """One sentence for each group of signals, those with the greatest weight first."""
    best = {signal: scoring.best(assessed, signal) for signal in scoring.rubric.signals}
    carrying: dict[str, list[str]] = {}
    partly: list[str] = []
    others: list[str] = []
    missing: list[str] = []
    not_applicable: list[str] = []
    not_seen: list[str] = []
    for signal in _by_weight(scoring.rubric):
        title = title_of(signal, scoring.checks)
        findings = [each.findings[signal] for each in assessed if signal in each.findings]
        place = scoring.best_place(assessed, signal)
        if place is not None and place.earned >= scoring.rubric.points[Level.SUBSTANTIVE]:
            carrying.setdefault(place.repository.name, []).append(f"{title} ({place.evidence.level.word})")
        elif place is not None and place.earned < scoring.points(signal, strongest(signal, assessed)) / 2:
            others.append(title)
        elif place is not None and place.earned > 0:
            partly.append(f"{title} ({place.evidence.level.word})")
        elif any(finding.may_be_stronger for finding in findings):
            not_seen.append(title)
        elif findings and all(finding.status is Status.NOT_APPLICABLE for finding in findings):
            not_applicable.append(title)
        elif best[signal].high == 0 and assessed:
            missing.append(title)
    sentences = (
        ("Partial evidence", partly),
        ("Found, but few of the commits are certainly the candidate's", others),
        (f"Not visible in {repository_count(len(assessed))}", missing),
        ("Does not apply", not_applicable),
        ("Undetermined, because not everything could be read", not_seen),
    )
    carried = [f"Strongest evidence in {name}: {', '.join(titles)}." for name, titles in carrying.items()]
    return carried + [f"{start}: {', '.join(titles)}." for start, titles in sentences if titles]


def _by_weight(rubric: Rubric) -> list[str]:
    weights = {
        signal: dimension.weight * weight / dimension.full_credit_at
        for dimension in rubric.dimensions
        for signal, weight in dimension.signals.items()
    }
    return sorted(weights, key=lambda signal: -weights[signal])
