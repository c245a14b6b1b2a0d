"""Values of structured files: scalars that stay text and know their line, and the builder with its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self, TypeAlias

from msgspec import Struct, field

from analyzer.parsing.steps import spend

MAXIMUM_DEPTH = 100
MAXIMUM_NODES = 100_000

# A long scalar counts as several nodes, so that aliases of it cannot add up to gigabytes either.
_CHARACTERS_PER_NODE = 100


class Text(str):
    """A scalar. `line` is the 1-based line of its first character (for a block scalar, of its content)."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, value: str = "", line: int = 1) -> Self:
        self = super().__new__(cls, value)
        self.line = line
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[str, int]]:
        return type(self), (str(self), self.line)


class Block(dict[str, "Value"]):
    """A mapping. Its keys are `Text` and know their lines; `line` is where its first key stands."""

    __slots__ = ("line",)
    line: int

    def __init__(self, pairs: Mapping[str, Value] | None = None, line: int = 1) -> None:
        super().__init__(pairs or {})
        self.line = line


class Items(list["Value"]):
    """A sequence. `line` is where its first item stands."""

    __slots__ = ("line",)
    line: int

    def __init__(self, values: list[Value] | None = None, line: int = 1) -> None:
        super().__init__(values or [])
        self.line = line


Value: TypeAlias = Text | Block | Items


class Document(Struct, frozen=True):
    """What a file says, or the problem. `value` is None for an empty document and beside a problem."""

    value: Value | None
    problem: str | None


def block(value: object) -> Block:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, Block) else Block(line=line(value))


def items(value: object) -> Items:
    """The value as a sequence: anything else but nothing (None, empty) is a sequence of that one."""
    if isinstance(value, Items):
        return value
    if isinstance(value, Text | Block) and value:
        return Items([value], value.line)
    return Items(line=line(value))


def text(value: object) -> str:
    """The value if it is a scalar, else the empty text."""
    return value if isinstance(value, Text) else ""


def line(value: object, default: int = 1) -> int:
    """The 1-based line of a value or of a key, `default` if it has none."""
    found = getattr(value, "line", default)
    return found if isinstance(found, int) else default


class LimitError(Exception):
    """The input is refused; the message is the problem to record."""


class _Frame(Struct):
    """A mapping or sequence that is not finished. `size` and `height` are with aliases expanded."""

    container: Block | Items
    anchor: str | None
    size: int = 1
    height: int = 0
    key: Text | None = None
    is_merge: bool = False
    merges: list[Value] = field(default_factory=list)


class Builder:
    """Makes a value of nodes that come in the order of the text; its own stack, no recursion."""

    def __init__(self) -> None:
        self.root: Value | None = None
        self._nodes = 0
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Value, int, int]] = {}

    def start_document(self) -> None:
        self.root = None
        self._anchors.clear()

    def scalar(self, value: Text, anchor: str | None = None, *, is_merge: bool = False) -> None:
        size = 1 + len(value) // _CHARACTERS_PER_NODE
        self._count(size)
        if anchor is not None:
            self._anchors[anchor] = (value, size, 0)
        self._place(value, size, 0, is_merge=is_merge)

    def open(self, container: Block | Items, anchor: str | None = None) -> None:
        self._count(1)
        self._stack.append(_Frame(container, anchor))
        self._check_depth(0)

    def close(self) -> None:
        frame = self._stack.pop()
        if isinstance(frame.container, Block):
            for source in frame.merges:
                _merge(frame.container, source)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (frame.container, frame.size, frame.height)
        self._place(frame.container, frame.size, frame.height)

    def alias(self, name: str) -> None:
        known = self._anchors.get(name)
        if known is None:
            raise LimitError("an alias to a node that is not known or not finished")
        value, size, height = known
        self._count(size)
        self._check_depth(height)
        self._place(value, size, height)

    def _count(self, size: int) -> None:
        spend(size)
        self._nodes += size
        if self._nodes > MAXIMUM_NODES:
            raise LimitError(f"more than {MAXIMUM_NODES:,} nodes with its aliases expanded")

    def _check_depth(self, height: int) -> None:
        if len(self._stack) + height > MAXIMUM_DEPTH:
            raise LimitError(f"nested more than {MAXIMUM_DEPTH} deep")

    def _place(self, value: Value, size: int, height: int, *, is_merge: bool = False) -> None:
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        container = frame.container
        if isinstance(container, Items):
            container.append(value)
        elif frame.key is None:
            if not isinstance(value, Text):
                raise LimitError(f"line {value.line}: a key that is not a scalar")
            frame.key, frame.is_merge = value, is_merge
        else:
            if frame.is_merge and _is_mergeable(value):
                frame.merges.append(value)
            else:
                container.pop(frame.key, None)  # the last of two equal keys counts, at its own line
                container[frame.key] = value
            frame.key = None


def _is_mergeable(value: Value) -> bool:
    """Whether a merge key means its value: mappings. Some CI systems merge sequences their own way."""
    return all(isinstance(each, Block) for each in (value if isinstance(value, Items) else (value,)))


def _merge(target: Block, source: Value) -> None:
    """YAML's merge key: pairs of the source whose key the target does not have."""
    for each in source if isinstance(source, Items) else (source,):
        for key, value in block(each).items():
            target.setdefault(key, value)
