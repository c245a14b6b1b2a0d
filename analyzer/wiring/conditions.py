"""Conditions in Python code: what is compared with what, and what follows from it.

Gates, abstention and alarms are branches: `if auc < 0.8: raise`, `assert f1 > 0.7`, `if score < limit:
return "unknown"`. The walk is iterative and reads a file only if its text could hold such a branch.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analyzer.parsing.python import LINE_LIMIT, PYTHON_LIMIT
from analyzer.snapshot import Snapshot
from analyzer.tables import names

# A file without one of these words holds no condition that a check asks for.
ASKED = re.compile(
    r"accura|\bacc\b|acc_|_acc\b|f1|f_1|auc|rmse|mse\b|_mse|mae|mape|r2|precision|recall|loss|score|metric|bleu"
    r"|rouge|perplex|ndcg|kappa|confiden|prob|uncertain|similar|threshold|drift|psi|p_?val|alert|slack|webhook"
    r"|anomal|outlier",
    re.IGNORECASE,
)
MAX_CONDITIONS = 2000
MAX_WORDS = 60
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
ASSERT_METHODS = names("assertGreater assertGreaterEqual assertLess assertLessEqual")
EXITS = frozenset({"exit", "_exit", "abort", "fail", "Exit"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides of an order comparison: the words of their names, and the number a side is, if it is one."""

    left: frozenset[str]
    right: frozenset[str]
    left_number: float | None
    right_number: float | None

    @property
    def bound(self) -> float | None:
        """The number that the other side is held against."""
        return self.right_number if self.right_number is not None else self.left_number


@dataclass(frozen=True, slots=True)
class Condition:
    """A branch or an assertion with what it looks at and what it leads to.

    `words` are the lower-case words of every name in the test (`val_auc` gives "val" and "auc").
    `actions` are the last names of what its branches call, with "raise" and "return" for the
    statements; `answers` the strings (and "None") that they return or assign.
    """

    line: int
    function: str | None
    kind: str
    words: frozenset[str]
    comparisons: tuple[Comparison, ...]
    actions: frozenset[str]
    answers: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Whether a branch ends the program or raises, or the test is an assertion."""
        return self.kind == "assert" or "raise" in self.actions or bool(self.actions & EXITS)


def conditions(repo: Snapshot) -> Mapping[str, tuple[Condition, ...]]:
    """The conditions of every live module and test that could hold one of interest."""
    return repo.derived(_conditions)


def _conditions(repo: Snapshot) -> Mapping[str, tuple[Condition, ...]]:
    found: dict[str, tuple[Condition, ...]] = {}
    for path, facts in repo.modules.items():
        if facts.dialect != "python3" or facts.problem is not None or not facts.code_lines:
            continue
        source = repo.text(path)
        if source is not None and ASKED.search(source):
            each = read_conditions(source)
            if each:
                found[path] = each
    return found


def read_conditions(source: str) -> tuple[Condition, ...]:
    """The conditions of Python source, in the order of the lines; none where it cannot be read."""
    if len(source) > PYTHON_LIMIT or source.count("\n") + source.count(";") > LINE_LIMIT:
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        return tuple(sorted(_walk(tree), key=lambda each: each.line))[:MAX_CONDITIONS]
    except Exception:  # the border of this reader: a file that Python refuses has no conditions
        return ()


def word_set(name: str) -> frozenset[str]:
    """The lower-case words of a name: `valAUC_score` is val, auc and score."""
    return frozenset(part for part in re.split(r"[^a-z0-9]+", CAMEL.sub("_", name).lower()) if part)


def _walk(tree: ast.Module) -> Iterator[Condition]:
    stack: list[tuple[ast.AST, str | None, str]] = [(tree, None, "")]
    while stack:
        node, function, prefix = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = prefix + node.name
            prefix = function + "."
        elif isinstance(node, ast.ClassDef):
            prefix = prefix + node.name + "."
        elif isinstance(node, ast.If):
            yield _condition("if", node.test, [*node.body, *node.orelse], function)
        elif isinstance(node, ast.IfExp):
            yield _condition("if", node.test, [node.body, node.orelse], function)
        elif isinstance(node, ast.Assert):
            yield _condition("assert", node.test, [], function)
        elif isinstance(node, ast.Call):
            method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if method in ASSERT_METHODS and len(node.args) >= 2:
                compared = ast.Compare(node.args[0], [ast.Lt()], [node.args[1]])
                yield _condition("assert", ast.copy_location(compared, node), [], function)
        stack.extend((child, function, prefix) for child in ast.iter_child_nodes(node))


def _condition(kind: str, test: ast.expr, branches: list[ast.AST], function: str | None) -> Condition:
    words: set[str] = set()
    comparisons: list[Comparison] = []
    for node in _bounded(test):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
                if isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
                    comparisons.append(Comparison(_words(left), _words(right), _number(left), _number(right)))
        words |= _words_of(node)
    actions, answers = _outcome(branches)
    return Condition(
        test.lineno, function, kind, frozenset(words), tuple(comparisons), frozenset(actions), tuple(answers)
    )


def _bounded(root: ast.AST, limit: int = 2000) -> Iterator[ast.AST]:
    stack, count = [root], 0
    while stack and count < limit:
        count += 1
        node = stack.pop()
        yield node
        stack.extend(reversed(list(ast.iter_child_nodes(node))))


def _words(node: ast.expr) -> frozenset[str]:
    found: set[str] = set()
    for each in _bounded(node, 200):
        found |= _words_of(each)
        if len(found) > MAX_WORDS:
            break
    return frozenset(found)


def _words_of(node: ast.AST) -> frozenset[str]:
    if isinstance(node, ast.Name):
        return word_set(node.id)
    if isinstance(node, ast.Attribute):
        return word_set(node.attr)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return word_set(node.value[:80])
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


def _outcome(branches: list[ast.AST]) -> tuple[set[str], list[str]]:
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
