"""The worked example of docs/scoring.md: current, and the same number as the scoring's own."""

from __future__ import annotations

import re
from pathlib import Path

from analyzer.engine.registry import load_checks
from analyzer.scoring.rubric import load_rubric
from benchmarks.scoring_example import LEVELS, scored, tables, with_example

PAGE = Path(__file__).parents[2] / "docs" / "scoring.md"
CHECKS = load_checks().checks
RUBRIC = load_rubric("production", CHECKS)


def rows(table: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("| ") and "---" not in line
    ]


def test_the_page_shows_the_current_example() -> None:
    text = PAGE.read_text("utf-8")
    assert with_example(text, RUBRIC, CHECKS) == text, "run `make docs`"


def test_each_row_multiplies_to_what_it_says_and_the_sum_is_the_score() -> None:
    first, second = "\n".join(tables(RUBRIC, CHECKS)).split("\n\n")[:2]
    signals = rows(first)[1:]
    assert {row[1] for row in signals} == set(LEVELS)
    sums: dict[str, float] = {}
    for dimension, _signal, _level, points, credit, life, weight, earned in signals:
        product = float(points) * float(credit) * float(life) * float(weight)
        assert abs(product - float(earned)) < 0.0051
        sums[dimension] = sums.get(dimension, 0.0) + float(earned)
    total = 0.0
    for dimension, earned, full, percent, weight, part in rows(second)[1:-1]:
        assert abs(sums.get(dimension, 0.0) - float(earned)) < 0.004
        assert abs(100 * min(1.0, float(earned) / float(full)) - float(percent)) < 0.2
        total += float(part)
        assert abs(float(percent) * float(weight) / 100 - float(part)) < 0.02
    verdict = scored(RUBRIC, CHECKS).verdict
    assert verdict.low == verdict.high
    assert abs(100 * total / RUBRIC.full_credit_at - verdict.low) < 0.15


def test_the_bands_that_the_page_names_are_the_rubrics() -> None:
    named = re.search(r"The bands begin at (\d+), (\d+) and (\d+)", PAGE.read_text("utf-8"))
    assert named is not None
    assert [float(each) for each in named.groups()] == [band.start for band in RUBRIC.bands]
