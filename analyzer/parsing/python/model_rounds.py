"""Models that are handed to one function that measures them, one after the other.

`for name, bundle in [("SVD", svd), ("BPR", bpr)]: evaluate(bundle, test)`, or a call for each of them; and
answers that one metric is taken of, those of a simple way among them: `mae(y, naive)`, `mae(y, predicted)`.
In a loop over folds a function that answers for several models does the same: each fold is held out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.parsing.python.conditions import words_of
from analyzer.text import word_set

MEASURING_WORDS = word_set("evaluate evaluation eval score benchmark measure metrics metric assess backtest")
MODEL_NAME_WORDS = word_set(
    "model models bundle clf classifier regressor estimator recommender predictor pipeline net network "
    "learner ranker"
)
# A name of a model with one of these words is what is said of one: its file, its settings.
WORDS_BESIDE_MODELS = word_set(
    "path paths dir folder file filename uri url name names id ids type kind key config configs settings "
    "params parameters kwargs args version versions cls class factory registry store"
)
WORDS_OF_ANSWERING = word_set("predict predicts prediction predictions forecast forecasts")
FOLD_WORDS = word_set("fold folds cv splits")
# What gives the figures of some results: the simple way's and the others', where their names say no more.
SUMMING_WORDS = word_set("summary summaries summarize summarise summarized")
# Two versions of one model are no two approaches.
WORDS_OF_VERSIONS = word_set(
    "old new current previous champion challenger candidate production prod best latest v1 v2 before after"
)
# What answers without a model is called by these words, alone or together; others are of one beside them.
SIMPLE_WAYS = (
    *(frozenset({each}) for each in ("naive", "persistence", "climatology", "majority", "dummy")),
    word_set("moving average"),
    word_set("historical mean"),
    word_set("last value"),
)
BASELINE_WORD = "baseline"
WORDS_OF_ANSWERS = MODEL_NAME_WORDS | word_set(
    "pred preds predicted prediction predictions forecast forecasts yhat hat"
)
METRIC_CALL_WORDS = word_set("mae mse rmse mape smape wmape error accuracy auc f1 r2 recall precision ndcg")
HELD_OUT_WORDS = word_set("test val valid validation holdout heldout")
WORDS_OF_FITTED_ROWS = word_set("train training fitted")
_Loop = ast.For | ast.AsyncFor
_Function = ast.FunctionDef | ast.AsyncFunctionDef


class MeasuredModels(Struct, frozen=True):
    """Where models are measured, how many, and whether on rows that are held out by their name.

    `simple`: one of them is a simple way to answer, without a model.
    """

    line: int
    number: int
    held_out: bool
    simple: bool = False


def measured_models(source: str) -> MeasuredModels | None:
    """The first place of a module at which two or more models are measured by one function."""
    try:
        tree = ast.parse(source)
    except Exception:  # its problem is recorded where the module is parsed
        return None
    nodes = list(ast.walk(tree))
    lists = {
        target.id: _models_in(node.value)
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.List | ast.Tuple | ast.Dict)
    }
    found = [each for node in nodes if isinstance(node, _Loop) for each in _in_loop(node, lists)]
    bundles = {node.name for node in nodes if isinstance(node, _Function) and _takes_a_metric(node)}
    in_folds = _in_folds(nodes)
    for scope in _scopes(tree, nodes):
        found.extend(_by_calls(scope, in_folds))
        found.extend(_beside_simple_ways(scope, bundles))
    return min(found, key=lambda each: (not each.held_out, each.line), default=None)


def _in_loop(loop: _Loop, lists: Mapping[str, frozenset[str]]) -> Iterator[MeasuredModels]:
    names = _models_listed(loop.iter, lists)
    given = {each.id for each in ast.walk(loop.target) if isinstance(each, ast.Name)}
    if len(names) < 2:
        return
    for call in (each for part in loop.body for each in ast.walk(part) if isinstance(each, ast.Call)):
        handed = _names_handed(call)
        if _measures(call) and given & handed:
            yield MeasuredModels(call.lineno, len(names), _on_held_out(handed))


def _models_listed(node: ast.expr, lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The models that a loop goes over: names of a list, of its pairs, or of the values of a mapping."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        node = node.func.value if node.func.attr in ("items", "values") else node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "enumerate":
        node = node.args[0] if node.args else node
    return lists.get(node.id, frozenset()) if isinstance(node, ast.Name) else _models_in(node)


def _models_in(node: ast.expr) -> frozenset[str]:
    """The names of models that a list, pairs of it or the values of a mapping hold."""
    if isinstance(node, ast.Dict):
        values = list(node.values)
    elif isinstance(node, ast.List | ast.Tuple):
        elements = [each.elts if isinstance(each, ast.Tuple) else [each] for each in node.elts]
        values = [part for each in elements for part in each]
    else:
        return frozenset()
    return frozenset(each.id for each in values if isinstance(each, ast.Name) and _is_model(each.id))


def _scopes(tree: ast.Module, nodes: list[ast.AST]) -> Iterator[list[ast.AST]]:
    """What runs together: the top of a module, and each function without those in it."""
    for scope in (tree, *(each for each in nodes if isinstance(each, _Function))):
        found: list[ast.AST] = []
        pending = list(ast.iter_child_nodes(scope))
        while pending:
            node = pending.pop()
            found.append(node)
            if not isinstance(node, _Function):
                pending.extend(ast.iter_child_nodes(node))
        yield found


def _in_folds(nodes: list[ast.AST]) -> frozenset[int]:
    """The identities of the calls in loops over folds."""
    found: set[int] = set()
    for loop in (each for each in nodes if isinstance(each, _Loop) and id(each) not in found):
        named = {
            each.id
            for part in (loop.target, loop.iter)
            for each in ast.walk(part)
            if isinstance(each, ast.Name)
        }
        if any(words_of(each) & FOLD_WORDS for each in named):
            found.update(id(each) for each in ast.walk(loop) if isinstance(each, ast.Call | _Loop))
    return frozenset(found)


def _by_calls(nodes: list[ast.AST], in_folds: frozenset[int]) -> Iterator[MeasuredModels]:
    """Calls of one measuring function in one scope, each for another model."""
    handed: dict[str, dict[str, ast.Call]] = {}
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        answers = id(node) in in_folds and words_of(_name(node)) & WORDS_OF_ANSWERING
        if answers or _measures(node):
            names = [each for each in _names_handed(node) | _attributes_handed(node) if _is_model(each)]
            if len(names) == 1 and not words_of(names[0]) & WORDS_OF_VERSIONS:
                handed.setdefault(_name(node), {}).setdefault(names[0], node)
    for by_model in handed.values():
        if len(by_model) > 1:
            first = min(by_model.values(), key=lambda each: each.lineno)
            held_out = all(
                id(each) in in_folds or _on_held_out(_names_handed(each)) for each in by_model.values()
            )
            yield MeasuredModels(first.lineno, len(by_model), held_out)


def _takes_a_metric(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function hands what it is given to a metric: `def figures(y, p): return mae(y, p)`."""
    given = {
        each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    }
    return any(
        isinstance(node, ast.Call)
        and words_of(_name(node)) & METRIC_CALL_WORDS
        and len(_names_handed(node) & given) > 1
        for node in ast.walk(function)
    )


