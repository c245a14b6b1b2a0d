"""The verdict: the label, its bounds and the reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from analyzer.model import Check, Claim, Contribution, LeftOut, Level, RepositoryResult, Status
from analyzer.provenance import Share
from analyzer.scorecard import INSUFFICIENT, NOTEBOOK_ONLY, Arithmetic, Band, Scorecard, Verdict
from analyzer.scoring.portfolio import MODEL_SIGNAL
from analyzer.scoring.rubric import Rubric
from analyzer.scoring.rules import BandRule, Condition
from analyzer.scoring.scoring import Bounds, Scoring, title_of
from analyzer.scoring.summaries import strongest, summaries
from analyzer.sources import Candidate
from analyzer.text import repository_count

NOTEBOOK_FLAG = "notebook_only"
NOTEBOOK_FACT = "notebook_ratio"
OUTSIDE_NOTEBOOKS = "model code in modules that do more than help notebooks"
SMALLEST_STEP = 0.1
"""Of a score that is shown with one decimal."""


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
        role=rubric.role,
        left_out=tuple(sorted(left_out, key=lambda each: (each.name, each.reason))),
        claims=tuple(claims),
        contributions=tuple(contributions),
        arithmetic=_arithmetic(scoring, ordered),
    )


def _arithmetic(scoring: Scoring, repositories: Sequence[RepositoryResult]) -> Arithmetic:
    lives = [scoring.life(each) for each in repositories]
    return Arithmetic(
        attribution=scoring.rubric.attribution,
        credit_factor=scoring.rubric.credit_factor,
        full_credit_at=scoring.rubric.full_credit_at,
        lives=tuple(Share(each.low, each.high) for each in lives),
    )


def _verdict(scoring: Scoring, repositories: Sequence[RepositoryResult], total: Bounds) -> Verdict:
    carried = _carried_bands(scoring, repositories, total)
    bands = scoring.rubric.bands
    bounded = Bounds(
        _within(bands, carried.low, total.low),
        _within(bands, carried.high, total.high),
    )
    label = _label(scoring, repositories, carried)
    return Verdict(
        label=label,
        low=bounded.low,
        high=bounded.high,
        coverage=round(scoring.coverage(repositories), 4),
        reasons=_reasons(scoring, repositories, bounded, label, _caps(scoring, repositories, carried, total)),
        meaning=scoring.rubric.meanings.get(label, ""),
        summed=Share(total.low, total.high),
    )


def _order(repository: RepositoryResult) -> tuple[str, str, str, str]:
    return (repository.name, repository.url or "", repository.head or "", repository.problem or "")


class _Carried(Struct, frozen=True):
    """The bands, by their index, of what was surely shown and of what is possible."""

    low: int
    high: int


def _carried_bands(scoring: Scoring, repositories: Sequence[RepositoryResult], total: Bounds) -> _Carried:
    """The highest bands that the bounds reach and whose rules the repositories meet."""
    return _Carried(
        _carried(scoring, repositories, _band(scoring.rubric, total.low), possibly=False),
        _carried(scoring, repositories, _band(scoring.rubric, total.high), possibly=True),
    )


def _carried(scoring: Scoring, repositories: Sequence[RepositoryResult], band: int, *, possibly: bool) -> int:
    """The highest band, up to the given one, whose rule the repositories meet."""
    top = len(scoring.rubric.bands) - 1
    if band == top and not any(_is_strong(scoring, each, possibly=possibly) for each in repositories):
        band -= 1
    return band if scoring.moderate(repositories, possibly=possibly) else 0


def _is_strong(scoring: Scoring, repository: RepositoryResult, *, possibly: bool) -> bool:
    """Whether a repository carries the top band: not with modules that only help notebooks."""
    finding = repository.findings.get(MODEL_SIGNAL)
    helpers = _has_notebook_flag(repository) and (finding is None or finding.level < Level.WIRED)
    return not helpers and scoring.strong(repository, possibly=possibly)


def _has_notebook_flag(repository: RepositoryResult) -> bool:
    return any(flag.id == NOTEBOOK_FLAG for flag in repository.flags)


def _band(rubric: Rubric, value: float) -> int:
    return max(index for index, band in enumerate(rubric.bands) if value >= band.start)


def _within(bands: Sequence[Band], band: int, value: float) -> float:
    """A bound of the score inside the band that is given: a number and its label never disagree."""
    return value if band == len(bands) - 1 else min(value, round(bands[band + 1].start - SMALLEST_STEP, 1))


def _label(scoring: Scoring, repositories: Sequence[RepositoryResult], carried: _Carried) -> str:
    if not any(repository.assessed for repository in repositories) or carried.low != carried.high:
        return INSUFFICIENT
    if carried.low == 0 and _notebooks_only(repositories):
        return NOTEBOOK_ONLY
    return scoring.rubric.bands[carried.low].label


def _caps(
    scoring: Scoring, repositories: Sequence[RepositoryResult], carried: _Carried, total: Bounds
) -> tuple[str, ...]:
    """A sentence for every band that the lower bound would reach if its rule were met."""
    rubric = scoring.rubric
    reached = _band(rubric, total.low)
    assessed = [repository for repository in repositories if repository.assessed]
    if not assessed or carried.low >= reached:
        return ()
    top = len(rubric.bands) - 1
    candidates = [[each] for each in assessed]
    sentences = []
    if carried.low < top == reached and not any(
        _is_strong(scoring, each, possibly=False) for each in assessed
    ):
        sentences.append(_cap_sentence(scoring, rubric.strong, candidates, rubric.bands[top].start))
    if carried.low < 1 <= reached:
        sentences.append(_cap_sentence(scoring, rubric.moderate, [assessed], rubric.bands[1].start))
    return tuple(sentences)


def _cap_sentence(
    scoring: Scoring, rule: BandRule, groups: Sequence[Sequence[RepositoryResult]], start: float
) -> str:
    """What is missing on the route to a band that needs least."""
    missing, route = min(
        ((scoring.unmet(route, group, possibly=False), route) for route in rule.routes for group in groups),
        key=lambda found: len(found[0]),
    )
    who = "one repository" if rule is scoring.rubric.strong else "the repositories"
    way = f", as {route.title}," if route.title else ""
    # Nothing is missing where modules that only help notebooks would meet the route.
    asked = " and ".join(_condition_words(scoring, each) for each in missing) or OUTSIDE_NOTEBOOKS
    others = ", ".join(each.title for each in rule.routes if each is not route)
    also = f"; other ways are {others}" if others else ""
    return f"The score stays below {start:g}: from there on, {who} must show{way} {asked}{also}."


def _condition_words(scoring: Scoring, condition: Condition) -> str:
    if condition.title:
        return condition.title
    words = [
        f"{title_of(signal, scoring.checks)}{f' ({level.word})' if level > Level.PRESENT else ''}"
        for area in condition.of
        for signal, level in area.items()
    ]
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def _notebooks_only(repositories: Iterable[RepositoryResult]) -> bool:
    """Whether every repository that has, or may have, model code or notebooks bears the flag."""
    flagged: list[bool] = []
    for repository in repositories:
        finding = repository.findings.get(MODEL_SIGNAL)
        has_flag = _has_notebook_flag(repository)
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
    reasons += _life_sentences(scoring, assessed)
    reasons += _signal_sentences(scoring, assessed)
    if unread:
        reasons.append(f"{unread} of {repository_count(len(repositories))} could not be read.")
    if not repositories:
        reasons.append("No repositories were found to assess.")
    if assessed and all(repository.candidate_share is None for repository in assessed):
        reasons.append(
            "No identity was given: repositories are assessed as a whole, regardless of who wrote them."
        )
    imported = [repository.name for repository in assessed if repository.history_share is not None]
    if imported:
        reasons.append(
            "How the files came to be is not shown, so the lower bound counts only what later work touched: "
            f"{', '.join(imported)}."
        )
    forks = [repository.name for repository in assessed if repository.fork_of is not None]
    if forks:
        reasons.append(f"Only commits made in the fork itself count: {', '.join(forks)}.")
    return tuple(reasons)


def _life_sentences(scoring: Scoring, assessed: Sequence[RepositoryResult]) -> list[str]:
    """What the life of repositories makes of their evidence, those together of which the same is true."""
    rule = scoring.rubric.life
    names: dict[str, list[str]] = {}
    for repository in assessed:
        bounds = scoring.life(repository)
        if rule.signals and bounds.low < 1:
            most = f", and up to {bounds.high:.0%} is possible" if bounds.high > bounds.low else ""
            found = [repository.findings[each] for each in rule.signals if each in repository.findings]
            why = "; ".join(": ".join(filter(None, (each.message, each.reason))) for each in found)
            names.setdefault(f"earns {bounds.low:.0%} of its points{most}: {why}", []).append(repository.name)
    return [f"What is connected in {', '.join(each)} {words}." for words, each in names.items()]


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
        if place is not None and place.credited >= scoring.points_table(signal)[Level.SUBSTANTIVE]:
            carrying.setdefault(place.repository.name, []).append(f"{title} ({place.evidence.level.word})")
        elif place is not None and place.credited < scoring.points(signal, strongest(signal, assessed)) / 2:
            others.append(title)
        elif place is not None and place.credited > 0:
            partly.append(f"{title} ({place.evidence.level.word})")
        elif any(finding.may_be_stronger for finding in findings):
            not_seen.append(title)
        elif findings and all(finding.status is Status.NOT_APPLICABLE for finding in findings):
            not_applicable.append(title)
        elif best[signal].high == 0 and assessed:
            missing.append(title)
    named = any(repository.candidate_share is not None for repository in assessed)
    whose = "the candidate's" if named else "work that came after the files arrived"
    sentences = (
        ("Partial evidence", partly),
        (f"Found, but few of the commits are certainly {whose}", others),
        (f"Not visible in {repository_count(len(assessed))}", missing),
        ("Does not apply", not_applicable),
        ("Undetermined, because not everything could be seen", not_seen),
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
