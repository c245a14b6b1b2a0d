"""Which files a test runner collects, by their names and folders, as its documentation says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.testing.pytest_settings import PytestSettings, nearest_settings, pytest_settings

UNITTEST_FILES = ("test*.py",)
# nose's own pattern: a name in which "test" stands at a word's begin.
NOSE_NAME = lazy_regex(r"(?:^|[_./-])[Tt]est")
QUOTED_ITEM = lazy_regex(r"'([^']{1,200})'")


def collected_by_pytest(repo: Snapshot, path: str) -> bool:
    """Whether pytest, started above this file without arguments, would collect it as a test module."""
    settings = nearest_settings(repo, dirname(path))
    places = test_places(repo, settings) or (dirname(settings.path),)
    return any(_is_below(path, each) and entered_by_pytest(repo, path, each) for each in places)


def entered_by_pytest(repo: Snapshot, path: str, start: str) -> bool:
    """Whether pytest, started in a folder, enters the folders down to this file and takes its name."""
    settings = nearest_settings(repo, dirname(path))
    if not _matches(path, settings.file_patterns):
        return False
    below = dirname(path)[len(start) :].strip("/")
    folder = start
    for part in below.split("/") if below else ():
        folder = join(folder, part)
        if _is_one_of(folder, settings.not_entered):
            return False
    return not _is_ignored(repo, path, settings)


@lru_cache(maxsize=10_000)
def _is_one_of(folder: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns means the folder, which is asked about for every file below it."""
    return any(_is_folder(folder, each) for each in patterns)


def _is_folder(folder: str, pattern: str) -> bool:
    if "/" in pattern:
        return fnmatchcase(f"/{folder}", f"*/{pattern}")
    return fnmatchcase(basename(folder), pattern)


def _is_ignored(repo: Snapshot, path: str, settings: PytestSettings) -> bool:
    """Whether an option of the settings or a conftest above the file leaves it, or its folder, out."""
    root = dirname(settings.path)
    plain = [(root, each) for each in settings.ignored]
    globs = [(root, each) for each in settings.ignored_globs]
    for conftest, (names, patterns) in _ignored_by_conftests(repo).items():
        if _is_below(path, dirname(conftest)):
            plain += [(dirname(conftest), each) for each in names]
            globs += [(dirname(conftest), each) for each in patterns]
    if any(_is_below(path, normpath(join(folder, each))) for folder, each in plain):
        return True
    return any(fnmatchcase(path, join(folder, each)) for folder, each in globs)


@derived
def _ignored_by_conftests(repo: Snapshot) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """`collect_ignore` and `collect_ignore_glob` of every conftest that has one."""
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for path, facts in repo.modules.items():
        if basename(path) == "conftest.py":
            values = {name: tuple(QUOTED_ITEM.findall(value)) for name, value, _line in facts.assigned}
            listed = values.get("collect_ignore", ()), values.get("collect_ignore_glob", ())
            if any(listed):
                found[path] = listed
    return found


@derived
def _test_places(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    return {each.path: tuple(sorted(_expanded(repo, each))) for each in pytest_settings(repo).values()}


def test_places(repo: Snapshot, settings: PytestSettings) -> tuple[str, ...]:
    """The `testpaths` that are there, globs expanded; none if pytest looks everywhere."""
    return _test_places(repo).get(settings.path, ())


test_places.__test__ = False  # type: ignore[attr-defined]  # not a test of ours


def _expanded(repo: Snapshot, settings: PytestSettings) -> Iterator[str]:
    for pattern in settings.test_paths:
        place = normpath(join(dirname(settings.path), pattern))
        if place == ".":
            yield ""
        elif not any(mark in place for mark in "*?["):
            yield from (place,) if repo.exists(place) or place in repo.directories else ()
        else:
            yield from (each for each in (*repo.directories, *repo.modules) if _is_path(each, place))


def _is_path(path: str, pattern: str) -> bool:
    """Whether a glob means a path; no `*` crosses a slash, `**` stands for any folders."""
    if "**" in pattern:
        return fnmatchcase(path, pattern.replace("**/", "*").replace("**", "*"))
    parts, wanted = path.split("/"), pattern.split("/")
    return len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted))


def collected_by_unittest(repo: Snapshot, path: str, start: str, patterns: Sequence[str]) -> bool:
    """Whether unittest discovery from `start` reaches the file.

    Discovery only enters folders that are packages; namespace packages are not entered since 3.11.
    """
    if not _matches(path, patterns):
        return False
    directory = dirname(path)
    while directory != start:
        if not directory or not repo.exists(join(directory, "__init__.py")):
            return False
        directory = dirname(directory)
    return True


def collected_by_nose(path: str) -> bool:
    """Whether nose would treat the file as a test module."""
    return NOSE_NAME.search(basename(path)) is not None


def _is_below(path: str, place: str) -> bool:
    return place in ("", ".") or path == place or path.startswith(f"{place}/")


def _matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether the name of the file fits, or for a pattern with a slash the end of its path, as in pytest."""
    return any(
        fnmatchcase(f"/{path}", f"*/{pattern}") if "/" in pattern else fnmatchcase(basename(path), pattern)
        for pattern in patterns
    )
