"""Versions of data that the project keeps itself."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

KEPT = (
    "import json\nimport shutil\n\n\ndef {name}(version_id):\n    shutil.copy('rows.csv', version_id)\n"
    "    with open('m.json', 'w') as f:\n        json.dump({{'dataset_version': version_id}}, f)\n\n\n{name}('1')\n"
)
BY_ROW = (
    "class Repository:\n    def create_dataset_version(self, rows):\n        self.session.add(DatasetVersion(rows=rows))\n\n\n"
    "Repository().create_dataset_version([])\n"
)
MADE = KEPT.format(name="snapshot_datasets")
CASES = {
    "a copy and a manifest": (MADE, Level.PRESENT, 5),
    "a row": (BY_ROW, Level.PRESENT, 2),
    "a sum": (MADE.replace("dataset_version", "sha256"), Level.PRESENT, 5),
    "what nothing calls": (MADE.replace("\n\nsnapshot_datasets('1')", ""), Level.ABSENT, 0),
    "without an id": (MADE.replace("version_id", "folder").replace("dataset_version", "a"), Level.ABSENT, 0),
    "that is only told": (
        MADE.replace("shutil.copy", "print").replace("json.dump", "print"), Level.ABSENT, 0),
    "of a schema": (KEPT.format(name="write_data_schema_version"), Level.ABSENT, 0),
    "that is only read": (KEPT.format(name="read_dataset_version"), Level.ABSENT, 0),
    "of something else": (KEPT.format(name="snapshot_orders"), Level.ABSENT, 0),
}  # fmt: skip


@pytest.mark.parametrize(("source", "level", "line"), CASES.values(), ids=CASES)
def test_versions_of_data_that_are_kept_by_own_code(source: str, level: Level, line: int) -> None:
    words = "keeps versions of data under ids of its own" if level else ""
    assert_found(
        run("data_versioning", snapshot({"a.py": source})), level, f"a.py:{line}" if line else "", words
    )
    assert run("data_versioning", snapshot({"tests/test_a.py": source})).level is Level.ABSENT
