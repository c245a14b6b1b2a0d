"""Files in a folder of evaluation whose names say that they hold cases."""

from __future__ import annotations

import json

import pytest

from analyzer.facts.evaluations.evaluation_sets import evaluation_sets
from analyzer.testing import snapshot

CASES = json.dumps([{"question": "q"}] * 10)
TABLE = "question,answer\n" + "q,a\n" * 10
FILES = {
    "in a folder of evaluation": ("evaluation/test_set.json", CASES, True),
    "below it": ("app/evaluation/questions.json", CASES, True),
    "nine of them": ("evaluation/test_set.json", json.dumps([{"question": "q"}] * 9), False),
    "a table": ("evaluation/test_set.csv", TABLE, False),
    "another name": ("evaluation/pages.json", CASES, False),
    "scenarios of an evaluation": ("src/data/eval_scenarios.json", CASES, True),
    "samples of an evaluation": ("data/evaluation-samples.json", CASES, True),
    "nine scenarios": ("src/data/eval_scenarios.json", json.dumps([{"question": "q"}] * 9), False),
    "scenarios of something else": ("src/data/scenarios.json", CASES, False),
    "another folder": ("data/test_set.json", CASES, False),
}


@pytest.mark.parametrize(("path", "text", "found"), FILES.values(), ids=FILES)
def test_a_file_of_cases_is_known_by_its_name_in_such_a_folder(path: str, text: str, found: bool) -> None:
    assert [each.path for each in evaluation_sets(snapshot({path: text}))] == ([path] if found else [])
