"""Which files a test runner collects, by their names and folders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from posixpath import basename, dirname, join

from analyzer.repository import Snapshot
from analyzer.wiring.pytest_settings import nearest_settings

UNITTEST_FILES = ("test*.py",)
# nose's own pattern: a name in which "test" stands at a word's begin.
NOSE_NAME = re.compile(r"(?:^|[_./-])[Tt]est")


def collected_by_pytest(repo: Snapshot, path: str) -> bool:
    """Whether pytest, started above this file, would treat it as a test module."""
    return _matches(path, nearest_settings(repo, dirname(path)).file_patterns)


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


def _matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether the name of the file fits, or for a pattern with a slash the end of its path, as in pytest."""
    return any(
        fnmatchcase(f"/{path}", f"*/{pattern}") if "/" in pattern else fnmatchcase(basename(path), pattern)
        for pattern in patterns
    )
