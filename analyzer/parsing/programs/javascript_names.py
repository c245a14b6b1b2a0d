"""What functions and classes of JavaScript and TypeScript are called, and what decorates them."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from analyzer.parsing.programs.grammar import Decoration
from analyzer.parsing.programs.javascript_modules import SOURCE_QUOTES
from analyzer.parsing.trees import first_named, text_of

PRIVATE = "#"
# Objects in objects: `const resolvers = { Query: { ask() {} } }`.
DEEPEST_OBJECT = 4


def function_name(node: Node) -> str:
    """Its own name, or that in the objects it stands in; none where those objects are handed to a call."""
    keys: list[str] = []
    if node.type == "method_definition":
        keys.append(text_of(node.child_by_field_name("name")).lstrip(PRIVATE))
        if node.parent is not None and node.parent.type != "object":
            return keys[0]
    above = node.parent
    if node.type != "method_definition" and (above is None or above.type != "pair"):
        return ""
    for _ in range(2 * DEEPEST_OBJECT):
        if above is None:
            return ""
        if above.type == "pair":
            keys.append(text_of(above.child_by_field_name("key")).strip(SOURCE_QUOTES))
        elif above.type not in (
            "object",
            "satisfies_expression",
            "as_expression",
            "parenthesized_expression",
        ):
            break
        above = above.parent
    return _name_in(above, keys)


def _name_in(above: Node | None, keys: list[str]) -> str:
    if above is None or not all(each.isidentifier() for each in keys):
        return ""
    if above.type == "variable_declarator":
        name = above.child_by_field_name("name")
        if name is not None and name.type == "identifier":
            return ".".join((text_of(name), *reversed(keys)))
        return ""
    is_given = above.type in ("export_statement", "return_statement", "arrow_function")
    is_exported = above.type == "assignment_expression" and text_of(
        above.child_by_field_name("left")
    ).startswith(("module.exports", "exports"))
    return keys[0] if len(keys) == 1 and (is_given or is_exported) else ""


def class_name(node: Node) -> str:
    """Of a class that is a value: its own name, or that of the variable."""
    own = text_of(node.child_by_field_name("name"))
    parent = node.parent
    if not own and parent is not None and parent.type == "variable_declarator":
        own = text_of(parent.child_by_field_name("name"))
    return own or f"class@{node.start_point[0] + 1}"


def script_decorations(node: Node) -> Iterator[Decoration]:
    """Decorators stand inside the definition, before it in the class, or at the statement that exports it.

    Those of the fields of a class are its own too.
    """
    found = [each for each in node.children if each.type == "decorator"]
    body = node.child_by_field_name("body")
    for each in body.named_children if body is not None and body.type == "class_body" else ():
        if each.type == "public_field_definition":
            found += [one for one in each.children if one.type == "decorator"]
    before = node.prev_named_sibling
    while before is not None and before.type == "decorator":
        found.append(before)
        before = before.prev_named_sibling
    if node.parent is not None and node.parent.type == "export_statement":
        found += [each for each in node.parent.children if each.type == "decorator" and each not in found]
    for each in found:
        expression = first_named(each)
        if expression is not None:
            inside = expression.child_by_field_name("arguments")
            yield Decoration(expression, tuple(inside.named_children) if inside is not None else ())
