"""Conditions in Python code: what is compared with what, and what follows from it.

Gates, abstention and alarms are branches: `if auc < 0.8: raise`, `assert f1 > 0.7`, `if score < limit:
return "unknown"`. Every look into a test or a branch is bounded.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Comparison, Condition
from analyzer.parsing.python.syntax import CHILDREN

# A file without one of these words holds no condition that anybody asks for. Plain text is looked for
# first: that is ten times faster than an expression, which only short words need.
STEMS = (
    "score", "loss", "prob", "metric", "alert", "similar", "precision", "recall", "threshold", "f1", "r2",
    "auc", "mae", "mape", "psi", "f_1", "bleu", "rouge", "perplex", "ndcg", "kappa", "confiden", "uncertain",
    "drift", "pval", "p_val", "slack", "webhook", "anomal", "outlier", "accura",
    "squared_error", "absolute_error", "percentage_error", "promot", "latenc", "percentile",
)  # fmt: skip
SHORT_STEMS = ("acc", "mse", "iou", "dice")
SHORT_NAMED = lazy_regex(r"\bacc\b|acc_|_acc\b|mse\b|_mse|\bm?iou\b|_iou\b|\bm?iou_|\bdice\b|_dice\b|\bdice_")
MAX_CONDITIONS = 2000
# A list that is appended to where something failed, and what that is called among the actions.
FAILURES = frozenset(
    {"failures", "failed", "errors", "reasons", "violations", "problems", "issues", "breaches"}
)
COLLECTS_FAILURE = "collects a failure"
MAX_WORDS = 60
MOST_ANSWERS = 20
VERDICTS = frozenset(
    {"passed", "passes", "ok", "beats", "better", "improved", "accepted", "acceptable", "approved", "promote"}
)
CAMEL = lazy_regex(r"(?<=[a-z0-9])(?=[A-Z])")
# The absolute value of a difference, and what it is held against where both sides are to be equal.
ABSOLUTE = frozenset({"abs", "fabs", "absolute", "norm"})
ROUNDING = frozenset({"eps", "epsilon", "atol", "rtol"})
MOST_ROUNDING = 0.001
ASSERT_METHODS = frozenset({"assertGreater", "assertGreaterEqual", "assertLess", "assertLessEqual"})


class RawCondition(Struct, frozen=True):
    """A branch or an assertion as the walk over a file meets it."""

    kind: str
    test: ast.expr
    branches: Sequence[ast.AST]
    function: str | None


def names_a_measure(source: str) -> bool:
    """Whether source names a measure, a probability or an alarm at all."""
    lowered = source.lower()
    if any(stem in lowered for stem in STEMS):
        return True
    return any(stem in lowered for stem in SHORT_STEMS) and SHORT_NAMED.search(lowered) is not None


def answered(value: ast.expr) -> Iterator[ast.expr]:
    """The comparisons that a function answers with: alone, or as values of what it returns."""
    if isinstance(value, ast.Compare):
        yield value
        return
    parts: list[ast.expr] = []
    if isinstance(value, ast.Dict):
        parts = value.values
    elif isinstance(value, ast.Tuple):
        parts = value.elts
    elif isinstance(value, ast.Call):
        parts = [*value.args, *(each.value for each in value.keywords)]
    yield from (each for each in parts[:MOST_ANSWERS] if isinstance(each, ast.Compare))


def is_verdict(node: ast.Assign) -> bool:
    """Whether a comparison is kept under a name that says how it went: `passed = accuracy >= floor`."""
    compares = isinstance(node.value, ast.Compare | ast.BoolOp)
    names = (each.id for each in node.targets if isinstance(each, ast.Name))
    return compares and any(not words_of(name).isdisjoint(VERDICTS) for name in names)


def handed_verdicts(value: ast.expr) -> Iterator[ast.expr]:
    """Comparisons handed to what is made under such a name: `checks = [Gate(passed=f1 >= floor), ...]`."""
    made = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
    for call in made[:MOST_ANSWERS]:
        for each in call.keywords if isinstance(call, ast.Call) else ():
            compares = isinstance(each.value, ast.Compare | ast.BoolOp)
            if compares and each.arg is not None and not words_of(each.arg).isdisjoint(VERDICTS):
                yield each.value


def compared(call: ast.Call) -> ast.Compare:
    """What an assertion method such as `assertLess(a, b)` compares."""
    return ast.copy_location(ast.Compare(call.args[0], [ast.Lt()], [call.args[1]]), call)


@lru_cache(maxsize=16_384)
def words_of(name: str) -> frozenset[str]:
    """The lower-case words of a name: `valAUC_score` is val, auc and score."""
    return frozenset(part for part in re.split(r"[^a-z0-9]+", CAMEL.sub("_", name).lower()) if part)


def condition_of(raw: RawCondition) -> Condition:
    """What the test of a branch looks at, and what its branches call, return and assign."""
    words: set[str] = set()
    comparisons: list[Comparison] = []
    for node in _bounded(raw.test):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
                ordered = isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE)
                if ordered and not (_is_tolerance(left, right) or _is_tolerance(right, left)):
                    comparisons.append(Comparison(_words(left), _words(right), _number(left), _number(right)))
        words |= _words_of(node)
    actions, answers = _outcome(raw.branches)
    return Condition(
        line=raw.test.lineno,
        function=raw.function,
        kind=raw.kind,
        words=frozenset(words),
        comparisons=tuple(comparisons),
        actions=frozenset(actions),
        answers=tuple(answers),
    )


def _bounded(root: ast.AST, limit: int = 2000) -> Iterator[ast.AST]:
    """The nodes from `root` down that can hold a name or a value, in the order of the tree."""
    stack, count = [root], 0
    while stack and count < limit:
        count += 1
        node = stack.pop()
        yield node
        for name in reversed(CHILDREN.get(node.__class__, ())):
            value = getattr(node, name)
            if value.__class__ is list:
                stack.extend([item for item in reversed(value) if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST):
                stack.append(value)


def _words(node: ast.expr) -> frozenset[str]:
    found: set[str] = set()
    for each in _bounded(node, 200):
        found |= _words_of(each)
        if len(found) > MAX_WORDS:
            break
    return frozenset(found)


def _words_of(node: ast.AST) -> frozenset[str]:
    if isinstance(node, ast.Name):
        return words_of(node.id)
    if isinstance(node, ast.Attribute):
        return words_of(node.attr)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return words_of(node.value[:80])
    return frozenset()


def _number(node: ast.expr) -> float | None:
    sign = 1.0
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node, sign = node.operand, -1.0
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        value = node.value
        if isinstance(value, bool) or abs(value) > 1e12:
            return None
        return sign * float(value)
    return None


def _is_tolerance(difference: ast.expr, bound: ast.expr) -> bool:
    """Whether a difference is held against what rounding leaves of it: both sides are to be equal."""
    if isinstance(difference, ast.Call) and _words_of(difference.func) & ABSOLUTE and difference.args:
        difference = difference.args[0]
    if not (isinstance(difference, ast.BinOp) and isinstance(difference.op, ast.Sub)):
        return False
    number = _number(bound)
    if number is None:
        return bool(_words_of(bound) & ROUNDING)
    return 0 < abs(number) <= MOST_ROUNDING


def _outcome(branches: Sequence[ast.AST]) -> tuple[set[str], list[str]]:
    actions: set[str] = set()
    answers: list[str] = []
    for branch in branches:
        if isinstance(branch, ast.expr):
            answers.extend(_strings(branch))
        for node in _bounded(branch, 4000):
            if isinstance(node, ast.Call):
                function = node.func
                if isinstance(function, ast.Attribute):
                    actions.add(function.attr)
                    if function.attr == "append" and _words_of(function.value) & FAILURES:
                        actions.add(COLLECTS_FAILURE)
                elif isinstance(function, ast.Name):
                    actions.add(function.id)
            elif isinstance(node, ast.Raise):
                actions.add("raise")
            elif isinstance(node, ast.Return):
                actions.add("return")
                answers.extend(_strings(node.value))
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                answers.extend(_strings(node.value))
            if len(answers) > MAX_WORDS:
                return actions, answers[:MAX_WORDS]
    return actions, answers


def _strings(node: ast.expr | None) -> Iterator[str]:
    if node is None:
        return
    for each in _bounded(node, 100):
        if isinstance(each, ast.Constant):
            if isinstance(each.value, str):
                yield each.value[:120]
            elif each.value is None and each is node:
                yield "None"
