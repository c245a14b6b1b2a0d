"""What each role asks more and less, on small made-up results."""

from __future__ import annotations

import math

import pytest
import yaml
from msgspec.structs import replace

from analyzer.engine.registry import load_checks
from analyzer.model import Level, RepositoryResult
from analyzer.roles import ROLES
from analyzer.scorecard import LABELS
from analyzer.scoring.rubric import Rubric, load_rubric
from analyzer.scoring.rubric_files import read_document
from analyzer.scoring.rubric_inheritance import TIMES
from analyzer.scoring.rules import Life
from analyzer.scoring.scoring import Scoring
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import finding, repository

CHECKS = load_checks().checks
PRODUCTION = load_rubric("production", CHECKS)
RUBRICS = {role: load_rubric(role, CHECKS) for role in ROLES}
EVERY_ROLE = pytest.mark.parametrize("rubric", RUBRICS.values(), ids=RUBRICS)
# What it asks more, and what it asks less.
ASKED = {
    "platform": (
        "ci_delivery infrastructure rollback alerting",
        "evaluation data_validation experiment_tracking feature_consistency",
    ),
    "applied": (
        "evaluation data_validation experiment_tracking serving",
        "infrastructure rollback alerting load_testing",
    ),
    "llm": (
        "evaluation latency_and_cost robustness",
        "experiment_tracking model_registry orchestration data_validation",
    ),
    "research": (
        "experiment_tracking evaluation approaches_compared reproducible_environment",
        "ci_delivery infrastructure monitoring rollback",
    ),
    "data": (
        "data_validation orchestration data_versioning feature_consistency",
        "serving load_testing evaluation rollout",
    ),
}


def showing(*signals: str) -> RepositoryResult:
    """A repository with that evidence at the strongest level, and nothing else."""
    found = (finding(each, min(CHECKS[each].max_level, Level.WIRED)) for each in signals)
    others = (finding(each) for each in CHECKS if each not in signals)
    return repository("octocat/service", None, *others, *found)


def points(rubric: Rubric, signals: str) -> float:
    """The score by the weights alone, before the rules of the bands and the life of the repository."""
    scoring = Scoring(replace(rubric, life=Life()), CHECKS)
    result = [showing(*signals.split())]
    return scoring.total([scoring.dimension(each, result) for each in rubric.dimensions]).low


@pytest.mark.parametrize("role", ROLES)
def test_a_role_changes_the_order_in_its_own_direction(role: str) -> None:
    more, less = ASKED[role]
    assert points(RUBRICS[role], more) > points(RUBRICS[role], less)
    assert points(RUBRICS[role], more) > points(PRODUCTION, more)
    assert points(RUBRICS[role], less) < points(PRODUCTION, less)


@EVERY_ROLE
def test_a_role_says_what_it_is_and_explains_its_labels(rubric: Rubric) -> None:
    assert rubric.role == rubric.name in ROLES
    assert rubric.subject and rubric.subject != PRODUCTION.subject
    assert {label for label in LABELS if label.endswith("public_evidence")} >= set(rubric.meanings)
    assert all(rubric.meanings[band.label] != PRODUCTION.meanings[band.label] for band in rubric.bands)
    card = score(Candidate(("octocat",)), (showing("tests"),), rubric, CHECKS)
    assert (card.role, card.rubric_name, card.subject) == (rubric.role, rubric.name, rubric.subject)


@EVERY_ROLE
def test_a_role_asks_nobody_for_everything(rubric: Rubric) -> None:
    """Full credit is at the same part of the weights as for production work."""
    part = PRODUCTION.full_credit_at / math.fsum(each.weight for each in PRODUCTION.dimensions)
    whole = math.fsum(each.weight for each in rubric.dimensions)
    assert rubric.full_credit_at == pytest.approx(part * whole, rel=1e-4)
    before = {each.id: each for each in PRODUCTION.dimensions}
    for each in rubric.dimensions:
        old = before[each.id]
        part = old.full_credit_at / math.fsum(old.signals.values())
        assert each.full_credit_at == pytest.approx(part * math.fsum(each.signals.values()), rel=1e-3)


@EVERY_ROLE
def test_a_role_has_questions_of_its_own(rubric: Rubric) -> None:
    assert len(rubric.questions.added) >= 2
    assert rubric.questions.order and rubric.questions.number
    for question in rubric.questions.added:
        assert question.ask.endswith("?")
        assert all(text.endswith(".") for text in (question.because, question.strong, question.weak))


@pytest.mark.parametrize("role", ROLES)
def test_every_number_of_a_role_has_its_source_beside_it(role: str) -> None:
    text = read_document(role).files[0].text
    dimensions = text[text.index("\ndimensions:") : text.index("\nquestions:")]
    for line in dimensions.splitlines():
        if any(mark in line for mark in (f"{{{TIMES}:", "essential:", ": 0.")):
            assert "# [judgement]" in line, line
    stated = yaml.safe_load(dimensions)["dimensions"]
    assert any(each.get("weight") for each in stated.values())


@pytest.mark.parametrize("role", ROLES)
def test_a_role_says_more_where_it_multiplies_by_more_than_one(role: str) -> None:
    for line in read_document(role).files[0].text.splitlines():
        if f"{{{TIMES}: " in line:
            factor = float(line.partition(f"{{{TIMES}: ")[2].partition("}")[0])
            assert ("[judgement] more:" in line, "[judgement] less:" in line) == (factor > 1, factor < 1), (
                line
            )
