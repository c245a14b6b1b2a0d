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


KEPT = (
    "import joblib\nfrom flask import Flask, send_file\n\napp = Flask(__name__)\nMODEL = joblib.load('m')\n\n\n"
    "@app.route('/files/<name>')\ndef kept(name):\n    MODEL.predict([name])\n    return send_file(name)\n\n\n"
    "@app.route('/api/found')\ndef found():\n    return {'found': MODEL.predict([1])}\n"
)


def test_a_route_that_sends_a_kept_file_is_shown_after_one_that_answers() -> None:
    result = run("serving", snapshot({"app.py": KEPT, "Procfile": "web: gunicorn app:app\n"}))
    assert [(each.line, each.note.split(",")[0]) for each in result.evidence if each.path == "app.py"] == [
        (14, "Flask: /api/found")
    ]


ROUTE = "from fastapi import FastAPI\nfrom svc.model import MODEL\n\napp = FastAPI()\n\n\n@app.post('/predict')\ndef predict(row):\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("command", "level", "path"),
    [
        ("uvicorn svc.main:app", Level.WIRED, "svc/main.py"),
        ("uvicorn svc:app", Level.WIRED, "svc/__init__.py"),
        ("uvicorn svc.app:app", Level.SUBSTANTIVE, "svc/__init__.py"),
    ],
)
def test_a_command_starts_the_application_of_the_module_it_names(
    command: str, level: Level, path: str
) -> None:
    files = {
        "svc/__init__.py": ROUTE,
        "svc/main.py": ROUTE,
        "svc/model.py": "import joblib\n\nMODEL = joblib.load('m')\n",
    }
    found = run("serving", snapshot({**files, "Procfile": f"web: {command}\n"}))
    routes = [each for each in found.evidence if each.path in files]
    best = max(routes, key=lambda each: each.level)
    assert (best.level, best.path) == (level, path)


FITS = (
    "from sklearn.ensemble import IsolationForest\n\nnet = IsolationForest()\n\n\n"
    "def build(row):\n    net.fit(row)\n    return net.decision_function(row)\n\n\n"
    "def check(row):\n    return net.decision_function(row)\n"
)
BUILDS = "\n\n@app.post('/baseline')\ndef baseline(row):\n    build(row)\n    return 'built'\n"
CHECKS = "\n\n@app.post('/machines')\ndef machines(row):\n    return check(row)\n"


@pytest.mark.parametrize(
    ("routes", "shown"),
    [(BUILDS + CHECKS, "/machines"), (CHECKS + BUILDS, "/machines"), (BUILDS, "/baseline")],
)
def test_a_route_that_only_fits_is_shown_after_one_that_asks(routes: str, shown: str) -> None:
    finding = run("serving", snapshot({"app.py": ROUTES.format(FITS) + routes}))
    assert f"FastAPI: {shown}" in finding.evidence[0].note
    assert finding.level is Level.SUBSTANTIVE


VIEWS = """import joblib
from flask.views import MethodView
from flask_smorest import Blueprint

api = Blueprint("api", __name__)
model = joblib.load("m.joblib")


@api.route("/health")
class Health(MethodView):
    def get(self):
        return {"ok": True}


"""
ASKS = "@api.route('/scores')\nclass Scores({}):\n    def post(self, rows):\n        return model.predict(rows)\n"


def test_a_route_of_a_class_serves_the_model_that_one_of_its_methods_asks() -> None:
    found = run("serving", snapshot({"api.py": VIEWS + ASKS.format("MethodView")}))
    assert [(each.line, each.level, each.note) for each in found.evidence] == [
        (15, Level.SUBSTANTIVE, "Flask: handler, with a model")
    ]
    files = {"health.py": VIEWS, "scores.py": VIEWS.partition("@api")[0] + ASKS.format("MethodView")}
    found = run("serving", snapshot(files))
    assert {(each.path, each.level) for each in found.evidence} == {
        ("health.py", Level.PRESENT),
        ("scores.py", Level.SUBSTANTIVE),
    }


def test_a_class_without_methods_of_its_own_has_those_that_cannot_be_told() -> None:
    empty = "\n\n@api.route('/more')\nclass More(Scores):\n    pass\n"
    files = {"scores.py": VIEWS.partition("@api")[0] + ASKS.format("MethodView")}
    more = f"from scores import Scores\nfrom flask_smorest import Blueprint\n\napi = Blueprint('b', __name__)\n{empty}"
    found = run("serving", snapshot({**files, "more.py": more}))
    assert {each.path: each.level for each in found.evidence} == {
        "scores.py": Level.SUBSTANTIVE,
        "more.py": Level.SUBSTANTIVE,
    }


PAGES = """from flask import Flask, jsonify, render_template, request, send_file
import joblib

app = Flask(__name__)
model = joblib.load("m.joblib")


def kept():
    return joblib.load("m.joblib")


{}
"""
NO_MODEL = "Flask: /plots; no call leads from here to a model"
WITH_MODEL = "Flask: /plots, with a model"
SHOWN = {
    "a template of what is kept": ("def plots(): return render_template('p.html', kept=kept())", NO_MODEL),
    "a file that is kept": ("def plots():\n    kept()\n    return send_file('p.png')", NO_MODEL),
    "a template over what the model says": (
        "def plots(): return render_template('p.html', all=model.predict(ROWS))", WITH_MODEL),
    "a template over a form": (
        "def plots(): return render_template('p.html', kept=kept()[request.form['id']])", WITH_MODEL),
    "a template with a parameter": ("def plots(row): return render_template('p.html', kept=kept()[row])", WITH_MODEL),
    "data": ("def plots(): return jsonify(kept())", WITH_MODEL),
}  # fmt: skip


