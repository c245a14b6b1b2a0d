"""Modules of programs that are named for evaluation and compute the metrics of a model themselves.

Names are read by their words, because files of Java, Kotlin and C# are called like the class that they hold:
`RetrievalEvaluator.java`, `calculateNdcgAtK`.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.facts.evaluations.evaluation_modules import EVALUATION_FOLDERS
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.code_facts import Function
from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
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
# What parts the names of a target.
CALLED_NAME = lazy_regex(r"[.#·:]+")


def own_metric_modules(repo: Snapshot) -> Iterator[Evidence]:
    """The first metric of each such file: present, substantive where CI runs it."""
    for path, facts in programs(repo).items():
        if is_example_path(path) or not is_named_for_evaluating(path):
            continue
        found = next((each for each in facts.functions if _computes(path, facts, each)), None)
        if found is not None:
            in_ci = (path, found.qualified_name) in run_in_ci(repo)
            note = f"an evaluation module computes quality metrics: {found.name}"
            level = Level.SUBSTANTIVE if in_ci else Level.PRESENT
            called = (each.line for each in facts.calls if CALLED_NAME.split(each.target)[-1] == found.name)
            line = next(called, found.line)
            yield Evidence(path, line, level, note + (", which CI runs" if in_ci else ""))


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
