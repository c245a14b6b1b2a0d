"""docs/coverage.md: every row of the catalogue has a home that exists, and every home is in the table."""

from __future__ import annotations

import re
from pathlib import Path

from analyzer.engine.registry import load_checks
from analyzer.interview.questions import texts

TABLE = Path(__file__).resolve().parents[2].joinpath("docs/coverage.md").read_text("utf-8")
ROW = re.compile(r"^\| ([A-Z]\d{0,2}|-) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
HOME = re.compile(r"(check|flag|claim|question) `([a-z_]+)`")
# How many rows the catalogue has under each letter.
SIZES = {"A": 9, "B": 9, "C": 10, "D": 9, "E": 10, "F": 9, "G": 5, "H": 14, "I": 2, "J": 6, "K": 9}

ROWS = [(row, HOME.findall(homes)) for row, _words, homes in ROW.findall(TABLE)]
HOMES = {
    "check": set(load_checks().checks),
    "flag": set(texts().flags),
    "claim": set(texts().claims) - {"other"},
    "question": {each.id for each in texts().general},
}


def test_every_row_of_the_catalogue_is_there_once_and_has_a_home() -> None:
    expected = [f"{letter}{number}" for letter, size in SIZES.items() for number in range(1, size + 1)]
    assert [row for row, _homes in ROWS] == [*expected, "L", "-"]
    for row, homes in ROWS:
        assert homes, row


def test_every_home_exists_and_none_is_forgotten() -> None:
    for kind, known in HOMES.items():
        named = {name for _row, homes in ROWS for each, name in homes if each == kind}
        assert named == known, kind


def test_the_general_questions_say_the_same() -> None:
    for question in texts().general:
        assert set(question.covers) == {row for row, homes in ROWS if ("question", question.id) in homes}
