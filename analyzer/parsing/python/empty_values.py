"""Which arguments of calls are empty whatever happens: `[]`, or a name that a file only ever sets to nothing.

Only for a file that is asked about: its text is parsed once more for that.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from msgspec import Struct, field

from analyzer.parsing.python.following import FOLLOWED_LENGTH
from analyzer.parsing.python.module import syntax_tree
from analyzer.parsing.python.syntax import FunctionNode, bound_names, children_of, last_name, parameters

_NODES_LIMIT = 120_000
# Calls without arguments that make something empty, and those whose only argument may be empty.
_MAKERS = frozenset({"DataFrame", "Series", "list", "dict", "set", "tuple", "deque", "array", "LazyFrame"})
_FILLING = frozenset(
    {"append", "extend", "insert", "update", "add", "appendleft", "extendleft", "setdefault", "put", "push"}
)
_POSITIONS = frozenset({"loc", "iloc", "at", "iat"})
_FILLING_BEGINS = ("load", "fill", "collect", "read", "fetch", "populate", "init", "add", "append", "update")

Place = tuple[int, str]


class EmptyArgument(Struct, frozen=True):
    """An argument of a call that is empty: its position or keyword, and the name that is never filled.

    `name` is "" for what is written empty in the call; `attribute`: other files may fill it, too.
    """

    line: int
    call: str
    position: int | None
    keyword: str | None
    name: str
    attribute: bool


class _Scope(Struct):
    parent: _Scope | None = None
    empty: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    function: str = ""

    def of(self, name: str) -> _Scope | None:
        """The scope whose name it is."""
        current: _Scope | None = self
        while current is not None:
            if name not in current.outer and (name in current.empty or name in current.filled):
                return current
            current = current.parent
        return None


def empty_arguments(source: str, names: Collection[str]) -> tuple[EmptyArgument, ...]:
    """The empty arguments of all calls of functions and methods with these names."""
    if len(source) > FOLLOWED_LENGTH:
        return ()
    try:
        return tuple(_Reading(names).read(syntax_tree(source)))
    except Exception:
        return ()


class _Reading:
    """One walk over a file, after which it is known what is filled somewhere."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._calls: list[tuple[ast.Call, _Scope]] = []
        self._fills: list[tuple[str, _Scope]] = []
        # Whether what a function returns is empty, return for return, and what is set to such an answer.
        self._returns: dict[str, list[bool]] = {}
        self._answers: list[tuple[str, _Scope, str]] = []
        # What `self.rows` and `monitor.rows` are set to, whosever they are.
        self._attributes = _Scope()

    def read(self, tree: ast.Module) -> Iterator[EmptyArgument]:
        stack: list[tuple[ast.AST, _Scope]] = [(tree, _Scope())]
        count = 0
        while stack and count < _NODES_LIMIT:
            count += 1
            node, scope = stack.pop()
            if isinstance(node, FunctionNode | ast.Lambda):
                name = "" if isinstance(node, ast.Lambda) else node.name
                scope = _Scope(scope, function=name)
                scope.filled.update(each.arg for each in parameters(node.args))
            self._note(node, scope)
            stack.extend((each, scope) for each in reversed(children_of(node)))
        for name, scope, function in self._answers:
            (scope.empty if self._gives_nothing(function) else scope.filled).add(name)
        for name, scope in self._fills:
            owner = scope.of(name)
            if owner is not None:
                owner.filled.add(name)
        if not stack:
            for call, scope in self._calls:
                yield from self._empty(call, scope)

    def _gives_nothing(self, function: str) -> bool:
        return all(self._returns.get(function, (False,)))

    def _note(self, node: ast.AST, scope: _Scope) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._set(target, node.value, scope)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._set(node.target, node.value, scope)
        elif isinstance(node, ast.AugAssign):
            self._set(node.target, None, scope)
        elif isinstance(node, ast.Return | ast.Yield) and scope.function:
            empty = node.value is not None and isinstance(node, ast.Return) and _is_empty(node.value)
            self._returns.setdefault(scope.function, []).append(empty)
        elif isinstance(node, ast.NamedExpr):
            self._set(node.target, node.value, scope)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            self._set(node.target, None, scope)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._set(node.optional_vars, None, scope)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            scope.outer.update(node.names)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            scope.filled.update(each.asname or each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.Call):
            self._called(node, scope)

    def _set(self, target: ast.expr, value: ast.expr | None, scope: _Scope) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            values = value.elts if isinstance(value, ast.Tuple | ast.List) else [None] * len(target.elts)
            for each, part in zip(target.elts, values, strict=False):
                self._set(each, part, scope)
            return
        if isinstance(value, ast.Constant) and value.value is None:
            return
        empty = value is not None and _is_empty(value)
        function = _answered_by(value)
        if function and isinstance(target, ast.Attribute):
            self._answers.append((target.attr, self._attributes, function))
        elif function and isinstance(target, ast.Name) and target.id not in scope.outer:
            self._answers.append((target.id, scope, function))
        elif isinstance(target, ast.Attribute):
            (self._attributes.empty if empty else self._attributes.filled).add(target.attr)
        elif isinstance(target, ast.Subscript):
            self._fill(target.value, scope)
        else:
            for name in bound_names(target):
                if name in scope.outer and not empty:
                    self._fills.append((name, scope))
                elif name not in scope.outer:
                    (scope.empty if empty else scope.filled).add(name)

    def _fill(self, node: ast.expr, scope: _Scope) -> None:
        """Something is put into what a name or an attribute holds."""
        while isinstance(node, ast.Attribute) and node.attr in _POSITIONS:
            node = node.value
        if isinstance(node, ast.Attribute):
            self._attributes.filled.add(node.attr)
        elif isinstance(node, ast.Name):
            self._fills.append((node.id, scope))

    def _called(self, node: ast.Call, scope: _Scope) -> None:
        name = last_name(node.func)
        if name in self._names:
            self._calls.append((node, scope))
        if isinstance(node.func, ast.Attribute) and name in _FILLING:
            self._fill(node.func.value, scope)
        if name == "setattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            self._attributes.filled.add(str(node.args[1].value))
        if name.lower().lstrip("_").startswith(_FILLING_BEGINS):
            for each in node.args:
                self._fill(each, scope)
        for keyword in node.keywords:
            handed_on = _is_empty(keyword.value) or last_name(keyword.value) == keyword.arg
            if keyword.arg is not None and not handed_on:
                self._attributes.filled.add(keyword.arg)

    def _empty(self, call: ast.Call, scope: _Scope) -> Iterator[EmptyArgument]:
        line, name = call.func.end_lineno or call.lineno, last_name(call.func)
        for position, each in enumerate(call.args):
            if (found := self._never_filled(each, scope)) is not None:
                yield EmptyArgument(line, name, position, None, *found)
        for keyword in call.keywords:
            if (found := self._never_filled(keyword.value, scope)) is not None:
                yield EmptyArgument(line, name, None, keyword.arg, *found)

    def _never_filled(self, node: ast.expr, scope: _Scope) -> tuple[str, bool] | None:
        if _is_empty(node) or ((function := _answered_by(node)) and self._gives_nothing(function)):
            return "", False
        if isinstance(node, ast.Name):
            owner = scope.of(node.id)
            return (node.id, False) if owner is not None and node.id not in owner.filled else None
        if isinstance(node, ast.Attribute):
            known = self._attributes
            return (node.attr, True) if node.attr in known.empty - known.filled else None
        return None


def _answered_by(node: ast.expr | None) -> str:
    """The function or own method whose answer an expression is, "" if it is anything else."""
    if isinstance(node, ast.Await):
        node = node.value
    if not isinstance(node, ast.Call) or _is_empty(node):
        return ""
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    own = owner is None or (isinstance(owner, ast.Name) and owner.id in ("self", "cls"))
    return last_name(node.func) if own else ""


def _is_empty(node: ast.expr) -> bool:
    """Whether an expression is an empty container or frame: `[]`, `pd.DataFrame()`, `np.array([])`."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    if not isinstance(node, ast.Call) or last_name(node.func) not in _MAKERS:
        return False
    if any(each.arg not in ("columns", "dtype", "index", "maxlen", "schema") for each in node.keywords):
        return False
    indexed = any(each.arg == "index" for each in node.keywords)
    return not indexed and len(node.args) <= 1 and all(map(_is_empty, node.args))
