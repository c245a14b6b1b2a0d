"""Models that are loaded by a function of a table."""

from __future__ import annotations

import pytest

from analyzer.wiring.models.model_uses import model_uses
from tests.support.snapshots import snapshot

TABLE = (
    "import mlflow\n\nLOADERS = {\n    'xgb': mlflow.xgboost.load_model,\n    'sk': mlflow.sklearn.load_model,\n}\n\n\n"
    "def load_by_kind(kind, uri):\n    return LOADERS[kind](uri)\n"
)
CASES: dict[str, tuple[str, list[str]]] = {
    "an entry of it": (TABLE, ["loads 10 load_by_kind"]),
    "an entry that may be missing": (TABLE.replace("LOADERS[kind](", "LOADERS.get(kind)("), ["loads 10 load_by_kind"]),
    "a table of one row": (
        "import joblib\n\nLOADERS = {'sk': joblib.load}\n\n\ndef f(kind):\n    return LOADERS[kind]('a')\n", ["loads 7 f"]),
    "a table with a type": (TABLE.replace("LOADERS =", "LOADERS: dict[str, Any] ="), ["loads 10 load_by_kind"]),
    "an entry that is only looked at": (TABLE.replace("[kind](uri)", "[kind]"), []),
    "another table": (TABLE.replace("return LOADERS", "return OTHERS"), []),
    "a table of other functions": (TABLE.replace("load_model", "log_model"), []),
}  # fmt: skip


@pytest.mark.parametrize(("source", "uses"), CASES.values(), ids=CASES)
def test_a_call_of_an_entry_loads_a_model(source: str, uses: list[str]) -> None:
    found = model_uses(snapshot({"loader.py": source}))
    assert [f"{each.kind} {each.line} {each.function}" for each in found] == uses
