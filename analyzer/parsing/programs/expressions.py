"""Expressions of a program as text: chains of names, members and calls; strings; literals."""

from __future__ import annotations

import re
from collections.abc import Callable

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import TEXT_CUT
from analyzer.parsing.programs.grammar import Grammar, root
from analyzer.parsing.programs.names import LONGEST_TARGET, UNKNOWN_VALUE
from analyzer.parsing.trees import text_of

LONGEST_CHAIN = 40
MOST_JOINED = 20
CALLED = "()"
QUOTE_SIGNS = frozenset("\"'`")
# Names between dots; what begins with one of these words is no name.
PLAIN_CHAIN = lazy_regex(
    r"(?!\d|(?:_|import|new|true|false|null|nil|undefined|iota)\.)\w+(?:\.(?!\d|super\b)\w+){1,39}"
)
STRING_LITERAL = lazy_regex(r"[^\"'`]{0,8}(\"\"\"|'''|[\"'`])(.*)\1", re.DOTALL)


class Expressions:
    """The expressions of one file, by the steps of its grammar. Each chain is gone down once."""

    def __init__(self, grammar: Grammar, closure: Callable[[Node], str] = text_of) -> None:
        self._grammar = grammar
        self._steps = grammar.steps
        # The name of a function that stands where it is called: `(() => client)()`.
        self._closure = closure
        self._chains: dict[int, tuple[str, int]] = {}
        # Texts that names stand for, by the function around them.
        self.constants: dict[tuple[str, str], str] = {}

    def written(self, node: Node) -> str:
        """The chain of names, members and calls that ends here, as written; `?` for what is none."""
        steps, chains, members = self._steps, self._chains, self._grammar.members
        above: list[tuple[int, str]] = []
        current: Node | None = node
        found: tuple[str, int] | None = None
        while current is not None and found is None:
            kind = current.type
            step = steps.get(kind)
            if step is root:
                name = text_of(current)[: LONGEST_TARGET + 1]
                found = name, bool(name)
                break
            if kind in members and PLAIN_CHAIN.fullmatch(name := text_of(current)) is not None:
                found = name[: LONGEST_TARGET + 1], name.count(".") + 1
                break
            identifier = current.id
            found = chains.get(identifier)
            if found is not None:
                break
            if step is None:
                called = kind in self._grammar.functions and self._is_called(above)
                found = self._closure(current) if called else UNKNOWN_VALUE, 0
                break
            current, part = step(current)
            above.append((identifier, part))
        text, parts = found or ("", 0)
        for identifier, part in reversed(above):
            parts += bool(part)
            text = (text + part)[: LONGEST_TARGET + 1] if parts <= LONGEST_CHAIN else UNKNOWN_VALUE
            chains[identifier] = text, parts
        return text.removeprefix(".") or UNKNOWN_VALUE

    @staticmethod
    def _is_called(above: list[tuple[int, str]]) -> bool:
        return next((part for _, part in reversed(above) if part), "") == CALLED

    def text(self, node: Node, function: str, inner: Node | None = None) -> str | None:
        """The text of a literal, of several that are joined, or of a name that stands for one.

        `inner`: the node `unwrapped`, where that is known.
        """
        if node.type in self._grammar.joins:
            return self._joined(node, function)
        if node.type in self._grammar.identifiers:
            return self._constant(node, function)
        return self.literal_text(self.unwrapped(node) if inner is None else inner)

    def _joined(self, node: Node, function: str) -> str | None:
        """What is known of a text that is joined from several; None where nothing is."""
        waiting, parts = [node], []
        for _ in range(MOST_JOINED):
            if not waiting:
                break
            each = waiting.pop()
            if each.type in self._grammar.joins:
                waiting.extend(reversed(each.named_children))
            else:
                parts.append(self.text(each, function) or "")
        return "".join(parts)[:TEXT_CUT] or None

    def _constant(self, node: Node, function: str) -> str | None:
        """The text that a name stands for in the function around it, or outside of all."""
        if not self.constants:
            return None
        name = text_of(node)
        inside = self.constants.get((function, name))
        return inside if inside is not None else self.constants.get(("", name))

    def string(self, node: Node) -> str | None:
        """The value of a plain string literal as written, None if it is none."""
        return self.literal_text(self.unwrapped(node))

    def literal_text(self, node: Node) -> str | None:
        """The same of what stands in no parentheses."""
        if node.type not in self._grammar.strings:
            return None
        interpolations = self._grammar.interpolations
        if interpolations and any(child.type in interpolations for child in node.named_children):
            return None
        text = text_of(node)
        quote = text[:1]
        if quote in QUOTE_SIGNS and text[1:2] != quote and text[-1:] == quote and len(text) > 1:
            return text[1:-1][:TEXT_CUT]
        match = STRING_LITERAL.fullmatch(text)
        return (match[2] if match else text.lstrip(":"))[:TEXT_CUT]

    def method_of(self, node: Node) -> str:
        """A call as a method of the argument that it belongs to, "" where it belongs to none."""
        if self._grammar.receiver is None:
            return ""
        receiver, name = self._grammar.receiver(node)
        return "" if receiver is None else f"{self.written(receiver)}{name}"

    def literal(self, node: Node | None) -> str:
        if node is None:
            return ""
        return text_of(node)[:TEXT_CUT] if node.type in self._grammar.literals else self.string(node) or ""

    def line_of(self, call: Node) -> int:
        """The line where the name of what is called ends."""
        while True:
            name = call.child_by_field_name("name") or call.child_by_field_name("method")
            if name is not None:
                return name.end_point[0] + 1
            step = self._steps.get(call.type)
            below, part = step(call) if step is not None else (None, "")
            if below is None or part:
                return (call.start_point if below is None else below.end_point)[0] + 1
            call = below

    def unwrapped(self, node: Node) -> Node:
        """What stands in parentheses and the like."""
        steps = self._steps
        while (step := steps.get(node.type)) is not None and step is not root:
            below, part = step(node)
            if below is None or part:
                break
            node = below
        return node
