"""Code of other languages outside of notebooks, and their notebooks."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.notebooks import notebook
from tests.support.snapshots import facts, run, snapshot


def statements(count: int) -> str:
    return "x = 1\n" * count


def chunk(language: str, count: int) -> str:
    return f"Some text.\n\n```{{{language}}}\n{statements(count)}```\n"


CELLS = notebook(statements(4))
GO = "package main\n\n// Comments do not count.\n" + "var _ = 1\n" * 3
SERVER = '{"dependencies": {"express": "4"}}'
LIVEBOOK = "# A page\n\n```elixir\nx = 1\ny = 2\n```\n\n```text\nz\n```\n"
PLUTO = "### A Pluto.jl notebook ###\n# v0.19\n\nx = 1\n"
EXPORTED = "// Databricks notebook source\nval x = 1\n\nval y = 2\n"
# The files, the level, where the strongest evidence is and what it says; lines in notebooks and in modules.
LEVELS = {
    "only a notebook": ({"a.ipynb": CELLS}, Level.ABSENT, "", "", (1, 4, 0)),
    "a program of fewer lines": (
        {"a.ipynb": CELLS, "a.go": "package main\nvar _ = 1\n"}, Level.PRESENT, "a.go:1",
        "2 lines of code; modules contain 33% of the code lines (Go 2)", (1, 4, 2)),
    "a program of as many lines": (
        {"a.ipynb": CELLS, "a.go": GO}, Level.SUBSTANTIVE, "a.go:1",
        "4 lines of code; modules contain 50% of the code lines (Go 4)", (1, 4, 4)),
    "a program beside a module": (
        {"a.ipynb": CELLS, "a.go": GO, "b.py": "x = 1\n"}, Level.SUBSTANTIVE, "a.go:1",
        "modules contain 56% of the code lines (Go 4, Python 1)", (1, 4, 5)),
    "no notebook": ({"a.go": GO}, Level.SUBSTANTIVE, "a.go:1", "contain 100% of the code lines (Go 4)", (0, 0, 4)),
    "a test of a program beside it": (
        {"a.go": GO, "a_test.go": GO * 3}, Level.SUBSTANTIVE, "a.go:1", "(Go 16)", (0, 0, 16)),
    "a server of TypeScript": (
        {"a.ipynb": CELLS, "package.json": SERVER, "src/a.ts": "let x = 1;\n" * 4}, Level.SUBSTANTIVE, "src/a.ts:1",
        "(TypeScript 4)", (1, 4, 4)),
    "a page of TypeScript": (
        {"a.ipynb": CELLS, "package.json": SERVER, "src/components/a.tsx": "let x = 1;\n" * 4}, Level.ABSENT, "", "",
        (1, 4, 0)),
    "the settings of a build": (
        {"a.ipynb": CELLS, "package.json": SERVER, "jest.config.js": "x = 1;\n" * 9}, Level.ABSENT, "", "", (1, 4, 0)),
    "a document with R beside a module": (
        {"a.Rmd": chunk("r", 4), "b.py": statements(3)}, Level.PRESENT, "b.py:1",
        "3 lines of code; modules contain 43% of the code lines", (1, 4, 3)),
    "a document with Julia beside as much": (
        {"a.qmd": chunk("julia", 4), "b.py": statements(4)}, Level.SUBSTANTIVE, "b.py:1", "contain 50%", (1, 4, 4)),
    "a document with Python counts once": (
        {"a.qmd": chunk("python", 4), "b.py": statements(4)}, Level.SUBSTANTIVE, "b.py:1", "contain 50%", (1, 4, 4)),
    "a document without code": (
        {"a.Rmd": "Only text.\n", "b.py": statements(1)}, Level.SUBSTANTIVE, "b.py:1", "contain 100%", (0, 0, 1)),
    "Livebook": (
        {"a.livemd": LIVEBOOK, "b.py": statements(1)}, Level.PRESENT, "b.py:1", "contain 33%", (1, 2, 1)),
    "what Databricks writes out": (
        {"a.sql": EXPORTED.replace("//", "--"), "b.py": statements(1)}, Level.PRESENT, "b.py:1", "contain 25%", (1, 3, 1)),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words", "numbers"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_lines_of_every_language(
    files: dict[str, str], level: Level, where: str, words: str, numbers: tuple[int, int, int]
) -> None:
    repo = snapshot(files)
    assert_found(run("notebook_ratio", repo), level, where, words)
    found = facts("notebook_ratio", repo)
    names = ("notebooks", "notebook_code_lines", "module_code_lines")
    assert tuple(found[name] for name in names) == numbers


def test_pluto_and_exported_scala_are_notebooks_even_where_they_are_programs() -> None:
    for name, text, lines in (("a.jl", PLUTO, 1), ("a.scala", EXPORTED, 2)):
        found = facts("notebook_ratio", snapshot({name: text}))
        assert (found["notebooks"], found["module_code_lines"]) == (1, 0)
        assert int(found["notebook_code_lines"]) >= lines


@pytest.mark.usefixtures("no_grammars")
def test_without_grammars_other_programs_are_unseen() -> None:
    finding = run("notebook_ratio", snapshot({"a.ipynb": CELLS, "a.go": GO * 100}))
    assert (finding.level, finding.ceiling) == (Level.ABSENT, Level.SUBSTANTIVE)
    assert "repo-evidence[languages]" in finding.unseen[0].reason
    assert run("notebook_ratio", snapshot({"a.go": GO})).status is not Status.MEASURED


def test_tests_in_python_are_not_shown_beside_programs() -> None:
    files = {
        "tests/test_a.py": "def test_a():\n    assert 1 == one()\n",
        "src/main/java/a/A.java": "package a;\nclass A {\n  int one() { return 1; }\n}\n",
    }
    found = run("notebook_ratio", snapshot(files))
    assert [each.path for each in found.evidence] == ["src/main/java/a/A.java"]
    alone = run("notebook_ratio", snapshot({"tests/test_a.py": files["tests/test_a.py"]}))
    assert [each.path for each in alone.evidence] == ["tests/test_a.py"]
