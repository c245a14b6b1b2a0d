"""Which decorators give a function to somebody who calls it, and which only wrap it."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.runs.called import called_from

WRAPPER = (
    "import functools\ndef timed(func):\n    @functools.wraps(func)\n    def inner(*args, **kwargs):\n"
    "        print(func.__name__)\n        return func(*args, **kwargs)\n    return inner\n"
)
WITH_ARGUMENTS = (
    "import functools\ndef timed(times):\n    def deco(func):\n        @functools.wraps(func)\n"
    "        async def inner(*args, **kwargs):\n            return await func(*args, **kwargs)\n"
    "        return inner\n    return deco\n"
)
REGISTERING = (
    "JOBS = {}\ndef timed(func):\n    def inner(*args):\n        return func(*args)\n"
    "    JOBS['a'] = func\n    return inner\n"
)
HANDING = "def timed(func):\n    def inner(*args):\n        return func(*args)\n    bus.subscribe(func)\n    return inner\n"
ROUTING = "def timed(path):\n    def deco(func):\n        return router.post(path)(func)\n    return deco\n"


@pytest.mark.parametrize(
    ("first", "mark", "called"),
    [
        ("from ensure import ensure_annotations", "ensure_annotations", False),
        ("import typeguard", "typeguard.typechecked", False),
        ("from pydantic import validate_call", "validate_call", False),
        ("from stamina import retry", "retry(on=ValueError)", False),
        ("from langfuse import observe", "observe()", False),
        ("from pydantic import field_validator", "field_validator('a')", True),
        ("from celery import shared_task", "shared_task", True),
        ("from nobody_knows import special", "special", True),
        ("import app", "app.server.post('/a')", True),
        ("from tools import timed", "timed", False),
        ("import tools", "tools.timed", False),
        ("from more import timed", "timed(3)", False),
        ("from jobs import timed", "timed", True),
        ("from bus import timed", "timed", True),
        ("from routes import timed", "timed('/a')", True),
    ],
)
def test_a_decorated_function_that_nothing_else_calls(first: str, mark: str, called: bool) -> None:
    repo = snapshot(
        {
            "main.py": f"{first}\n@{mark}\ndef assess(x):\n    return x\n",
            "app.py": "from fastapi import FastAPI\nserver = FastAPI()\n",
            "tools.py": WRAPPER,
            "more.py": WITH_ARGUMENTS,
            "jobs.py": REGISTERING,
            "bus.py": HANDING,
            "routes.py": ROUTING,
        }
    )
    assert (("main.py", "assess") in called_from(repo, ["main.py"]).functions) is called
