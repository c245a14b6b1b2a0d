"""Entries of a table that a literal key chooses are reached, the others are not."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.runs.called import called_by_services

APP = "from fastapi import FastAPI\nfrom models import TABLE, get\napp = FastAPI()\n\n"
APP += "@app.post('/predict')\ndef predict(row: dict):\n    return {body}\n"
MODELS = "class A:\n    def ask(self, x): pass\n\nclass B:\n    def ask(self, x): pass\n\ndef get(kind):\n"
MODELS += "    return kind().ask(1)\n\n"
TABLE = "TABLE = {'a': A, 'b': B}\n"
LONG = "TABLE: dict[str, type] = {\n    'a': A,\n    'b': B,\n}\n"


@pytest.mark.parametrize(
    ("body", "table", "reached"),
    [
        ("get(TABLE['a'])", TABLE, ["A"]),
        ('get(TABLE["b"])', LONG, ["B"]),
        ("get(TABLE.get('a'))", LONG, ["A"]),
        ("get(TABLE['a']) or get(TABLE['b'])", TABLE, ["A", "B"]),
        ("get(TABLE[row['kind']])", TABLE, ["A", "B"]),
        ("get(TABLE.get(row))", TABLE, ["A", "B"]),
        ("[get(each) for each in TABLE.values()]", TABLE, ["A", "B"]),
        ("get(TABLE['a'])", f"{TABLE}ONE = B()\n", ["A", "B"]),
        ("get(TABLE['a'])", "TABLE = {'a': A, 'b': B()}\n", ["A", "B"]),
        ("get(TABLE['a'])", "TABLE = {'a': A, 'b': A, 'c': B}\n", ["A"]),
        ("get(TABLE['a'])", f"{TABLE}\ndef other():\n    return list(TABLE)\n", ["A", "B"]),
        ("row", TABLE, ["A", "B"]),
    ],
)
def test_only_what_a_literal_key_chooses_is_reached(body: str, table: str, reached: list[str]) -> None:
    asked = "" if "get(" in body else " or get(None)"
    called = called_by_services(
        snapshot({"app.py": APP.replace("{body}", body + asked), "models.py": MODELS + table})
    )
    assert [name for name in "AB" if called.has("models.py", f"{name}.ask")] == reached
