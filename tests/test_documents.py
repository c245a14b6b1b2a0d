from __future__ import annotations

import re
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
IMPORT = re.compile(
    r"^\s*(?:from (analyzer[\w.]*|checks[\w.]*) import|import (analyzer[\w.]*|checks[\w.]*))", re.MULTILINE
)


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


def modules() -> dict[str, Path]:
    found = {}
    for package in ("analyzer", "checks"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = path
    return found


def imports_of(path: Path) -> set[str]:
    text = path.read_text().split("if TYPE_CHECKING:")[0]
    return {first or second for first, second in IMPORT.findall(text)}


def test_no_import_cycles() -> None:
    graph = {name: imports_of(path) & set(modules()) - {name} for name, path in modules().items()}
    while graph:
        leaves = [name for name, targets in graph.items() if not targets & set(graph)]
        assert leaves, f"these modules import each other in a circle: {sorted(graph)}"
        for name in leaves:
            del graph[name]


def test_parsing_knows_nothing_above_it_and_checks_know_no_git_and_no_scores() -> None:
    for name, path in modules().items():
        targets = imports_of(path)
        if name.startswith("analyzer.parsing"):
            assert all(each.startswith(("analyzer.parsing", "analyzer.model")) for each in targets), name
        if name.startswith("checks"):
            forbidden = {
                "analyzer.git",
                "analyzer.scoring",
                "analyzer.authorship",
                "analyzer.report",
            }
            assert not {each for each in targets if each.startswith(tuple(forbidden))}, name
