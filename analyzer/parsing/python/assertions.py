"""Assertions that cannot fail: what is asserted holds anyway, or the failure is caught and dropped."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from enum import IntEnum

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import CannotFail
from analyzer.parsing.python.syntax import constant_only, last_name

STATUS_NAME = lazy_regex(r"status|^code$", re.IGNORECASE)
HTTP_CONSTANT = lazy_regex(r"HTTP_([1-5]\d\d)(?:_|$)")
SUCCESSES = range(200, 300)
SERVER_ERRORS = range(500, 600)
# What a handler may call and still drop the failure: it says something, or skips the test.
LOG_REMARKS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "log"})
REMARKS = (
    LOG_REMARKS
    | {"print", "pprint", "print_exc", "print_exception", "write", "sleep"}
    | {
        "skip",
        "skipTest",
        "xfail",
    }
)
CATCHES_ERRORS = frozenset({"AssertionError", "Exception"})
LOOKED_INTO = 50


class Swallowed(IntEnum):
    """Which failures inside a block are dropped; pytest's own are no `Exception`."""

    NOTHING = 0
    ERRORS = 1
    EVERYTHING = 2


def always_holds(test: ast.expr) -> CannotFail | None:
    """Why an asserted expression holds, or may hold, whatever the code does; None if it can fail.

    `assert False` fails where it is reached.
    """
    if isinstance(test, ast.Constant) and not test.value:
        return None
    if constant_only(test) or (isinstance(test, ast.Tuple) and test.elts):
        return CannotFail.CONSTANT
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        if any(isinstance(each, ast.Constant) and each.value for each in test.values):
            return CannotFail.ALWAYS
    elif _no_shorter_than_nothing(test):
        return CannotFail.ALWAYS
    codes = _status_codes(test)
    if any(each in SUCCESSES for each in codes) and any(each in SERVER_ERRORS for each in codes):
        return CannotFail.SERVER_ERROR
    return None


def call_always_holds(method: str, arguments: Sequence[ast.expr]) -> CannotFail | None:
    """The same for a method of unittest, `assertIn(status, (200, 500))`."""
    if not method.startswith("assert") or not arguments:
        return None
    first = arguments[0]
    if method == "assertTrue":
        return always_holds(first)
    if all(map(constant_only, arguments)):
        return CannotFail.CONSTANT
    if method == "assertIn" and len(arguments) > 1:
        return always_holds(ast.Compare(first, [ast.In()], [arguments[1]]))
    return None


def swallowed_by(handlers: Sequence[ast.ExceptHandler]) -> Swallowed:
    """Which failures the handlers of a `try` drop: the first that catches one decides."""
    for handler in handlers:
        caught = _caught(handler)
        if caught is not Swallowed.NOTHING:
            return caught if _drops(handler.body) else Swallowed.NOTHING
    return Swallowed.NOTHING


def suppressed_by(arguments: Sequence[ast.expr]) -> Swallowed:
    """Which failures `contextlib.suppress` drops."""
    return max((_of_name(last_name(each)) for each in arguments[:LOOKED_INTO]), default=Swallowed.NOTHING)


def _caught(handler: ast.ExceptHandler) -> Swallowed:
    if handler.type is None:
        return Swallowed.EVERYTHING
    return suppressed_by(handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])


def _of_name(name: str) -> Swallowed:
    if name == "BaseException":
        return Swallowed.EVERYTHING
    return Swallowed.ERRORS if name in CATCHES_ERRORS else Swallowed.NOTHING


def _drops(body: Sequence[ast.stmt]) -> bool:
    """Whether a handler only passes, says something, skips or returns, whatever it asks before."""
    pending, looked = list(body), 0
    while pending:
        looked += 1
        statement = pending.pop()
        if isinstance(statement, ast.If):
            pending += [*statement.body, *statement.orelse]
        elif not _only_remarks(statement) or looked > LOOKED_INTO:
            return False
    return True


def _only_remarks(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass | ast.Continue | ast.Break):
        return True
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assert):
        return always_holds(statement.test) is CannotFail.CONSTANT
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value
    return isinstance(value, ast.Constant) or (
        isinstance(value, ast.Call) and last_name(value.func) in REMARKS
    )


def _no_shorter_than_nothing(test: ast.expr) -> bool:
    """`len(x) >= 0`."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.GtE):
        return False
    left, right = test.left, test.comparators[0]
    zero = isinstance(right, ast.Constant) and right.value == 0 and right.value is not False
    return zero and isinstance(left, ast.Call) and isinstance(left.func, ast.Name) and left.func.id == "len"


def _status_codes(test: ast.expr) -> list[int]:
    """The codes that a status may have: `x in (200, 500)`, `x == 200 or x == 500`; empty if unclear."""
    alternatives = [test]
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        alternatives = test.values
    found: list[int] = []
    for each in alternatives[:LOOKED_INTO]:
        codes = _accepted(each)
        if not codes:
            return []
        found += codes
    return found


def _accepted(test: ast.expr) -> list[int]:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return []
    if STATUS_NAME.search(last_name(test.left)) is None:
        return []
    right = test.comparators[0]
    if isinstance(test.ops[0], ast.In) and isinstance(right, ast.Tuple | ast.List | ast.Set):
        codes = [_code(each) for each in right.elts[:LOOKED_INTO]]
    elif isinstance(test.ops[0], ast.Eq):
        codes = [_code(right)]
    else:
        return []
    return [] if None in codes else [each for each in codes if each is not None]


def _code(node: ast.expr) -> int | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    named = HTTP_CONSTANT.match(last_name(node))
    return int(named[1]) if named is not None else None
