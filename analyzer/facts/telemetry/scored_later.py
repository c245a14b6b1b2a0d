"""Predictions that a table keeps until it is known what came true, and is then told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.modules import Code
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

KEEPS_PREDICTION = lazy_regex(
    r"\bINSERT\s{1,20}(?:OR\s{1,20}\w{1,10}\s{1,20})?INTO\s{1,20}(?P<table>[\w.\"]{1,80})\s{0,20}"
    r"\([^)]{0,600}?\b(?:predicted|prediction|forecast(?:ed)?|estimated)(?:_\w{1,40})?\b",
    re.IGNORECASE,
)
TELLS_OUTCOME = lazy_regex(
    r"\bUPDATE\s{1,20}(?P<table>[\w.\"]{1,80})\s{1,20}SET\b[^;\"']{0,400}?"
    r"\b(?:\w{1,40}_)?(?:actual|error|correct|outcome|residual|ground_truth|true_label)(?:_\w{1,40})?\s{0,4}=",
    re.IGNORECASE,
)
SCORED_MOST_FILES = 500


class ScoredLater(Struct, frozen=True):
    """Where a table of predictions is told what came true, and whether that code is called."""

    path: str
    line: int
    table: str
    live: bool


def scored_later(repo: Snapshot) -> Iterator[ScoredLater]:
    """The first such statement of each module, whose table this module or another one fills."""
    told: list[tuple[str, int, str]] = []
    kept: set[str] = set()
    for path in list(repo.modules)[: SCORED_MOST_FILES * 4]:
        if is_test(repo, path) or is_example_path(path) or len(told) >= SCORED_MOST_FILES:
            continue
        text = repo.text(path) or ""
        if "INTO" in text or "into" in text:
            kept.update(each["table"].casefold() for each in KEEPS_PREDICTION.finditer(text))
        if "UPDATE" in text or "update" in text:
            told.extend(
                (path, text.count("\n", 0, each.start()) + 1, each["table"])
                for each in TELLS_OUTCOME.finditer(text)
            )
    seen: set[str] = set()
    for path, line, table in told:
        if table.casefold() in kept and path not in seen:
            seen.add(path)
            yield ScoredLater(path, line, table, _is_called(repo, path, line))


def _is_called(repo: Snapshot, path: str, line: int) -> bool:
    facts = repo.modules[path]
    around = [each for each in facts.functions if each.line <= line <= each.end_line]
    inner = max(around, key=lambda each: each.line, default=None)
    return is_live(repo, Code(path, facts, notebook=False), None if inner is None else inner.qualified_name)
