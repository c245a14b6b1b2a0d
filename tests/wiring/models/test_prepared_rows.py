"""What prepares rows is fitted too, and is no model."""

from __future__ import annotations

import pytest

from analyzer.wiring.models.model_uses import model_uses
from tests.support.snapshots import snapshot


@pytest.mark.parametrize(
    ("fitted", "kinds"),
    [
        ("self.label_encoders[column].fit(rows)", []),
        ("scaler.fit(rows)", []),
        ("self.models[column].fit(rows)", ["trains"]),
        ("model.fit(scaler.fit(rows))", ["trains"]),
    ],
)
def test_what_prepares_rows_by_its_name_trains_nothing(fitted: str, kinds: list[str]) -> None:
    code = f"import sklearn\n\nclass A:\n    def f(self, scaler, model, column, rows):\n        {fitted}\n"
    assert list(dict.fromkeys(each.kind for each in model_uses(snapshot({"a.py": code})))) == kinds
