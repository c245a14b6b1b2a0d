"""What macros of Julia make of their arguments: variables, or values of names that are none.

Sources: https://docs.julialang.org/en/v1/stdlib/Logging/, https://github.com/JuliaIO/BSON.jl (`@load`).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs.grammar import Binding
from analyzer.parsing.trees import text_of
from analyzer.text import word_set

# Macros that take `name = value` as a value of that name.
JULIA_NAMING_MACROS = word_set("@info @warn @error @debug @logmsg @load @iload")
# Blocks whose value is that of what stands last in them.
JULIA_BLOCKS = word_set("compound_statement let_statement parenthesized_expression")
JULIA_COMMENTS = word_set("line_comment block_comment")
STOPS_BEFORE = lazy_regex(r"@assert\b|@test\w*|@check\w*|\b(?:error|throw|return)\b")
LONGEST_BLOCK = 20_000


def loaded_names(node: Node) -> Iterator[Binding]:
    """`@load "model.bson" model` makes a variable of what it found under that name."""
    if text_of(_macro_of(node)) != "@load":
        return
    lists = (each for each in node.named_children if each.type == "macro_argument_list")
    for each in lists:
        file, *names = each.named_children or (node,)
        if file.type != "identifier":
            yield from (Binding(one, node) for one in names if one.type == "identifier")


def _macro_of(node: Node) -> Node | None:
    """The name of a macro where it is called, without its module."""
    names = [each for each in node.named_children[:2] if each.type == "macro_identifier"]
    return names[-1] if names else None


def is_named_value(node: Node) -> bool:
    """Whether `name = value` is a value that a macro writes down or takes, and no variable."""
    around = node.parent
    if around is None or around.type != "macro_argument_list" or around.parent is None:
        return False
    return text_of(_macro_of(around.parent)) in JULIA_NAMING_MACROS


def asks_constant(node: Node) -> bool:
    """Whether a macro is given a block that stops nowhere and ends in `true`: `begin f(); true end`."""
    given = [
        one
        for each in node.named_children
        if each.type == "macro_argument_list"
        for one in each.named_children
    ]
    if len(given) != 1 or given[0].type not in JULIA_BLOCKS:
        return False
    inside = [each for each in given[0].named_children if each.type not in JULIA_COMMENTS]
    if not inside or inside[-1].type != "boolean_literal":
        return False
    return STOPS_BEFORE.search(text_of(given[0])[:LONGEST_BLOCK]) is None
