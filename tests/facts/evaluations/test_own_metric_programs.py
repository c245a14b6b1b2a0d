"""Modules named for evaluation that compute metrics of quality themselves."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.own_metric_programs import own_metric_modules
from analyzer.model import Level
from analyzer.testing import snapshot

BODY = (
    "{\n    double sum = 0;\n    for (int i = 0; i < k; i++) { sum += gains[i]; }\n    return sum / k;\n  }\n"
)


def java(name: str, *, body: str = BODY, mark: str = "") -> str:
    return f"package a;\npublic class A {{\n  {mark}double {name}(double[] gains, int k) {body}}}\n"


CASES: dict[str, tuple[str, str, list[str]]] = {
    "a class named for it": (
        "src/main/java/a/RetrievalEvaluator.java",
        java("calculateNDCG"),
        ["calculateNDCG"],
    ),
    "a benchmark": ("src/main/java/a/BenchmarkRunner.java", java("averageRecallAtK"), ["averageRecallAtK"]),
    "two words": ("src/main/java/a/RagEvaluation.java", java("hitRate"), ["hitRate"]),
    "a folder named for it": (
        "src/main/java/a/evaluation/Scores.java",
        java("reciprocalRank"),
        ["reciprocalRank"],
    ),
    "a study among the tests": ("src/test/java/a/AblationStudy.java", java("mrr"), ["mrr"]),
    "another class": ("src/main/java/a/Retriever.java", java("calculateNDCG"), []),
    "half of the words": ("src/main/java/a/RagEvaluation.java", java("hitCount"), []),
    "a reader": ("src/main/java/a/EvaluationResult.java", java("getRecall"), []),
    "of one line": ("src/main/java/a/EvaluationResult.java", java("recall", body="{ return r; }\n"), []),
    "a test": (
        "src/test/java/a/EvaluationTest.java",
        java("recallIsOne", mark="@Test ", body="{\n    setUp();\n    assertEquals(1, recall());\n  }\n"),
        [],
    ),
}


@pytest.mark.parametrize(("path", "text", "names"), CASES.values(), ids=CASES)
def test_what_computes_a_metric(path: str, text: str, names: list[str]) -> None:
    found = list(own_metric_modules(snapshot({path: text})))
    assert [each.note.rpartition(" ")[2] for each in found] == names
    assert {each.level for each in found} <= {Level.PRESENT}


FORMULA = "summarise <- function(raw) {\n  rmse = sqrt(mean((raw$estimate - raw$truth)^2))\n  rmse\n}\n"
BY_FORMULA = {
    "a file of metrics": ("R/metrics.R", FORMULA, ["2 rmse"]),
    "a folder of validation": ("validation/phase1/summary.R", FORMULA, ["2 rmse"]),
    "a file named for it": ("R/evaluate.R", "mae <- round(mean(abs(p - y)), 2)\n", ["1 mae"]),
    "in Julia": ("src/metrics.jl", "rmse = sqrt(mean((p .- y) .^ 2))\n", ["1 rmse"]),
    "a file of something else": ("R/train.R", FORMULA, []),
    "the mean of something else": ("R/metrics.R", FORMULA.replace("rmse", "level"), []),
    "what is only read": ("R/metrics.R", "rmse <- results$rmse\n", []),
    "a comparison": ("R/metrics.R", "rmse == mean(x)\n", []),
    "a test": ("tests/testthat/test-metrics.R", FORMULA, []),
    "another language": ("src/metrics.go", "package a\n// rmse = sqrt(mean((a - b)^2))\n", []),
}


@pytest.mark.parametrize(("path", "text", "places"), BY_FORMULA.values(), ids=BY_FORMULA)
def test_languages_of_statistics_measure_by_a_formula(path: str, text: str, places: list[str]) -> None:
    found = list(own_metric_modules(snapshot({path: text})))
    assert [f"{each.line} {each.note.rpartition(' ')[2]}" for each in found] == places
    assert {each.level for each in found} <= {Level.PRESENT}
