"""Versions of data that programs in other languages ask for, and drift that they may look for."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.other_languages import GO_MODULE, starts
from tests.support.snapshots import run, snapshot

READ = 'library(pins)\nd <- pin_read(board, "sales", version = "20240101T000000Z-abc12")\n'
NEWEST = 'library(pins)\nd <- pin_read(board, "sales")\n'
SPARK = (
    "import org.apache.spark.sql.SparkSession\n\nobject A {\n  def main(args: Array[String]): Unit = {\n"
    "    val spark = SparkSession.builder().getOrCreate()\n"
    '    val d = spark.read.format("delta").option("versionAsOf", 3).load("/d")\n  }\n}\n'
)
# The files, the level, the place, and words of the note.
LEVELS = {
    "the newest data": ({"a.R": NEWEST}, Level.ABSENT, "", ""),
    "one version": ({"a.R": READ}, Level.SUBSTANTIVE, "a.R:2", "one version of data: pins: pin_read"),
    "one version in a document": ({"a.Rmd": f"```{{r}}\n{READ}```\n"}, Level.PRESENT, "a.Rmd:3", "in a notebook"),
    "one version in a test": ({"tests/testthat/test-a.R": READ}, Level.ABSENT, "", ""),
    "one version in what is started": ({"a.R": READ, **starts("a.R")}, Level.WIRED, "a.R:2", "runs in a.R"),
    "a version of a Delta table": ({"A.scala": SPARK}, Level.SUBSTANTIVE, "A.scala:6", "a version of a table"),
    "another option of a table": ({"A.scala": SPARK.replace("versionAsOf", "header")}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_who_asks_for_a_version(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("data_versioning", snapshot(files)), level, where, words)


def go(name: str) -> dict[str, str]:
    return {"main.go": f"package main\n\nfunc {name}() {{}}\n\nfunc main() {{\n\t{name}()\n}}\n", **GO_MODULE}


# The name of a function, and whether it leaves open that drift is found.
NAMES = {
    "detectDrift": True,
    "computePSI": True,
    "populationStabilityIndex": True,
    "kolmogorovSmirnov": True,
    "clockDrift": False,
    "detectConfigDrift": False,
    "epsilon": False,
    "fitRandomWalkDrift": False,
}


@pytest.mark.parametrize(("name", "is_open"), NAMES.items())
def test_drift_is_unseen_only_where_a_name_says_it(name: str, is_open: bool) -> None:
    finding = run("drift_detection", snapshot(go(name)))
    assert finding.level is Level.ABSENT
    assert finding.ceiling is (Level.WIRED if is_open else Level.ABSENT)
    assert [each.path for each in finding.unseen] == (["main.go"] if is_open else [])


def test_names_in_tests_leave_nothing_open() -> None:
    files = {"a_test.go": go("detectDrift")["main.go"], "main.go": "package main\n\nfunc main() {}\n"}
    assert run("drift_detection", snapshot(files)).ceiling is Level.ABSENT
