"""The worked example of docs/scoring.md, computed from the rubric that is shipped.

A made-up repository, of which nothing but the levels matters. Each step is printed with its numbers, so that
a reader can compute it again; a test compares it with what the scoring itself says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.model import Check, Evidence, Finding, Level, RepositoryResult, Status
from analyzer.provenance import PathProvenance, Share
from analyzer.scorecard import Scorecard
from analyzer.scoring import Rubric, score
from analyzer.scoring.scoring import Scoring
from analyzer.sources import Candidate

START = "<!-- the example, made by `make docs` -->"
END = "<!-- end of the example -->"
PROJECT = "a/service"
SHARES = {"ci": Share(0.3, 0.3), "ci_tests": Share(0.3, 0.3)}
"""Of these the candidate made three in ten commits, of everything else all."""
LEVELS: Mapping[str, Level] = {
    "history_depth": Level.SUBSTANTIVE,
    "sustained_activity": Level.SUSTAINED,
    "upkeep": Level.SUBSTANTIVE,
    "releases": Level.SUBSTANTIVE,
    "tests": Level.SUBSTANTIVE,
    "ci": Level.WIRED,
    "ci_tests": Level.WIRED,
    "dockerfile": Level.SUSTAINED,
    "model_code": Level.WIRED,
    "serving": Level.WIRED,
    "monitoring": Level.SUBSTANTIVE,
    "notebook_ratio": Level.PRESENT,
    "documentation": Level.PRESENT,
}
"""What was found in the example; everything else is absent, and everything was read."""


def example(checks: Mapping[str, Check]) -> RepositoryResult:
    """The made-up repository."""
    findings = {signal: _finding(signal, LEVELS.get(signal, Level.ABSENT)) for signal in checks}
    provenance = {
        signal: PathProvenance(SHARES.get(signal, Share(1.0, 1.0)), None, None) for signal in checks
    }
    return RepositoryResult(
        PROJECT, None, None, True, None, Share(1.0, 1.0), findings=findings, provenance=provenance
    )


def _finding(signal: str, level: Level) -> Finding:
    evidence = (Evidence(signal, None, level, ""),) if level > Level.ABSENT else ()
    return Finding(signal, Status.MEASURED, level, level, "", evidence=evidence)


def scored(rubric: Rubric, checks: Mapping[str, Check]) -> Scorecard:
    """The example's scorecard."""
    return score(Candidate((PROJECT,)), (example(checks),), rubric, checks)


def tables(rubric: Rubric, checks: Mapping[str, Check]) -> Iterator[str]:
    """The steps from levels to the score, as Markdown."""
    scoring, repository = Scoring(rubric, checks), example(checks)
    life = scoring.life(repository).low
    yield "| dimension | signal | level | points | x credit | x life | x weight | = |"
    yield "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for dimension in rubric.dimensions:
        for signal, weight in dimension.signals.items():
            level = LEVELS.get(signal, Level.ABSENT)
            if level is Level.ABSENT:
                continue
            points = scoring.points(signal, level)
            credit = scoring.credit(SHARES.get(signal, Share(1.0, 1.0)).low)
            factor = life if dimension.life else 1.0
            earned = points * credit * factor * weight
            yield (
                f"| {dimension.id} | {signal} | {level.word} | {points:.2f} | {credit:.2f} | {factor:.2f} "
                f"| {weight:.2f} | {earned:.3f} |"
            )
    yield ""
    yield "| dimension | sum | / full credit at | = % | x weight | = |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    total = 0.0
    for dimension in rubric.dimensions:
        earned = sum(scoring.bounds(repository, each).low * w for each, w in dimension.signals.items())
        share = min(1.0, earned / dimension.full_credit_at)
        total += share * dimension.weight
        yield (
            f"| {dimension.id} | {earned:.3f} | {dimension.full_credit_at:.2f} | {100 * share:.1f} "
            f"| {dimension.weight:g} | {share * dimension.weight:.2f} |"
        )
    yield f"| sum | | | | | {total:.2f} |"
    verdict = scored(rubric, checks).verdict
    yield ""
    yield (
        f"{total:.2f} of the {rubric.full_credit_at:g} that earn a score of 100: "
        f"**{verdict.low:.1f}**, `{verdict.label}`."
    )


def with_example(page: str, rubric: Rubric, checks: Mapping[str, Check]) -> str:
    """The page with its example made anew."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return "\n".join((before + START, "", *tables(rubric, checks), "", END)) + after
