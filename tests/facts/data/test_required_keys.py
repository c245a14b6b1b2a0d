"""Code that refuses rows of a data set which lack a column, without a data frame."""

from __future__ import annotations

import pytest

from analyzer.facts.data.required_keys import required_keys
from analyzer.testing import snapshot

LOAD = "import csv\n\nREQUIRED = {'question', 'answer'}\n\n\n"
IN_LOOP = (
    LOAD + "def load(path):\n    rows = []\n    for row in csv.DictReader(open(path)):\n"
    "        missing = REQUIRED - row.keys()\n        if missing:\n"
    "            raise ValueError(f'columns are missing: {missing}')\n        rows.append(row)\n    return rows\n\n\n"
    "load('a.csv')\n"
)
HANDED = (
    LOAD.replace("csv", "datasets") + "def field(row, name):\n    value = row.get(name)\n"
    "    if value is None and name in REQUIRED:\n        raise ValueError(f'{name} is missing')\n    return value\n\n\n"
    "def normal(row):\n    return field(row, 'question'), field(row, 'answer')\n\n\n"
    "def load():\n    return [normal(row) for row in datasets.load_dataset('a')['test']]\n\n\nload()\n"
)


@pytest.mark.parametrize(
    ("text", "old", "new", "found"),
    [
        (IN_LOOP, "", "", True),
        (IN_LOOP, "REQUIRED - row.keys()", "[each for each in REQUIRED if each not in row]", True),
        (IN_LOOP, "REQUIRED - row.keys()", "REQUIRED - set(row)", True),
        (IN_LOOP, "csv.DictReader(open(path))", "path", False),
        (IN_LOOP, "REQUIRED - row.keys()", "REQUIRED - path.keys()", False),
        (IN_LOOP, "raise ValueError(", "print(", False),
        (IN_LOOP, "raise ValueError(", "raise StopIteration(", False),
        (IN_LOOP, "\n\nload('a.csv')", "", False),
        (IN_LOOP, "import csv\n", "import csv\nfrom fastapi import FastAPI\n", False),
        (HANDED, "", "", True),
        (HANDED, "name in REQUIRED", "name in KNOWN", False),
        (
            HANDED,
            "[normal(row) for row in datasets.load_dataset('a')['test']]",
            "normal(datasets.load_dataset('a')[0])",
            False,
        ),
        (HANDED, "datasets.load_dataset('a')", "other.load('a')", False),
    ],
)
def test_a_row_without_its_columns_is_refused(text: str, old: str, new: str, found: bool) -> None:
    assert bool(list(required_keys(snapshot({"a.py": text.replace(old, new) if old else text})))) is found