@pytest.mark.parametrize(("handler", "note"), SHOWN.values(), ids=SHOWN)
def test_a_page_that_only_shows_what_is_kept_serves_no_model(handler: str, note: str) -> None:
    found = run("serving", snapshot({"app.py": PAGES.format(f"@app.route('/plots')\n{handler}")}))
    assert [each.note for each in found.evidence] == [note]


def test_a_route_that_takes_input_is_named_before_the_pages_beside_it() -> None:
    page = "@app.route('/plots')\ndef plots(): return render_template('p.html', all=model.predict(ROWS))"
    asks = "\n\n@app.post('/api/scan')\ndef scan(): return jsonify(model.predict(request.json))\n"
    found = run("serving", snapshot({"app.py": PAGES.format(page) + asks}))
    assert found.evidence[0].note == "Flask: /api/scan, with a model"


ALONE = """from fastapi import BackgroundTasks, Depends, FastAPI, Request
from pydantic import BaseModel
from ml import predict, Scorer
import json, httpx, random

app = FastAPI()
ANSWERS = {{"gold": 0.1}}
scorer = Scorer()


class Answer(BaseModel):
    score: float


@app.post("/score")
{}
"""
ASKED = "ml.py"
MODELS = {
    ASKED: "import joblib\n\n\ndef predict(row):\n    return joblib.load('m.joblib').predict(row)\n\n\n"
    "class Scorer:\n    def run(self, row):\n        return predict(row)\n"
}
# The only handler of an application whose module imports a model: whether it could ask it.
HANDLERS_ALONE = {
    "looks a value up": ("def f(tier: str):\n    return {'a': ANSWERS.get(tier, 0.5)}", False),
    "answers by a record": ("def f(row: dict) -> Answer:\n    return Answer(score=random.random())", False),
    "decodes what came in": ("def f(row: str):\n    return json.loads(row)", False),
    "is asked for a dependency": ("def f(m=Depends(predict)):\n    return {'a': m}", True),
    "asks an object of the application": (
        "def f(request: Request):\n    return request.app.state.m.run(1)",
        True,
    ),
    "asks an object that it is given": ("def f(m):\n    return m.run(1)", True),
    "asks another service": ("def f(row: dict):\n    return httpx.post('http://m', json=row).json()", True),
    "calls what it does not show": ("def f(row: dict):\n    return ANSWERS[row['a']](row)", True),
    "is wrapped": ("@predict\ndef f(row: dict):\n    return {'a': 1}", True),
}


@pytest.mark.parametrize(("handler", "may"), HANDLERS_ALONE.values(), ids=HANDLERS_ALONE)
def test_a_handler_that_could_ask_no_model_serves_none(handler: str, may: bool) -> None:
    found = run("serving", snapshot({**MODELS, "app.py": ALONE.format(handler)}))
    assert found.level is (Level.SUBSTANTIVE if may else Level.PRESENT), found.evidence


DJANGO_VIEWS = (
    "import joblib\nMODEL = joblib.load('m.joblib')\ndef index(request):\n    return MODEL.predict([request])\n"
    "def about(request):\n    return 'x'\n"
)


@pytest.mark.parametrize(
    ("routes", "shown"),
    [
        ("path('about/', views.about), path('ops/', views.index)", ["/ops"]),
        ("path('ops/', views.index), path('about/', views.about)", ["/ops"]),
        # where no view is seen to ask it, any of them may
        ("path('about/', views.about), path('other/', views.other)", ["/about"]),
    ],
)
def test_of_the_routes_of_django_that_is_shown_whose_view_asks_the_model(
    routes: str, shown: list[str]
) -> None:
    rows = routes.replace("), ", "),\n    ")
    code = f"from django.urls import path\nfrom shop import views\n\nurlpatterns = [\n    {rows},\n]\n"
    files = {"shop/__init__.py": "", "shop/views.py": DJANGO_VIEWS, "shop/urls.py": code}
    found = run("serving", snapshot(files))
    notes = [each.note for each in found.evidence if each.level is Level.SUBSTANTIVE]
    assert notes == [f"Django: {each[1:]}/, with a model" for each in shown]


SPRING_ROUTES = (
    "import org.springframework.web.bind.annotation.*;\nimport org.springframework.ai.chat.client.ChatClient;\n"
    "@RestController\nclass A {{\n  ChatClient client;\n"
    '  @PostMapping("{0}") String a(@RequestBody String q) {{ return client.prompt(q).call().content(); }}\n'
    '  @PostMapping("{1}") String b(@RequestBody String q) {{ return client.prompt(q).call().content(); }}\n}}\n'
)


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        ("/documents/embed", "/talk/ask", 7),
        ("/talk/ask", "/documents/embed", 6),
        ("/documents/embed", "/documents", 6),
        ("/documents/embed/generate", "/documents", 6),
    ],
)
def test_a_route_that_answers_is_shown_before_one_that_prepares(first: str, second: str, line: int) -> None:
    files = {"src/A.java": SPRING_ROUTES.format(first, second), "pom.xml": "<project/>"}
    found = run("serving", snapshot(files)).evidence
    assert found[0].line == line
