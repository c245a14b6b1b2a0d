"""R as a tree of our own, whose nodes answer what those of tree-sitter do: there is no grammar to install.

An operator-precedence parser over the tokens, with a stack of what is open: it takes every text, and what is
not R leaves out or parts expressions. Pipes are calls with the left side as the first argument.

Source: https://cran.r-project.org/doc/manuals/r-release/R-lang.html (operators, grammar).
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from analyzer.parsing.programs.facts import FROM_PACKAGE, NAME_DOT
from analyzer.parsing.programs.r_nodes import (
    RNode,
    RTree,
    dotted,
    is_placeholder,
    leaf,
    name_given,
    node_over,
    plain,
    put_comments,
    setting_status,
    string_leaf,
)
from analyzer.parsing.programs.r_tokens import (
    R_ASSIGNS,
    R_ASSIGNS_RIGHT,
    R_BEFORE,
    R_BINDS,
    R_CONSTANTS,
    R_FROM_RIGHT,
    R_HEADS,
    R_MATCHING,
    R_PIPES,
    R_SPECIAL,
    Token,
    r_tokens,
    string_value,
)
from analyzer.parsing.steps import spend


class _Operator(Struct):
    """An operator that waits for its right side; a prefix has no left one."""

    binds: int
    word: str
    prefix: bool
    row: int
    start: int
    head: tuple[RNode, ...] = ()


class _Open(Struct):
    """What is open: a block, parentheses, the arguments of a call, the head of a function or a branch."""

    bracket: str
    role: str
    start: int
    row: int
    operands: list[RNode] = field(default_factory=list)
    operators: list[_Operator] = field(default_factory=list)
    items: list[RNode] = field(default_factory=list)
    called: RNode | None = None
    word: str = ""
    named: RNode | None = None
    expects: bool = True
    broken: bool = False
    branches: int = 0
    comments: list[Token] = field(default_factory=list)
    ahead: list[Token] = field(default_factory=list)


def parse_r(text: str, classify: Callable[[RNode], None]) -> RTree:
    """The tree of a text; `classify` gives each call its type when its arguments are known."""
    return _Parser(classify).tree(text)


class _Parser:
    """The stack of what is open, and what each token does to it."""

    def __init__(self, classify: Callable[[RNode], None]) -> None:
        self._classify = classify
        self._open = [_Open("", "file", 0, 0)]
        self._brackets = {"(": 0, "[": 0, "{": 0}
        self._comments: list[RNode] = []
        self._waiting: _Operator | None = None
        self._member: Token | None = None

    def tree(self, text: str) -> RTree:
        last: Token = ("", "", 0, 0, 0, 0)
        for number, token in enumerate(r_tokens(text)):
            if not number % 64:
                spend(64)
            self._take(token)
            last = token
        while len(self._open) > 1:
            self._close(last)
        top = self._open[0]
        self._end_statement(top)
        root = RNode("program", 0, last[3], 0, last[5], "", tuple(top.items))
        return RTree(tuple(self._comments), root)

    # -- tokens --------------------------------------------------------------------------------

    def _take(self, token: Token) -> None:
        kind, here = token[0], self._open[-1]
        if kind == "newline":
            if here.bracket in ("", "{") and not here.expects and self._member is None:
                here.broken = True
            return
        if kind == "comment":
            node = leaf("comment", token)
            self._comments.append(node)
            if here.broken:
                here.ahead.append(token)
            elif not here.operands and not here.operators:
                here.comments.append(token)
            return
        if here.broken:
            here.broken = False
            if token[1] != "else" or not here.branches:
                self._end_statement(here)
        if self._member is not None and kind in ("name", "string"):
            self._end_member(here, token)
            return
        self._member = None
        if kind == "open":
            self._begin(here, token)
        elif kind == "close":
            self._end(token)
        elif kind == "comma":
            self._end_statement(here)
        elif kind == "operator":
            self._operator(here, token)
        elif kind == "name":
            self._word(here, token)
        elif kind in ("string", "number"):
            self._operand(here, leaf(kind, token) if kind == "number" else string_leaf(token))

    def _operand(self, here: _Open, node: RNode) -> None:
        if not here.expects:
            self._end_statement(here)
        self._waiting = None
        here.operands.append(node)
        here.expects = False

    def _word(self, here: _Open, token: Token) -> None:
        word = token[1]
        if word in R_HEADS:
            self._head(here, token)
        elif word == "repeat":
            self._prefix(here, _Operator(0, word, True, token[4], token[2]))
        elif word == "else":
            while here.operators and here.operators[-1].word != "if":
                self._reduce_one(here)
            if here.operators and here.operands:
                here.branches -= 1
                branch = here.operators[-1]
                branch.word, branch.head = "else", (*branch.head, here.operands.pop())
                here.expects = True
        elif word == "in" and not here.expects and here.word == "for":
            self._infix(here, _Operator(1, "in", False, token[4], token[2]))
        else:
            self._operand(here, leaf("constant" if word in R_CONSTANTS else "identifier", token))

    def _head(self, here: _Open, token: Token) -> None:
        if not here.expects:
            self._end_statement(here)
        self._waiting = _Operator(0, token[1], True, token[4], token[2])

    def _operator(self, here: _Open, token: Token) -> None:
        word = token[1]
        if word == "\\":
            self._head(here, token)
        elif here.expects:
            if word in R_BEFORE:
                self._prefix(here, _Operator(R_BEFORE[word], word, True, token[4], token[2]))
        elif word in ("$", "@", "::", ":::"):
            self._member = token
        elif word == "=" and self._names_argument(here):
            here.named, here.expects = here.operands.pop(), True
        else:
            binds = R_SPECIAL if word.startswith("%") else R_BINDS.get(word)
            if binds is not None:
                self._infix(here, _Operator(binds, word, False, token[4], token[2]))

    def _names_argument(self, here: _Open) -> bool:
        return (
            here.role in ("call", "index", "parameters")
            and here.named is None
            and not here.operators
            and len(here.operands) == 1
            and here.operands[0].type in ("identifier", "string", "constant")
        )

    def _prefix(self, here: _Open, operator: _Operator) -> None:
        if not here.expects:
            self._end_statement(here)
        here.operators.append(operator)
        here.branches += operator.word == "if"
        here.expects = True

    def _infix(self, here: _Open, operator: _Operator) -> None:
        self._reduce(here, operator.binds + (operator.word in R_FROM_RIGHT))
        here.operators.append(operator)
        here.expects = True

    def _end_member(self, here: _Open, token: Token) -> None:
        """`a$b`, `a@b`, `a$"b"`; `package::name`."""
        mark, self._member = self._member, None
        below = here.operands.pop()
        name = leaf(
            "name", token, string_value(token[1]).replace(".", NAME_DOT) if token[0] == "string" else None
        )
        if mark is not None and mark[1].startswith("::"):
            node = node_over("namespace", [below, name])
            node.value = f"{dotted(plain(below))}{FROM_PACKAGE}{name.value}"
            node.children = ()
        else:
            node = node_over("member", [below, name], object=below, name=name)
            node.children = (below,)
        here.operands.append(node)

    # -- brackets ------------------------------------------------------------------------------

    def _begin(self, here: _Open, token: Token) -> None:
        bracket = token[1]
        waiting, self._waiting = self._waiting, None
        role = "block" if bracket == "{" else "group"
        opened = _Open(bracket, role, token[2], token[4])
        if waiting is not None and bracket == "(":
            opened.role = "parameters" if waiting.word in ("function", "\\") else "head"
            opened.word, opened.start, opened.row = waiting.word, waiting.start, waiting.row
        elif bracket != "{" and not here.expects:
            opened.role = "call" if bracket == "(" else "index"
            opened.called = here.operands.pop()
            here.expects = True
        elif bracket == "{" and not here.expects:
            self._end_statement(here)
        self._open.append(opened)
        self._brackets[bracket[0]] += 1

    def _end(self, token: Token) -> None:
        bracket = R_MATCHING[token[1]]
        if not self._brackets[bracket]:
            return
        while self._open[-1].bracket[:1] != bracket:
            self._close(token)
        if self._open[-1].bracket == "[[":
            # The second of the two ends it; of `a[b[1]]` none is left for it.
            self._open[-1].bracket = "["
            return
        self._close(token)

    def _close(self, token: Token) -> None:
        """The innermost bracket ends at a token."""
        opened = self._open[-1]
        self._end_statement(opened)
        self._open.pop()
        self._brackets[opened.bracket[0]] -= 1
        here = self._open[-1]
        if opened.role == "parameters":
            for each in opened.items:
                each.type, each.value = "parameter", plain(each)
        if opened.role in ("parameters", "head"):
            self._prefix(here, _Operator(0, opened.word, True, opened.row, opened.start, tuple(opened.items)))
            return
        node = self._closed(opened, token)
        if not here.expects:
            self._end_statement(here)
        here.operands.append(node)
        here.expects = False

    def _closed(self, opened: _Open, token: Token) -> RNode:
        called, items = opened.called, opened.items
        start = opened.start if called is None else called.start_byte
        row = opened.row if called is None else called.row
        parts = tuple(items) if called is None else (called, *items)
        node = RNode(opened.role, start, token[3], row, token[4], "", parts)
        if called is not None:
            node.fields = {"function" if opened.role == "call" else "object": called}
            if opened.role == "call":
                node.arguments = tuple(items)
                self._classify(node)
        return node

    # -- expressions ---------------------------------------------------------------------------

    def _end_statement(self, here: _Open) -> None:
        """What was read of an expression is one; in parentheses it is an argument."""
        self._waiting = self._member = None
        self._reduce(here, 0)
        found = here.operands
        named, here.named = here.named, None
        if named is not None:
            node = node_over("argument", [named, *found[:1]], name=named)
            node.children = tuple(found[:1])
            node.value = plain(named)
            if found:
                node.fields["value"] = found[0]
            found = [node, *found[1:]]
        if here.comments and found:
            put_comments(found[0], here.comments)
        here.items += found
        here.operands, here.operators, here.comments, here.ahead = [], [], here.ahead, []
        here.expects, here.broken, here.branches = True, False, 0

    def _reduce(self, here: _Open, binds: int) -> None:
        while here.operators and here.operators[-1].binds >= binds:
            self._reduce_one(here)

    def _reduce_one(self, here: _Open) -> None:
        operator = here.operators.pop()
        here.branches -= operator.word == "if"
        # An operator without a right side stands before an end, or before what is no operand.
        right = here.operands.pop() if here.operands and not (here.expects and operator.prefix) else None
        if operator.prefix:
            here.operands.append(_prefixed(operator, right))
            here.expects = False
            return
        if here.expects or right is None or not here.operands:
            here.operands += [] if right is None else [right]
            here.expects = not here.operands
            return
        left = here.operands.pop()
        here.operands.append(self._joined(operator.word, left, right))

    def _joined(self, word: str, left: RNode, right: RNode) -> RNode:
        if word in R_PIPES:
            return self._piped(left, right)
        if word in R_ASSIGNS or word in R_ASSIGNS_RIGHT:
            name, value = (left, right) if word in R_ASSIGNS else (right, left)
            if value.type in ("function", "class_call"):
                value.name = name_given(name)
            node = node_over("assignment", [left, right], name=name, value=value)
            node.value = word
            if name.type == "member" and value.type == "number" and name.fields["name"].value == "status":
                return setting_status(node, name, value)
            if name.type != "string":
                return node
            name.type, name.value = "identifier", plain(name)
            return node
        node = node_over("formula" if word == "~" else "binary", [left, right], left=left, right=right)
        node.value = word
        return node

    def _piped(self, left: RNode, right: RNode) -> RNode:
        """`x |> f(y)` is `f(x, y)`, and `x %>% f` is `f(x)`."""
        called = right.fields.get("function")
        if called is None:
            if right.type not in ("identifier", "namespace", "member"):
                return node_over("binary", [left, right], left=left, right=right)
            right = node_over("call", [right], function=right)
            called = right.fields["function"]
        arguments = []
        is_placed = False
        for each in right.arguments:
            if not is_placed and is_placeholder(each):
                is_placed = True
                if each.type == "argument":
                    each.fields["value"] = left
                    each.children = ()
                arguments.append(each if each.type == "argument" else left)
            else:
                arguments.append(each)
        if not is_placed:
            arguments.insert(0, left)
        right.arguments = tuple(arguments)
        right.children = (left, called, *(each for each in arguments if each is not left))
        right.start_byte, right.row = left.start_byte, left.row
        self._classify(right)
        return right


def _prefixed(operator: _Operator, right: RNode | None) -> RNode:
    """A function, a branch, a loop or a sign before its operand."""
    word, head = operator.word, operator.head
    parts = [*head, *([right] if right is not None else [])]
    end = parts[-1].end_byte if parts else operator.start + 1
    row = parts[-1].end_row if parts else operator.row
    kind = "function" if word in ("function", "\\") else "unary" if word in R_BEFORE else "branch"
    node = RNode(kind, operator.start, max(end, operator.start + 1), operator.row, row, "", tuple(parts))
    node.fields = {} if right is None else {"body": right}
    if kind == "function":
        node.fields["head"] = RNode("head", operator.start, operator.start, operator.row, row, "", head)
    return node
