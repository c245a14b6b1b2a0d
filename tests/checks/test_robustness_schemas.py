"""A JSON Schema bounds input where what came in is held against it."""

from __future__ import annotations

import pytest

from tests.checks.test_robustness import app
from tests.support.findings import told
from tests.support.snapshots import run, snapshot

SCHEMA = "import json\nfrom jsonschema import validate\n\n\ndef check(row):\n    validate(row, {})\n\n\n"
HELD = {
    "what came in": ("validate(body, {})", "def check(row): pass\n", True),
    "a part of what came in": ("validate(body['row'], {})", "", True),
    "what a function is given that came in": ("check(body)", "", True),
    "a set of data": ("validate(json.load(open('cases.json')), {})", "", False),
    "a set of data that a function is given": ("check(json.load(open('cases.json')))", "", False),
    "rows of a set of data": ("[validate(each, {}) for each in ROWS]", "", False),
}


@pytest.mark.parametrize(("body", "more", "bounds"), HELD.values(), ids=HELD)
def test_a_schema_over_a_set_of_data_behind_a_route_bounds_no_input(
    body: str, more: str, bounds: bool
) -> None:
    found = told(run("robustness", snapshot({"svc/app.py": app(SCHEMA + more, body=body)})))
    assert [each.partition("input")[2] for each in found] == (
        [" bound: jsonschema.validate"] if bounds else []
    )
