"""Which of several places that handle errors is shown."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

HEAD = "from fastapi import FastAPI, HTTPException\nfrom pydantic import BaseModel\napp = FastAPI()\n"
SCHEMA = "class R(BaseModel):\n    a: float\n"
MODEL = "import joblib\nmodel = joblib.load('m.pkl')\n"


def handler(name: str, body: str, takes: str = "") -> str:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"@app.post('/{name}')\ndef {name}(r{takes}):\n{lines}"


def error(status: object) -> str:
    return f"raise HTTPException(status_code={status})"


def failing(status: object) -> str:
    return f"try:\n    ask(r)\nexcept ValueError as e:\n    {error(status)}"


def asking(status: object, takes: str = "") -> str:
    return handler("predict", f"if r is None:\n    {error(status)}\nreturn model.predict(r)", takes)


# The handlers of a module in their order, and the words of the row that is shown.
WITHIN = {
    "what fails is told after what is wrong": (handler("a", error(503)) + handler("b", error(404)), error(404)),
    "the first of two that tell what is wrong": (handler("a", error(404)) + handler("b", error(400)), error(404)),
    "who asks is told after what is asked": (handler("a", error(401)) + handler("b", error(404)), error(404)),
    "who asks is told before what fails": (handler("a", error(503)) + handler("b", error(403)), error(403)),
    "any failure comes last": (handler("a", failing(500)) + handler("b", error(503)), error(503)),
    "any failure comes last, where a schema is taken, too": (
        SCHEMA + handler("a", failing(500), ": R") + handler("b", error(404)), error(404)),
    "a failure with a status of its own": (
        SCHEMA + handler("a", failing(422), ": R") + handler("b", error(404)), error(422)),
    "a failure that is foreseen, where a schema is taken": (
        SCHEMA + handler("a", error(500), ": R") + handler("b", error(404)), error(500)),
    "where a schema is taken, before what is told first": (
        SCHEMA + handler("a", error(404)) + handler("b", error(503), ": R"), error(503)),
    "where a model is asked, before where a schema is taken": (
        SCHEMA + MODEL + handler("a", error(404), ": R") + asking(503), error(503)),
    "a library's handler of its own error": (
        "app.add_exception_handler(RateLimitExceeded, refuse)\n" + handler("a", error(500)), error(500)),
    "a handler of every failure": (
        "app.add_exception_handler(ValueError, refuse)\n" + handler("a", error(404)),
        "app.add_exception_handler(ValueError, refuse)"),
    "what is returned beside a library's handler": (
        "app.add_exception_handler(RateLimitExceeded, refuse)\n" + handler("a", "return {'error': 'no'}, 400"),
        "return {'error': 'no'}, 400"),
    "a method, after whatever fails": (handler("a", error(405)) + handler("b", failing(500)), error(500)),
    "a method alone": (handler("a", error(405)), error(405)),
    "a method by the framework's class, after an answer": (
        handler("a", "return HttpResponseNotAllowed(['POST'])") + handler("b", "return {'error': 'no'}, 400"),
        "return {'error': 'no'}, 400"),
    "over several rows": (
        handler("a", "raise HTTPException(\n    status_code=503,\n)") + handler("b", error(404)), error(404)),
}  # fmt: skip


@pytest.mark.parametrize(("handlers", "row"), WITHIN.values(), ids=WITHIN)
def test_of_a_module_the_line_is_shown_that_tells_most(handlers: str, row: str) -> None:
    source = HEAD + handlers
    found = run("error_handling", snapshot({"app.py": source})).evidence
    assert [source.split("\n")[(each.line or 0) - 1].strip() for each in found] == [row]


ROUTES = "from fastapi import APIRouter, HTTPException\nfrom pydantic import BaseModel\napp = APIRouter()\n"
TEST = "from app import app\ndef test_bad():\n    assert ask(app, {}).status_code == 422\n"
ACROSS = {
    "a module that asks a model, before one that also checks": (
        {"a.py": ROUTES + SCHEMA + handler("a", error(404), ": R"), "b.py": ROUTES + MODEL + asking(404)}, "b.py"),
    "one that also checks, before another": (
        {"a.py": ROUTES + handler("a", error(404)), "b.py": ROUTES + SCHEMA + handler("b", error(404), ": R")}, "b.py"),
    "by name, if both say as much": (
        {"a.py": ROUTES + handler("a", error(404)), "b.py": ROUTES + handler("b", error(404))}, "a.py"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "path"), ACROSS.values(), ids=ACROSS)
def test_of_several_modules_the_one_is_shown_that_tells_most(files: dict[str, str], path: str) -> None:
    assert run("error_handling", snapshot({**files, "tests/test_app.py": TEST})).evidence[0].path == path


METHODS = {
    "the method alone": (405, Level.PRESENT, "requests are validated"),
    "what it brought": (415, Level.SUBSTANTIVE, "requests are validated and errors are handled explicitly"),
}


@pytest.mark.parametrize(("status", "level", "note"), METHODS.values(), ids=METHODS)
def test_a_refused_method_says_nothing_of_what_a_request_brought(
    status: int, level: Level, note: str
) -> None:
    source = HEAD + SCHEMA + handler("a", error(status), ": R")
    [found] = run("error_handling", snapshot({"app.py": source})).evidence
    assert (found.level, found.note) == (level, note)
