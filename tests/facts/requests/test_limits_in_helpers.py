"""Limits in a function that a handler hands what came in to."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.own_limits import own_limits
from analyzer.testing import snapshot

HEAD = "from fastapi import FastAPI, HTTPException\n\napp = FastAPI()\n\n\n"
ROUTE = "@app.post('/predict')\ndef predict(file):\n    picture = open_it(file)\n{body}    return 1\n"
ASKED = "    good, why = fits(picture)\n    if not good:\n        raise HTTPException(422, why)\n"
BARE = "    if not fits(picture):\n        raise HTTPException(status_code=400)\n"
CALLED = "    fits(picture)\n"
ANSWERS = "def fits(one):\n    if one.size[0] > 4096:\n        return False, 'too large'\n    return True, None\n\n\n"
SAYS_NO = "def fits(one):\n    if len(one) > 4096:\n        return False\n    return True\n\n\n"
RAISES = "def fits(one):\n    if len(one) > 4096:\n        raise HTTPException(422)\n\n\n"
NO_BOUND = "def fits(one):\n    if one.broken:\n        return False\n    return True\n\n\n"
OTHER = "def fits(one):\n    if COUNT > 4096:\n        return False\n    return True\n\n\n"
BETWEEN = "def middle(picture):\n{body}    return 1\n\n\n"
OBJECT = "class Rows:\n    def __init__(self, one):\n        self.one = one\n\n    def fit(self):\n        one = self.one\n"
OBJECT += "        if not 0 <= one <= 4096:\n            return False\n        return True\n\n\n"
FILLED = "    rows = Rows(picture)\n    if not rows.fit():\n        raise HTTPException(status_code=400)\n"
LIMITS = {
    "an object of what came in": (OBJECT, FILLED, True),
    "an object of something else": (OBJECT, FILLED.replace("(picture)", "(SETTING)"), False),
    "another object": (OBJECT, FILLED.replace("rows.fit", "others.fit"), False),
    "another method": (OBJECT, FILLED.replace("rows.fit", "rows.fits"), False),
    "nobody asks for what the object says": (OBJECT, "    Rows(picture).fit()\n", False),
    "an object that compares nothing": (OBJECT.replace("0 <= one <= 4096", "one"), FILLED, False),
    "it answers no, with a reason": (ANSWERS, ASKED, True),
    "it answers no": (SAYS_NO, BARE, True),
    "it raises": (RAISES, CALLED, True),
    "a helper of a helper": (ANSWERS + BETWEEN.format(body=ASKED), "    middle(picture)\n", True),
    "nobody asks for its answer": (SAYS_NO, CALLED, False),
    "it is given something else": (SAYS_NO, BARE.replace("picture", "SETTING"), False),
    "it compares nothing": (NO_BOUND, BARE, False),
    "it compares something else": (OTHER, BARE, False),
    "it is called with nothing that came in": (RAISES, "    fits(1)\n", False),
    "the answer is only logged": (SAYS_NO, "    if not fits(picture):\n        print('large')\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("helper", "body", "bounds"), LIMITS.values(), ids=LIMITS)
def test_a_limit_in_a_helper_that_gets_what_came_in(helper: str, body: str, bounds: bool) -> None:
    route = ROUTE.format(body=body)
    here = list(own_limits(snapshot({"app.py": HEAD + helper + route})))
    assert [each.path for each in here] == (["app.py"] if bounds else [])
    names = "Rows" if "class " in helper else "fits, middle" if "def middle" in helper else "fits"
    files = {
        "app.py": f"from checks import {names}\n{HEAD}{route}",
        "checks.py": f"from fastapi import HTTPException\n{helper}",
    }
    assert [each.path for each in own_limits(snapshot(files))] == (["checks.py"] if bounds else [])


def test_what_flask_takes_fills_an_object_whose_limit_is_shown_once() -> None:
    head = "from checks import Rows\nfrom flask import Flask, jsonify, request\n\napp = Flask(__name__)\n\n\n"
    route = "@app.post('/predict')\ndef predict():\n    picture = request.get_json()\n" + FILLED.replace(
        "raise HTTPException(status_code=400)", "return jsonify({}), 400"
    )
    files = {"app.py": head + route, "other.py": head + route, "checks.py": OBJECT}
    assert [(each.path, each.line) for each in own_limits(snapshot(files))] == [("checks.py", 7)]
