"""The texts and comments of a program: the code without them, and how much work its f-strings are.

The parser of Python 3.11 looks through an f-string once for each of its fields.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from analyzer.lazy_regex import lazy_regex

# Fields times characters: about half a second. A page of text with a hundred fields is a millionth of it.
FORMATTING_LIMIT = 2_000_000_000

LONGEST_INDENT = 200
# Several calls of one file ask for its code; the next check asks file by file again.
TEXTS_KEPT = 16

_COMMENT_OR_QUOTE = lazy_regex(r"#[^\n]*|([A-Za-z]{0,2})(\"\"\"|\'\'\'|\"|\')")
_CLOSED = {
    "'": lazy_regex(r"(?:\\.|[^\\\n'])*+'", re.DOTALL),
    '"': lazy_regex(r'(?:\\.|[^\\\n"])*+"', re.DOTALL),
    "'''": lazy_regex(r"(?:\\.|[^\\])*?'''", re.DOTALL),
    '"""': lazy_regex(r'(?:\\.|[^\\])*?"""', re.DOTALL),
}
_END = lazy_regex(r"[ \t;]*(?:#[^\n]*)?(?:\r?\n|\Z)")


def formatting_work(text: str) -> int:
    """The fields of every f-string times its length, summed up; 0 where that cannot be much."""
    if sys.version_info >= (3, 12) or text.count("{") * len(text) <= FORMATTING_LIMIT:
        return 0
    work = position = 0
    while (opened := _COMMENT_OR_QUOTE.search(text, position)) is not None:
        position = opened.end()
        prefix, quote = opened.groups()
        if quote is None:
            continue
        closed = _CLOSED[quote].match(text, position)
        if closed is None:  # no Python from here on
            break
        if "f" in prefix.lower():
            work += text.count("{", position, closed.end()) * (closed.end() - position)
        position = closed.end()
    return work


@lru_cache(maxsize=TEXTS_KEPT)
def code_only(text: str, *, long_texts: bool = True) -> str:
    """A program without its comments and the texts that stand alone, as docstrings do; its lines stay.

    `long_texts`: whether other texts in three quotes stay, too.
    """
    kept: list[str] = []
    position = copied = depth = 0
    while (opened := _COMMENT_OR_QUOTE.search(text, position)) is not None:
        quote = opened[2]
        closed = _CLOSED[quote].match(text, opened.end()) if quote else opened
        if closed is None:  # no Python from here on
            break
        between = text[position : opened.start()]
        depth += sum(map(between.count, "([{")) - sum(map(between.count, ")]}"))
        position = closed.end()
        dropped = not quote or (len(quote) == 3 and not long_texts)
        if dropped or (depth <= 0 and _stands_alone(text, opened.start(), position)):
            kept += (text[copied : opened.start()], "\n" * text.count("\n", opened.start(), position))
            copied = position
    kept.append(text[copied:])
    return "".join(kept)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a text is the whole of a statement."""
    begin = max(0, start - LONGEST_INDENT)
    before = text[max(begin, text.rfind("\n", begin, start) + 1) : start]
    return (
        not before.strip() and not text[begin:start].rstrip().endswith("\\") and bool(_END.match(text, end))
    )
