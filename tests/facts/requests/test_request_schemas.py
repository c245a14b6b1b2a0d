"""What a class holds that came in."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.request_schemas import request_types
from tests.support.snapshots import snapshot

ENVELOPE = """from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Base({base}):
    pass


class Answer(Base):
    data: dict
    took: float = Field(ge=0)


@app.post("/predict")
def predict(body: dict):
    {call}
"""


@pytest.mark.parametrize(
    ("base", "call", "counts"),
    [
        ("BaseModel", "return Answer(data=body, took=1.0)", False),
        ("BaseModel", "return Answer(**body)", True),
        ("BaseModel", "return Answer.model_validate(body)", True),
        ("Serializer", "return Answer(data=body).is_valid()", True),
        ("Serializer", "return Answer(instance=body)", True),
        ("BaseModel", "return Answer(data={}, took=1.0)", False),
    ],
)
def test_a_field_that_is_called_data_is_not_all_that_came_in(base: str, call: str, *, counts: bool) -> None:
    types = request_types(
        snapshot(
            {
                "app.py": ENVELOPE.replace("{base}", base).replace("{call}", call),
                "Procfile": "web: uvicorn app:app\n",
            }
        )
    )
    assert (("app.py", "Answer") in types.taken_by) is counts


SERVICE = """import json
from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Rows(BaseModel):
    n: int = Field(ge=0)


class Store:
    def __init__(self, path: str):
        self.path = path

    def keep(self, rows: Rows) -> None:
        pass

    {helper}


@app.post("/rows")
def rows({takes}):
    {body}
"""
LOADS = "def load(self, path: str):\n        with open(path) as file:\n            data = json.load(file)\n        return {}"
PARSES = "def load(self, payload: dict):\n        return {}"
CALLS = "return Store('a').load(body)"
PLACES = {
    "a handler": ("pass", "body: Rows", "return 1", True, False),
    "a method that is only given one": ("pass", "body: dict", "return Store('a').keep(1)", False, False),
    "a service that a handler depends on": ("pass", "store: Store = Depends(Store)", "return store.keep(1)", False, False),
    "a mapping of what came in": ("pass", "body: dict", "return Rows(**body)", True, True),
    "a part of what came in": ("pass", "body: dict", "first = body['rows']\n    return Rows.model_validate(first)", True, True),
    "a mapping that a helper is handed": (PARSES.format("Rows(**payload)"), "body: dict", CALLS, True, True),
    "a value that a helper is handed": (PARSES.format("Rows.model_validate(payload['a'])"), "body: dict", CALLS, True, True),
    "a file of its own": (LOADS.format("Rows(**data)"), "body: dict", CALLS, False, False),
    "a file of its own, validated": (LOADS.format("Rows.model_validate(data)"), "body: dict", CALLS, False, False),
    "what is stored": ("pass", "key: str", "row = find(key)\n    return Rows.model_validate(row)", False, False),
    "what a socket receives": ("pass", "websocket", "data = websocket.receive_json()\n    return Rows(**data)", True, True),
    "what is only answered": ("pass", "body: dict", "return Rows(n=1).model_dump()", False, False),
}  # fmt: skip


@pytest.mark.parametrize(("helper", "takes", "body", "counts", "built"), PLACES.values(), ids=PLACES)
def test_a_class_holds_what_came_in_where_a_handler_takes_it_or_it_is_filled_with_that(
    helper: str, takes: str, body: str, *, counts: bool, built: bool
) -> None:
    source = SERVICE.replace("{helper}", helper).replace("{takes}", takes).replace("{body}", body)
    types = request_types(snapshot({"app.py": source, "Procfile": "web: uvicorn app:app\n"}))
    key = ("app.py", "Rows")
    assert (key in types.taken_by, key in types.built) == (counts, built)


def test_an_exception_handler_takes_no_schema_of_its_answer() -> None:
    source = (
        SERVICE.replace("{helper}", "pass").replace("{takes}", "body: dict").replace("{body}", "return 1")
    )
    source += (
        "\n\n@app.exception_handler(ValueError)\ndef failed(request, error: ValueError):\n"
        "    return Rows(n=int(request.headers.get('n'))).model_dump()\n"
    )
    types = request_types(snapshot({"app.py": source, "Procfile": "web: uvicorn app:app\n"}))
    assert ("app.py", "Rows") not in types.taken_by
