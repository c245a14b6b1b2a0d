"""Procedures of R that are run on the same rows are what is compared, not the models in them."""

from __future__ import annotations

import pytest

from analyzer.facts.experiments.stacked_procedures import stacked_procedures
from analyzer.model import Level
from analyzer.testing import run, snapshot

PROGRAM = """fit_one <- function(d) {
  lm(y ~ x, data = d)
}
run_all <- function(bundle, which = KINDS) {
  out <- list()
  if ("oracle" %in% which) out$oracle <- run_oracle(bundle)
  if ("complete" %in% which) out[["cc"]] <- run_complete(bundle, m = 10)
  if ("joint" %in% which) {
    out$joint <- run_joint(bundle)
  }
  if ("shash" %in% which) run_shash(bundle)
  do.call(rbind, out)
}
"""
CASES = {
    "three on the same rows": (PROGRAM, (4, 3)),
    "two on the same rows": (PROGRAM.replace("run_shash(bundle)", "run_shash(others)"), None),
    "one function for all": (PROGRAM.replace("run_complete", "run_oracle"), None),
    "what is not stacked": (PROGRAM.replace("rbind", "sum"), None),
    "of another choice": (PROGRAM.replace('"shash" %in% which', '"shash" %in% others'), None),
    "at the top of a script": (PROGRAM.replace("run_all <- function(bundle, which = KINDS) {", "{"), (6, 3)),
}


@pytest.mark.parametrize(("text", "found"), CASES.values(), ids=CASES)
def test_procedures_that_are_run_on_the_same_rows(text: str, found: tuple[int, int] | None) -> None:
    assert stacked_procedures(text.split("\n")) == found


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (PROGRAM, 4, "3 procedures run on the same rows, and their results stacked"),
        (PROGRAM.replace("rbind", "sum"), 2, "2 kinds of model: lm, survreg"),
    ],
)
def test_they_are_shown_in_the_place_of_the_kinds_of_model_in_them(text: str, line: int, words: str) -> None:
    source = text + "library(survival)\nsurvreg(Surv(x) ~ y, data = d)\nfit_one(d)\n"
    finding = run("approaches_compared", snapshot({"a.R": source}))
    assert [(each.line, each.note, each.level) for each in finding.evidence] == [(line, words, Level.PRESENT)]
