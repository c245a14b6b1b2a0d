"""What a function answers with: constants, random numbers, or something that cannot be told.

Only for a function that is asked about by its name: the file is not parsed again, its own lines are.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterator
from enum import StrEnum

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python.module import syntax_tree
from analyzer.parsing.python.syntax import CHILDREN, FunctionNode

SOURCE_LIMIT = 20_000
NODES_LIMIT = 3_000
RANDOM = lazy_regex(
    r"(?:^|\.)(?:random|np\.random|numpy\.random)\.(?:random|randint|uniform|choices?|gauss|normal|rand|randn|sample"
    r"|betavariate|normalvariate|random_sample|beta|integers|exponential)$"
)
# Calls that bring nothing into an answer: they wait, say something, tell the time, or shape what is there.
SHAPING = frozenset(
    "append extend update get items keys values join format lower upper strip sleep time perf_counter now "
    "utcnow today isoformat strftime uuid4 info debug warning error exception array asarray clip zeros ones "
    "tolist round mean sum argmax max min abs exp seed default_rng jsonify dumps model_dump timing incr "
    "observe inc labels".split()
)
# Keys under which the answer of a model stands.
ANSWER_KEYS = lazy_regex(
    r"predict|score|prob|label|class|result|forecast|confiden|sentiment|recommend|output", re.IGNORECASE
)


UNFOLLOWED = (
    ast.Yield,
    ast.YieldFrom,
    ast.Await,
    ast.Lambda,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
)


class Answer(StrEnum):
    """Where the values that a function returns come from."""

    CONSTANT = "a constant"
    PASSED = "`passed: True`"
    RANDOM = "random numbers"
    UNKNOWN = ""


def answer_of(source: str) -> Answer:
    """What the first function of some source answers with; unknown if anything else may have a part in it."""
    nodes = _followed(source)
    returned = [each.value for each in nodes if isinstance(each, ast.Return) and each.value is not None]
    if not returned:
        return Answer.UNKNOWN
    if all(map(_is_passed, returned)):
        return Answer.PASSED
    # Different constants are a rule, which may be what was promised.
    if all(map(_is_constant_answer, returned)) and len({ast.dump(each) for each in returned}) == 1:
        return Answer.CONSTANT
    drawn = _drawn_names(nodes)
    return Answer.RANDOM if all(_is_drawn(each, drawn) for each in returned) else Answer.UNKNOWN


def brings_nothing(source: str) -> bool:
    """Whether the first function of some source calls nothing from which a model could come."""
    return bool(_followed(source))


def _followed(source: str) -> list[ast.AST]:
    """The nodes of the first function of some source, if everything in it can be followed; else none."""
    if len(source) > SOURCE_LIMIT:
        return []
    try:
        tree = syntax_tree(textwrap.dedent(source))
    except Exception:
        return []
    function = next((each for each in tree.body if isinstance(each, FunctionNode)), None)
    nodes = [] if function is None else list(_nodes(function))
    unclear = len(nodes) >= NODES_LIMIT or any(
        isinstance(each, UNFOLLOWED) or (isinstance(each, ast.Call) and not _brings_nothing(each))
        for each in nodes
    )
    return [] if unclear else nodes


def _nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a body in the order of the text, at most so many."""
    stack: list[ast.AST] = list(reversed(function.body))
    count = 0
    while stack and count < NODES_LIMIT:
        count += 1
        node = stack.pop()
        yield node
        below: list[ast.AST] = []
        for name in CHILDREN.get(node.__class__, ()):
            value = getattr(node, name)
            items = value if isinstance(value, list) else [value]
            below += [each for each in items if isinstance(each, ast.AST)]
        stack.extend(reversed(below))


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "?")
    return ".".join(reversed(parts))


def _brings_nothing(call: ast.Call) -> bool:
    name = _dotted(call.func)
    last = name.rpartition(".")[2]
    if RANDOM.search(name) or last in SHAPING:
        return True
    # A class of answers or errors, or a function that Python itself has.
    return last[:1].isupper() or (
        "." not in name and hasattr(builtins, name) and name not in ("open", "eval", "exec")
    )


def _is_random(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and RANDOM.search(_dotted(node.func)) is not None


def _drawn_names(nodes: list[ast.AST]) -> frozenset[str]:
    """The names that get their value from a random draw, directly or through each other."""
    drawn: set[str] = set()
    for _ in range(2):
        for node in nodes:
            if isinstance(node, ast.Assign) and _is_drawn(node.value, drawn):
                drawn.update(name for target in node.targets if (name := _owner(target)))
            elif isinstance(node, ast.AugAssign | ast.AnnAssign) and node.value is not None:
                drawn.update({_owner(node.target)} if _is_drawn(node.value, drawn) else ())
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                fills = node.func.attr in ("append", "extend", "update")
                if fills and any(_is_drawn(each, drawn) for each in node.args):
                    drawn.add(_owner(node.func.value))
    return frozenset(drawn - {""})


def _owner(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_drawn(value: ast.expr, drawn: frozenset[str] | set[str]) -> bool:
    return any(
        _is_random(each) or (isinstance(each, ast.Name) and each.id in drawn) for each in ast.walk(value)
    )


def _is_passed(value: ast.expr) -> bool:
    """Whether a returned value says that something passed, whatever was looked at."""
    if isinstance(value, ast.Dict):
        pairs = [
            (each.value, held)
            for each, held in zip(value.keys, value.values, strict=True)
            if isinstance(each, ast.Constant)
        ]
    elif isinstance(value, ast.Call):
        pairs = [(each.arg, each.value) for each in value.keywords]
    else:
        return False
    return any(
        key == "passed" and isinstance(held, ast.Constant) and held.value is True for key, held in pairs
    )


def _is_constant_answer(value: ast.expr) -> bool:
    """Whether a returned value is a constant answer: itself, or under the key that holds the answer."""
    if isinstance(value, ast.Dict):
        pairs = zip(value.keys, value.values, strict=True)
        return any(
            isinstance(key, ast.Constant)
            and isinstance(key.value, str)
            and ANSWER_KEYS.search(key.value) is not None
            and _says_something(each)
            for key, each in pairs
        )
    if isinstance(value, ast.Call):
        return any(
            keyword.arg is not None and ANSWER_KEYS.search(keyword.arg) and _says_something(keyword.value)
            for keyword in value.keywords
        )
    return _says_something(value) and not (
        isinstance(value, ast.Constant) and isinstance(value.value, bool | str)
    )


def _says_something(value: ast.expr) -> bool:
    """Whether a literal is a value, not the absence of one."""
    if isinstance(value, ast.List | ast.Tuple):
        return bool(value.elts) and all(map(_says_something, value.elts))
    if isinstance(value, ast.Dict):
        return bool(value.values) and all(map(_says_something, value.values))
    if isinstance(value, ast.UnaryOp):
        return _says_something(value.operand)
    return isinstance(value, ast.Constant) and value.value is not None and value.value not in ("", ...)
