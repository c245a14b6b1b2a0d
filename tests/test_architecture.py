"""The shape of the program: what may import what, and how large a part of it may grow."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.snapshots import registry

ROOT = Path(__file__).resolve().parent.parent
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


def _modules(*folders: str) -> dict[str, Path]:
    found = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"portfolios", "corpus", "plugin"} & set(path.relative_to(ROOT).parts):
                found[".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")] = path
    return found


PROGRAM = _modules("analyzer", "checks")
EVERYTHING = _modules("analyzer", "checks", "tests", "benchmarks", "fuzz", "sample_repos")
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in EVERYTHING.items()}


def _imports(name: str, known: Iterable[str]) -> set[str]:
    """The modules of our own that a module imports when it is loaded or later, but not for types only."""
    found = set()
    skipped = {
        id(inner)
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in skipped:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else node.module)
        elif isinstance(node, ast.Import) and id(node) not in skipped:
            found.update(alias.name for alias in node.names)
    return found & set(known) - {name}


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


IMPORTS = {name: _imports(name, PROGRAM) for name in PROGRAM}


def test_no_module_imports_itself_by_a_detour() -> None:
    assert len(IMPORTS) > 200
    assert _circle(IMPORTS) == []


def test_no_package_imports_itself_by_a_detour() -> None:
    graph: dict[str, set[str]] = {}
    for name, targets in IMPORTS.items():
        graph.setdefault(_package(name), set()).update(map(_package, targets))
    assert len(graph) > 25
    assert _circle(graph) == []


@pytest.mark.parametrize(("package", "forbidden"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_nothing_imports_upwards(package: str, forbidden: tuple[str, ...]) -> None:
    def inside(name: str, packages: tuple[str, ...]) -> bool:
        return any(name == each or name.startswith(f"{each}.") for each in packages)

    found = {
        (name, target)
        for name, targets in IMPORTS.items()
        if inside(name, (package,))
        for target in targets
        if inside(target, forbidden)
    }
    assert found == set()


def test_no_pattern_is_compiled_when_a_module_is_loaded() -> None:
    """They are a third of what a process's start costs; `lazy_regex` compiles at the first use."""

    def at_once(tree: ast.AST) -> Iterator[ast.AST]:
        for node in ast.iter_child_nodes(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                yield node
                yield from at_once(node)

    found = {
        f"{name}:{node.lineno}"
        for name in PROGRAM
        for node in at_once(TREES[name])
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"
    }
    assert found == set()


def test_no_check_imports_another_check() -> None:
    names = {name for name in PROGRAM if name.startswith("checks.")}
    assert {(name, each) for name in names for each in IMPORTS[name] & names} == set()


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
        for name, targets in IMPORTS.items()
        for target in targets
        if target.rpartition(".")[0] in exporting and _package(name) != target.rpartition(".")[0]
    }
    assert found == set()


def test_private_names_stay_in_their_file() -> None:
    def private(name: str) -> Iterator[tuple[str, str]]:
        for node in ast.walk(TREES[name]):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in OURS:
                for alias in node.names:
                    if alias.name.startswith("_") and not alias.name.startswith("__"):
                        yield name, f"{node.module}.{alias.name}"

    assert [each for name in EVERYTHING for each in private(name)] == []


OURS = {"analyzer", "checks", "tests", "benchmarks", "fuzz", "sample_repos"}


def test_files_and_functions_stay_short() -> None:
    files = {
        name: lines
        for name, path in EVERYTHING.items()
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES_OF_A_FILE
    }
    functions = {
        f"{name}.{node.name}": lines
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
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
    assert [name for name in packages if not ast.get_docstring(TREES[name])] == []
