from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.engine.registry import load_checks
from analyzer.model import FlagCheck
from analyzer.report.checks import checks_document
from analyzer.scoring.rubric import load_rubric, shipped_rubrics
from analyzer.testing import snapshot
from benchmarks.snapshot_members import members, with_section

ROOT = Path(__file__).resolve().parent.parent
REGISTRY = load_checks()
CHECKS, FLAGS = REGISTRY.checks, REGISTRY.flags
RUBRICS = shipped_rubrics(CHECKS)


def test_the_document_of_the_checks_is_current() -> None:
    assert (ROOT / "docs" / "checks.md").read_text() == checks_document(REGISTRY, RUBRICS), "run 'make docs'"


def test_the_list_of_what_a_snapshot_offers_is_current() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    assert page == with_section(page), "run 'make docs'"
    listed = [written.partition("(")[0] for written, _described in members()]
    found = snapshot({"a.py": "x = 1\n"})
    assert set(listed) == {name for name in dir(found) if not name.startswith("_")}


@pytest.mark.parametrize("flag", FLAGS.values(), ids=FLAGS)
def test_every_flag_lives_in_the_module_of_its_name(flag: FlagCheck) -> None:
    assert flag.function.__module__ == f"checks.flags.{flag.id}"


def test_the_default_rubric_names_only_checks_that_exist() -> None:
    """What it does not name is shown with weight 0."""
    assert set(load_rubric("production", CHECKS).signals) <= set(CHECKS)