def _beside_simple_ways(nodes: list[ast.AST], bundles: set[str]) -> Iterator[MeasuredModels]:
    """Calls of one measuring function in one scope for a simple way to answer and for another one."""
    handed: dict[str, dict[str, ast.Call]] = {}
    for node in nodes:
        if isinstance(node, ast.Call) and (
            _measures(node)
            or _name(node) in bundles
            or words_of(_name(node)) & (METRIC_CALL_WORDS | SUMMING_WORDS)
        ):
            for each in _names_handed(node) | _texts_handed(node):
                handed.setdefault(_name(node), {}).setdefault(each, node)
    for by_way in handed.values():
        simple = {each for each in by_way if any(words_of(each) >= way for way in SIMPLE_WAYS)}
        simple |= {each for each in by_way if BASELINE_WORD in words_of(each) and _is_answer(each)}
        lines = {by_way[each].lineno for each in simple}
        others = {each for each in by_way.keys() - simple if _is_answer(each) or _is_twin(each, simple)}
        others = {each for each in others if by_way[each].lineno not in lines}
        # What a model answers on the rows it was fitted to is measured of the same model.
        others = {each for each in others if not words_of(each) & WORDS_OF_FITTED_ROWS} or others
        if simple and others:
            calls = [by_way[each] for each in simple | others]
            held_out = all(_on_held_out(_names_handed(each)) for each in calls)
            line = min(each.lineno for each in calls)
            yield MeasuredModels(line, len(simple | others), held_out, simple=True)


def _is_twin(name: str, simple: set[str]) -> bool:
    """Whether a name says the same as that of a simple way, without its word: `results`, `naive_results`."""
    words = words_of(name)
    return any(
        words_of(each) - words == way for each in simple for way in SIMPLE_WAYS if words < words_of(each)
    )


def _is_answer(name: str) -> bool:
    return bool(words_of(name) & WORDS_OF_ANSWERS)


def _texts_handed(call: ast.Call) -> frozenset[str]:
    given = (*call.args, *(each.value for each in call.keywords))
    texts = (each.value for each in given if isinstance(each, ast.Constant))
    return frozenset(each for each in texts if isinstance(each, str) and each.isidentifier())


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _measures(call: ast.Call) -> bool:
    return bool(words_of(_name(call)) & MEASURING_WORDS)


def _names_handed(call: ast.Call) -> frozenset[str]:
    given = (*call.args, *(each.value for each in call.keywords))
    return frozenset(each.id for each in given if isinstance(each, ast.Name))


def _attributes_handed(call: ast.Call) -> frozenset[str]:
    """The last names of attributes that a call is given: `model=result.forest_model`."""
    given = (*call.args, *(each.value for each in call.keywords))
    return frozenset(each.attr for each in given if isinstance(each, ast.Attribute))


def _is_model(name: str) -> bool:
    words = words_of(name)
    return bool(words & MODEL_NAME_WORDS) and not words & WORDS_BESIDE_MODELS


def _on_held_out(names: frozenset[str]) -> bool:
    return any(words_of(each) & HELD_OUT_WORDS for each in names)
