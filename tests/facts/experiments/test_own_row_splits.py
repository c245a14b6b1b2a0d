"""Rows that are drawn by their numbers, where the others are kept for a test."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot
from checks.data_handling import data_handling

FIT = "m <- lm(y ~ ., data = train)\np <- predict(m, test)\n"
R_SPLITS = {
    "numbers of rows": ("i <- sample(nrow(d), 0.7 * nrow(d))\ntrain <- d[i, ]\ntest <- d[-i, ]\n", True),
    "a sequence": (
        "idx <- sample(seq_len(n), size = floor(n * 0.7))\nrest <- setdiff(seq_len(n), idx)\n",
        True,
    ),
    "a range": ("train_ind = sample(1:nrow(d), size = 70)\ntest <- d[-train_ind, ]\n", True),
    "a mark for each row": ("s <- sample(c(TRUE, FALSE), nrow(d), replace = TRUE)\ntest <- d[!s, ]\n", True),
    "a number for each row": ("s <- sample(2, nrow(d), replace = TRUE)\ntest <- d[s == 2, ]\n", True),
    "none kept": ("i <- sample(nrow(d), 100)\nd <- d[i, ]\n", False),
    "another name kept": ("i <- sample(nrow(d), 100)\ntest <- d[-j, ]\n", False),
    "colours": ('i <- sample(c("red", "blue"), 1)\ntest <- d[-i, ]\n', False),
}
JULIA = (
    "using GLM, Random\nfunction f(d, n)\n    order = {}(n)\n    train = d[order[1:k], :]\n    test = d[{}, :]\n"
    "    m = lm(@formula(y ~ x), train)\n    predict(m, test)\nend\n"
)


@pytest.mark.parametrize(("text", "found"), R_SPLITS.values(), ids=R_SPLITS)
def test_rows_that_r_draws(text: str, found: bool) -> None:
    level = run(data_handling, snapshot({"train.R": text + FIT})).level
    assert level is (Level.PRESENT if found else Level.ABSENT)


@pytest.mark.parametrize(
    ("draws", "rest", "found"),
    [
        ("randperm", "order[k+1:end]", True),
        ("shuffle", "order[k+1:end]", True),
        ("collect", "order[k+1:end]", False),
        ("randperm", "order[1:k]", False),
    ],
)
def test_rows_that_julia_draws(draws: str, rest: str, found: bool) -> None:
    level = run(data_handling, snapshot({"train.jl": JULIA.format(draws, rest)})).level
    assert level is (Level.PRESENT if found else Level.ABSENT)
