"""Models that code asks without saying what they are."""

from __future__ import annotations

import pytest

from analyzer.wiring.models.model_uses import model_uses
from tests.support.snapshots import snapshot

LOADER = {
    "handler.py": "import joblib\n\n\nclass Handler:\n    def classifier(self, kind):\n        return joblib.load(kind)\n\n"
    "    def kinds(self):\n        return ['a']\n",
    "net.py": "import torch\n\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.last = torch.nn.Linear(1, 1)\n\n    def forward(self, x):\n        return x\n\n"
    "    def step_state(self, x):\n        return x\n\n    def _inner(self, x):\n        return x\n",
}
ASKED = {
    "what a loader gave": ("given.classifier('a').predict_proba(rows)", True),
    "what a loader gave and a variable holds": (
        "found = given.classifier('a')\n    found.predict(rows)",
        True,
    ),
    "the model of an object": ("given.model.predict(rows)", True),
    "the private model of an object": ("given.part._model.predict_proba(rows)", True),
    "another part of an object": ("given.queue.predict(rows)", False),
    "an object alone": ("given.predict(rows)", False),
    "what another function gave": ("given.kinds().predict(rows)", False),
    "what a loader gave, asked something else": ("given.classifier('a').items(rows)", False),
    "a method of a model here": ("given.model.step_state(rows)", True),
    "a method of a model here, of a private one": ("given.part._model.step_state(rows)", True),
    "a method of a model here, of another thing": ("given.queue.step_state(rows)", False),
    "a method that every module has": ("given.model.forward(rows)", False),
    "a private method": ("given.model._inner(rows)", False),
    "another method": ("given.model.turn(rows)", False),
}


@pytest.mark.parametrize(("code", "asks"), ASKED.values(), ids=ASKED)
def test_what_is_handed_on_is_asked_by_what_only_a_model_has(code: str, asks: bool) -> None:
    files = {**LOADER, "app.py": f"def answer(given, rows):\n    {code}\n"}
    found = [use.kind for use in model_uses(snapshot(files)) if use.code.path == "app.py"]
    assert found == (["calls"] if asks else [])


def test_without_a_loader_or_a_model_nothing_is_told_by_its_name() -> None:
    files = {"app.py": "def answer(given, rows):\n    given.classifier('a').predict_proba(rows)\n"}
    assert model_uses(snapshot(files)) == ()


def test_uses_stay_in_the_order_of_the_files() -> None:
    files = {**LOADER, "app.py": "def answer(given, rows):\n    given.classifier('a').predict(rows)\n"}
    assert [use.code.path for use in model_uses(snapshot(files))] == ["app.py", "handler.py", "net.py"]
