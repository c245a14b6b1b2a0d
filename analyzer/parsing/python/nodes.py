"""Small questions about nodes of a tree-sitter tree of Python code."""

from __future__ import annotations

import re

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import STRINGS_CUT, TEXT_CUT, Keywords
from analyzer.parsing.python.names import CHAIN_LIMIT, TARGET_LIMIT, UNKNOWN
from analyzer.parsing.trees import text_of

STRING = lazy_regex(r"[A-Za-z]{0,2}(\"\"\"|'''|\"|')(.*)\1", re.DOTALL)
IMPORT_ERROR = lazy_regex(r"\b(ImportError|ModuleNotFoundError|Exception|BaseException)\b")
LITERALS = frozenset({"integer", "float", "true", "false", "none"})


class Chains:
    """Names, attributes and calls as written, `()` for a call; `?` in place of what cannot be followed.

    Each is made from the one it stands on: a chain of n calls holds n chains, and is gone down once.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, int]] = {}
        # Of what an endless chain stands on: the node `CHAIN_LIMIT` parts below it.
        self._ahead: dict[int, Node] = {}

    def written(self, node: Node) -> str:
        """The chain that ends here, at most `TARGET_LIMIT` characters; `?` over `CHAIN_LIMIT` parts."""
        if node.id not in self._known and self._is_endless(node):
            return UNKNOWN
        above: list[tuple[int, str]] = []
        current = node
        while (found := self._known.get(current.id)) is None:
            below = _stands_on(current)
            if below is None:
                found = text_of(current) if current.type in {"identifier", "dotted_name"} else UNKNOWN, 0
                break
            part = "()" if current.type == "call" else "." + text_of(current.child_by_field_name("attribute"))
            above.append((current.id, part))
            current = below
        text, parts = found
        for identifier, part in reversed(above):
            parts += 1
            text = (text + part)[:TARGET_LIMIT]
            self._known[identifier] = text, parts
        return text

    def _is_endless(self, node: Node) -> bool:
        """Whether the chain has more than `CHAIN_LIMIT` parts; those within it are then a step away."""
        below, parts = self._ahead.pop(node.id, node), CHAIN_LIMIT
        if below is node:
            parts = 0
        while parts <= CHAIN_LIMIT:
            further = _stands_on(below)
            if further is None:
                return False
            below, parts = further, parts + 1
        inner = _stands_on(node)
        if inner is not None:
            self._ahead[inner.id] = below
        return True


def _stands_on(node: Node) -> Node | None:
    """What an attribute or a call is taken of; None of every other node."""
    if node.type == "attribute":
        return node.child_by_field_name("object")
    return node.child_by_field_name("function") if node.type == "call" else None


def string_value(node: Node) -> str | None:
    """The value of a plain string literal as written (escapes are left alone), None if it is none."""
    if node.type != "string" or any(child.type == "interpolation" for child in node.children):
        return None
    match = STRING.fullmatch(text_of(node))
    return match[2][:TEXT_CUT] if match else None


def catches_import_error(clause: Node) -> bool:
    """Whether an except clause survives a failing import."""
    caught = [text_of(each) for each in clause.named_children if each.type not in {"block", "comment"}]
    return not caught or any(IMPORT_ERROR.search(text) for text in caught)


def imported_name(node: Node) -> tuple[str, str | None]:
    """An imported name and its alias, None without one."""
    if node.type == "aliased_import":
        return text_of(node.child_by_field_name("name")), text_of(node.child_by_field_name("alias"))
    return text_of(node), None


def call_arguments(node: Node | None) -> tuple[tuple[str, ...], Keywords, int]:
    """Literal strings, keywords and the number of positional arguments of a call."""
    strings: list[str] = []
    keywords: list[tuple[str, str]] = []
    positional = 0
    for each in node.named_children if node is not None and node.type == "argument_list" else ():
        if each.type == "keyword_argument":
            value = each.child_by_field_name("value")
            keywords.append((text_of(each.child_by_field_name("name")), _literal(value)))
        elif each.type not in {"comment", "ERROR"}:
            positional += 1
            items = each.named_children if each.type in {"list", "tuple"} else [each]
            strings.extend(text for item in items if (text := string_value(item)) is not None)
    return tuple(strings[:STRINGS_CUT]), tuple(keywords), positional


def _literal(node: Node | None) -> str:
    if node is None:
        return ""
    return text_of(node)[:TEXT_CUT] if node.type in LITERALS else string_value(node) or ""


def documented(definition: Node) -> bool:
    """Whether the body of a function or class begins with a string."""
    statement = _first(definition.child_by_field_name("body"))
    if statement is None or statement.type != "expression_statement":
        return False
    first = _first(statement)
    return first is not None and first.type == "string"


def _first(node: Node | None) -> Node | None:
    """The first named child; a definition that breaks off has a body without one."""
    return node.named_child(0) if node is not None and node.named_child_count else None
