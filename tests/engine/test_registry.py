"""Where checks come from: our own package and every installed one that names itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from analyzer.engine.registry import Registry, load_checks
from analyzer.engine.runner import run_checks, run_flags
from analyzer.model import (
    Check,
    Finding,
    Level,
)
from analyzer.repository.snapshot import Snapshot
from tests.support.declared import PLUGIN_IMPORTS, PLUGIN_QUESTIONS
from tests.support.snapshots import snapshot

PLUGIN = f'''{PLUGIN_IMPORTS}
@check(
    id="{{id}}", title="t", reads=(FileKind.PYTHON,), max_level=Level.PRESENT, questions={PLUGIN_QUESTIONS}
)
def {{name}}(repo):
    """What it looks for.

        Present: indented.
    """
    for path in repo.modules:
        yield Evidence(path, 1, Level.PRESENT, "a module")
'''

CLEAN = {"a.py": "", "b.py": ""}


def finding(repo: Snapshot, one: Check) -> Finding:
    return run_checks(repo, {one.id: one}).findings[one.id]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages on the import path."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("acme_"):
            del sys.modules[name]


def install(site: Path, name: str, entry_points: Mapping[str, str], **modules: str) -> None:
    information = site / f"{name}-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = "".join(f"{key} = {value}\n" for key, value in entry_points.items())
    (information / "entry_points.txt").write_text(f"[analyzer.checks]\n{lines}")
    for path, source in modules.items():
        file = site / f"{path.replace('__DOT__', '/')}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(source)


def added(registry: Registry) -> set[str]:
    return set(registry.checks) - BUILTIN


BUILTIN = {id for id in load_checks().checks if not id.startswith("acme")}


def test_our_own_checks_are_found_in_the_order_of_their_ids() -> None:
    registry = load_checks()
    assert {"dockerfile", "tests", "ci_tests"} <= BUILTIN
    assert list(registry.checks) == sorted(registry.checks)
    assert all(id == each.id for id, each in registry.checks.items())


def test_a_module_of_an_installed_package_brings_its_checks(site: Path) -> None:
    install(site, "acme", {"acme": "acme_checks"}, acme_checks=PLUGIN.format(id="acme_one", name="f"))
    registry = load_checks()
    assert added(registry) == {"acme_one"} and registry.problems == ()
    found = finding(snapshot(CLEAN), registry.checks["acme_one"])
    assert (found.level, len(found.evidence)) == (Level.PRESENT, 2)
    assert registry.checks["acme_one"].documentation == "What it looks for.\n\nPresent: indented."


def test_a_package_brings_the_checks_of_all_its_modules_and_an_object_only_itself(site: Path) -> None:
    install(
        site,
        "acme",
        {"package": "acme_package", "object": "acme_object:g"},
        acme_package__DOT____init__="from .one import f\n",
        acme_package__DOT__one=PLUGIN.format(id="acme_one", name="f"),
        acme_package__DOT__two=PLUGIN.format(id="acme_two", name="f"),
        acme_object=PLUGIN.format(id="acme_left", name="f") + PLUGIN.format(id="acme_right", name="g"),
    )
    registry = load_checks()
    assert added(registry) == {"acme_one", "acme_two", "acme_right"} and registry.problems == ()


@pytest.mark.parametrize(
    ("value", "source", "word"),
    [
        ("acme_broken", "raise RuntimeError('no')", "RuntimeError: no"),
        ("acme_broken", "import acme_nowhere", "ModuleNotFoundError"),
        ("acme_broken", "def (", "SyntaxError"),
        ("acme_broken:missing", "", "AttributeError"),
        ("acme_broken:number", "number = 3", "neither a check nor a module"),
        ("acme_broken", "import sys\nsys.exit(3)", "SystemExit"),
        (
            "acme_broken",
            PLUGIN.format(id="Acme", name="f"),
            "DeclarationError: the id 'Acme' is invalid: use",
        ),
    ],
)
def test_a_broken_plugin_is_named_and_costs_nothing_else(
    site: Path, value: str, source: str, word: str
) -> None:
    install(site, "acme", {"broken": value}, acme_broken=source)
    install(site, "acme2", {"sound": "acme_sound"}, acme_sound=PLUGIN.format(id="acme_one", name="f"))
    registry = load_checks()
    assert added(registry) == {"acme_one"} and set(registry.checks) >= BUILTIN
    (problem,) = registry.problems
    assert "'broken'" in problem and word in problem


FLAG_PLUGIN = (
    PLUGIN_IMPORTS
    + '''
@flag_check(id="{id}", title="t", reads=(FileKind.PYTHON,))
def f(repo):
    """When it is raised."""
    yield Flag("{id}", Severity.INFO, "a circumstance")
'''
)


def test_a_package_brings_flags_of_its_own(site: Path) -> None:
    install(site, "acme", {"acme": "acme_flags"}, acme_flags=FLAG_PLUGIN.format(id="acme_odd"))
    registry = load_checks()
    assert added(registry) == set() and registry.problems == ()
    assert registry.flags["acme_odd"].documentation == "When it is raised."
    assert [each.id for each in run_flags(snapshot(CLEAN), registry.flags).flags] == ["acme_odd"]


def test_an_id_is_a_check_or_a_flag_and_not_both(site: Path) -> None:
    install(site, "acme", {"acme": "acme_flags"}, acme_flags=FLAG_PLUGIN.format(id="dockerfile"))
    registry = load_checks()
    assert "dockerfile" in registry.checks and "dockerfile" not in registry.flags
    assert len(registry.problems) == 1


@pytest.mark.parametrize("id", ["dockerfile", "acme_one"])
def test_a_repeated_id_keeps_the_first(site: Path, id: str) -> None:
    install(site, "acme", {"a": "acme_first"}, acme_first=PLUGIN.format(id="acme_one", name="f"))
    install(site, "acme2", {"b": "acme_second"}, acme_second=PLUGIN.format(id=id, name="f"))
    registry = load_checks()
    (problem,) = registry.problems
    assert "'b'" in problem and f"'{id}'" in problem
    assert registry.checks[id].function.__module__ != "acme_second"
