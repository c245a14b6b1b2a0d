from __future__ import annotations

import pytest

from analyzer.facts.code.empty_files import empty_sources, source_files
from tests.support.snapshots import snapshot

# What a file holds, and whether it is empty.
CONTENTS = {
    "no byte": ("src/api/main.py", "", True),
    "no byte, in another language": ("web/app.ts", "", True),
    "blank lines": ("src/a.py", "\n\n", True),
    "a comment": ("src/a.py", "# to come\n", True),
    "a docstring": ("src/a.py", '"""The models."""\n', True),
    "a docstring and pass": ("src/a.py", '"""The\nmodels."""\n\npass\n', True),
    "an import": ("src/a.py", "import os\n", False),
    "a value": ("src/a.py", '"""Limits."""\nLIMIT = 3\n', False),
    "a function": ("src/a.py", "def a(): ...\n", False),
    "an empty class": ("src/a.py", "class A:\n    pass\n", False),
    "a call": ("src/a.py", "print(1)\n", False),
    "a comment in another language": ("web/app.ts", "// to come\n", False),
    "a package": ("src/__init__.py", "", False),
    "fixtures": ("tests/conftest.py", "", False),
    "no program": ("src/.gitkeep", "", False),
    "a mark of types": ("src/py.typed", "", False),
    "a long text": ("src/a.py", '"""' + "x\n" * 20 + '"""\n', False),
}


@pytest.mark.parametrize(("path", "content", "empty"), CONTENTS.values(), ids=CONTENTS)
def test_files_that_hold_no_code(path: str, content: str, empty: bool) -> None:
    assert empty_sources(snapshot({path: content})) == ((path,) if empty else ())


def test_what_counts_as_a_source_file() -> None:
    paths = ["a.py", "web/b.js", "README.md", "c.yml", "pkg/__init__.py", "d.go"]
    assert source_files(snapshot(dict.fromkeys(paths, "x = 1\n"))) == ("a.py", "d.go", "web/b.js")
