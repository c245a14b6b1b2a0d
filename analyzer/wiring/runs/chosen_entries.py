"""Tables of a module from which only entries named by literal keys are taken: the others run nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

# After the end of a line rather than at the beginning of one: what begins with a character is found faster.
TABLE = lazy_regex(
    r"\n(?P<name>[A-Za-z_]\w{0,80})(?:[ \t]*:[^=\n]{1,80})?[ \t]*=[ \t]*\{(?P<body>[^{}()]{1,4000})\}[ \t]*$",
    re.MULTILINE,
)
ENTRY = lazy_regex(r"[\"']([^\"'\n]{1,100})[\"'][ \t]*:[ \t]*([A-Za-z_][\w.]{0,100})[ \t]*(?:,|\n|$)")
TAKEN_UNDER = lazy_regex(r"[ \t]*(?:\[[ \t]*|\.get\([ \t]*)[\"']([^\"'\n]{1,100})[\"'][ \t]*[\]),]")
DEFINES = lazy_regex(r"[ \t]*(?:from|import|def|class|async[ \t]+def)\b")
MOST_CHOICES = 50


@derived
def not_chosen(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """For each module the names that stand only in such a table, under a key that nobody takes."""
    found: dict[str, set[str]] = {}
    for path, name, entries, span in _tables(repo):
        keys = _keys_taken(repo, path, name)
        if keys:
            kept = {value for key, value in entries if key in keys}
            left = {value for key, value in entries if key not in keys} - kept
            text = repo.text(path) or ""
            rest = text[: span[0]] + text[span[1] :]
            found.setdefault(path, set()).update(
                value.rpartition(".")[2] for value in left if _is_only_defined(rest, value)
            )
    return {path: frozenset(names) for path, names in found.items() if names}


def _tables(repo: Snapshot) -> Iterator[tuple[str, str, list[tuple[str, str]], tuple[int, int]]]:
    count = 0
    for path in repo.modules:
        for match in TABLE.finditer(f"\n{repo.text(path) or ''}"):
            entries = ENTRY.findall(match["body"])
            if len(entries) > 1 and len(entries) == match["body"].count(":"):
                count += 1
                if count > MOST_CHOICES:
                    return
                yield path, match["name"], entries, (match.start(), match.end() - 1)


def _keys_taken(repo: Snapshot, home: str, name: str) -> frozenset[str]:
    """The literal keys under which entries are taken anywhere; none where the table is used in other ways."""
    keys: set[str] = set()
    defined = 0
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for path in repo.modules:
        text = repo.text(path) or ""
        for match in word.finditer(text) if name in text else ():
            taken = TAKEN_UNDER.match(text, match.end())
            if taken is not None:
                keys.add(taken[1])
            elif path == home and text[match.start() - 1 : match.start()] in ("", "\n"):
                defined += 1
            elif DEFINES.match(text, text.rfind("\n", 0, match.start()) + 1) is None:
                return frozenset()
    return frozenset(keys) if defined == 1 else frozenset()


def _is_only_defined(text: str, value: str) -> bool:
    """Whether a name occurs outside of the table only where it is imported or defined."""
    word = re.compile(rf"(?<![\w.]){re.escape(value)}(?!\w)")
    return all(
        DEFINES.match(text, text.rfind("\n", 0, match.start()) + 1) is not None
        for match in word.finditer(text)
    )
