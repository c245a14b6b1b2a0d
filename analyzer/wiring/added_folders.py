"""The folders that a module puts on the path of imports itself, followed from where the file lies.

`sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))`, and the same with `os.path`; names
that the module holds parts of it by are looked up. What a conftest.py adds holds for the tests below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set

ADDS_TO_PATH = word_set("sys.path.insert sys.path.append sys.path.extend site.addsitedir")
ADDING_CALL = lazy_regex(
    r"(?:\bsys\.path\.(?:insert\(\s{0,20}\d+\s{0,20},|append\(|extend\()|\baddsitedir\()"
)
WRITTEN_PIECE = lazy_regex(r"(?<![\w.])[rf]?[\"']([^\"'\n]{0,200})[\"']")
STEP_UP = lazy_regex(r"\bdirname\(|\.parent\b(?!s)|\bos\.path\.pardir\b|\bos\.pardir\b")
PARENTS = lazy_regex(r"\.parents\[(\d{1,2})\]")
HELD_NAME = lazy_regex(r"(?<![\w.\"'])([A-Za-z_]\w{0,60})(?![\w(.]*\()")
NOT_HELD = word_set("Path str os path sys __file__ in not and or if else for pathlib resolve fspath")
WORKING_FOLDER = lazy_regex(r"\bgetcwd\(|\bcwd\(")
MOST_NAMES_HELD = 4
LONGEST_EXPRESSION = 400


def folders_added(repo: Snapshot, folders: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """By module, the folders of the repository that it adds, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for path, facts in repo.modules.items():
        if _adds(facts):
            added = _added(path, repo.text(path) or "", folders)
            if added:
                found[path] = added
    shared = {dirname(path): added for path, added in found.items() if basename(path) == "conftest.py"}
    for path in repo.modules if shared else ():
        folder = dirname(path)
        while True:
            if folder in shared:
                found[path] = (*found.get(path, ()), *shared[folder])
            if not folder:
                break
            folder = dirname(folder)
    return found


def _adds(facts: PythonFacts) -> bool:
    return any(call.target in ADDS_TO_PATH for call in facts.calls)


def _added(path: str, text: str, folders: frozenset[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for call in ADDING_CALL.finditer(text):
        row = text[text.rfind("\n", 0, call.start()) + 1 : call.start()]
        if "#" in row:
            continue
        for expression in _arguments(text[call.end() : call.end() + LONGEST_EXPRESSION]):
            folder = _folder(path, expression, text)
            if folder is not None and folder in folders:
                found[folder] = None
    return tuple(found)


def _arguments(text: str) -> Iterable[str]:
    """The values between here and the bracket that closes the call; those of a list one by one."""
    depth, start = 0, 0
    for position, letter in enumerate(text):
        if letter in "([{":
            depth += 1
            start = position + 1 if letter == "[" and not text[start:position].strip() else start
        elif letter in ")]}":
            depth -= 1
            if depth < 0 or (letter == "]" and depth == 0 and start):
                yield text[start:position]
                return
        elif letter == "," and depth == (1 if start and text[start - 1] == "[" else 0):
            yield text[start:position]
            start = position + 1


def _folder(path: str, expression: str, text: str) -> str | None:
    """The folder that an expression means; None where a part of it is not written in the file."""
    for _round in range(MOST_NAMES_HELD):
        if "__file__" in expression:
            break
        bare = WRITTEN_PIECE.sub("''", expression)
        held = next((each for each in HELD_NAME.findall(bare) if each not in NOT_HELD), None)
        if held is None:
            break
        given = re.search(
            rf"^[ \t]*{held}[ \t]*(?::[^=\n]{{1,60}})?=[ \t]*([^\n]{{1,300}})", text, re.MULTILINE
        )
        if given is None or given[1] == expression:
            return None
        before, name, after = re.split(rf"(?<![\w.\"'])({held})(?!\w)", expression, maxsplit=1)
        expression = f"{before}{given[1]}{after}" if name else expression
    pieces = [each for each in WRITTEN_PIECE.findall(expression) if "{" not in each]
    if "__file__" not in expression:
        if WORKING_FOLDER.search(expression) is None and (not pieces or pieces[0].startswith(("/", "~"))):
            return None
        return _normal("", pieces)
    steps = len(STEP_UP.findall(expression)) + sum(int(each) + 1 for each in PARENTS.findall(expression))
    parts = path.split("/")
    return _normal("/".join(parts[: len(parts) - steps]), pieces) if steps <= len(parts) else None


def _normal(place: str, pieces: list[str]) -> str | None:
    found = normpath(join(place, *(each.lstrip("/") for each in pieces)))
    if found.startswith(".."):
        return None
    return "" if found == "." else found
