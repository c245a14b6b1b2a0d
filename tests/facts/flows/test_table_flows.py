"""Tables and targets that name one another."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

MESH = {
    "config.yaml": "model_defaults:\n  dialect: duckdb\n",
    "models/a.sql": "MODEL (\n  name db.a,\n  kind FULL\n);\nSELECT 1 AS x\n",
}
FORM = {"workflow_settings.yaml": "defaultProject: p\n", "definitions/a.sqlx": "SELECT 1 AS x\n"}
R = "library(targets)\nlist(\n  tar_target(rows, read('a')),\n  tar_target(model, fit(rows))\n)\n"
LEVELS = {
    "tables of SQLMesh": (
        {**MESH, "models/b.sql": "MODEL (name db.b);\nSELECT x FROM db.a\n"}, Level.SUBSTANTIVE, "config.yaml:1",
        "SQLMesh project with 2 tables that build on each other"),
    "tables of SQLMesh apart": ({**MESH, "models/b.sql": "MODEL (name db.b);\nSELECT 1\n"}, Level.PRESENT, "config.yaml:1", "2 tables"),
    "one table of SQLMesh": (MESH, Level.PRESENT, "config.yaml:1", "1 table"),
    "settings of something else": ({**MESH, "config.yaml": "a: 1\n"}, Level.ABSENT, "", ""),
    "settings without tables": ({"config.yaml": MESH["config.yaml"]}, Level.ABSENT, "", ""),
    "tables of Dataform": (
        {**FORM, "definitions/b.sqlx": "SELECT x FROM ${ref('a')}\n"}, Level.SUBSTANTIVE, "workflow_settings.yaml:1", "Dataform project with 2 tables"),
    "tables of Dataform apart": ({**FORM, "definitions/b.sqlx": "SELECT x FROM ${ref('c')}\n"}, Level.PRESENT, "workflow_settings.yaml:1", "2 tables"),
    "targets": ({"_targets.R": R}, Level.SUBSTANTIVE, "_targets.R:3", "targets pipeline with 2 steps"),
    "targets apart": ({"_targets.R": R.replace("fit(rows)", "fit()")}, Level.PRESENT, "_targets.R:3", "2 steps"),
    "no target": ({"_targets.R": "library(targets)\n"}, Level.ABSENT, "", ""),
    "targets of an example": ({"examples/_targets.R": R}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_builds_on_what(
    files: dict[str, str], level: Level, place: str, words: str
) -> None:
    assert_found(run("orchestration", snapshot(files)), level, place, words)


def test_hostile_files_are_no_error() -> None:
    files: dict[str, str | bytes] = {
        "config.yaml": b"\xff model_defaults", "models/a.sql": "MODEL (" + "(" * 5000, "_targets.R": "tar_target(" * 5000,
        "dataform.json": "[", "definitions/a.sqlx": "${ref('" * 2000,
    }  # fmt: skip
    assert run("orchestration", snapshot(files)).status is not Status.ERROR
