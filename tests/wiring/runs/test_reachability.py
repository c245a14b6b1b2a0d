"""Whether a function is ever called: by its name in a framework, by a call, or not at all."""

from __future__ import annotations

import pytest

from analyzer.wiring.modules import Code
from analyzer.wiring.runs.reachability import is_live
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


FACTORY = "from flask import Flask\n\n\ndef make():\n    return Flask('a')\n"
IMAGE = "FROM python:3.12\nCOPY . .\nCMD {}\n"
COMMANDS = {
    "an image": ({"Dockerfile": IMAGE.format('["gunicorn", "-b", "0.0.0.0:80", "a:make()"]')}, True),
    "an image, with arguments": ({"Dockerfile": IMAGE.format("""gunicorn "a:make(config='x')\"""")}, True),
    "a process file": ({"Procfile": "web: uvicorn --factory a:make\n"}, True),
    "a unit": ({"a.service": "[Service]\nExecStart=/srv/bin/waitress-serve --call a:make\n"}, True),
    "another function": ({"Dockerfile": IMAGE.format('["gunicorn", "a:app"]')}, False),
    "an address": ({"Dockerfile": IMAGE.format('["wait-for-it", "http://make:80"]')}, False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "live"), COMMANDS.values(), ids=COMMANDS)
def test_a_factory_that_a_server_is_given_is_called(files: dict[str, str], live: bool) -> None:
    repo = snapshot({"a.py": FACTORY, **files})
    assert is_live(repo, Code("a.py", repo.modules["a.py"], notebook=False), "make") is live
