"""Where the arguments of a call come from: the words of the names, columns and files behind them.

Only for a file that is asked about by the places of such calls: its text is parsed once more for that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from analyzer.parsing.python.conditions import words_of
from analyzer.parsing.python.following import FOLLOWED_LENGTH
from analyzer.parsing.python.module import syntax_tree
from analyzer.parsing.python.syntax import (
    FunctionNode,
    bound_names,
    children_of,
    last_name,
    parameters,
    renamed_by,
)

_NODES_LIMIT = 120_000
STEPS_OF_A_SIDE = 300
DEPTH = 4
WORDS_OF_A_SCOPE = 1500
CALLERS = 5
LOGARITHM = "log"
SHIFT = "shift"
_AVERAGES = frozenset({"mean", "median", "std", "var", "quantile", "nunique"})
_CONVERSIONS = frozenset({"float", "round"})

Place = tuple[int, str]


class Origins(Struct, frozen=True):
    """A call and where its arguments come from.

    `sides` has the words of each argument and of what it was made of; `around` the words of all names
    and texts of the function that the call stands in (of the code outside of functions at module level).
    """

    line: int
    name: str
    function: str | None
    sides: tuple[frozenset[str], ...]
    around: frozenset[str]


class _Scope(Struct):
    name: str | None
    parameters: tuple[str, ...] = ()
    values: dict[str, list[ast.expr]] = field(default_factory=dict)
    nodes: list[ast.AST] = field(default_factory=list)
    calls: list[ast.Call] = field(default_factory=list)
    ratios: list[tuple[int, ast.expr, ast.expr]] = field(default_factory=list)
    differences: list[ast.BinOp] = field(default_factory=list)
    # Of the module: the names that imports anywhere in it give to others.
    renamed: dict[str, str] = field(default_factory=dict)

    def words(self) -> frozenset[str]:
        """The words of its name and its parameters, and of what stands in it, up to a number."""
        words: set[str] = set()
        if self.name is not None:
            words.update(word for each in (self.name.rpartition(".")[2], *self.parameters)
                         for word in words_of(each))  # fmt: skip
        for node in self.nodes:
            if isinstance(node, FunctionNode):
                words |= words_of(node.name)
            elif len(words) < WORDS_OF_A_SCOPE:
                words |= _own_words(node)
        return frozenset(words)


def origins_of(source: str, places: Iterable[Place]) -> tuple[Origins, ...]:
    """The calls at the places, every `(a - b) * log(a / b)`, which is named "log", and every difference of
    two averages, one of which may be looked up, which is named "shift".
    """
    if len(source) > FOLLOWED_LENGTH:
        return ()
    try:
        scopes = _scopes(syntax_tree(source))
    except Exception:
        return ()
    wanted = frozenset(places)
    callers = _callers(scopes)
    renamed = scopes[0].renamed
    found: list[Origins] = []
    for scope in scopes:
        asked = [
            (line, name, [*call.args, *(each.value for each in call.keywords)])
            for call in scope.calls
            if (line := call.func.end_lineno or 0, name := _called(call, renamed)) in wanted
        ]
        asked += [(line, LOGARITHM, [first, second]) for line, first, second in scope.ratios]
        asked += [
            (each.left.end_lineno or each.lineno, SHIFT, [each.left, each.right])
            for each in scope.differences
            if _is_shift(each, scope)
        ]
        around = scope.words() if asked else frozenset()
        for line, name, arguments in asked:
            sides = tuple(_words(each, scope, callers) for each in arguments)
            found.append(Origins(line, name, scope.name, sides, around))
    return tuple(sorted(found, key=lambda each: (each.line, each.name)))


def _called(call: ast.Call, renamed: Mapping[str, str]) -> str:
    name = last_name(call.func)
    return renamed.get(name, name)


def _scopes(tree: ast.Module) -> list[_Scope]:
    """The module and its functions with what stands in each of them itself."""
    found = [_Scope(None)]
    stack: list[tuple[ast.AST, _Scope, str]] = [(tree, found[0], "")]
    count = 0
    while stack and count < _NODES_LIMIT:
        count += 1
        node, scope, prefix = stack.pop()
        if isinstance(node, FunctionNode):
            scope.nodes.append(node)
            scope = _Scope(prefix + node.name, tuple(each.arg for each in parameters(node.args)))
            found.append(scope)
            prefix += f"{node.name}.<locals>."
        elif isinstance(node, ast.ClassDef):
            prefix += f"{node.name}."
        else:
            _note(node, scope)
            found[0].renamed.update(renamed_by(node))
        stack.extend((each, scope, prefix) for each in reversed(children_of(node)))
    return found


def _note(node: ast.AST, scope: _Scope) -> None:
    if isinstance(node, ast.Call):
        scope.calls.append(node)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            _bind(target, node.value, scope)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
        _bind(node.target, node.value, scope)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        _bind(node.target, node.iter, scope)
    elif isinstance(node, ast.BinOp):
        if (ratio := _ratio(node)) is not None:
            scope.ratios.append(ratio)
        elif isinstance(node.op, ast.Sub):
            scope.differences.append(node)
    scope.nodes.append(node)


def _bind(target: ast.expr, value: ast.expr, scope: _Scope) -> None:
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for each, part in zip(target.elts, value.elts, strict=False):
            _bind(each, part, scope)
        return
    for name in bound_names(target):
        scope.values.setdefault(name, []).append(value)
    if isinstance(target, ast.Attribute):
        scope.values.setdefault(target.attr, []).append(value)


def _ratio(node: ast.BinOp) -> tuple[int, ast.expr, ast.expr] | None:
    """A difference times the logarithm of a quotient, as in a population stability index."""
    if not isinstance(node.op, ast.Mult):
        return None
    for factor, other in ((node.left, node.right), (node.right, node.left)):
        if (
            isinstance(factor, ast.Call)
            and last_name(factor.func) == LOGARITHM
            and len(factor.args) == 1
            and isinstance(factor.args[0], ast.BinOp)
            and isinstance(factor.args[0].op, ast.Div)
            and isinstance(other, ast.BinOp)
            and isinstance(other.op, ast.Sub)
        ):
            return factor.func.end_lineno or node.lineno, factor.args[0].left, factor.args[0].right
    return None


def _is_shift(difference: ast.BinOp, scope: _Scope) -> bool:
    """Whether two averages are subtracted, of which one may be kept from before."""
    first, second = (_behind(each, scope) for each in (difference.left, difference.right))
    computed = any(map(_is_average, first)), any(map(_is_average, second))
    if not any(computed):
        return False
    return all(computed) or any(map(_is_kept_average, second if computed[0] else first))


def _behind(node: ast.expr, scope: _Scope) -> list[ast.expr]:
    """An expression, or what its name was given, without conversions of a number."""
    values = scope.values.get(node.id, [])[:CALLERS] if isinstance(node, ast.Name) else [node]
    return [_unconverted(each) for each in values]


def _unconverted(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Call) and last_name(node.func) in _CONVERSIONS and node.args:
        return node.args[0]
    return node


def _is_average(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) in _AVERAGES


def _is_kept_average(node: ast.expr) -> bool:
    """Whether a value is looked up under the name of an average: `baseline[column]["mean"]`."""
    key: ast.expr | None = None
    if isinstance(node, ast.Subscript):
        key = node.slice
    elif isinstance(node, ast.Call) and last_name(node.func) == "get" and node.args:
        key = node.args[0]
    return (
        isinstance(key, ast.Constant)
        and isinstance(key.value, str)
        and bool(words_of(key.value[:100]) & _AVERAGES)
    )


def _callers(scopes: list[_Scope]) -> Mapping[str, list[tuple[ast.Call, _Scope]]]:
    """The first calls of each function of the file, by its last name."""
    ours = {scope.name.rpartition(".")[2] for scope in scopes if scope.name is not None}
    found: dict[str, list[tuple[ast.Call, _Scope]]] = {}
    for scope in scopes:
        for call in scope.calls:
            name = last_name(call.func)
            if name in ours and len(found.setdefault(name, [])) < CALLERS:
                found[name].append((call, scope))
    return found


def _words(
    root: ast.expr, scope: _Scope, callers: Mapping[str, list[tuple[ast.Call, _Scope]]]
) -> frozenset[str]:
    """The words of an expression, and of what the names in it were made of."""
    words: set[str] = set()
    stack: list[tuple[ast.AST, _Scope, int, bool]] = [(root, scope, 0, True)]
    seen: set[tuple[str | None, str]] = set()
    count = 0
    while stack and count < STEPS_OF_A_SIDE:
        count += 1
        node, here, depth, follow = stack.pop()
        words |= _own_words(node)
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name and follow and depth < DEPTH and (here.name, name) not in seen:
            seen.add((here.name, name))
            stack.extend((each, here, depth + 1, True) for each in here.values.get(name, ())[:CALLERS])
            if name in here.parameters and here.name is not None:
                for call, caller in callers.get(here.name.rpartition(".")[2], ()):
                    given = _given(call, here.parameters, name)
                    if given is not None:
                        stack.append((given, caller, depth + 1, True))
        if isinstance(node, ast.Subscript):
            # Which column is taken says nothing about where the column is taken from.
            stack.append((node.slice, here, depth, False))
            stack.append((node.value, here, depth, follow))
        else:
            stack.extend((each, here, depth, follow) for each in children_of(node))
    return frozenset(words)


def _given(call: ast.Call, names: tuple[str, ...], name: str) -> ast.expr | None:
    """What a call gives for a parameter."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    shift = 1 if isinstance(call.func, ast.Attribute) and names[:1] == ("self",) else 0
    position = names.index(name) - shift
    return call.args[position] if 0 <= position < len(call.args) else None


def _own_words(node: ast.AST) -> frozenset[str]:
    if isinstance(node, ast.Name):
        return words_of(node.id)
    if isinstance(node, ast.Attribute):
        return words_of(node.attr)
    if isinstance(node, ast.keyword) and node.arg is not None:
        return words_of(node.arg)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return words_of(node.value[:400])
    return frozenset()
