"""Which of several defences is shown: what decides about a request before what only names or passes on."""

from __future__ import annotations

import pytest

from tests.support.snapshots import run, snapshot

HEAD = (
    "import joblib\nimport jwt\nfrom fastapi import FastAPI, HTTPException, Query\nfrom fastapi.security import APIKeyHeader\n"
    "from pydantic import BaseModel, Field\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n"
)
KEY = "key = APIKeyHeader(name='x')\n"
PAGE = "@app.get('/page')\ndef page(limit: int = Query(5, le=9)):\n    return limit\n"
SCHEMA = "class {name}(BaseModel):\n    {field}: int = Field(le=9)\n"
ASKS = "@app.post('/predict')\ndef predict(r: Asked):\n    return model.predict(r)\n"
TAKES = "@app.post('/take')\ndef take(r: Taken):\n    return r\n"
ASKED, TAKEN = SCHEMA.format(name="Asked", field="asked"), SCHEMA.format(name="Taken", field="taken")
REFUSES = "@app.get('/{name}')\ndef {name}(token):\n    if not token:\n        raise HTTPException(401)\n"
PASSES = (
    "@app.get('/passed')\ndef passed(token):\n    try:\n        ask(token)\n    except ValueError as failure:\n"
    "        raise HTTPException(401) from failure\n"
)
DECODES = "@app.get('/decoded')\ndef decoded(token):\n    return jwt.decode(token)\n"
# The code of an application, and what the row holds that is shown first.
ORDER = {
    "a key that is looked at, before where it is sent": (KEY + REFUSES.format(name="a"), "HTTPException(401)"),
    "where a key is sent, if nothing else is there": (KEY + "safe = FastAPI(dependencies=[key])\n", "APIKeyHeader(name"),
    "a token that is read, before where it is sent": (KEY + "safe = FastAPI(dependencies=[key])\n" + DECODES, "jwt.decode("),
    "a token that is read, before a refusal that is passed on": (PASSES + DECODES, "jwt.decode("),
    "a refusal that is passed on, if nothing else is there": (PASSES, "from failure"),
    "a refusal, before one that is passed on": (PASSES + REFUSES.format(name="b"), "HTTPException(401)\n"),
    "a schema, before a part of an address": (PAGE + TAKEN + TAKES, "taken: int"),
    "a part of an address, if nothing else is there": (PAGE, "limit: int"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "row"), ORDER.values(), ids=ORDER)
def test_what_decides_about_a_request_is_shown(code: str, row: str) -> None:
    source = HEAD + code
    best = run("robustness", snapshot({"app.py": source})).evidence[0]
    assert row in source.split("\n")[(best.line or 0) - 1] + "\n"


def test_a_schema_before_a_model_is_shown_before_another_one() -> None:
    routes = {"app.py": f"from asked import Asked\nfrom a_taken import Taken\n{HEAD}{TAKES}{ASKS}"}
    schemas = {"a_taken.py": "from pydantic import BaseModel, Field\n" + TAKEN,
               "asked.py": "from pydantic import BaseModel, Field\n" + ASKED}  # fmt: skip
    assert run("robustness", snapshot({**routes, **schemas})).evidence[0].path == "asked.py"
    alone = {"app.py": routes["app.py"].replace("model.predict(r)", "r")}
    assert run("robustness", snapshot({**alone, **schemas})).evidence[0].path == "a_taken.py"
