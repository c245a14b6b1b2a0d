"""A class that only holds the place of a pickled one defines no model."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.models.model_uses import model_uses

CLASS = (
    "import pickle\nfrom sklearn.base import BaseEstimator, ClassifierMixin\n\n"
    "class Judge(BaseEstimator, ClassifierMixin):\n    def __init__(self):\n        self.model = {held}\n"
    "    def fit(self, x, y):\n        {fit}\n        return self\n"
    "    def predict(self, x):\n        return self.model.predict(x)\n"
)
CLASSES = {
    "a flag is set": ("None", "self.fitted = True", False),
    "something is fitted": ("None", "self.inner = train(x, y)", True),
    "a model of its own": ("Forest()", "self.fitted = True", True),
    "the model comes with the fit": ("None", "self.model = x", True),
}


@pytest.mark.parametrize(("held", "fit", "defines"), CLASSES.values(), ids=CLASSES)
def test_a_class_that_fits_nothing_and_holds_nothing(held: str, fit: str, defines: bool) -> None:
    repo = snapshot({"judge.py": CLASS.format(held=held, fit=fit)})
    assert any(use.kind == "defines" for use in model_uses(repo)) is defines
