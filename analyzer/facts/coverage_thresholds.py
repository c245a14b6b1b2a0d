"""Shares of covered code below which the tests fail: the only figure of coverage that a file keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

SETTING_FILES = lazy_regex(
    r"pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|\.coveragerc|noxfile\.py|(?:GNU)?[Mm]akefile|justfile"
    r"|Taskfile\.ya?ml|\.?codecov\.ya?ml|package\.json|(?:jest|vitest|vite)\.config\.[cm]?[jt]s|\.nycrc(?:\.json)?"
)
FAILS_UNDER = lazy_regex(
    r"(?:cov-?fail-?under|fail[-_]under)[\"']?[ \t]{0,4}[=: ][ \t]{0,4}[\"']?(\d{1,3})\b"
)
CODECOV_TARGET = lazy_regex(r"^[ \t]{1,20}target:[ \t]{0,4}[\"']?(\d{1,3})(?:\.\d{1,3})?%", re.MULTILINE)
JEST_SHARE = lazy_regex(r"[\"']?(?:statements|lines)[\"']?[ \t]{0,4}:[ \t]{0,4}(\d{1,3})\b")
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
    for pattern in patterns:
        for match in pattern.finditer(content):
            line = content[content.rfind("\n", 0, match.start()) + 1 : match.start()]
            if 0 < int(match[1]) <= 100 and not line.lstrip().startswith(("#", "//", ";")):
                yield CoverageThreshold(path, content.count("\n", 0, match.start(1)) + 1, int(match[1]))
