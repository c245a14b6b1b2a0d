"""Trees of tree-sitter: parsed within the steps of a file, walked without recursion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from typing import TypeVar

import tree_sitter
from tree_sitter import Node

from analyzer.parsing.steps import OverBudgetError, spend

Taken = TypeVar("Taken")

# The text of a node is read in such pieces too.
CHUNK = 1024
# What the parser does between two questions whether to go on takes as long as so many nodes afterwards.
PARSER_STEPS = 10
# A grammar that goes back and forth asks for the same piece again and again.
READ_STEPS = 10
# Questions of the parser, and nodes, whose steps are counted together.
QUESTIONS_AT_ONCE = 16
NODES_AT_ONCE = 64
# A node of a text that was parsed piece by piece asks for each piece anew; who walks says the text instead.
# A character stands for each byte, so that the places of nodes are those of their texts.
_sources: list[str] = []


def parse_tree(language: tree_sitter.Language, source: bytes, steps: int = PARSER_STEPS) -> tree_sitter.Tree:
    """The tree of a text; `OverBudgetError` where parsing it alone takes what the file is given.

    `steps` are what the parser takes between two questions, which is more in grammars that try many ways.
    """
    # The parser goes on where reading the text raises an error, or ends early, and may then crash: it is told
    # to stop at its next question instead.
    asked, is_over = 0, False

    def is_enough(_offset: int, _is_broken: bool) -> bool:
        # The parser asks after every hundred of its operations.
        nonlocal asked, is_over
        asked += 1
        if asked == QUESTIONS_AT_ONCE:
            is_over = is_over or not _affords(asked * steps)
            asked = 0
        return is_over

    def read(offset: int, _point: object) -> bytes:
        nonlocal is_over
        is_over = is_over or not _affords(READ_STEPS)
        return source[offset : offset + CHUNK]

    try:
        tree = tree_sitter.Parser(language).parse(read, progress_callback=is_enough)
    except ValueError:
        # What it says of a text whose reading was stopped.
        if is_over:
            raise OverBudgetError from None
        raise
    if is_over:
        raise OverBudgetError
    spend(asked * steps)
    return tree


def _affords(steps: int) -> bool:
    """Counts steps; whether they were given."""
    try:
        spend(steps)
    except OverBudgetError:
        return False
    return True


@contextmanager
def texts_from(source: bytes) -> Iterator[None]:
    """Within the block `text_of` takes the text of a node from here: for nodes of one tree alone."""
    _sources.append(source.decode("latin-1"))
    try:
        yield
    finally:
        _sources.pop()


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


def nodes_of(
    root: Node, taken: Mapping[int, Taken], closed: Set[int] = frozenset()
) -> Iterator[tuple[Taken, Node]]:
    """As `preorder`, the nodes of some types, each with what `taken` has for its type.

    Types go by the numbers of the language. Into nodes of the types `closed`, which stand in `taken` too, the
    walk does not go unless they are broken; what has nothing there (an empty value) is not given. Counts a
    step for every node that is passed, also inside of those.
    """
    cursor = root.walk()
    down, along, up, known = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent, taken.get
    passed = 0
    while True:
        node = cursor.node
        if node is not None:
            passed += 1
            if passed >= NODES_AT_ONCE:
                spend(passed - passed % NODES_AT_ONCE)
                passed %= NODES_AT_ONCE
            number = node.kind_id
            found = known(number)
            if found is not None:
                if found:
                    yield found, node
                if number in closed and not node.has_error:
                    passed += node.descendant_count - 1
                    while not along():
                        if not up():
                            return
                    continue
        if not down():
            while not along():
                if not up():
                    return


def text_of(node: Node | None) -> str:
    """The source text of a node."""
    if node is None:
        return ""
    if not _sources:
        return (node.text or b"").decode("utf-8", "replace")
    text = _sources[-1][node.start_byte : node.end_byte]
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")


def first_named(node: Node) -> Node | None:
    """The first child with a name, None where a broken text left none."""
    return node.named_child(0) if node.named_child_count else None
