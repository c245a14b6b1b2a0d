"""Calls of Kotlin: lambdas behind the arguments, infix functions, generic calls."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from analyzer.parsing.programs.java import GIVES_HELD
from analyzer.parsing.trees import first_named, text_of
from analyzer.text import word_set

KOTLIN_GIVES_HELD = GIVES_HELD | word_set("await")


def last_named(node: Node) -> Node | None:
    """The last named child, where the grammar gives it no name."""
    count = node.named_child_count
    return node.named_child(count - 1) if count else None


def _is_continued(node: Node) -> bool:
    """`post("/x") { ... }`: the lambda belongs to the call before it."""
    first = first_named(node)
    return (
        first is not None
        and first.type == "call_expression"
        and node.named_child_count == 2
        and _is_lambda_alone(node)
        and not _is_lambda_alone(first)
    )


def _is_lambda_alone(node: Node) -> bool:
    second = second_named(node)
    return second is not None and second.type == "annotated_lambda"


def second_named(node: Node) -> Node | None:
    """The second named child."""
    return node.named_child(1) if node.named_child_count > 1 else None


def call_step(node: Node) -> tuple[Node | None, str]:
    """What is called; a lambda behind the arguments adds no call, and to wait for a value gives the value."""
    first = first_named(node)
    if first is not None and _gives_held(node, first):
        return first_named(first), ""
    return first, "" if _is_continued(node) else "()"


def _gives_held(node: Node, callee: Node) -> bool:
    """`answer.await()`: an object of the type that is declared to come later."""
    listed = second_named(node)
    return (
        callee.type == "navigation_expression"
        and text_of(last_named(callee)) in KOTLIN_GIVES_HELD
        and listed is not None
        and listed.type == "value_arguments"
        and not listed.named_child_count
    )


def call_arguments(node: Node) -> Iterable[Node] | None:
    """The arguments and the lambda behind them; None for the part of a call that a lambda continues.

    Waiting for a value is no call either.
    """
    parent, callee = node.parent, first_named(node)
    if callee is not None and _gives_held(node, callee):
        return None
    if parent is not None and parent.type == "call_expression" and _is_continued(parent):
        first = first_named(parent)
        if first is not None and first.id == node.id:
            return None
    found: list[Node] = []
    while True:
        for each in node.named_children[1:]:
            found += each.named_children if each.type == "value_arguments" else ()
            found += [each] if each.type == "annotated_lambda" else ()
        first = first_named(node)
        if first is None or not _is_continued(node):
            return found
        node = first


def infix(node: Node) -> tuple[Node | None, str]:
    """`answer shouldBe 3` is a call of `shouldBe`, which is imported."""
    operator = second_named(node)
    return None, f"{text_of(operator)}()" if operator is not None else "?"


def operands(node: Node) -> Iterable[Node]:
    """Both sides of an infix function."""
    return [each for position, each in enumerate(node.named_children) if position != 1]


def _parts_of_generic(node: Node) -> tuple[Node, Node] | None:
    """`runApplication<A>(*args)` and `exception<E> { }`, which the grammar takes for comparisons."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or left.type != "binary_expression":
        return None
    name = left.child_by_field_name("left")
    is_call = (
        right.type in ("lambda_literal", "parenthesized_expression") and right.start_byte > left.end_byte
    )
    is_generic = any(each.type == "<" for each in left.children) and any(
        each.type == ">" for each in node.children
    )
    return (name, right) if is_call and is_generic and name is not None else None


def binary(node: Node) -> tuple[Node | None, str]:
    """`a ?: b` is what is written first."""
    if any(each.type == "?:" for each in node.children):
        return node.child_by_field_name("left"), ""
    generic = _parts_of_generic(node)
    return (None, "?") if generic is None else (generic[0], "()")


def generic_arguments(node: Node) -> Iterable[Node] | None:
    """The arguments of a generic call that was taken for a comparison; None of a comparison."""
    generic = _parts_of_generic(node)
    if generic is None:
        return None
    return [generic[1]] if generic[1].type == "lambda_literal" else generic[1].named_children
