"""Answers that are returned as a pair of a body and a status."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.answered_pairs import answered_pairs
from analyzer.model import Level
from analyzer.testing import snapshot
from tests.support.findings import assert_found
from tests.support.snapshots import run

GUARD = "from {} import request\n\n\ndef guard():\n    if not request.headers.get('X-API-Key'):\n{}\n"
PAIRS: dict[str, tuple[str, list[tuple[int, str]]]] = {
    "of a call": ("        return jsonify(error='no'), 401", [(6, "401")]),
    "of a mapping": ("        return {'error': 'no'}, 403", [(6, "403")]),
    "of a text": ("        return 'no', 413  # too large", [(6, "413")]),
    "of a name": ("        return body, 429", [(6, "429")]),
    "in brackets": ("        return (jsonify(error='no'), 401)", [(6, "401")]),
    "by its name": ("        return {}, HTTPStatus.UNAUTHORIZED", [(6, "401")]),
    "by its name and value": ("        return {}, http.HTTPStatus.TOO_MANY_REQUESTS.value", [(6, "429")]),
    "by its name in a framework": ("        return {}, status.HTTP_403_FORBIDDEN", [(6, "403")]),
    "after a body of several rows": (
        "        return jsonify({\n            'e': 1,\n        }), 401",
        [(6, "401")],
    ),
    "alone below a body": (
        "        return (\n            jsonify(e=1),\n            429,\n        )",
        [(6, "429")],
    ),
    "another status": ("        return {}, 404", []),
    "a number of another kind": ("        return width, 1401", []),
    "of two values that are no answer": ("        return count(401, 3)", []),
    "a list": ("        codes = [\n            400,\n            401,\n        ]", []),
    "a call that ends": ("        log(\n            'a',\n        ), 401", []),
    "a comment": ("        pass  # return {}, 401", []),
}


@pytest.mark.parametrize(("rows", "expected"), PAIRS.values(), ids=PAIRS)
def test_a_body_and_its_status(rows: str, expected: list[tuple[int, str]]) -> None:
    source = GUARD.format("flask", rows)
    facts = snapshot({"app.py": source}).modules["app.py"]
    assert list(answered_pairs(facts, source.split("\n"))) == expected


@pytest.mark.parametrize(
    ("package", "number"), [("quart", 1), ("flask_restx", 1), ("django.http", 0), ("fastapi", 0)]
)
def test_frameworks_that_take_pairs(package: str, number: int) -> None:
    source = GUARD.format(package, PAIRS["of a call"][0])
    facts = snapshot({"app.py": source}).modules["app.py"]
    assert len(list(answered_pairs(facts, source.split("\n")))) == number


APP = (
    "import joblib\nfrom flask import Flask, jsonify, request\n\nmodel = joblib.load('m')\napp = Flask(__name__)\n\n\n"
    "@app.post('/p')\ndef p():\n    return str(model.predict(request.json))\n\n\n"
)
REFUSES = "if request.headers.get('X-API-Key') != KEY:\n{}return jsonify(error='no'), 401\n"
REGISTERED = (
    "def register(app):\n    @app.before_request\n    def guard():\n        "
    + REFUSES.format(" " * 12)
    + "\n\nregister(app)\n"
)
GUARDS = {
    "registered by a function": (REGISTERED, Level.PRESENT, 17),
    "registered by itself": (
        "@app.before_request\ndef guard():\n    " + REFUSES.format(" " * 8),
        Level.PRESENT,
        16,
    ),
    "never called": ("def guard():\n    " + REFUSES.format(" " * 8), Level.ABSENT, 0),
}


@pytest.mark.parametrize(("guard", "level", "line"), GUARDS.values(), ids=GUARDS)
def test_a_guard_stands_before_every_route(guard: str, level: Level, line: int) -> None:
    found = run("robustness", snapshot({"app.py": APP + guard}))
    assert_found(found, level, f"app.py:{line}", "authentication: responds with 401")
