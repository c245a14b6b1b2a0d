"""Files that the repository's own code writes: what a program says of itself is no witness."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.reach import Place
from analyzer.wiring.roles import is_test

WRITING_METHODS = word_set("write_text write_bytes to_markdown to_html to_json to_csv savetxt")
WRITING_CALLS = word_set("json.dump yaml.dump yaml.safe_dump shutil.copyfileobj")
WRITE_MODE = lazy_regex(r"[wax][bt+]{0,2}")
# Where a shell sends what is printed.
REDIRECTED = lazy_regex(r"(?:(?<![<>0-9&])>{1,2}|\btee(?:\s-a)?)\s{0,4}[\"']?(?P<to>[\w./${}()+%:~-]{3,200})")
# What stands before the part of a name that changes from file to file, such as a date.
BEGUN = lazy_regex(r"[\"'/](?P<fixed>[A-Za-z][A-Za-z_-]{4,60})(?![A-Za-z_-])[^\"'\n/]{0,40}\{")
FIXED_PART = lazy_regex(r"[A-Za-z][A-Za-z_-]{4,60}(?=[^A-Za-z]|$)")


def writer_of(repo: Snapshot, path: str) -> Place | None:
    """The place in code of this repository, tests aside, that writes the file: by its name or its pattern."""
    for text, place in _named(repo).get(basename(path), ()):
        if _means(text, path) and (text == path or "/" in text or not _is_one_of_many(repo, path)):
            return place
    return _by_pattern(repo, path) or _by_script_pattern(repo, path)


def _is_one_of_many(repo: Snapshot, path: str) -> bool:
    """Whether the name is that of the README of several folders: alone it does not tell which is written."""
    return "/" in path and _readmes_of_folders(repo).get(basename(path), 0) > 1


@derived
def _readmes_of_folders(repo: Snapshot) -> Mapping[str, int]:
    """The number of folders that have a README of each spelling."""
    names = (basename(path) for path in repo.paths if "/" in path)
    return Counter(name for name in names if name.casefold().startswith("readme."))


@derived
def _named(repo: Snapshot) -> Mapping[str, list[tuple[str, Place]]]:
    """The file names in functions and scripts that write files, by the last part of the name."""
    found: dict[str, list[tuple[str, Place]]] = {}
    for module, functions in writing_modules(repo).items():
        for call in repo.modules[module].calls:
            if call.function in functions:
                for text in call.strings:
                    found.setdefault(basename(text), []).append((text, Place(module, call.line)))
    for place, target in _redirections(repo):
        if "$" not in target:
            found.setdefault(basename(target), []).append((target, place))
    return found


@derived
def writing_modules(repo: Snapshot) -> Mapping[str, frozenset[str | None]]:
    """The modules that write files, tests aside, with the functions that do."""
    found: dict[str, frozenset[str | None]] = {}
    for path, facts in repo.modules.items():
        functions = frozenset(call.function for call in facts.calls if _writes(call))
        if functions and not is_test(repo, path):
            found[path] = functions
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


def _by_pattern(repo: Snapshot, path: str) -> Place | None:
    """`Path("alerts") / f"alert_{now}.json"`: the folder as a literal, and the name up to what changes."""
    folder, fixed = basename(dirname(path)), FIXED_PART.match(basename(path))
    if not folder or fixed is None or fixed[0] == basename(path).partition(".")[0]:
        return None
    named = re.compile(rf"[\"'](?:[\w./-]{{0,100}}/)?{re.escape(folder)}/?(?:[\"']|/{re.escape(fixed[0])})")
    for place in _patterns(repo).get(fixed[0], ()):
        if named.search(repo.text(place.path) or "") is not None:
            return place
    return None


@derived
def _patterns(repo: Snapshot) -> Mapping[str, list[Place]]:
    """Where modules that write files begin a text that goes on with a value, by its beginning."""
    found: dict[str, list[Place]] = {}
    for module in writing_modules(repo):
        for number, line in enumerate((repo.text(module) or "").split("\n"), 1):
            for match in BEGUN.finditer(line[:1_000]) if "{" in line else ():
                places = found.setdefault(match["fixed"], [])
                if not places or places[-1].path != module:
                    places.append(Place(module, number))
    return found


def _by_script_pattern(repo: Snapshot, path: str) -> Place | None:
    for place, target in _redirections(repo):
        literal, changes, _rest = target.removeprefix("./").partition("$")
        if changes and "/" in literal and len(basename(literal)) > 2 and path.startswith(literal):
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
