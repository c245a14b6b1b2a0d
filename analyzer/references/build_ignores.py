"""What a `.dockerignore` leaves out of the folder that an image is built in.

The meaning is that of https://docs.docker.com/build/concepts/context/#dockerignore-files: patterns are read
from the top of the folder, a folder that matches takes all below it along, the last pattern that matches
decides. A file named after the build file takes the place of the folder's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import join, normpath

from msgspec import Struct

from analyzer.parsing.lines import lines_of
from analyzer.repository import Snapshot, derived

IGNORE_NAME = ".dockerignore"
MOST_IGNORE_ROWS = 500
LONGEST_IGNORE_ROW = 200
MOST_STEPS = 12


class _Rule(Struct, frozen=True):
    line: int
    parts: tuple[str, ...]
    takes_back: bool


def left_out_of_build(repo: Snapshot, image: str, folder: str, name: str) -> str | None:
    """The row (`file:line`) that keeps a path of a build's folder from the build; None if none does.

    A folder of which a later pattern may take something back is not left out.
    """
    file = next((each for each in _ignore_files(image, folder) if each in repo.all_paths), None)
    if file is None:
        return None
    parts = tuple(normpath(name).split("/"))
    found: int | None = None
    for rule in _rules_of(repo).get(file, ()):
        if rule.takes_back and _may_be_below(rule.parts, parts):
            found = None
        elif any(_matches(rule.parts, parts[:count]) for count in range(1, min(len(parts), MOST_STEPS) + 1)):
            found = None if rule.takes_back else rule.line
    return None if found is None else f"{file}:{found}"


def _ignore_files(image: str, folder: str) -> Iterator[str]:
    yield image + IGNORE_NAME
    yield join(folder, IGNORE_NAME)


@derived
def _rules_of(repo: Snapshot) -> dict[str, tuple[_Rule, ...]]:
    """The rules of every ignore file of builds."""
    paths = [path for path in repo.all_paths if path.endswith(IGNORE_NAME)][:200]
    return {path: tuple(_read(repo.beginning(path, 65_536))) for path in paths}


def _read(text: str) -> Iterator[_Rule]:
    for number, row in enumerate(lines_of(text)[:MOST_IGNORE_ROWS], 1):
        said = row.strip()
        if not said or said.startswith("#") or len(said) > LONGEST_IGNORE_ROW or said.count("*") > 8:
            continue
        takes_back = said.startswith("!")
        name = normpath(said.removeprefix("!").strip().lstrip("/") or ".")
        if name != "." and not name.startswith(".."):
            yield _Rule(number, tuple(name.split("/"))[:MOST_STEPS], takes_back)


def _matches(pattern: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether a pattern matches a whole path: `**` is any number of folders, at the end at least one name."""
    reached = {0}
    for number, each in enumerate(pattern):
        if each == "**":
            least = min(reached, default=len(parts)) + (number == len(pattern) - 1)
            reached = set(range(least, len(parts) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(parts) and fnmatchcase(parts[at], each)}
    return len(parts) in reached


def _may_be_below(pattern: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether a pattern may match the path or something below it."""
    for each, part in zip(pattern, parts, strict=False):
        if each == "**":
            return True
        if not fnmatchcase(part, each):
            return False
    return True
