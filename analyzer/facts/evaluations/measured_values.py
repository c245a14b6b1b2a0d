"""Values that are a measure of a model, whatever their names are: by the call that gave them.

`candidate = roc_auc_score(labels, scores)`, `value = model.score(rows, labels)`, or what a function of the
repository gives that returns such a call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from analyzer.facts.evaluations.evaluation_words import METRIC_WORDS, NOT_METRICS
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Comparison, Condition, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, package_of

MODEL_MEASURES = word_set(
    "sklearn.metrics torchmetrics keras.metrics imblearn.metrics seqeval.metrics jiwer sacrebleu"
)
# Whose objects say with `score(rows, labels)` how good they are.
SCORING = word_set("sklearn xgboost lightgbm catboost imblearn joblib pickle cloudpickle dill skops mlflow")
# What they give beside measures: tables, curves, plots, and functions to be called later.
GIVES_NO_MEASURE = word_set(
    "confusion_matrix multilabel_confusion_matrix classification_report roc_curve precision_recall_curve "
    "det_curve make_scorer get_scorer pairwise_distances euclidean_distances cosine_similarity "
    "ConfusionMatrixDisplay RocCurveDisplay PrecisionRecallDisplay"
)
ROWS_AND_LABELS = 2
# Scores of several folds, and what is made of them in one word.
FOLD_SCORES = "sklearn.model_selection.cross_val_score"
SUMMED_UP = word_set("mean average median min float")
ASSIGNS = lazy_regex(r"[ \t]*(\w{1,80})(?:[ \t]*:[^=\n]{1,80})?[ \t]*=(?!=)")


def with_measures(repo: Snapshot, path: str, condition: Condition) -> Condition:
    """The condition, with the words of a measure beside each value that a call to measure gave."""
    measured = _measured(repo).get(path, {}).get(condition.function, {})
    if not measured:
        return condition
    pairs = tuple(_with_words(each, measured) for each in condition.comparisons)
    return condition if pairs == condition.comparisons else replace(condition, comparisons=pairs)


def _with_words(pair: Comparison, measured: Mapping[frozenset[str], frozenset[str]]) -> Comparison:
    left, right = (
        measured.get(side) or measured.get(side - SUMMED_UP - {"np", "numpy"}) or frozenset[str]()
        for side in (pair.left, pair.right)
    )
    return replace(pair, left=pair.left | left, right=pair.right | right)


_Measured = Mapping[str, Mapping[str | None, Mapping[frozenset[str], frozenset[str]]]]


@derived
def _measured(repo: Snapshot) -> _Measured:
    """By file and function: the words of each name that holds a measure, and those of the measure."""
    found: dict[str, dict[str | None, dict[frozenset[str], frozenset[str]]]] = {}
    own = dict(_own_measures(repo))
    for path, facts in repo.modules.items():
        if not facts.conditions:
            continue
        rows: list[str] = []
        for call in facts.calls:
            words = _words_of_measure(call.target, call.positional) or own.get(call.target.rpartition(".")[2])
            if not words:
                continue
            rows = rows or (repo.text(path) or "").split("\n")
            match = ASSIGNS.match(rows[call.line - 1][:300]) if call.line <= len(rows) else None
            if match is not None:
                found.setdefault(path, {}).setdefault(call.function, {})[words_of(match[1])] = words
    return found


def _own_measures(repo: Snapshot) -> Iterator[tuple[str, frozenset[str]]]:
    """Functions whose name no other one has, with the words of the measure that they return."""
    seen: dict[str, int] = {}
    for facts in repo.modules.values():
        for each in facts.functions:
            seen[each.name] = seen.get(each.name, 0) + 1
    for facts in repo.modules.values():
        for each in facts.functions:
            words = (
                _words_of_measure(each.returns.removesuffix("()"), ROWS_AND_LABELS) if each.returns else None
            )
            if words and seen[each.name] == 1:
                yield each.name, words


def _words_of_measure(target: str, positional: int) -> frozenset[str] | None:
    """The words by which the result of a call is a measure of a model; None of any other call."""
    name = last_part(target)
    if package_of(target, MODEL_MEASURES) is not None and name not in GIVES_NO_MEASURE:
        return (words_of(name) & METRIC_WORDS - NOT_METRICS) or frozenset({"metric"})
    if target.startswith(FOLD_SCORES) and (target == FOLD_SCORES or name in SUMMED_UP):
        return frozenset({"accuracy"})
    if name == "score" and positional == ROWS_AND_LABELS and target.partition(".")[0] in SCORING:
        return frozenset({"accuracy"})
    return None
