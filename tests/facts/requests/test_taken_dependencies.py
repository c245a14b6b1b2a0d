"""A security dependency protects a service where something that is served takes it."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.defences import defences
from analyzer.testing import snapshot

AUTH = (
    "from fastapi import Depends\nfrom fastapi.security import HTTPBearer, OAuth2PasswordBearer\n{scheme}"
    "class Authorization:\n    def __init__(self, role): self.role = role\n"
    "    def __call__(self, bearer=Depends({asks})):\n        return bearer\n"
    "def current(token=Depends({asks})):\n    return token\n"
    "class Own(HTTPBearer):\n    pass\n"
)
APP = "from fastapi import FastAPI, APIRouter, Depends\nfrom auth import *\nfrom auth import {name}\napp = FastAPI()\n{route}\n"
DIRECT = AUTH.format(scheme="", asks="HTTPBearer()").replace("class Own(HTTPBearer):\n    pass\n", "")
KEPT = AUTH.format(scheme="scheme = OAuth2PasswordBearer(tokenUrl='t')\n", asks="scheme").replace(
    "class Own(HTTPBearer):\n    pass\n", ""
)
OWN = (
    "from fastapi.security import HTTPBearer\nclass Own(HTTPBearer):\n    def __call__(self, request): pass\n"
)
OPEN = "@app.post('/a')\ndef a(x: int):\n    return x"


@pytest.mark.parametrize(
    ("auth", "name", "route", "wired"),
    [
        (DIRECT, "Authorization", OPEN, False),
        (DIRECT, "Authorization", f"# @app.post('/b', dependencies=[Depends(Authorization('x'))])\n{OPEN}", False),
        (DIRECT, "Authorization", "@app.post('/a', dependencies=[Depends(Authorization('x'))])\ndef a(): pass", True),
        (DIRECT, "Authorization", "@app.post('/a')\ndef a(u=Depends(Authorization('x'))): pass", True),
        (DIRECT, "current", "@app.post('/a')\ndef a(u=Depends(current)): pass", True),
        (DIRECT, "current", f"router = APIRouter(dependencies=[Depends(current)])\n{OPEN}", True),
        (DIRECT, "current", f"safe = FastAPI(dependencies=[Depends(current)])\n{OPEN}", True),
        (KEPT, "scheme", OPEN, False),
        (KEPT, "scheme", "@app.post('/a')\ndef a(u=Depends(scheme)): pass", True),
        (KEPT, "current", "@app.post('/a')\ndef a(u=Depends(current)): pass", True),
        (KEPT, "scheme", f"router = APIRouter(dependencies=[Depends(scheme)])\n{OPEN}", True),
        (OWN, "Own", OPEN, False),
        (OWN, "Own", "@app.post('/a')\ndef a(u=Depends(Own())): pass", True),
    ],
)  # fmt: skip
def test_a_dependency_counts_where_it_is_taken(auth: str, name: str, route: str, wired: bool) -> None:
    repo = snapshot({"app.py": APP.format(name=name, route=route), "auth.py": auth})
    found = [each for each in defences(repo) if each.kind == "authentication" and each.path == "auth.py"]
    assert [each.wired for each in found] == [wired]


def test_a_router_of_the_same_file_takes_what_is_made_in_its_brackets() -> None:
    code = (
        "from fastapi import FastAPI, APIRouter, Depends\nfrom fastapi.security import HTTPBearer\n"
        f"router = APIRouter(dependencies=[Depends(HTTPBearer())])\napp = FastAPI()\n{OPEN}\n"
    )
    assert [each.wired for each in defences(snapshot({"app.py": code}))] == [True]
