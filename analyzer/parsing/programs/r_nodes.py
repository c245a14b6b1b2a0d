"""Nodes of a tree of our own, which answer what those of tree-sitter do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from msgspec import Struct

from analyzer.parsing.programs.facts import NAME_DOT
from analyzer.parsing.programs.r_tokens import R_PLACEHOLDERS, Token, string_value

# Nodes go by numbers: those that a table makes for a moment must not have the one of another.
_numbers = count()
R_NO_FIELDS: dict[str, RNode] = {}
# Nodes in which nothing stands, and which say nothing where they are met.
R_LEAVES = frozenset({"identifier", "string", "number", "constant", "namespace", "name"})


class RNode:
    """One node; the fields by name, the children in the order of the text."""

    is_named = True
    # Most nodes have none of these.
    name = ""
    parent: RNode | None = None
    before: RNode | None = None
    annotations: tuple[Token, ...] = ()
    arguments: tuple[RNode, ...] = ()

    def __init__(
        self, kind: str, start: int, end: int, row: int, end_row: int, value: str = "",
        children: tuple[RNode, ...] = (), fields: dict[str, RNode] | None = None,
    ) -> None:  # fmt: skip
        self.id = next(_numbers)
        self.type = kind
        self.value = value
        self.start_byte = start
        self.end_byte = end
        self.row = row
        self.end_row = end_row
        self.children = children
        self.fields = R_NO_FIELDS if fields is None else fields

    @property
    def named_children(self) -> tuple[RNode, ...]:
        return self.children

    @property
    def named_child_count(self) -> int:
        return len(self.children)

    @property
    def start_point(self) -> tuple[int, int]:
        return self.row, 0

    @property
    def end_point(self) -> tuple[int, int]:
        return self.end_row, 0

    @property
    def prev_named_sibling(self) -> RNode | None:
        return self.before

    @property
    def text(self) -> bytes:
        return self.value.encode()

    def walk(self) -> _Cursor:
        """A cursor that stands on this node and does not leave it."""
        return _Cursor(self)

    def child_by_field_name(self, name: str) -> RNode | None:
        """The child in a field, None if it has none."""
        return self.fields.get(name)

    def named_child(self, index: int) -> RNode | None:
        """The child at a place, None behind the last."""
        return self.children[index] if index < len(self.children) else None


class _Cursor:
    """Where a walk stands: the nodes above, each with the place of the next child to go to."""

    __slots__ = ("_above", "node")

    def __init__(self, node: RNode) -> None:
        self.node = node
        self._above: list[tuple[RNode, int]] = []

    def goto_first_child(self) -> bool:
        """To the first child, if there is one."""
        if not self.node.children:
            return False
        self._above.append((self.node, 1))
        self.node = self.node.children[0]
        return True

    def goto_next_sibling(self) -> bool:
        """To the next node below the same one, if there is one."""
        if not self._above or self._above[-1][1] >= len(self._above[-1][0].children):
            return False
        above, place = self._above.pop()
        self._above.append((above, place + 1))
        self.node = above.children[place]
        return True

    def goto_parent(self) -> bool:
        """To the node above, if the walk began there or higher."""
        if not self._above:
            return False
        self.node = self._above.pop()[0]
        return True


def leaf(kind: str, token: Token, value: str | None = None) -> RNode:
    """A node that is one token."""
    _, written, start, end, row, end_row = token
    return RNode(kind, start, end, row, end_row, written if value is None else value)


def node_over(kind: str, parts: list[RNode], **fields: RNode) -> RNode:
    """A node around others, which are in the order of the text."""
    first, last = parts[0], parts[-1]
    return RNode(kind, first.start_byte, last.end_byte, first.row, last.end_row, "", tuple(parts), fields)


def plain(node: RNode) -> str:
    """A name as it is, and a string as the name that it is."""
    return node.value[1:-1].replace(".", NAME_DOT) if node.type == "string" else node.value


def dotted(name: str) -> str:
    """A name as it is written in R: for modules, whose dots part nothing."""
    return name.replace(NAME_DOT, ".")


def string_leaf(token: Token) -> RNode:
    """A string, raw or not, between double quotes."""
    return leaf("string", token, f'"{string_value(token[1])}"')


def setting_status(node: RNode, name: RNode, value: RNode) -> RNode:
    """`res$status <- 400` is what R makes of it: a call of a function that sets it."""
    if value.value[:1] not in "45" or len(value.value.rstrip("L")) != 3:
        return node
    argument = node_over("argument", [value], name=name.fields["name"], value=value)
    argument.value = "status"
    node.type, node.arguments, node.fields = "setting", (argument,), {"function": name}
    return node


def is_placeholder(node: RNode) -> bool:
    """Whether an argument stands for what comes through a pipe."""
    value = node.fields.get("value") if node.type == "argument" else node
    return value is not None and value.type == "identifier" and value.value in R_PLACEHOLDERS


def name_given(name: RNode) -> str:
    """The name that an assignment gives a function, "" where it gives none."""
    if name.type in ("identifier", "string"):
        return plain(name)
    return name.fields["name"].value if name.type == "member" else ""


def put_comments(node: RNode, comments: list[Token]) -> None:
    """The comments above a statement belong to the function that it defines."""
    value: RNode | None = node
    while value is not None and value.type in ("assignment", "argument"):
        value = value.fields.get("value")
    last = comments[-1]
    if value is not None and value.type in ("function", "class_call"):
        value.annotations = tuple(comments)
        if last[4] + 1 >= node.row:
            value.before = leaf("comment", last)


class RTree(Struct, frozen=True):
    """The comments of a file, and what stands between them."""

    comments: tuple[RNode, ...]
    root: RNode

    def nodes(self) -> Iterator[RNode]:
        """The comments, then every node but leaves, parents before their children, without recursion."""
        yield from self.comments
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            if node.children:
                waiting += [each for each in reversed(node.children) if each.type not in R_LEAVES]
