"""A test that writes the measure itself judges no model."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.replaced_measures import replaces_what_measures
from analyzer.model import Level
from analyzer.testing import run, snapshot

HEAD = "import pytest\nfrom unittest import mock\nfrom unittest.mock import patch\nimport app\nfrom app import tune\n"
TEST = "{head}\n{mark}def test_quality({takes}):\n    {body}\n    assert tune()['mae'] < 0.8\n"
HELPER = "def _stub(mp, values):\n    mp.setattr('app.{}', lambda: values)\n"
FIXTURE = (
    "@pytest.fixture{}\ndef stubbed(monkeypatch):\n    monkeypatch.setattr(app, 'evaluate', lambda: 0.1)\n"
)
CASES = {
    "by its address": ("", "", "monkeypatch", "monkeypatch.setattr('app.holdout_maes', lambda: [0.1])", True),
    "by its name in a module": ("", "", "monkeypatch", "monkeypatch.setattr(app, 'evaluate', lambda: 0.1)", True),
    "by a mock around the test": ("", "@patch('app.compute_rmse', return_value=0.1)\n", "m", "pass", True),
    "by a mock in the test": ("", "", "", "mock.patch.object(app, 'score_model').start()", True),
    "by a fixture of mocks": ("", "", "mocker", "mocker.patch('app.evaluate', return_value=0.1)", True),
    "by a helper that is given the tool": (HELPER.format("holdout_maes"), "", "monkeypatch", "_stub(monkeypatch, [0.1])", True),
    "by a helper that nothing calls": (HELPER.format("holdout_maes"), "", "monkeypatch", "pass", False),
    "by a fixture that is taken": (FIXTURE.format(""), "", "stubbed", "pass", True),
    "by a fixture for all": (FIXTURE.format("(autouse=True)"), "", "", "pass", True),
    "by a fixture of others": (FIXTURE.format(""), "", "", "pass", False),
    "the answers of the model": ("", "", "mocker", "mocker.patch.object(app.Model, 'predict', return_value=[1])", True),
    "what reads the rows": ("", "", "monkeypatch", "monkeypatch.setattr('app.load_panel', lambda: 1)", False),
    "where metrics are sent": ("", "@patch('mlflow.log_metrics')\n", "m", "pass", False),
    "where metrics are kept": ("", "", "monkeypatch", "monkeypatch.setattr(app, 'METRICS', 'a.json')", False),
    "the limit of a gate": ("", "", "monkeypatch", "monkeypatch.setattr(app, 'min_accuracy', 0.9)", False),
    "nothing": ("", "", "", "pass", False),
}  # fmt: skip


@pytest.mark.parametrize(("head", "mark", "takes", "body", "replaces"), CASES.values(), ids=CASES)
def test_what_a_test_puts_in_the_place_of_another_function(
    head: str, mark: str, takes: str, body: str, replaces: bool
) -> None:
    path = "tests/test_tune.py"
    source = TEST.format(head=HEAD + head, mark=mark, takes=takes, body=body)
    assert replaces_what_measures(snapshot({path: source}), path, "test_quality") is replaces


def test_a_mock_around_a_class_is_one_around_its_tests() -> None:
    path = "tests/test_tune.py"
    source = (
        f"{HEAD}\n@patch('app.evaluate')\nclass TestTune:\n    def test_it(self, m):\n        assert tune() < 0.8\n"
        "class TestOther:\n    def _stub(self, mp):\n        mp.setattr(app, 'score', 1)\n"
        "    def test_it(self, mp):\n        self._stub(mp)\n    def test_none(self):\n        assert tune()\n"
    )
    repo = snapshot({path: source})
    names = ("TestTune.test_it", "TestOther.test_it", "TestOther.test_none")
    assert [replaces_what_measures(repo, path, each) for each in names] == [True, True, False]


@pytest.mark.parametrize(("name", "level"), [("evaluate", Level.ABSENT), ("load_rows", Level.SUBSTANTIVE)])
def test_such_a_test_is_no_evidence(name: str, level: Level) -> None:
    train = (
        "from sklearn.svm import SVC\ndef tune():\n    return SVC().fit(1, 2).score(1, 2)\n\nmodel = tune()\n"
    )
    body = f"    monkeypatch.setattr('train.{name}', lambda: 0.9)\n    accuracy = tune()\n    assert accuracy > 0.8\n"
    files = {
        "train.py": train,
        "tests/test_train.py": f"from train import tune\ndef test_it(monkeypatch):\n{body}",
    }
    assert run("evaluation", snapshot(files)).level is level
