"""Reads what Python refuses: Python 2, or a file with a syntax error, by tree-sitter.

Gives less than the syntax tree of Python does: names are followed file-wide through imports and simple
assignments, without scopes, and a function's `names` are the targets of its calls.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

import tree_sitter
import tree_sitter_python
from msgspec import Struct, field
from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import (
    NAMES_CUT,
    Assertion,
    Call,
    CannotFail,
    ClassDefinition,
    CodeFacts,
    Function,
    Import,
)
from analyzer.parsing.python.names import (
    ASSERTION_TARGETS,
    BUILTINS,
    FOLLOW_LIMIT,
    TARGET_LIMIT,
    UNKNOWN,
    assertion_kind,
    logs,
)
from analyzer.parsing.python.nodes import (
    Chains,
    call_arguments,
    catches_import_error,
    documented,
    imported_name,
)
from analyzer.parsing.steps import CALL_STEPS, OverBudgetError, spend
from analyzer.parsing.trees import parse_tree, preorder, text_of

# tree-sitter takes quadratic time over long runs of such lines where the code around them is broken.
CONTINUATION = "\\\n"
CONTINUATION_LIMIT = 1000
# Making the tree of such a chain takes longer than walking it, and nothing else of the file is near.
ENDLESS_CHAIN_STEPS = 40
COMMENT_LINE = lazy_regex(r"^[ \t\f]*#.*$", re.MULTILINE)
ROOT_AND_ATTRIBUTE = lazy_regex(r"(\w+)(?:\.\w+)?")
MAIN_GUARD = lazy_regex(r"\(?__name__\s*==\s*[\"']__main__[\"']")
PARAMETER = lazy_regex(r"\**(\w+)")


@lru_cache(maxsize=1)
def _language() -> tree_sitter.Language:
    return tree_sitter.Language(tree_sitter_python.language())


def recover(text: str) -> CodeFacts:
    """What an error-tolerant parser finds in Python code."""
    text = COMMENT_LINE.sub("", text)
    if text.count(CONTINUATION) > CONTINUATION_LIMIT:
        text = text.replace(CONTINUATION, "\n")
    recovery = Recovery()
    # What was found in the part that the budget was enough for holds: these facts only add up.
    with suppress(OverBudgetError):
        for node in preorder(parse_tree(_language(), text.encode("utf-8", "replace")).root_node):
            spend()
            recovery.enter(node)
    return recovery.facts()


class Definition(Struct):
    """A function or class that the walk is inside of."""

    node: Node
    qualified_name: str
    is_function: bool
    nested: bool
    methods: list[str] = field(default_factory=list)


class OpenAssertion(Struct):
    """An assert statement or call; what stands between `start` and `end` is asserted.

    `compares`: it checks a value, so that without any name in it it checks nothing.
    """

    start: int
    end: int
    line: int
    function: str | None
    kind: str
    compares: bool
    names: set[str] = field(default_factory=set)


class Recovery:
    """Collects facts while nodes go by, parents first."""

    def __init__(self) -> None:
        self.imports: list[Import] = []
        self.calls: list[Call] = []
        self.assertions: list[OpenAssertion] = []
        self.definitions: list[Definition] = []
        self.known: dict[str, str] = {}
        self.assigned: dict[str, str] = {}
        self.prints = 0
        self.log_calls = 0
        self.first_log_call: int | None = None
        self.main_guard: int | None = None
        self._chains = Chains()
        self._guarded: set[int] = set()
        self._final: dict[str, str] = {}
        self._inside: list[Definition] = []
        self._handlers = {
            "import_statement": self._import,
            "import_from_statement": self._import_from,
            "future_import_statement": self._import_from,
            "function_definition": self._definition,
            "class_definition": self._definition,
            "assignment": self._assignment,
            "call": self._call,
            "assert_statement": self._assert,
            "print_statement": self._print,
            "identifier": self._identifier,
            "if_statement": self._if,
            "try_statement": self._try,
        }

    def enter(self, node: Node) -> None:
        """One more node."""
        handler = self._handlers.get(node.type)
        if handler is not None and node.is_named:
            while self._inside and node.start_byte >= self._inside[-1].node.end_byte:
                self._inside.pop()
            handler(node)

    @property
    def _function(self) -> str | None:
        return next((each.qualified_name for each in reversed(self._inside) if each.is_function), None)

    def _bind_import(self, module: str, name: str | None, alias: str, target: str, node: Node) -> None:
        if alias != "*":
            self._bind(alias, target)
        guarded = node.id in self._guarded
        line = node.start_point[0] + 1
        self.imports.append(Import(module, name, alias, line, guarded, self._function is not None, False))

    def _try(self, node: Node) -> None:
        """Notes which statements stand directly in the block: asking a node for its parent is slow."""
        body = node.child_by_field_name("body")
        clauses = [each for each in node.children if each.type == "except_clause"]
        if body is not None and any(map(catches_import_error, clauses)):
            self._guarded.update(each.id for each in body.children)

    def _import(self, node: Node) -> None:
        for each in node.children_by_field_name("name"):
            module, alias = imported_name(each)
            bound = alias or module.partition(".")[0]
            self._bind_import(module, None, bound, module if alias else bound, node)

    def _import_from(self, node: Node) -> None:
        future = node.type == "future_import_statement"
        module = "__future__" if future else text_of(node.child_by_field_name("module_name"))
        module = "".join(module.split())
        separator = "" if module.endswith(".") else "."
        for each in node.children_by_field_name("name"):
            name, alias = imported_name(each)
            self._bind_import(module, name, alias or name, f"{module}{separator}{name}", node)
        if any(child.type == "wildcard_import" for child in node.children):
            self._bind_import(module, "*", "*", "", node)

    def _definition(self, node: Node) -> None:
        name = text_of(node.child_by_field_name("name"))
        prefix = self._inside[-1].qualified_name + "." if self._inside else ""
        is_function = node.type == "function_definition"
        if is_function and self._inside and not self._inside[-1].is_function:
            self._inside[-1].methods.append(name)
        definition = Definition(node, prefix + name, is_function, self._function is not None)
        if not self._inside:
            self._bind(name, name)
        self.definitions.append(definition)
        self._inside.append(definition)

    def _assignment(self, node: Node) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.type not in {"identifier", "attribute"}:
            return
        name, value = self._chains.written(left), self._chains.written(right)
        if value[0] != UNKNOWN and not value.startswith((name + ".", name + "(")) and value != name:
            self.assigned[name] = value

    def _call(self, node: Node) -> None:
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is None:
            return
        spend(CALL_STEPS)
        written, line = self._chains.written(function), node.start_point[0] + 1
        # What a chain of calls without an end gave is called: nothing that is said of calls is about it.
        if written == UNKNOWN and function.type == "call":
            spend(ENDLESS_CHAIN_STEPS)
            return
        strings, keywords, positional = call_arguments(arguments)
        self.calls.append(Call(written, line, self._function, strings, keywords, positional))
        target = self._resolve(written)
        receiver, _, method = written.rpartition(".")
        if target == "print":
            self.prints += 1
        elif logs(target, receiver.rpartition(".")[2]):
            self.log_calls += 1
            self.first_log_call = min(self.first_log_call or line, line)
        if self._asserted(node):
            self.assertions[-1].names.add(target)
        on_self = receiver == "self"
        if target in ASSERTION_TARGETS or method.startswith(("assert", "fail")):
            kind = assertion_kind(target, method, on_self=on_self)
            if kind is not None and arguments is not None:
                self._open(arguments, line, kind, kind == "unittest" and method.startswith("assert"))

    def _open(self, node: Node, line: int, kind: str, compares: bool) -> None:
        opened = OpenAssertion(node.start_byte, node.end_byte, line, self._function, kind, compares)
        self.assertions.append(opened)

    def _asserted(self, node: Node) -> bool:
        last = self.assertions[-1] if self.assertions else None
        return last is not None and last.start <= node.start_byte < last.end

    def _assert(self, node: Node) -> None:
        self._open(node, node.start_point[0] + 1, "assert", compares=True)

    def _print(self, _node: Node) -> None:
        self.prints += 1

    def _if(self, node: Node) -> None:
        condition = text_of(node.child_by_field_name("condition"))
        if self.main_guard is None and not self._inside and MAIN_GUARD.match(condition):
            self.main_guard = node.start_point[0] + 1

    def _identifier(self, node: Node) -> None:
        if self._asserted(node):
            self.assertions[-1].names.add(text_of(node))

    def _bind(self, name: str, target: str) -> None:
        self.known[name] = target
        self.assigned.pop(name, None)

    def _resolve(self, written: str) -> str:
        """A chain as written, its root followed through assignments to an import or definition."""
        for _ in range(FOLLOW_LIMIT):
            parts = ROOT_AND_ATTRIBUTE.match(written)
            if parts is None or len(written) > TARGET_LIMIT:
                return UNKNOWN if parts else written
            root = parts[0] if parts[0] in self.assigned else parts[1]
            rest = written[len(root) :]
            if root in self.assigned:
                written = self.assigned[root] + rest
            elif root in self.known:
                return self.known[root] + rest
            else:
                return UNKNOWN + rest if rest.startswith(".") and root not in BUILTINS else written
        return UNKNOWN

    def facts(self) -> CodeFacts:
        """Everything collected, names followed, in the order of the lines."""
        calls = [self._resolved(each) for each in self.calls]
        targets: dict[str | None, set[str]] = {}
        for call in calls:
            targets.setdefault(call.function, set()).add(call.target)
        return CodeFacts(
            imports=tuple(self.imports),
            calls=tuple(sorted(calls, key=lambda each: each.line)),
            functions=tuple(
                _function(each, targets.get(each.qualified_name, set()))
                for each in self.definitions
                if each.is_function
            ),
            classes=tuple(self._class(each) for each in self.definitions if not each.is_function),
            assertions=tuple(map(_assertion, self.assertions)),
            prints=self.prints,
            log_calls=self.log_calls,
            first_log_call=self.first_log_call,
            main_guard=self.main_guard,
        )

    def _resolved(self, call: Call) -> Call:
        written = call.target
        target = self._final.get(written)
        if target is None:
            target = self._final[written] = self._resolve(written)
        if target == written:
            return call
        return Call(target, call.line, call.function, call.strings, call.keywords, call.positional)

    def _class(self, definition: Definition) -> ClassDefinition:
        node = definition.node
        superclasses = node.child_by_field_name("superclasses")
        bases = [
            self._chains.written(each)
            for each in (superclasses.named_children if superclasses is not None else ())
            if each.type in {"identifier", "attribute"}
        ]
        return ClassDefinition(
            name=definition.qualified_name.rpartition(".")[2],
            qualified_name=definition.qualified_name,
            line=node.start_point[0] + 1,
            bases=tuple(map(self._resolve, bases)),
            methods=tuple(definition.methods),
            documented=documented(node),
            decorators=(),
            end_line=node.end_point[0] + 1,
        )


def _function(definition: Definition, targets: set[str]) -> Function:
    node = definition.node
    parameters = node.child_by_field_name("parameters")
    names = [PARAMETER.match(text_of(each)) for each in parameters.named_children] if parameters else []
    return Function(
        name=definition.qualified_name.rpartition(".")[2],
        qualified_name=definition.qualified_name,
        line=node.start_point[0] + 1,
        end_line=node.end_point[0] + 1,
        parameters=tuple(match[1] for match in names if match),
        annotated=node.child_by_field_name("return_type") is not None,
        documented=documented(node),
        decorators=(),
        empty=False,
        names=tuple(sorted(targets - {UNKNOWN})[:NAMES_CUT]),
        nested=definition.nested,
    )


def _assertion(opened: OpenAssertion) -> Assertion:
    names = tuple(sorted(opened.names - {UNKNOWN})[:NAMES_CUT])
    hollow = CannotFail.CONSTANT if opened.compares and not names else None
    return Assertion(opened.line, opened.function, opened.kind, names, hollow)
