"""Small repositories with tests, and what CI tests of them with a command."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot
from tests.support.workflows import github

Files = Mapping[str, str]
CODE = {"shop.py": "def f(x):\n    return x\n"}
TEST = "from shop import f\n\n\ndef test_f():\n    assert f(1) == 1\n"
CASE = "import unittest\nfrom shop import f\n\n\nclass T(unittest.TestCase):\n    def test_f(self):\n        self.assertEqual(f(1), 1)\n"
UNIT = {**CODE, "tests/__init__.py": "", "tests/test_f.py": CASE}
PYTESTS = {**CODE, "tests/test_f.py": TEST}
WIRED, PRESENT, CLAIMED, ABSENT = Level.WIRED, Level.PRESENT, Level.CLAIMED, Level.ABSENT


def level(files: Files, command: str) -> Level:
    return run("ci_tests", snapshot(github(command, files))).level


def rows(*cases: tuple[Files, str, Level]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("files", "command", "expected"),
        cases,
        ids=[f"{number} {each[1]}" for number, each in enumerate(cases)],
    )


EXAMPLES = {"src/shop.py": 'def f(x):\n    """Do.\n\n    >>> f(1)\n    1\n    """\n    return x\n'}


def notebook(source: str, outputs: str = "[]") -> Files:
    cell = f'{{"cell_type":"code","execution_count":1,"metadata":{{}},"outputs":{outputs},"source":["{source}"]}}'
    return {**CODE, "nb/a.ipynb": f'{{"cells":[{cell}],"metadata":{{}},"nbformat":4,"nbformat_minor":5}}'}


ASSERTS = notebook('from shop import f\\n","assert f(1) == 1')
