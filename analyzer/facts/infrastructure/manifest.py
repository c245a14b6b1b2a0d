"""What an infrastructure file declares, whatever tool reads it, and the values below one of its keys."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.parsing.structured import Block, Items, Text

MAXIMUM_MANIFEST_NODES = 20_000
# Terraform and OpenTofu read the same language.
TERRAFORM_ENDINGS = (".tf", ".tofu")


class Manifest(Struct, frozen=True):
    """The resources that one file declares.

    `tool` is what reads the file, `runs` the images of its containers, `files` the texts in it that
    may be paths, `tuned` whether it sets more than the required fields.
    """

    tool: str
    path: str
    line: int
    resources: tuple[str, ...]
    runs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    tuned: bool = False


def scalars(value: object) -> Iterator[tuple[str, Text]]:
    """Every (key, scalar) below a value, without recursion."""
    for key, each in walk(value):
        if isinstance(each, Text):
            yield key, each


def walk(value: object) -> Iterator[tuple[str, object]]:
    """Every (key, value) below a value, without recursion."""
    pending: list[tuple[str, object]] = [("", value)]
    taken = 0
    while pending and taken < MAXIMUM_MANIFEST_NODES:
        key, each = pending.pop()
        taken += 1
        yield key, each
        if isinstance(each, Block):
            pending.extend(each.items())
        elif isinstance(each, Items):
            pending.extend((key, inner) for inner in each)
