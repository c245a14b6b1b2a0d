"""What an answer decides: from the call that gives it through names to the branches that ask for it.

Only for a file that is asked about by the places of such calls: its text is parsed once more for that.
A name is followed through assignments, attributes of `self`, loops, arguments and results of functions
of the same file. Every look is counted, and what is over the limit is not followed.
Directly: an answer that is a fraction of a score, or kept two levels deep in a record, is not followed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from enum import IntEnum

from msgspec import Struct, field

from analyzer.parsing.code_facts import EXITS
from analyzer.parsing.python.answer_parts import (
    asks_presence,
    expressions_of,
    is_none,
    only_adds_to_a_report,
    records_left_out,
    root_name,
    texts_in,
)
from analyzer.parsing.python.module import syntax_tree
from analyzer.parsing.python.syntax import (
    FunctionNode,
    bound_names,
    children_of,
    last_name,
    parameters,
    renamed_by,
)

FOLLOWED_LENGTH = 200_000
LOOKS_LIMIT = 400_000
ROUNDS = 4
FILLS = frozenset({"append", "add", "extend", "update", "insert", "setdefault", "add_feature"})
ENDS = (ast.Return, ast.Continue, ast.Break, ast.Raise)

Place = tuple[int, str]


class Decision(Struct, frozen=True):
    """Something that happens only where the answer says so.

    `kind` is "raise", "exit", "assert", "return" or "call"; `name` the last name of what is called and
    `texts` the strings that are given or returned.
    """

    line: int
    kind: str
    name: str = ""
    texts: tuple[str, ...] = ()


class Followed(Struct, frozen=True):
    """What an answer decides in a file, and the functions of the file that hand it on."""

    decisions: tuple[Decision, ...] = ()
    returning: frozenset[str] = frozenset()


def follow_answer(
    source: str, places: Iterable[Place], returning: Iterable[str] = (), *, directly: bool = False
) -> Followed:
    """Follows the answers of the calls at the places: (line of the call, last name of what is called).

    `returning`: functions of the file whose answer is followed too. `directly`: not what a score or a
    report is made of.
    """
    if len(source) > FOLLOWED_LENGTH:
        return Followed()
    try:
        follower = _Follower(syntax_tree(source), frozenset(places), frozenset(returning), directly)
        follower.run()
    except Exception:
        return Followed()
    found = sorted(follower.decisions, key=lambda each: (each.line, each.kind, each.name))
    return Followed(tuple(found), frozenset(follower.returning))


class _Guard(IntEnum):
    """Whether a statement runs only where the answer says so; `AFTER`: another answer left before it."""

    NONE = 0
    AFTER = 1
    WITHIN = 2


class _TooMuchError(Exception):
    """More was to be looked at than is allowed."""


class _Scope(Struct):
    name: str
    body: Sequence[ast.stmt]
    parameters: tuple[str, ...] = ()
    # The names that hold the answer, and the line from which on they do.
    names: dict[str, int] = field(default_factory=dict)


class _Follower:
    def __init__(
        self, tree: ast.Module, places: frozenset[Place], returning: frozenset[str], directly: bool
    ) -> None:
        self.decisions: set[Decision] = set()
        self.returning = set(returning)
        self._places = places
        self._directly = directly
        self._left = LOOKS_LIMIT
        self._attributes: set[str] = set()
        # By function, the places of its answer in the tuples that it returns, where it returns only such.
        self._positions: dict[str, set[int] | None] = {}
        self._module = _Scope("", tree.body)
        self._scopes = [self._module]
        self._imported: set[str] = set()
        self._renamed: dict[str, str] = {}
        self._loops: list[tuple[int, int]] = []
        self._by_name: dict[str, list[_Scope]] = {}
        for node in self._walk(tree):
            if isinstance(node, FunctionNode):
                names = tuple(each.arg for each in parameters(node.args))
                scope = _Scope(node.name, node.body, names)
                self._scopes.append(scope)
                self._by_name.setdefault(node.name, []).append(scope)
            elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
                self._loops.append((node.lineno, node.end_lineno or node.lineno))
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self._imported.update(each.asname or each.name.partition(".")[0] for each in node.names)
                self._renamed.update(renamed_by(node))

    def run(self) -> None:
        """Follows until nothing new is found, at most so many rounds."""
        before = -1
        for _ in range(ROUNDS):
            for scope in self._scopes:
                try:
                    self._block(scope.body, scope, _Guard.NONE)
                except _TooMuchError:
                    return
            size = sum(len(each.names) - sum(each.names.values()) for each in self._scopes) + len(
                self._attributes
            )
            size += len(self.returning) + len(self.decisions)
            if size == before:
                return
            before = size

    def _walk(self, root: ast.AST) -> Iterable[ast.AST]:
        """The nodes from `root` down in the order of the text."""
        stack = [root]
        while stack:
            self._left -= 1
            if self._left < 0:
                raise _TooMuchError
            node = stack.pop()
            yield node
            below = reversed(children_of(node))
            stack.extend(records_left_out(node, below) if self._directly else below)

    # -- statements ----------------------------------------------------------------------------

    def _block(self, body: Sequence[ast.stmt], scope: _Scope, guard: _Guard) -> None:
        for statement in body:
            guard = max(guard, self._statement(statement, scope, guard))

    def _statement(self, node: ast.stmt, scope: _Scope, guard: _Guard) -> _Guard:
        """Looks at one statement; answers how what follows it in its block is guarded by it."""
        if isinstance(node, FunctionNode):
            return _Guard.NONE
        if isinstance(node, ast.If | ast.While):
            return self._branch(node, scope, guard)
        for expression in expressions_of(node):
            # What is raised is made, not called for what it does.
            self._expression(expression, scope, _Guard.NONE if isinstance(node, ast.Raise) else guard)
        if isinstance(node, ast.For | ast.AsyncFor):
            found = self._holds(node.iter, scope)
            if found:
                self._take(bound_names(node.target), scope, node.lineno)
            self._block(node.body, scope, max(guard, _Guard.AFTER if found else guard))
            self._block(node.orelse, scope, guard)
        elif isinstance(node, ast.Match):
            asked = self._holds(node.subject, scope)
            for case in node.cases:
                self._block(case.body, scope, _Guard.WITHIN if asked else guard)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                if item.optional_vars is not None and self._holds(item.context_expr, scope):
                    self._take(bound_names(item.optional_vars), scope, node.lineno)
            self._block(node.body, scope, guard)
        elif isinstance(node, ast.Try | ast.TryStar):
            for block in (node.body, *(each.body for each in node.handlers), node.orelse, node.finalbody):
                self._block(block, scope, guard)
        elif isinstance(node, ast.ClassDef):
            self._block(node.body, scope, guard)
        else:
            self._simple(node, scope, guard)
        return _Guard.NONE

    def _branch(self, node: ast.If | ast.While, scope: _Scope, guard: _Guard) -> _Guard:
        """A branch and all of its `elif`, which nest in the tree as deeply as they are many."""
        asked = False
        branch: ast.If | ast.While = node
        while True:
            self._expression(branch.test, scope, guard)
            asked = asked or self._asks(branch.test, scope)
            inner = _Guard.WITHIN if asked else guard
            self._block(branch.body, scope, inner)
            following = branch.orelse
            if isinstance(branch, ast.If) and len(following) == 1 and isinstance(following[0], ast.If):
                branch = following[0]
                continue
            self._block(following, scope, inner)
            leaves = any(isinstance(each.body[-1], ENDS) for each in (node, branch))
            return _Guard.AFTER if asked and leaves else _Guard.NONE

    def _simple(self, node: ast.stmt, scope: _Scope, guard: _Guard) -> None:
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            if node.value is None or (self._directly and only_adds_to_a_report(node)):
                return
            decided = guard is _Guard.WITHIN and (
                isinstance(node, ast.AugAssign) or isinstance(node.value, ast.Constant)
            )
            if decided or self._holds(node.value, scope):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in self._parts_that_hold(targets, node.value):
                    self._take_target(target, scope, node.lineno)
        elif isinstance(node, ast.Return):
            held = node.value is not None and self._holds(node.value, scope)
            says = node.value is not None and not is_none(node.value)
            if held or (guard is _Guard.WITHIN and says):
                self.returning.update({scope.name} - {""})
                self._note_positions(node.value, scope, guard)
            if node.value is not None and (held or guard):
                self._decide(node, "return", "", texts_in([node.value]))
        elif isinstance(node, ast.Assert):
            if self._asks(node.test, scope):
                self._decide(node, "assert")
        elif isinstance(node, ast.Raise):
            exits = isinstance(node.exc, ast.Call) and last_name(node.exc.func) in ("SystemExit", "Exit")
            if guard is _Guard.WITHIN:
                self._decide(node, "exit" if exits else "raise")
            elif exits and node.exc is not None and self._holds(node.exc, scope):
                self._decide(node, "exit")

    # -- expressions ---------------------------------------------------------------------------

    def _asks(self, test: ast.expr, scope: _Scope) -> bool:
        """Whether a condition asks what the answer says, not only whether there is one."""
        parts = [test]
        while parts:
            part = parts.pop()
            if isinstance(part, ast.BoolOp):
                parts.extend(part.values)
            elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not):
                parts.append(part.operand)
            elif not asks_presence(part) and self._holds(part, scope):
                return True
        return False

    def _holds(self, value: ast.expr, scope: _Scope) -> bool:
        """Whether the answer, or something made of it, is in an expression."""
        return any(self._is_answer(node, scope) for node in self._walk(value))

    def _is_answer(self, node: ast.AST, scope: _Scope) -> bool:
        if isinstance(node, ast.Name):
            return self._is_known(node, scope)
        if isinstance(node, ast.Attribute):
            return node.attr in self._attributes and last_name(node.value) in ("self", "cls")
        if isinstance(node, ast.Call):
            name = last_name(node.func)
            return (node.func.end_lineno or 0, self._renamed.get(name, name)) in self._places or (
                name in self.returning and self._is_ours(node.func)
            )
        return isinstance(node, ast.Await) and self._is_answer(node.value, scope)

    def _is_known(self, node: ast.Name, scope: _Scope) -> bool:
        """Whether a name holds the answer where it stands: from its line on, in a loop from the start."""
        since = scope.names.get(node.id)
        if since is None:
            return node.id in self._module.names and node.id not in scope.parameters
        here = node.lineno
        return since <= here or any(start <= here and since <= end for start, end in self._loops)

    def _is_ours(self, function: ast.expr) -> bool:
        """Whether what is called is no function of an imported module."""
        if isinstance(function, ast.Name):
            return function.id in self._by_name
        return isinstance(function, ast.Attribute) and last_name(function.value) not in self._imported

    def _expression(self, root: ast.expr, scope: _Scope, guard: _Guard) -> None:
        """Looks at every call in an expression, with what decides whether it happens."""
        stack: list[tuple[ast.AST, _Guard]] = [(root, guard)]
        while stack:
            self._left -= 1
            if self._left < 0:
                raise _TooMuchError
            node, inner = stack.pop()
            if isinstance(node, ast.IfExp):
                asked = self._asks(node.test, scope)
                stack.append((node.test, inner))
                stack.extend((each, _Guard.WITHIN if asked else inner) for each in (node.body, node.orelse))
                continue
            if isinstance(node, ast.BoolOp):
                for value in node.values:
                    stack.append((value, inner))
                    inner = _Guard.WITHIN if self._asks(value, scope) else inner
                continue
            if isinstance(node, ast.NamedExpr) and self._holds(node.value, scope):
                self._take([node.target.id], scope, node.lineno)
            elif isinstance(node, ast.Call):
                self._call(node, scope, inner)
            stack.extend((each, inner) for each in children_of(node))

    def _call(self, node: ast.Call, scope: _Scope, guard: _Guard) -> None:
        name = last_name(node.func)
        values = [*node.args, *(each.value for each in node.keywords)]
        held = [self._holds(each, scope) for each in values]
        if guard is _Guard.WITHIN and name in EXITS:
            self._decide(node, "exit", name)
        elif guard:
            self._decide(node, "call", name, texts_in(values))
        elif name in EXITS and any(held):
            self._decide(node, "exit", name)
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        asked = (node.func.end_lineno or 0, name) in self._places
        fills = name in FILLS and (any(held) or guard is _Guard.WITHIN)
        if owner is not None and (asked or fills) and root_name(owner) not in self._imported:
            self._take_target(owner, scope, node.lineno)
        if any(held):
            self._hand_over(node, held, name)

    def _hand_over(self, node: ast.Call, held: list[bool], name: str) -> None:
        """An argument is what the parameter of a function of the file is."""
        if not self._is_ours(node.func):
            return
        for scope in self._by_name.get(name, ()):
            shift = 1 if isinstance(node.func, ast.Attribute) and scope.parameters[:1] == ("self",) else 0
            for position in range(len(node.args)):
                if held[position] and position + shift < len(scope.parameters):
                    scope.names[scope.parameters[position + shift]] = 0
            for keyword, is_held in zip(node.keywords, held[len(node.args) :], strict=True):
                if is_held and keyword.arg in scope.parameters:
                    scope.names[keyword.arg or ""] = 0

    # -- what is known -------------------------------------------------------------------------

    def _take(self, names: Iterable[str], scope: _Scope, line: int) -> None:
        for each in names:
            if each not in ("self", "cls", "_"):
                scope.names[each] = min(line, scope.names.get(each, line))

    def _note_positions(self, value: ast.expr | None, scope: _Scope, guard: _Guard) -> None:
        """Notes where in a tuple that is returned the answer stands."""
        known = self._positions.setdefault(scope.name, set())
        if not self._directly or known is None or not isinstance(value, ast.Tuple):
            self._positions[scope.name] = None
            return
        known.update(
            at
            for at, each in enumerate(value.elts)
            if self._holds(each, scope) or (guard is _Guard.WITHIN and isinstance(each, ast.Constant))
        )

    def _parts_that_hold(self, targets: Sequence[ast.expr], value: ast.expr) -> Iterable[ast.expr]:
        """The targets of an assignment; of a tuple that is taken apart those at the places of the answer."""
        name = last_name(value.func) if isinstance(value, ast.Call) else ""
        known = self._positions.get(name)
        for target in targets:
            if known and isinstance(target, ast.Tuple):
                yield from (each for at, each in enumerate(target.elts) if at in known)
            else:
                yield target

    def _take_target(self, target: ast.expr, scope: _Scope, line: int) -> None:
        """The name behind an assignment target or a receiver holds the answer from here on."""
        while isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
            below = target.value
            if isinstance(target, ast.Attribute) and last_name(below) in ("self", "cls"):
                self._attributes.add(target.attr)
                return
            target = below
        self._take(bound_names(target), scope, line)

    def _decide(
        self, node: ast.stmt | ast.expr, kind: str, name: str = "", texts: tuple[str, ...] = ()
    ) -> None:
        self.decisions.add(Decision(node.lineno, kind, name, texts))
