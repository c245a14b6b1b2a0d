"""The comments of a rubric, each at the value that it is about: where the sources of the numbers are said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import yaml
from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.scoring.reader import FORMER_KEYS
from analyzer.scoring.rubric_inheritance import ENTRY_KEYS, INSTEAD

Place = tuple[str | int, ...]
"""The keys that lead to a value; an entry of a list by its `id`, `label` or `title`, else by its number."""

_BESIDE = lazy_regex(r"[\s,}\]:|>+-]*#\s?(.*)")


class Comment(Struct, frozen=True):
    """What is said about one value: in lines `above` it, and `beside` it."""

    above: tuple[str, ...]
    beside: str


def comments_of(text: str) -> Mapping[Place, Comment]:
    """Every value that a rubric states, with what it says about it. The text is valid YAML."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return {} if root is None else dict(_walked(root, (), text.splitlines()))


def _walked(node: yaml.Node, place: Place, lines: Sequence[str]) -> Iterator[tuple[Place, Comment]]:
    for key, start, value in _entries(node):
        # What stands instead of something is at its place.
        inner = place if key == INSTEAD else (*place, key)
        if key != INSTEAD:
            yield inner, Comment(_above(lines, start.start_mark), _beside(lines, start, value))
        yield from _walked(value, inner, lines)


def _entries(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node, yaml.Node]]:
    """The key of each value inside, the node that begins it, and its own node."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value)
            yield FORMER_KEYS.get(name, name), key, value
    elif isinstance(node, yaml.SequenceNode):
        names = _names(node)
        for number, value in enumerate(node.value):
            yield names[number] if names else number, value, value


def _names(node: yaml.SequenceNode) -> list[str]:
    """What tells the entries of a list apart; empty where nothing does."""
    for key in ENTRY_KEYS:
        names = [
            next((str(each.value) for name, each in entry.value if name.value == key), None)
            if isinstance(entry, yaml.MappingNode)
            else None
            for entry in node.value
        ]
        whole = [name for name in names if name is not None]
        if len(whole) == len(names) == len(set(whole)):
            return whole
    return []


def _above(lines: Sequence[str], mark: yaml.Mark) -> tuple[str, ...]:
    """The comment directly above a value that begins its line."""
    if lines[mark.line][: mark.column].strip(" -"):
        return ()
    found: list[str] = []
    for line in reversed(lines[: mark.line]):
        if not line.lstrip().startswith("#"):
            break
        found.append(line.strip().lstrip("#").strip())
    return tuple(reversed(found))


def _beside(lines: Sequence[str], start: yaml.Node, value: yaml.Node) -> str:
    """The comment on the line where a value ends, or where a block of values begins."""
    is_block = isinstance(value, yaml.CollectionNode) and not value.flow_style
    is_text_block = isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")
    mark = start.end_mark if is_block or is_text_block else value.end_mark
    if (is_block or is_text_block) and start is value:
        return ""
    rest = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
    found = _BESIDE.match(rest)
    return "" if found is None else found[1].strip()
