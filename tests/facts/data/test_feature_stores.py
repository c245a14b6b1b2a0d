"""Stores of features that an object keeps, and those of Databricks."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

KEPT_STORE = (
    "class Lookup:\n    @property\n    def store(self):\n        from feast import FeatureStore\n"
    "        return FeatureStore('.')\n\n    def ask(self):\n        return self.store.get_online_features([], [])\n"
    "\nLookup().ask()\n"
)
STORES = {
    "kept by an object": ({"a.py": KEPT_STORE}, Level.PRESENT, "a.py:8", "feature store: feast.get_online_features"),
    "kept by an object without the library": (
        {"a.py": KEPT_STORE.replace("feast", "tables")}, Level.ABSENT, "", ""),
    "kept by an object, asked for something else": (
        {"a.py": KEPT_STORE.replace("get_online_features", "list_entities")}, Level.ABSENT, "", ""),
    "of Databricks": (
        {"a.py": "from databricks.feature_engineering import FeatureEngineeringClient\nFeatureEngineeringClient().create_training_set(df)\n"},
        Level.PRESENT, "a.py:2", "create_training_set"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "note"), STORES.values(), ids=STORES)
def test_a_store_is_read_through_whatever_keeps_it(
    files: dict[str, str], level: Level, place: str, note: str
) -> None:
    assert_found(run("feature_consistency", snapshot(files)), level, place, note)
