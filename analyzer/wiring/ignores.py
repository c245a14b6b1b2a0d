"""What ignore files leave out of a repository on purpose.

The patterns are those of gitignore(5): a slash binds a pattern to the folder of its file, the last one that
matches decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import translate
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.repository import Snapshot, derived

MOST_PATTERNS = 2_000
LONGEST_PATTERN = 200
MOST_STARS = 6


class _Rule(Struct, frozen=True):
    folder: str
    pattern: re.Pattern[str]
    anywhere: bool
    takes_back: bool
    path: str


def ignored_by(repo: Snapshot, name: str) -> str | None:
    """The ignore file whose last matching pattern ignores a path or a folder it lies in."""
    found: str | None = None
    for rule in _rules(repo):
        if rule.folder and not name.startswith(rule.folder + "/"):
            continue
        inner = name[len(rule.folder) :].strip("/")
        if any(_matches(rule, part) for part in _parts(inner)):
            found = None if rule.takes_back else rule.path
    return found


def _parts(name: str) -> Iterator[str]:
    while name:
        yield name
        name = dirname(name)


def _matches(rule: _Rule, part: str) -> bool:
    return rule.pattern.fullmatch(basename(part) if rule.anywhere else part) is not None


@derived
def _rules(repo: Snapshot) -> tuple[_Rule, ...]:
    """The rules of every `.gitignore`, those of folders further down last."""
    found: list[_Rule] = []
    paths = [path for path in repo.all_paths if basename(path) == ".gitignore"]
    for path in sorted(paths, key=lambda each: each.count("/"))[:200]:
        for row in repo.beginning(path, 65_536).split("\n"):
            rule = _rule(path, row.rstrip())
            if rule is not None and len(found) < MOST_PATTERNS:
                found.append(rule)
    return tuple(found)


def _rule(path: str, row: str) -> _Rule | None:
    if not row or row.startswith("#") or len(row) > LONGEST_PATTERN or row.count("*") > MOST_STARS:
        return None
    takes_back, text = row.startswith("!"), row.removeprefix("!")
    text = text.rstrip("/")
    anywhere = "/" not in text
    text = text.lstrip("/").removesuffix("/**")
    if text.startswith("**/") and "/" not in text[3:]:
        text, anywhere = text[3:], True
    if not text:
        return None
    try:
        pattern = re.compile(translate(text))
    except re.error:
        return None
    return _Rule(dirname(path), pattern, anywhere, takes_back, path)
