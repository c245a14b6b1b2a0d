"""Builds results and scorecards in a line or two, for the tests of scoring and of the reports."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from analyzer.model import (
    Check,
    Claim,
    Contribution,
    Evidence,
    Fact,
    Finding,
    Flag,
    Level,
    Located,
    Observation,
    Question,
    RepositoryResult,
    Severity,
    Statement,
    Status,
    Support,
    Unseen,
)
from analyzer.provenance import PathProvenance, Share
from analyzer.scorecard import Scorecard
from analyzer.scoring.rubric import Rubric, RubricDimension, load_rubric
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate, SkippedFile
from tests.support.declared import LEVELS, QUESTIONS

HEAD = "a1" * 20
NO_MORE_THAN = {"history_depth": Level.SUBSTANTIVE, "notebook_ratio": Level.PRESENT}
SIGNALS = (
    ("history_depth", "history with substance"),
    ("sustained_activity", "sustained activity"),
    ("tests", "tests"),
    ("ci_tests", "tests run by CI"),
    ("dockerfile", "container image"),
    ("ci", "continuous integration"),
    ("model_code", "model in live code"),
    ("experiment_tracking", "experiment tracking"),
    ("monitoring", "monitoring"),
    ("notebook_ratio", "code in modules"),
    ("typed_code", "type hints"),
)


def nothing(_: object) -> Iterator[Observation]:
    yield from ()


CHECKS: Mapping[str, Check] = {
    id: Check(id, title, (), NO_MORE_THAN.get(id, Level.WIRED), QUESTIONS, nothing, LEVELS)
    for id, title in SIGNALS
}
ALL_WIRED = {id: Level.WIRED for id in CHECKS if id not in NO_MORE_THAN} | NO_MORE_THAN


@functools.cache
def rubric() -> Rubric:
    """The tests' own rubric: ten signals, and no rule for the middle band."""
    return load_rubric(str(Path(__file__).with_name("rubric.yaml")), CHECKS)


def two_dimensions(**changes: object) -> Rubric:
    """Two dimensions whose scores are easy to do by hand."""
    dimensions = (
        RubricDimension("testing", "tests", 60, 1.0, True, {"tests": 1.0, "ci_tests": 1.0}),
        RubricDimension("serving", "serving", 60, 1.0, True, {"model_code": 1.0}),
    )
    return replace(rubric(), dimensions=dimensions, full_credit_at=100.0, **changes)


def finding(
    signal: str,
    level: Level = Level.ABSENT,
    *,
    path: str | None = None,
    ceiling: Level | None = None,
    status: Status = Status.MEASURED,
    evidence: tuple[Evidence, ...] | None = None,
    reason: str | None = None,
    unseen: tuple[Unseen, ...] = (),
) -> Finding:
    """A finding with one piece of evidence at `level` in `path`, or with the given evidence."""
    if evidence is None:
        path = path or f"{signal}.{'md' if level is Level.CLAIMED else 'py'}"
        evidence = () if level is Level.ABSENT else (Evidence(path, 3, level, f"a note on {signal}"),)
    level = max((each.level for each in evidence), default=Level.ABSENT)
    return Finding(
        signal,
        status,
        level,
        level if ceiling is None else ceiling,
        f"{signal}: said",
        reason,
        evidence,
        unseen,
    )


def repository(
    name: str = "octocat/service",
    levels: Mapping[str, Level] | None = None,
    *findings: Finding,
    share: Share | None = None,
    shares: Mapping[str, Share] | None = None,
    flags: tuple[Flag, ...] = (),
    facts: tuple[Fact, ...] = (),
    skipped: tuple[SkippedFile, ...] = (),
    url: str | None = "https://github.com/octocat/service",
) -> RepositoryResult:
    """An assessed repository: every check's finding, at `levels` or replaced by `findings`.

    `share` is the candidate's of the repository and of every path but those in `shares`.
    """
    found = {signal: finding(signal, (levels or {}).get(signal, Level.ABSENT)) for signal in CHECKS}
    found |= {each.signal: each for each in findings}
    every = [each for one in found.values() for each in one.evidence]
    paths = {each.path for each in every if each.path is not None}
    return RepositoryResult(
        name=name,
        url=url,
        head=HEAD,
        assessed=True,
        problem=None,
        candidate_share=share,
        commits=12,
        facts=facts,
        flags=flags,
        skipped=skipped,
        findings=found,
        provenance={
            path: PathProvenance((shares or {}).get(path, share), HEAD, "2026-03-04") for path in paths
        },
        commit_provenance={
            each.commits: PathProvenance(share, each.commits[0], "2026-03-04")
            for each in every
            if each.commits
        },
    )


def unread(name: str = "octocat/gone", problem: str = "the clone did not end in time") -> RepositoryResult:
    return RepositoryResult(name, None, None, False, problem)


def flag(id: str, severity: Severity = Severity.ASK, message: str = "worth a question") -> Flag:
    return Flag(id, severity, message)


def scorecard(*repositories: RepositoryResult, candidate: Candidate | None = None) -> Scorecard:
    return score(candidate or Candidate(("octocat",)), repositories, rubric(), CHECKS)


def claim(
    text: str = "Serves a million requests a day.",
    support: Support = Support.UNSUPPORTED,
    *places: Located,
    repository: str | None = "octocat/service",
    path: str = "README.md",
    line: int = 9,
    signals: tuple[str, ...] = ("monitoring", "ci_tests"),
) -> Claim:
    """A claim of a document; supported ones name their `places`."""
    return Claim(Statement(text, path, line, "scale", signals), repository, support, places)


def question(
    ask: str = "What woke you up?",
    *,
    because: str = "alert rules that name their owner",
    place: Located | None = None,
) -> Question:
    return Question("production debugging", ask, because, "Names the night.", "Names a tool.", place)


def told(card: Scorecard) -> Scorecard:
    """The scorecard with one claim of each kind, two questions and a contribution."""
    place = Located("octocat/service", Evidence("ci_tests.py", 3, Level.WIRED, "a note"))
    return replace(
        card,
        claims=(
            claim("Tested on every push.", Support.SUPPORTED, place),
            claim("Saves 40 % of the cost.", Support.NOT_ASSESSABLE, signals=()),
            claim(),
            claim("Alerts reach a person.", repository=None, path="cv.txt", line=2),
        ),
        questions=(question(place=place), question("What did it cost?", because="no repository shows it")),
        contributions=(Contribution("big/library", "https://github.com/big/library", 3, 12, "2026-02-01"),),
    )
