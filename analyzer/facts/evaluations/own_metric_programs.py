"""Modules of programs that are named for evaluation and compute the metrics of a model themselves.

Names are read by their words, because files of Java, Kotlin and C# are called like the class that they hold:
`RetrievalEvaluator.java`, `calculateNdcgAtK`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.facts.evaluations.evaluation_modules import EVALUATION_FOLDERS
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.code_facts import Function
from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import rows_of, word_set
from analyzer.wiring.other_programs.in_ci import run_in_ci
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

EVALUATING_WORDS = word_set(
    "eval evals evaluate evaluation evaluations evaluator evaluators evaluating benchmark benchmarks ablation"
)
QUALITY_WORDS = word_set(
    "mrr ndcg dcg recall precision f1 accuracy auc auroc bleu rouge meteor mape rmse mae wer cer faithfulness"
)
QUALITY_PAIRS = tuple(frozenset(each) for each in (("hit", "rate"), ("reciprocal", "rank")))
# What only hands a number on, or says what a test expects.
ONLY_READS_METRIC = lazy_regex(
    r"(?:get|set|find|is|has|with|record|save|log|print|render|format|parse|test|should)(?![a-z])\w*"
)
LEAST_ROWS = 3
LONGEST_FORMULA = 300
# Languages of statistics measure by a formula of a line: `rmse <- sqrt(mean((estimate - truth)^2))`.
BY_FORMULA = word_set("R Julia")
METRIC_WORDS_OF_FILES = word_set("metric metrics")
VALIDATING_FOLDERS = word_set("validation model_validation model-validation")
OWN_FORMULA = lazy_regex(
    r"(?<![\w.])((?:rel_|mean_|emp_)?(?:rmse|mae|mse|mape|bias|coverage|accuracy|brier|crps|logloss|r2))"
    r"[ \t]{0,12}(?:=(?!=)|<-)[ \t]{0,4}(?:round\()?(?:sqrt\()?(?:base::|Statistics\.)?mean\(",
    re.IGNORECASE,
)
# What parts the names of a target.
CALLED_NAME = lazy_regex(r"[.#·:]+")


def own_metric_modules(repo: Snapshot) -> Iterator[Evidence]:
    """The first metric of each such file: present, substantive where CI runs it."""
    for path, facts in programs(repo).items():
        if is_example_path(path) or (is_test_path(path) and facts.language in BY_FORMULA):
            continue
        if facts.language in BY_FORMULA and (formula := _formula(repo, path)) is not None:
            yield formula
            continue
        if not is_named_for_evaluating(path):
            continue
        found = next((each for each in facts.functions if _computes(path, facts, each)), None)
        if found is not None:
            in_ci = (path, found.qualified_name) in run_in_ci(repo)
            note = f"an evaluation module computes quality metrics: {found.name}"
            level = Level.SUBSTANTIVE if in_ci else Level.PRESENT
            called = (each.line for each in facts.calls if CALLED_NAME.split(each.target)[-1] == found.name)
            line = next(called, found.line)
            yield Evidence(path, line, level, note + (", which CI runs" if in_ci else ""))


def _formula(repo: Snapshot, path: str) -> Evidence | None:
    """The first measure that a file named for measures, or for validation, computes by a formula."""
    stem = basename(path).rpartition(".")[0]
    named = is_named_for_evaluating(path) or words_of(stem) & METRIC_WORDS_OF_FILES
    if not named and VALIDATING_FOLDERS.isdisjoint(dirname(path).casefold().split("/")):
        return None
    rows = enumerate(rows_of(repo.text(path) or ""), 1)
    found = ((line, OWN_FORMULA.search(row[:LONGEST_FORMULA])) for line, row in rows)
    first = next(((line, match[1]) for line, match in found if match is not None), None)
    if first is None:
        return None
    line, name = first
    inside = next(
        (each for each in programs(repo)[path].functions if each.line <= line <= each.end_line), None
    )
    node = path, inside.qualified_name if inside is not None else ""
    in_ci = node in run_in_ci(repo)
    note = f"an evaluation module computes quality metrics: {name}" + (", which CI runs" if in_ci else "")
    return Evidence(path, line, Level.SUBSTANTIVE if in_ci else Level.PRESENT, note)


def is_named_for_evaluating(path: str) -> bool:
    """Whether the words of a name of a file, or a folder around it, say that it evaluates."""
    stem = basename(path).rpartition(".")[0]
    folders = dirname(path).casefold().split("/")
    return bool(words_of(stem) & EVALUATING_WORDS) or not EVALUATION_FOLDERS.isdisjoint(folders)


def _computes(path: str, facts: ProgramFacts, function: Function) -> bool:
    """Whether a function of several lines is named for a metric of quality; one of a test checks nothing."""
    words = words_of(function.name)
    if not words & QUALITY_WORDS and not any(each <= words for each in QUALITY_PAIRS):
        return False
    if (
        function.empty
        or function.end_line - function.line + 1 < LEAST_ROWS
        or ONLY_READS_METRIC.match(function.name)
    ):
        return False
    return not is_test_path(path) or not any(
        each.function == function.qualified_name for each in facts.assertions
    )
