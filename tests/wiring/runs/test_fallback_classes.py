"""A class of which an object is only made where nobody hands one over."""

from __future__ import annotations

import pytest

from analyzer.wiring.runs.fallback_classes import replaced_classes
from tests.support.snapshots import snapshot

OWN = (
    "class Router:\n    def pick(self): pass\n\nclass Service:\n"
    "    def __init__(self, router=None):\n        self.router = {}\n"
)
KEPT = {
    "kept/__init__.py": "from .router import Router\n",
    "kept/router.py": "class Router:\n    def pick(self): pass\n",
}
FALLBACK = {("app/service.py", "Router"): ("kept/router.py", "Router")}
CASES = {
    "made behind an or, and another handed over": ("router or Router()", "from kept import Router\nr = Router()\n", FALLBACK),
    "handed over of its own module": ("router or Router()", "from kept.router import Router\nr = Router()\n", FALLBACK),
    "made in any case": ("Router()", "from kept import Router\nr = Router()\n", {}),
    "made by others too": ("router or Router()", "from app.service import Router\nfrom kept import router\nr = Router()\nx = router.Router()\n", {}),
    "nothing hands another over": ("router or Router()", "from kept import Router\n", {}),
    "only a test hands another over": ("router or Router()", "", {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_replaced_classes(case: str) -> None:
    made, main, expected = CASES[case]
    files = {"app/__init__.py": "", "app/service.py": OWN.format(made), "app/main.py": main}
    tests = {"tests/test_a.py": "from kept import Router\ndef test_a(): assert Router()\n"}
    assert replaced_classes(snapshot({**KEPT, **files, **tests})) == expected
