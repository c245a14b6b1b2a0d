"""Whether a function is ever called: by its name in a framework, by a call, or not at all."""

from __future__ import annotations

import pytest

from analyzer.wiring.modules import Code
from analyzer.wiring.reachability import is_live
from tests.support.snapshots import snapshot

ROWS = {
    "a method that a framework calls": ("class A:\n    def setup(self):\n        pass\n", "A.setup", True),
    "a function of the same name": ("def setup():\n    pass\n", "setup", False),
    "a function of the same name that is called": ("def setup():\n    pass\n\n\nsetup()\n", "setup", True),
    "a function that a platform calls": ("def handler(event):\n    pass\n", "handler", True),
    "a function of a common name": ("def run():\n    pass\n", "run", True),
    "a function that nothing calls": ("def begin():\n    pass\n", "begin", False),
}


@pytest.mark.parametrize(("source", "function", "live"), ROWS.values(), ids=ROWS)
def test_what_is_called(source: str, function: str, live: bool) -> None:
    repo = snapshot({"a.py": source})
    assert is_live(repo, Code("a.py", repo.modules["a.py"], notebook=False), function) is live
