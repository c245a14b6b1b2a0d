"""Small questions about nodes of a tree-sitter tree of Python code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from analyzer.parsing.python_facts import STRINGS_CUT, TEXT_CUT, Keywords
from analyzer.parsing.python_names import TARGET_LIMIT, UNKNOWN

CHAIN_LIMIT = 40
STRING = re.compile(r"[A-Za-z]{0,2}(\"\"\"|'''|\"|')(.*)\1", re.DOTALL)
IMPORT_ERROR = re.compile(r"\b(ImportError|ModuleNotFoundError|Exception|BaseException)\b")
LITERALS = frozenset({"integer", "float", "true", "false", "none"})


def preorder(root: Node) -> Iterator[Node]:
    """Every node, parents first. By cursor: the depth of the tree is the file's choice."""
    cursor = root.walk()
    while True:
        node = cursor.node
        if node is not None:
            yield node
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def text_of(node: Node | None) -> str:
    """The source text of a node."""
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")


def chain(node: Node) -> str:
    """A name, attribute or call as written, `()` for a call; `?` in place of what cannot be followed."""
    parts: list[str] = []
    current: Node | None = node
    while current is not None and len(parts) <= CHAIN_LIMIT:
        if current.type == "attribute":
            parts.append("." + text_of(current.child_by_field_name("attribute")))
            current = current.child_by_field_name("object")
        elif current.type == "call":
            parts.append("()")
            current = current.child_by_field_name("function")
        else:
            root = text_of(current) if current.type in {"identifier", "dotted_name"} else UNKNOWN
            return "".join([root, *reversed(parts)])[:TARGET_LIMIT]
    return UNKNOWN


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
    body = definition.child_by_field_name("body")
    statement = next(iter(body.named_children), None) if body is not None else None
    if statement is None or statement.type != "expression_statement":
        return False
    return any(each.type == "string" for each in statement.named_children[:1])
