"""How much work f-strings are to the parser of Python 3.11, which looks through one for each field."""

from __future__ import annotations

import re
import sys

from analyzer.lazy_regex import lazy_regex

# Fields times characters: about half a second. A page of text with a hundred fields is a millionth of it.
FORMATTING_LIMIT = 2_000_000_000

_COMMENT_OR_QUOTE = lazy_regex(r"#[^\n]*|([A-Za-z]{0,2})(\"\"\"|\'\'\'|\"|\')")
_CLOSED = {
    "'": lazy_regex(r"(?:\\.|[^\\\n'])*+'", re.DOTALL),
    '"': lazy_regex(r'(?:\\.|[^\\\n"])*+"', re.DOTALL),
    "'''": lazy_regex(r"(?:\\.|[^\\])*?'''", re.DOTALL),
    '"""': lazy_regex(r'(?:\\.|[^\\])*?"""', re.DOTALL),
}


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
