"""Regular expressions that are compiled when they are first used.

The program has some thousands, and what one process does uses a part of them; to compile them all would
take two thirds of the time of its start. A process that forks others again and again compiles before each
fork what an earlier one has used: where repositories are of one kind, so are the patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from mmap import mmap
from typing import AnyStr, Generic, cast

_PARTS = "search match fullmatch finditer findall sub subn split pattern flags groups groupindex".split()


class LazyRegex(Generic[AnyStr]):
    """Stands for a pattern: its methods are those of the compiled one from the first use of any."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self._source: tuple[AnyStr, int] = (pattern, flags)
        self._number = len(_made)
        _made.append(self)

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self._source)
        if self._number < len(_used):
            _used[self._number] = 1
        vars(self).update({part: getattr(compiled, part) for part in _PARTS})
        return getattr(compiled, name)


_made: list[LazyRegex[str] | LazyRegex[bytes]] = []
_used: mmap | bytearray = bytearray()
"""A byte for each pattern that was made when `share_uses` was called: whether it was compiled since."""


def lazy_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile` for the tables and constants of modules; a wrong pattern is only found when it is used."""
    return cast("re.Pattern[AnyStr]", LazyRegex(pattern, flags))


def any_of(texts: Iterable[str]) -> str:
    """A pattern that is found where one of these texts is, whichever: common beginnings are tried once."""
    begun = groupby(sorted(set(texts)), key=lambda text: text[:1])
    rest = {first: [text[1:] for text in beginning] for first, beginning in begun}
    if not rest or "" in rest:
        return ""
    return f"(?:{'|'.join(re.escape(first) + any_of(texts) for first, texts in rest.items())})"


def share_uses() -> None:
    """From here on the processes that this one forks tell it which patterns they use."""
    global _used
    _used = mmap(-1, max(1, len(_made)))


def compile_used() -> None:
    """Compile what this process, or one that it forked, has used since `share_uses`."""
    for pattern, used in zip(_made, bytes(_used), strict=False):
        if used:
            _ = pattern.flags


def compile_all() -> None:
    """Compile every pattern of what was imported."""
    for pattern in _made:
        _ = pattern.flags
