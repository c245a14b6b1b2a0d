"""Servers that end at once, because they are given an object where they need its name."""

from __future__ import annotations

import pytest

from analyzer.references.broken_starts import broken_start
from analyzer.references.server_calls import server_calls
from analyzer.testing import snapshot

CODE = (
    "import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\nif __name__ == '__main__':\n    {}\n"
)
PROGRAM = "web: python main.py\n"
CALLS = {
    "an object that is loaded anew": ("uvicorn.run(app, host='0.0.0.0', reload=True)", PROGRAM, True),
    "an object for several workers": ("uvicorn.run(app, workers=4)", PROGRAM, True),
    "an object over several lines": ("uvicorn.run(\n        app,\n        reload=True,\n    )", PROGRAM, True),
    "an object for one worker": ("uvicorn.run(app, workers=1)", PROGRAM, False),
    "an object that stays": ("uvicorn.run(app, reload=False)", PROGRAM, False),
    "an object alone": ("uvicorn.run(app)", PROGRAM, False),
    "a name": ("uvicorn.run('main:app', reload=True)", PROGRAM, False),
    "a name that is given by keyword": ("uvicorn.run(app='main:app', reload=True)", PROGRAM, False),
    "a name in a variable": ("name = 'main:app'; uvicorn.run(name, reload=True)", PROGRAM, False),
    "a setting": ("uvicorn.run(app, reload=DEBUG)", PROGRAM, False),
    "one of two calls": ("uvicorn.run(app, reload=True) if A else uvicorn.run(app)", PROGRAM, False),
    "a server that loads it itself": ("uvicorn.run(app, reload=True)", "web: uvicorn main:app\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("call", "start", "ends"), CALLS.values(), ids=CALLS)
def test_a_server_that_needs_a_name_ends_with_an_object(call: str, start: str, ends: bool) -> None:
    repo = snapshot({"main.py": CODE.format(call), "Procfile": start})
    assert [(each.path, each.line) for each in server_calls(repo)] == ([("Procfile", 1)] if ends else [])


@pytest.mark.parametrize(
    ("command", "ends"), [("python main.py", True), ("uvicorn main:app", False), ("python other.py", False)]
)
def test_the_file_of_a_platform_starts_no_such_server(command: str, ends: bool) -> None:
    files = {
        "main.py": CODE.format("uvicorn.run(app, reload=True)"),
        "other.py": CODE.format("uvicorn.run(app)"),
        "railway.json": f'{{"deploy": {{\n"startCommand": "{command}"\n}}}}\n',
    }
    module = "other.py" if "other" in command else "main.py"
    assert (broken_start(snapshot(files), "railway.json", 2, module) is not None) is ends
