"""Files that the repository's own code writes: what a program says of itself is no witness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.parsing.python import Call, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.reach import Place
from analyzer.wiring.roles import is_test

WRITING_METHODS = word_set("write_text write_bytes to_markdown to_html to_json to_csv savetxt")
WRITING_CALLS = word_set("json.dump yaml.dump yaml.safe_dump shutil.copyfileobj")
WRITE_MODE = re.compile(r"[wax][bt+]{0,2}")
# Where a shell sends what is printed.
REDIRECTED = re.compile(r"(?:(?<![<>0-9&])>{1,2}|\btee(?:\s-a)?)\s{0,4}[\"']?(?P<to>[\w./${}()+%:~-]{3,200})")
# What stands before the part of a name that changes from file to file, such as a date.
FIXED_PART = re.compile(r"[A-Za-z][A-Za-z_-]{4,60}(?=[^A-Za-z]|$)")


def writer_of(repo: Snapshot, path: str) -> Place | None:
    """The place in code of this repository, tests aside, that writes the file: by its name or its pattern."""
    return _in_programs(repo, path) or _in_scripts(repo, path)


def _in_programs(repo: Snapshot, path: str) -> Place | None:
    for module, (facts, functions) in _writing_modules(repo).items():
        for call in facts.calls:
            if call.function in functions and any(_means(text, path) for text in call.strings):
                return Place(module, call.line)
        place = _by_pattern(repo, module, facts, path)
        if place is not None:
            return place
    return None


@derived
def _writing_modules(repo: Snapshot) -> Mapping[str, tuple[PythonFacts, frozenset[str | None]]]:
    """The modules that write files, tests aside, with the functions that do."""
    found: dict[str, tuple[PythonFacts, frozenset[str | None]]] = {}
    for path, facts in repo.modules.items():
        functions = frozenset(call.function for call in facts.calls if _writes(call))
        if functions and not is_test(repo, path):
            found[path] = facts, functions
    return found


def _writes(call: Call) -> bool:
    last = call.target.rpartition(".")[2]
    if last in WRITING_METHODS or call.target in WRITING_CALLS:
        return True
    if last != "open":
        return False
    modes = (*call.strings[-1:], *(value for key, value in call.keywords if key == "mode"))
    return any(WRITE_MODE.fullmatch(each) for each in modes)


def _means(text: str, path: str) -> bool:
    """Whether a literal is the path, or its end with the folder that it lies in."""
    plain = text.removeprefix("./").lstrip("/")
    if plain == path:
        return True
    return bool(plain) and path.endswith(f"/{plain}") and ("/" in plain or "." in plain)


def _by_pattern(repo: Snapshot, module: str, facts: PythonFacts, path: str) -> Place | None:
    """`Path("alerts") / f"alert_{now}.json"`: the folder as a literal, and the name up to what changes."""
    folder, fixed = basename(dirname(path)), FIXED_PART.match(basename(path))
    if not folder or fixed is None or fixed[0] == basename(path).partition(".")[0]:
        return None
    named = re.compile(rf"[\"'](?:[\w./-]{{0,100}}/)?{re.escape(folder)}/?(?:[\"']|/{re.escape(fixed[0])})")
    begun = re.compile(rf"(?:[\"'/]){re.escape(fixed[0])}[^\"'\n]{{0,40}}\{{")
    text = repo.text(module) or ""
    if fixed[0] not in text or named.search(text) is None:
        return None
    match = begun.search(text)
    return None if match is None else Place(module, text.count("\n", 0, match.start()) + 1)


def _in_scripts(repo: Snapshot, path: str) -> Place | None:
    for place, target in _redirections(repo):
        literal, changes, _rest = target.partition("$")
        literal = literal.removeprefix("./")
        if (not changes and _means(literal, path)) or (
            changes and len(basename(literal)) > 2 and "/" in literal and path.startswith(literal)
        ):
            return place
    return None


@derived
def _redirections(repo: Snapshot) -> tuple[tuple[Place, str], ...]:
    """The files that tasks and scripts send their output to."""
    return tuple(_redirected(repo))


def _redirected(repo: Snapshot) -> Iterator[tuple[Place, str]]:
    for path, files in repo.target_files.items():
        for file in files:
            for target in file.targets if file.kind != "compose" else ():
                for number, line in enumerate(target.script.split("\n"), 1):
                    for match in REDIRECTED.finditer(line[:2_000]):
                        yield Place(path, target.line_at(number)), match["to"]
