"""Shares of covered code below which the tests fail: the only figure of coverage that a file keeps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

SETTING_FILES = lazy_regex(
    r"pyproject\.toml|setup\.cfg|tox\.ini|\.?pytest\.ini|\.coveragerc|noxfile\.py|(?:GNU)?[Mm]akefile|justfile"
    r"|Taskfile\.ya?ml|\.?codecov\.ya?ml|package\.json|(?:jest|vitest|vite)\.config\.[cm]?[jt]s|\.nycrc(?:\.json)?"
)
FAILS_UNDER = lazy_regex(
    r"(?:cov-?fail-?under|fail[-_]under)[\"']?[ \t]{0,4}[=: ][ \t]{0,4}[\"']?(\d{1,3})\b"
)
CODECOV_TARGET = lazy_regex(r"^[ \t]{1,20}target:[ \t]{0,4}[\"']?(\d{1,3})(?:\.\d{1,3})?%", re.MULTILINE)
JEST_SHARE = lazy_regex(r"[\"']?(?:statements|lines)[\"']?[ \t]{0,4}:[ \t]{0,4}(\d{1,3})\b")
# pytest reads no other section of a file of its own: `[tool:pytest]` is that of setup.cfg.
SECTION_HEADING = lazy_regex(r"^\[([^\]\n]{1,80})\]", re.MULTILINE)
OWN_SECTIONS = {"pytest.ini": "pytest", ".pytest.ini": "pytest"}
WORDS = ("fail", "target", "Threshold", "thresholds")


class CoverageThreshold(Struct, frozen=True):
    """Where a file says that less than this share, 1 to 100, fails."""

    path: str
    line: int
    share: int


@derived
def coverage_thresholds(repo: Snapshot) -> tuple[CoverageThreshold, ...]:
    """The thresholds of the test runner's settings, of CI and of what reports coverage, highest first."""
    found = [each for path in _files(repo) for each in _in_file(repo, path)]
    return tuple(sorted(found, key=lambda each: (-each.share, each.path, each.line)))


def _files(repo: Snapshot) -> Iterator[str]:
    yield from (path for path in repo.paths if SETTING_FILES.fullmatch(basename(path)))
    yield from (path for path in repo.pipelines if not SETTING_FILES.fullmatch(basename(path)))


def _in_file(repo: Snapshot, path: str) -> Iterator[CoverageThreshold]:
    content = repo.text(path) or ""
    if not any(word in content for word in WORDS):
        return
    name = basename(path).casefold()
    patterns = [FAILS_UNDER]
    if "codecov" in name:
        patterns = [CODECOV_TARGET]
    elif "coverageThreshold" in content or "thresholds" in content:
        patterns = [JEST_SHARE, FAILS_UNDER]
    is_read = _is_read(name, content)
    for pattern in patterns:
        for match in pattern.finditer(content):
            line = content[content.rfind("\n", 0, match.start()) + 1 : match.start()]
            read = is_read(match.start()) and not line.lstrip().startswith(("#", "//", ";"))
            if read and 0 < int(match[1]) <= 100:
                yield CoverageThreshold(path, content.count("\n", 0, match.start(1)) + 1, int(match[1]))


def _is_read(name: str, content: str) -> Callable[[int], bool]:
    """Whether a place of a file stands in a section that is read; in most files every place does."""
    own = OWN_SECTIONS.get(name)
    if own is None:
        return lambda _at: True
    sections = [(each.start(), each[1]) for each in SECTION_HEADING.finditer(content)]
    begins = [begin for begin, _section in sections]

    def is_read(at: int) -> bool:
        before = bisect_right(begins, at)
        return before > 0 and sections[before - 1][1] == own

    return is_read
