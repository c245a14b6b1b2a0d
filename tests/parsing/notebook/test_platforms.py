"""Notebooks as Zeppelin and Azure Synapse keep them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.notebook.platforms import may_be_of_synapse, parse_any_notebook, parse_platform_notebook
from tests.support.snapshots import facts, snapshot

FIT = "from sklearn.svm import SVC\nSVC().fit(X, y)"


def zeppelin(*texts: str) -> str:
    return json.dumps({"paragraphs": [{"text": each} for each in texts], "name": "a"}, indent=1)


def synapse(*sources: list[str]) -> str:
    cells = [{"cell_type": "code", "source": each} for each in sources]
    return json.dumps({"name": "a", "properties": {"nbformat": 4, "metadata": {}, "cells": cells}}, indent=1)


PARAGRAPHS = {
    "python": ((f"%pyspark\n{FIT}", "%md\n# Text"), "python", 1, 2),
    "of a group": ((f"%spark.pyspark\n{FIT}",), "python", 1, 2),
    "python beside more of another language": ((f"%python\n{FIT}", "%sql\nSELECT 1", "%sql\nSELECT 2"), "python", 1, 2),
    "no interpreter": (("val a = 1",), "scala", 1, 1),
    "text alone": (("%md\n# Text",), "python", 0, 0),
    "nothing": ((), "python", 0, 0),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "language", "cells", "lines"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_paragraphs_are_cells(texts: tuple[str, ...], language: str, cells: int, lines: int) -> None:
    found = parse_any_notebook(zeppelin(*texts).encode())
    assert (found.problem, found.language, found.code_cells, found.code_lines) == (
        None,
        language,
        cells,
        lines,
    )


def test_a_call_stands_on_the_line_of_its_cell() -> None:
    found = parse_platform_notebook(synapse(["x = 1\n"], ["from a import b\n", "b.fit(1)"]).encode())
    (line,) = (each.line for each in found.code.calls)
    assert (
        "b.fit"
        in synapse(["x = 1\n"], ["from a import b\n", "b.fit(1)"]).split("\n")[found.line_in_file(line) - 1]
    )


@pytest.mark.parametrize(
    ("path", "may"),
    [("notebook/a.json", True), ("w/notebook/a.json", True), ("notebooks/a.json", False), ("notebook/a/b.json", False), ("notebook/a.yml", False)],
)  # fmt: skip
def test_notebooks_of_synapse_have_a_folder(path: str, may: bool) -> None:
    assert may_be_of_synapse(path) is may


FILES = {
    "Zeppelin": ({"a.zpln": zeppelin(f"%pyspark\n{FIT}"), "m.py": "x = 1\n"}, 1),
    "Synapse": ({"notebook/a.json": synapse(["x = 1\n"]), "m.py": "x = 1\n"}, 1),
    "other JSON in the folder": ({"notebook/a.json": '{"properties": {"cells": 1}}', "m.py": "x = 1\n"}, 0),
    "a list in the folder": ({"notebook/a.json": "[1]", "m.py": "x = 1\n"}, 0),
    "broken JSON in the folder": ({"notebook/a.json": "{", "m.py": "x = 1\n"}, 0),
}  # fmt: skip


@pytest.mark.parametrize(("files", "number"), FILES.values(), ids=FILES)
def test_they_are_notebooks_of_the_repository(files: dict[str, str], number: int) -> None:
    assert facts("notebook_ratio", snapshot(files))["notebooks"] == number


@given(st.binary(max_size=300))
def test_any_bytes_have_facts(content: bytes) -> None:
    for each in (content, b'{"paragraphs": ' + content, b'{"properties": {"cells": [' + content):
        assert parse_platform_notebook(each).code_cells >= 0
