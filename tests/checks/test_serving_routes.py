from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

ROUTES = """from fastapi import APIRouter, Depends, FastAPI
import joblib

app = FastAPI()
router = APIRouter()
model = joblib.load("m.joblib")


class Service:
    def __init__(self):
        self.model = model

    def score(self, row):
        return self.model.predict(row)


def service():
    return Service()


{}
"""
TIED = {
    "asks the model": "@app.post('/a')\ndef a(row): return model.predict(row)",
    "asks through a function": "def b(row): return model.predict(row)\n@app.post('/a')\ndef a(row): return b(row)",
    "asks through an object": "@app.post('/a')\ndef a(row): return Service().score(row)",
    "asks through a dependency": "@app.post('/a')\ndef a(row, s=Depends(service)): return s.score(row)",
    "asks in a nested function": "@app.post('/a')\ndef a(row):\n    def f(): return model.predict(row)\n    return f()",
    "hands it to a thread": "def b(row): return model.predict(row)\n@app.post('/a')\ndef a(row): return run(b, row)",
}
OTHER = "\n\n@app.get('/login')\ndef login(user): return user\n"


@pytest.mark.parametrize("route", TIED.values(), ids=TIED)
def test_a_route_serves_the_model_that_its_function_asks(route: str) -> None:
    found = run("serving", snapshot({"app.py": ROUTES.format(route) + OTHER}))
    shown = {each.note: each.level for each in found.evidence if each.level is Level.SUBSTANTIVE}
    assert shown == {"FastAPI: /a, with a model": Level.SUBSTANTIVE}


def test_a_route_that_only_loads_the_model_serves_none_beside_one_that_asks_it() -> None:
    loads = "\n\n@app.post('/reload')\ndef reload():\n    return joblib.load('m.joblib')\n"
    found = run("serving", snapshot({"app.py": ROUTES.format(TIED["asks the model"]) + loads}))
    shown = [each.note for each in found.evidence if each.level is Level.SUBSTANTIVE]
    assert shown == ["FastAPI: /a, with a model"]


def test_where_no_chain_of_calls_is_found_the_application_is_what_serves() -> None:
    source = ROUTES.format("@app.post('/predict')\ndef a(row): return HANDLERS[row['kind']](row)")
    found = run("serving", snapshot({"app.py": source.replace("def score", "def other")}))
    assert found.level is Level.SUBSTANTIVE


def test_a_path_below_which_other_routes_stand_is_no_route() -> None:
    urls = (
        "from django.urls import include, path\nfrom api.views import predict\n"
        "urlpatterns = [\n    path('api/', include('api.more')),\n    path('predict/', predict),\n]\n"
    )
    views = "import joblib\nmodel = joblib.load('m')\ndef predict(request): return model.predict(request)\n"
    found = run("serving", snapshot({"web/urls.py": urls, "api/__init__.py": "", "api/views.py": views}))
    assert {each.line for each in found.evidence} == {5}
