"""The types that TypeScript writes out where it uses them: `({ client }: { client: OpenAI }) => ...`."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from analyzer.parsing.trees import first_named, text_of

MOST_MEMBERS = 40
DEEPEST_TYPE = 4


def types_of_members(
    node: Node | None, wrapping: frozenset[str], depth: int = DEEPEST_TYPE
) -> Iterator[tuple[Node, Node]]:
    """The members of a type that is written out, with their types; of any other type none."""
    if node is None or not depth:
        return
    if node.type == "generic_type" and text_of(node.child_by_field_name("name")) in wrapping:
        inside = next((each for each in node.named_children if each.type == "type_arguments"), None)
        if inside is not None:
            yield from types_of_members(first_named(inside), wrapping, depth - 1)
    elif node.type in ("intersection_type", "parenthesized_type", "union_type"):
        for each in node.named_children:
            yield from types_of_members(each, wrapping, depth - 1)
    elif node.type == "object_type":
        for each in node.named_children[:MOST_MEMBERS]:
            key, annotation = each.child_by_field_name("name"), each.child_by_field_name("type")
            kind = first_named(annotation) if annotation is not None else None
            if each.type == "property_signature" and key is not None and kind is not None:
                yield key, kind
