"""docs/coverage.md: every row of the catalogue has a home, and everything that can be a home covers rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from analyzer.engine.registry import load_checks
from benchmarks.coverage import catalogue, coverage_document, homes

PAGE = Path(__file__).resolve().parents[2].joinpath("docs/coverage.md")
# How many rows the catalogue has under each letter.
SIZES = {"A": 9, "B": 9, "C": 10, "D": 9, "E": 10, "F": 9, "G": 5, "H": 14, "I": 2, "J": 6, "K": 9}
REGISTRY = load_checks()
HOMES = list(homes(REGISTRY))


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == coverage_document(REGISTRY), "run 'make docs'"


def test_every_row_of_the_catalogue_has_a_home() -> None:
    expected = [f"{letter}{number}" for letter, size in SIZES.items() for number in range(1, size + 1)]
    assert list(catalogue()) == [*expected, "L", "-"]
    assert {row for _kind, _id, rows in HOMES for row in rows} == set(catalogue())


@pytest.mark.parametrize("kind", ["flag", "claim", "question"])
def test_no_flag_topic_or_question_is_without_a_row(kind: str) -> None:
    rows = [rows for each, _id, rows in HOMES if each == kind]
    assert len(rows) >= 9 and all(rows)


def test_nothing_names_a_row_twice() -> None:
    assert [id for _kind, id, rows in HOMES if max(Counter(rows).values(), default=0) > 1] == []


def test_a_check_that_covers_no_row_is_named_below_the_table() -> None:
    page = coverage_document(
        replace(REGISTRY, checks={"serving": replace(REGISTRY.checks["serving"], covers=())})
    )
    assert page.endswith("\nChecks that go beyond the catalogue: `serving`.\n")
    assert "check `" not in page
