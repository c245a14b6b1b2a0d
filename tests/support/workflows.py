"""A small package with a test, and workflows of GitHub that do something with it."""

from __future__ import annotations

from collections.abc import Mapping

WORKFLOW = ".github/workflows/ci.yml"
CODE = {
    "shop/__init__.py": "",
    "shop/price.py": "def price(x):\n    return x * 2\n",
    "tests/test_price.py": "from shop.price import price\n\ndef test_price():\n    assert price(2) == 4\n",
}
# Tests that nothing but unittest can be told to collect.
UNITTESTS = {
    "shop/__init__.py": "",
    "shop/price.py": "def price(x):\n    return x * 2\n",
    "tests/__init__.py": "",
    "tests/test_price.py": (
        "import unittest\nfrom shop.price import price\n\n"
        "class PriceCase(unittest.TestCase):\n    def test_price(self):\n        self.assertEqual(price(2), 4)\n"
    ),
}
HOLLOW = {**CODE, "tests/test_price.py": "from shop.price import price\n\ndef test_price():\n    price(2)\n"}


def workflow(run: str, on: str = "[push, pull_request]", step: str = "", job: str = "") -> str:
    """A job `check` in line 4 whose second step, in line 8 unless `job` adds lines, runs a script."""
    body = "\n".join(f"          {line}" for line in run.splitlines())
    return (
        f"name: CI\non: {on}\njobs:\n  check:\n    runs-on: ubuntu-latest\n{job}"
        f"    steps:\n      - uses: actions/checkout@v4\n      - name: run\n{step}        run: |\n{body}\n"
    )


def github(run: str, files: Mapping[str, str] = CODE, **options: str) -> dict[str, str]:
    """The files with a workflow that runs a script."""
    return {**files, WORKFLOW: workflow(run, **options)}


def using(action: str, files: Mapping[str, str] = CODE, on: str = "push", step: str = "") -> dict[str, str]:
    """The files with a workflow whose one step, in line 6, uses an action."""
    text = f"on: {on}\njobs:\n  check:\n    runs-on: x\n    steps:\n      - uses: {action}\n{step}"
    return {**files, WORKFLOW: text}
