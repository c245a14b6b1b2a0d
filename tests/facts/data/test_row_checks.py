"""A function of the project's own that checks every row of what was loaded, and can fail."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

SCRIPT = """import json
import sys


def validate_item(item, known):
    problems = []
    if item.get('kind') not in known:
        problems.append('kind')
    low, high = item.get('low'), item['high']
    if low > high:
        problems.append('range')
    if not 1 <= item.get('grade', 0) <= 5:
        problems.append('grade')
    return problems


def main():
    with open('items.json') as file:
        items = json.load(file)
    bad = 0
    for number, item in enumerate(items):
        bad += bool(validate_item(item, {'a'}))
    if bad:
        sys.exit(1)


if __name__ == '__main__':
    main()
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", True),
        ("json.load(file)", "[json.loads(line) for line in file]", True),
        ("validate_item", "check_entry", True),
        ("sys.exit(1)", "raise SystemExit(1)", True),
        # What is not checked in several ways, not row by row, or cannot fail.
        ("    if low > high:", "    for _ in ():", False),
        ("item['high']", "9", True),
        ("item.get('low'), item['high']", "1, 9", False),
        ("validate_item", "show_item", False),
        ("validate_item(item, {'a'})", "validate_item(items, {'a'})", False),
        ("sys.exit(1)", "print(bad)", False),
        ("sys.exit(1)", "sys.exit(0)", False),
        ("json.load(file)", "file.read()", False),
        ("import sys\n", "import sys\nfrom fastapi import FastAPI\n", False),
    ],
)
def test_every_row_is_checked_field_by_field(old: str, new: str, found: bool) -> None:
    text = SCRIPT.replace(old, new) if old else SCRIPT
    finding = run("data_validation", snapshot({"scripts/items.py": text}))
    assert finding.level is (Level.SUBSTANTIVE if found else Level.ABSENT)
