"""Tests of what an answer may change by, and tests that only ask what form it has."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

MODEL = "import pickle\n\nmodel = pickle.load(open('model.pkl', 'rb'))\n\n\ndef predict(row):\n    return model.predict(row)\n"
RAISES = "with pytest.raises(ValueError, match='age'):\n        predict(1)"


@pytest.mark.parametrize(
    ("name", "asserted", "level"),
    [
        ("invariance_to_age", ("isinstance(got, dict)", '"stable" in got', "0 <= got['stable'] <= 1"), Level.ABSENT),
        ("invariance_to_age", ("got['stable'] is not None", "len(got) == 3  # keys"), Level.ABSENT),
        ("invariance_to_age", ("got['feature'] == 'age'",), Level.ABSENT),
        ("invariance_to_age", ("got['feature'] == 'sex'",), Level.PRESENT),
        ("invariance_to_age", ("isinstance(got, dict)", "0.9 <= got['stable'] <= 1"), Level.PRESENT),
        ("invariance_to_age", ("0 <= got['delta'] <= 0.1",), Level.PRESENT),
        ("invariance_to_age", ("isinstance(got, dict) and got['stable'] == 1",), Level.PRESENT),
        ("invariance_to_age", ("(\n        got['stable'] == 1)",), Level.PRESENT),
        ("invariance_to_age", ("got['stable'] < 0.9",), Level.PRESENT),
        ("adversarial_rows", ("isinstance(got, dict)",), Level.ABSENT),
        ("invariance_to_age", (RAISES,), Level.ABSENT),
        ("robustness_to_age", (RAISES,), Level.PRESENT),
        ("adversarial_rows", (RAISES,), Level.PRESENT),
        ("adversarial_fuzz", ("isinstance(got, dict)",), Level.PRESENT),
        ("template_injection", ("isinstance(got, dict)",), Level.PRESENT),
    ],
)  # fmt: skip
def test_a_test_of_what_may_change_bounds_it(name: str, asserted: tuple[str, ...], level: Level) -> None:
    source = f"import pytest\nfrom svc.app import predict\n\n\ndef test_{name}():\n    got = predict('age')\n"
    source += "".join(f"    {each}\n" if "raises" in each else f"    assert {each}\n" for each in asserted)
    files = {"svc/__init__.py": "", "svc/app.py": MODEL, "tests/test_a.py": source}
    assert run("robustness", snapshot(files)).level is level
