"""Tests that judge a model which a fixture above them makes, and measures whose names are written in full."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.scored_things import metric_side
from analyzer.facts.evaluations.tests_over_models import is_over_models
from analyzer.model import Level
from analyzer.parsing.python import Comparison
from tests.support.snapshots import run, snapshot

LOADS = "import joblib\n\n\ndef load():\n    return joblib.load('m')\n"
FIXTURES = (
    "import pandas as pd\nimport pytest\n\nfrom svc.load import load\n\n\n@pytest.fixture\ndef rows():\n"
    "    return pd.read_parquet('r')\n\n\n@pytest.fixture(name='answers')\ndef _answers(rows):\n    return load().predict(rows)\n\n\n"
    "@pytest.fixture\ndef first(answers):\n    return answers[0]\n"
)
TEST = "from sklearn.metrics import {0}\n\n\ndef test_it({1}):\n    assert {0}({1}, {1}) < 12.5\n"
BASE = {"svc/__init__.py": "", "svc/load.py": LOADS, "tests/conftest.py": FIXTURES}
TAKEN = {"answers": True, "first": True, "rows": False, "tmp_path": False}


@pytest.mark.parametrize(("fixture", "over"), TAKEN.items(), ids=TAKEN)
@pytest.mark.parametrize("folder", ["tests", "tests/quality"])
def test_a_fixture_may_ask_the_model(fixture: str, over: bool, folder: str) -> None:
    path = f"{folder}/test_a.py"
    repo = snapshot({**BASE, path: TEST.format("mean_absolute_error", fixture)})
    assert is_over_models(repo, path, "test_it") is over
    level = Level.SUBSTANTIVE if over else Level.ABSENT
    assert run("evaluation", repo).level is level


def test_fixtures_of_a_folder_beside_are_not_taken() -> None:
    files = {**BASE, "other/test_a.py": TEST.format("mean_absolute_error", "answers")}
    assert not is_over_models(snapshot(files), "other/test_a.py", "test_it")


WRITTEN = {
    "mean_absolute_error": True, "root_mean_squared_error": True, "mean_absolute_percentage_error": True,
    "mean_error": False, "absolute_path": False,
}  # fmt: skip


@pytest.mark.parametrize(("name", "measures"), WRITTEN.items(), ids=WRITTEN)
def test_a_measure_may_be_written_in_full(name: str, measures: bool) -> None:
    side = frozenset(name.split("_"))
    assert (metric_side(Comparison(side, frozenset(), None, 3.0))[0] == side) is measures
