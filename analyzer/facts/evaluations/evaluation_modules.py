"""Modules and notebooks that are named for evaluation and measure a model, themselves or by a helper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.facts.flows.spawned_programs import called_by_flows
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Unseen
from analyzer.parsing.python import Function, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.modules import Code, Use, last_part, package_uses, reached_from
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.runs.execution import ci_modules
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.starts.stages import REPRODUCING, dvc_stages

METRIC_PACKAGES = word_set(
    "sklearn.metrics torchmetrics evaluate sacrebleu rouge_score seqeval jiwer ir_measures ranx "
    "pyspark.ml.evaluation pyspark.mllib.evaluation ignite.metrics surprise.accuracy pycocotools.cocoeval"
)
# Names of functions that are a measure of quality written out, alone or behind a verb.
OWN_MEASURE = lazy_regex(
    r"_*(?:(?:calc|calculate|compute|get|mean|macro|micro|weighted)_){0,2}(?:w?mape|smape|wape|mase|rmsle|rmspe|rmse|mae|mse|r2(?:_score)?"
    r"|accuracy|f1(?:_score)?|precision|recall|ndcg|mrr|mean_reciprocal_rank|hit_rate|bleu|rouge(?:_?l)?|wer|cer"
    r"|exact_match|pinball_loss|brier(?:_score)?|log_?loss|auc|average_precision|m?iou|dice)"
    r"(?:_at_k|_at_\d{1,3}|_score)?"
    r"|_*(?:calc|calculate|compute)_(?:\w{0,30}_)?metrics?"
)
# What is drawn or listed beside a measure is shown where the module computes none.
CURVES = word_set(
    "roc_curve precision_recall_curve det_curve auc confusion_matrix multilabel_confusion_matrix "
    "ConfusionMatrixDisplay RocCurveDisplay PrecisionRecallDisplay"
)
# A function with one of these words is about a baseline, which the model is shown beside.
ANSWERS_WITHOUT_MODEL = word_set(
    "baseline baselines dummy naive random constant majority trivial always never"
)
EVALUATION_NAME = lazy_regex(
    r"(?:^|[_.-])(?:eval|evals|evaluate|evaluation|evaluator|evaluating|benchmark)(?:[_.-]|$)"
)
EVALUATION_WORDS = word_set("eval evals evaluation evaluator")
EVALUATION_FOLDERS = word_set(
    "eval evals evaluate evaluation evaluations evaluator evaluators model_evaluation offline_evaluation "
    "model_validation"
)
EVALUATES = word_set("evaluate evaluates evaluation eval compute score")
PREDICTED = word_set("pred preds predicted prediction predictions forecast forecasts yhat")
TRUE_VALUES = word_set("true target targets label labels truth actual actuals observed y")

HELD_OUT = lazy_regex(
    r"\b(?:y|labels?|targets?)_?(?:test|val|valid|holdout)\b|\b(?:test|val|valid|holdout)_?(?:y|labels?|targets?)\b"
)
MEASURED_ONLY = "a measure of rows that are held out is computed, and what follows from it was not recognised"


def measured_only(path: str) -> Unseen:
    """That rows which are held out are measured in a file, and nobody knows what follows from it."""
    return Unseen(MEASURED_ONLY, path, Level.SUBSTANTIVE)


def unseen_measures(repo: Snapshot) -> Iterator[Unseen]:
    """Live code that measures a model on rows that its names say are held out, whatever it is called."""
    rows: dict[str, list[str]] = {}
    seen: set[str] = set()
    for use in package_uses(repo, METRIC_PACKAGES):
        path, call = use.code.path, use.call
        if call is None or use.code.notebook or path in seen or is_test_path(path) or is_example_path(path):
            continue
        lines = rows.setdefault(path, (repo.text(path) or "").split("\n"))
        held_out = HELD_OUT.search(" ".join(each[:200] for each in lines[call.line - 1 : call.line + 1]))
        if held_out is not None and is_live(repo, use.code, call.function, by_tests=False):
            seen.add(path)
            yield measured_only(path)


def evaluation_modules(repo: Snapshot) -> Iterator[Evidence]:
    """One evidence for each module or notebook that its name or folder calls evaluation and that measures."""
    seen: set[str] = set()
    in_ci = ci_modules(repo) | stages_in_ci(repo)
    flows = called_by_flows(repo)
    measuring_uses = (each for each in package_uses(repo, METRIC_PACKAGES) if each.call is not None)
    for use in sorted(
        measuring_uses, key=lambda each: (_is_of_a_baseline(each), last_part(each.target) in CURVES)
    ):
        path = use.code.path
        if path in seen or use.call is None or not is_named_for_evaluation(path):
            continue
        if use.code.notebook:
            if not is_example_path(path) and not is_test_path(path):
                seen.add(path)
                yield Evidence(
                    path, use.line, Level.PRESENT, "an evaluation notebook computes quality metrics"
                )
            continue
        if not is_test_path(path) and not is_example_path(path):
            seen.add(path)
            flow = flows.has(path, use.call.function)
            yield _evidence(path, use.line, "", ci=path in in_ci, flow=flow)
    yield from _with_own_measures(repo, seen, in_ci)
    measuring = _measuring(repo)
    for path, facts in repo.modules.items() if measuring else ():
        if path in seen or not says_evaluation(basename(path)):
            continue
        if is_test_path(path) or is_example_path(path):
            continue
        named = {last_part(call.target) for call in facts.calls} & measuring.keys()
        if not named:
            continue
        reached = reached_from(repo, [path]) - {path}
        for call in facts.calls:
            homes = measuring.get(last_part(call.target), frozenset()) & reached
            if homes:
                flow = flows.has(path, call.function)
                seen.add(path)
                yield _evidence(path, call.line, f" by {min(homes)}", ci=path in in_ci, flow=flow)
                break
    yield from _of_predictions(repo, seen, in_ci)


def _of_predictions(repo: Snapshot, seen: set[str], in_ci: frozenset[str]) -> Iterator[Evidence]:
    """Modules whose function evaluates predictions against targets, by measures that come from elsewhere."""
    for path, facts in repo.modules.items():
        if path in seen or not says_evaluation(basename(path)) or is_test_path(path) or is_example_path(path):
            continue
        found = next((each for each in facts.functions if _evaluates_predictions(each)), None)
        if found is not None and is_live(repo, Code(path, facts, notebook=False), found.qualified_name):
            seen.add(path)
            flow = called_by_flows(repo).has(path, found.qualified_name)
            yield _evidence(path, found.line, f" of predictions, {found.name}", ci=path in in_ci, flow=flow)


def _evaluates_predictions(function: Function) -> bool:
    """Whether a function is named for evaluating and is given what was predicted and what was true."""
    if function.empty or words_of(function.name).isdisjoint(EVALUATES):
        return False
    given = [words_of(each) for each in function.parameters]
    return any(
        bool(one & PREDICTED and other & TRUE_VALUES)
        for first, one in enumerate(given)
        for second, other in enumerate(given)
        if first != second
    )


def _is_of_a_baseline(use: Use) -> bool:
    """Whether a measure is taken in a function for what answers without a model."""
    function = use.call.function if use.call is not None else None
    return not words_of(last_part(function or "")).isdisjoint(ANSWERS_WITHOUT_MODEL)


def _with_own_measures(repo: Snapshot, seen: set[str], in_ci: frozenset[str]) -> Iterator[Evidence]:
    """Modules that write a measure out themselves."""
    for path, facts in repo.modules.items():
        if path in seen or not is_named_for_evaluation(path) or is_test_path(path) or is_example_path(path):
            continue
        own = (each for each in facts.functions if not each.empty and len(each.parameters) > 1)
        measure = next((each for each in own if OWN_MEASURE.fullmatch(each.name)), None)
        if measure is not None:
            seen.add(path)
            called = (each.line for each in facts.calls if last_part(each.target) == measure.name)
            line = next(called, measure.line)
            yield _evidence(path, line, f" of its own, {measure.name}", ci=path in in_ci, flow=False)


def _evidence(path: str, line: int, by: str, *, ci: bool, flow: bool) -> Evidence:
    note = f"an evaluation module computes quality metrics{by}"
    level = Level.SUBSTANTIVE if ci or flow else Level.PRESENT
    run = ", which CI runs" if ci else ", which a started flow calls" if flow else ""
    return Evidence(path, line, level, note + run)


def says_evaluation(name: str) -> bool:
    """Whether a name is one of evaluation, its words apart or in one: `run_eval.py`, `evalHarness.ts`."""
    if EVALUATION_NAME.search(name.casefold()) is not None:
        return True
    return not EVALUATION_WORDS.isdisjoint(words_of(name.partition(".")[0]))


def is_named_for_evaluation(path: str) -> bool:
    """Whether a file or a folder around it is called after evaluation."""
    if says_evaluation(basename(path)):
        return True
    return not EVALUATION_FOLDERS.isdisjoint(dirname(path).casefold().split("/"))


@derived
def _measuring(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The modules by the names of their functions and methods that call a package of metrics."""
    found: dict[str, set[str]] = {}
    for use in package_uses(repo, METRIC_PACKAGES):
        if use.call is not None and use.call.function is not None and not use.code.notebook:
            name = use.call.function.rpartition(".")[2]
            if not name.startswith("__"):
                found.setdefault(name, set()).add(use.code.path)
    return {name: frozenset(paths) for name, paths in found.items()}


@derived
def stages_in_ci(repo: Snapshot) -> frozenset[str]:
    """What the stages of a DVC pipeline run that CI reproduces."""
    runs = (run.reached for run in ci_runs(repo) if run.reached.failure is not Failure.MASKED)
    if not any(reached.words[:2] in REPRODUCING for reached in runs):
        return frozenset()
    return reached_from(repo, {path for stage in dvc_stages(repo) for path in stage.modules})
