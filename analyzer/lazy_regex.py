"""Regular expressions that are compiled when they are first used.

The program has more than a thousand, and what one process does uses a part of them; to compile them all would
take a third of the time of its start.
"""

from __future__ import annotations

import re
from typing import AnyStr, Generic, cast

_PARTS = "search match fullmatch finditer findall sub subn split pattern flags groups groupindex".split()


class LazyRegex(Generic[AnyStr]):
    """Stands for a pattern: its methods are those of the compiled one from the first use of any."""

    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self._source: tuple[AnyStr, int] = (pattern, flags)
        _waiting.append(self)

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self._source)
        vars(self).update({part: getattr(compiled, part) for part in _PARTS})
        return getattr(compiled, name)


_waiting: list[LazyRegex[str] | LazyRegex[bytes]] = []


def lazy_regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile` for the tables and constants of modules; a wrong pattern is only found when it is used."""
    return cast("re.Pattern[AnyStr]", LazyRegex(pattern, flags))


def compile_all() -> None:
    """Compile what was not yet used: a process that is about to be forked again and again does it once."""
    while _waiting:
        _ = _waiting.pop().flags
