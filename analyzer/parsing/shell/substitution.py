"""What bash makes of a value inside braces: a part replaced, an end cut off, its case changed.

https://www.gnu.org/software/bash/manual/html_node/Shell-Parameter-Expansion.html
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

_CHANGED = lazy_regex(r"\$\{(?P<name>\w{1,80})(?P<what>//?|##?|%%?|,,|\^\^)(?P<rest>[^${}`\[\]]{0,80})\}")
LONGEST_CHANGED = 256
MOST_ASTERISKS = 2


def changed(text: str) -> tuple[str, str, str] | None:
    """The name, the operator and what follows it of `${NAME//-/_}`, if its pattern is plain."""
    found = _CHANGED.fullmatch(text)
    if found is None or found["rest"].count("*") > MOST_ASTERISKS:
        return None
    return found["name"], found["what"], found["rest"]


def change(value: str, operator: str, rest: str) -> str | None:
    """The changed value; None if it is too long to be read."""
    if len(value) > LONGEST_CHANGED:
        return None
    if operator in (",,", "^^"):
        return (value.lower() if operator == ",," else value.upper()) if not rest else None
    if operator in ("/", "//"):
        pattern, new = _divided(rest)
        anchor = {"#": r"\A", "%": r"\Z"}.get(pattern[:1], "") if operator == "/" else ""
        glob = _as_regex(pattern[1:] if anchor else pattern, greedy=True)
        search = glob + anchor if anchor == r"\Z" else anchor + glob
        return re.sub(search, lambda _match: new, value, count=0 if operator == "//" else 1)
    if operator[0] == "#":
        found = re.match(_as_regex(rest, greedy=len(operator) == 2), value, re.DOTALL)
        return value[found.end() :] if found is not None else value
    glob = _as_regex(rest, greedy=True)
    starts = range(len(value) + 1) if len(operator) == 2 else range(len(value), -1, -1)
    return next((value[:at] for at in starts if re.fullmatch(glob, value[at:], re.DOTALL)), value)


def _divided(rest: str) -> tuple[str, str]:
    """The pattern and what replaces it: the slash between them is the first that is not escaped."""
    parts = re.split(r"(?<!\\)/", rest, maxsplit=1)
    pattern, new = parts[0], parts[1] if len(parts) > 1 else ""
    return pattern.replace("\\/", "/"), new.strip("\"'")


def _as_regex(pattern: str, *, greedy: bool) -> str:
    star = ".*" if greedy else ".*?"
    return "".join(
        star if each == "*" else "." if each == "?" else re.escape(each) for each in pattern.strip("\"'")
    )
