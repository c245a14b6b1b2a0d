"""The shape of the program: what may import what, and how large a part of it may grow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from tests.support.our_code import EVERYTHING, PROGRAM, ROOT, code, imports
from tests.support.snapshots import registry

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
# What a package may not import, and nothing below it either.
FORBIDDEN = {
    "analyzer.parsing": (
        "checks",
        *(f"analyzer.{each}" for each in "repository wiring facts references engine git report".split()),
    ),
    "analyzer.repository": (
        "checks",
        *(f"analyzer.{each}" for each in "wiring facts references engine git github report".split()),
    ),
    "analyzer.wiring": (
        "checks",
        *(f"analyzer.{each}" for each in "facts references engine git github scoring report".split()),
    ),
    "analyzer.facts": (
        "checks",
        *(f"analyzer.{each}" for each in "engine git github scoring report".split()),
    ),
    "analyzer.references": (
        "checks",
        *(f"analyzer.{each}" for each in "engine git github scoring report".split()),
    ),
    "checks": tuple(
        f"analyzer.{each}" for each in "git github authorship claims scoring interview report cli".split()
    ),
    "analyzer.report": tuple(
        f"analyzer.{each}" for each in "git github parsing wiring facts repository cli".split()
    ),
    "analyzer.serve": (
        "checks",
        *(f"analyzer.{each}" for each in "cli git parsing wiring facts references".split()),
    ),
    # A page asks them; they know of none.
    **{f"analyzer.{each}": ("analyzer.serve", "analyzer.cli") for each in "batch engine store api".split()},
}


def _package(name: str) -> str:
    """The package a module is in; the modules of `analyzer` itself stand for themselves."""
    package = name if PROGRAM[name].name == "__init__.py" else name.rpartition(".")[0]
    return name if package == "analyzer" else package


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    left = dict(graph)
    while leaves := [name for name, targets in left.items() if not (targets - {name}) & set(left)]:
        for name in leaves:
            del left[name]
    return sorted(left)


@cache
def _imports() -> Mapping[str, set[str]]:
    return {name: imports(name, PROGRAM) for name in PROGRAM}


def test_no_module_imports_itself_by_a_detour() -> None:
    assert len(_imports()) > 200
    assert _circle(_imports()) == []


def test_no_package_imports_itself_by_a_detour() -> None:
    graph: dict[str, set[str]] = {}
    for name, targets in _imports().items():
        graph.setdefault(_package(name), set()).update(map(_package, targets))
    assert len(graph) > 25
    assert _circle(graph) == []


@pytest.mark.parametrize(("package", "forbidden"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_nothing_imports_upwards(package: str, forbidden: tuple[str, ...]) -> None:
    def inside(name: str, packages: tuple[str, ...]) -> bool:
        return any(name == each or name.startswith(f"{each}.") for each in packages)

    found = {
        (name, target)
        for name, targets in _imports().items()
        if inside(name, (package,))
        for target in targets
        if inside(target, forbidden)
    }
    assert found == set()


def test_only_the_command_line_opens_the_page() -> None:
    """What it is built on is an extra, which the rest does without."""
    inside = {name for name in _imports() if name.startswith("analyzer.serve")}
    asking = {name for name, targets in _imports().items() if targets & inside} - inside
    assert len(inside) > 15 and asking == {"analyzer.cli.serve"}


def test_no_pattern_is_compiled_when_a_module_is_loaded() -> None:
    """They are a third of what a process's start costs; `lazy_regex` compiles at the first use."""

    found = {f"{name}:{line}" for name in PROGRAM for line in code(name).compiled_at_once}
    assert found == set()


def test_no_check_imports_another_check() -> None:
    names = {name for name in PROGRAM if name.startswith("checks.")}
    assert {(name, each) for name in names for each in _imports()[name] & names} == set()


def test_others_import_what_a_package_exports() -> None:
    """A package with `__all__` is used through it; where there is none, its modules are its parts."""
    exporting = {
        name
        for name, path in PROGRAM.items()
        if path.name == "__init__.py" and "__all__" in path.read_text("utf-8") and name != "analyzer.cli"
    }
    assert len(exporting) > 15
    found = {
        (name, target)
        for name, targets in _imports().items()
        for target in targets
        if target.rpartition(".")[0] in exporting and _package(name) != target.rpartition(".")[0]
    }
    assert found == set()


def test_private_names_stay_in_their_file() -> None:
    found = [
        (name, f"{each.module}.{each.name}")
        for name in EVERYTHING
        for each in code(name).imports
        if each.module.partition(".")[0] in OURS
        and each.name.startswith("_")
        and not each.name.startswith("__")
    ]
    assert found == []


OURS = {"analyzer", "checks", "tests", "benchmarks", "fuzz", "sample_repos"}


def test_files_and_functions_stay_short() -> None:
    files = {name: lines for name in EVERYTHING if (lines := code(name).lines) > MOST_LINES_OF_A_FILE}
    functions = {
        f"{name}.{function}": lines
        for name in EVERYTHING
        for function, lines in code(name).functions
        if lines > MOST_LINES_OF_A_FUNCTION
    }
    assert (files, functions) == ({}, {})


def test_a_check_is_one_file_and_one_test() -> None:
    loaded = registry()
    for folder, detectors in (("checks", loaded.checks), ("checks/flags", loaded.flags)):
        named = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
        assert named == {each.id for each in detectors.values()}
        homes = {each.function.__module__ for each in detectors.values()}
        assert homes == {f"{folder.replace('/', '.')}.{id}" for id in named}
        tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / folder).glob("test_*.py")}
        assert named <= tested


def test_every_package_says_what_it_is_for() -> None:
    packages = [name for name, path in PROGRAM.items() if path.name == "__init__.py"]
    assert len(packages) > 25
    assert [name for name in packages if not code(name).docstring] == []
