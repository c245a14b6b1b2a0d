"""What a class holds that came in."""

from __future__ import annotations

import pytest

from analyzer.facts.request_schemas import request_types
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
