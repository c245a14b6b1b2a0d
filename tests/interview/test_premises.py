"""What a question takes for granted of the place it is about, and what is asked where that does not hold."""

from __future__ import annotations

import pytest

from analyzer.engine.registry import load_checks
from analyzer.interview.pack import questions
from analyzer.model import Evidence, Fact, Level, RepositoryResult
from analyzer.provenance import Share
from analyzer.scoring.rubric import load_rubric
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import finding, repository

CHECKS = load_checks().checks
RUBRIC = load_rubric("production", CHECKS)
MODEL = {"model_code": Level.PRESENT}


def asked(result: RepositoryResult) -> list[str]:
    return [each.ask for each in questions(score(Candidate(("x",)), (result,), RUBRIC, CHECKS))]


# name: (signal, the note of its best place, its path, facts, whether what the check asks is asked)
PREMISES = {
    "a rule": ("alerting", "alert 'slow' on latency, which is emitted here", "a.yml", {}, True),
    "an alarm": ("alerting", "alarm on errors", "a.tf", {}, True),
    "a dashboard": ("alerting", "dashboard queries x, which is emitted here", "a.json", {}, False),
    "a split": ("rollout", "canary with 2 weight steps", "a.yml", {}, True),
    "a flag": ("rollout", "feature flag (flagsmith) in front of a model", "a.py", {}, False),
    "a post-mortem": ("incident_docs", "March: impact, cause, actions", "a.md", {}, True),
    "a runbook": ("incident_docs", "Runbook: cause, recovery; an alert rule links to it", "a.md", {}, False),
    "a module beside notebooks": ("notebook_ratio", "9 lines of code", "a.py", {"notebook_ratio": 0.2}, True),
    "a module beside a few cells": (
        "notebook_ratio",
        "9 lines of code",
        "a.py",
        {"notebook_ratio": 0.1},
        False,
    ),
    "a module alone": ("notebook_ratio", "9 lines of code", "a.py", {"notebook_ratio": 0.0}, False),
    "calls that log": ("logging", "3 log calls here; 9 log calls and 1 print", "a.py", {}, True),
    "where logging is set up": (
        "logging",
        "logging is configured in what the repository starts: logging.basicConfig",
        "a.py",
        {},
        False,
    ),
    "a route": ("serving", "FastAPI: /predict, with a model", "a.py", {}, True),
    "what an image starts": (
        "serving",
        "starts a.py: the application that answers requests",
        "a.py",
        {},
        False,
    ),
    "a loaded model": ("model_code", "loads a model: joblib.load", "a.py", {}, True),
    "a hosted model": ("model_code", "calls a model: openai.OpenAI", "a.py", {}, False),
    "a trained model": ("model_code", "trains a model: a.fit", "a.py", {}, False),
    "shared code": ("feature_consistency", "f is called by the code that trains and by b", "a.py", {}, True),
    "a shared pipeline": ("feature_consistency", "Pipeline fitted in training, saved", "a.py", {}, False),
    "steps that run": ("orchestration", "Kedro pipeline with 2 steps, running a.py", "a.py", {}, True),
    "steps nobody starts": (
        "orchestration",
        "Kedro pipeline with 2 steps, running a.py; nothing in the repository starts or schedules it",
        "a.py",
        {},
        False,
    ),
    "steps that may never have run": (
        "orchestration",
        "3 DVC stages, running a.py; nothing shows that they ran",
        "dvc.yaml",
        {},
        False,
    ),
    "a notebook": (
        "notebook_ratio",
        "a notebook that imports modules",
        "a.ipynb",
        {"notebook_ratio": 0.2},
        False,
    ),
}


@pytest.mark.parametrize(
    ("note", "holds"),
    [
        ("trains a model: a.fit, reached from what the repository starts", True),
        ("trains a model: a.fit, in a notebook", True),
        ("calls a model: openai.OpenAI", False),
        ("loads a model: joblib.load", False),
    ],
)
def test_only_what_is_trained_here_has_a_metric_to_reach_again(note: str, holds: bool) -> None:
    words = CHECKS["reproducible_environment"].questions
    assert words.premise is not None
    locked = finding("reproducible_environment", Level.WIRED, path="uv.lock")
    model = finding("model_code", evidence=(Evidence("a.py", 1, Level.WIRED, note),))
    found = repository("octocat/service", {}, locked, model, share=Share(1, 1))
    expected = words.present if holds else words.premise.otherwise
    assert expected.replace("{path}", "uv.lock") in asked(found)


@pytest.mark.parametrize(("signal", "note", "path", "facts", "holds"), PREMISES.values(), ids=PREMISES)
def test_a_question_asks_about_what_is_there(
    signal: str, note: str, path: str, facts: dict[str, float], holds: bool
) -> None:
    level = min(Level.WIRED, CHECKS[signal].max_level)
    place = finding(signal, level, evidence=(Evidence(path, 1, level, note),))
    found = repository(
        "octocat/service", MODEL, place, facts=tuple(Fact(*each) for each in facts.items()), share=Share(1, 1)
    )
    words = CHECKS[signal].questions
    assert words.premise is not None
    expected = words.present if holds else words.premise.otherwise
    assert expected.replace("{path}", path) in asked(found)
