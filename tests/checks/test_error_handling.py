from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import run, snapshot

APP = "from fastapi import FastAPI, HTTPException\n{more}app = FastAPI()\n@app.post('/predict')\ndef f(r{takes}):\n    {body}\n"
SCHEMA = "from pydantic import BaseModel\nclass R(BaseModel):\n    a: float\n"
VALIDATES = "import jsonschema\n"
REFUSES = "raise HTTPException(422)"
GUARD = "def key(k):\n    raise HTTPException(403)\n"
TEST = "from app import app\ndef test_bad():\n    assert ask(app, {}).status_code == 422\n"


def app(more: str = "", body: str = "return 1", takes: str = "") -> str:
    return APP.format(more=more, body=body, takes=takes)


PLAIN = app()
REFUSING = app(more="", body=REFUSES)
CHECKING = app(more=SCHEMA, takes=": R")
IMPORTING = app(more="from forms import R\n", takes=": R")
HANDLING = app(more="", body="return 1") + "@app.exception_handler(ValueError)\ndef g(r, e):\n    return 2\n"

CHECKED, REFUSED = "requests are validated", "errors are handled explicitly"
RAISED = "a handler raises an error, without a status of its own"
LEVELS = {
    "a schema": ({"app.py": CHECKING}, Level.PRESENT, "app.py:7", CHECKED),
    "a refusal": ({"app.py": REFUSING}, Level.PRESENT, "app.py:5", REFUSED),
    "a handler": ({"app.py": HANDLING}, Level.PRESENT, "app.py:6", REFUSED),
    "a call that checks": (
        {"app.py": app(more=VALIDATES, body="jsonschema.validate(r, s)")}, Level.PRESENT, "app.py:6", CHECKED),
    "a schema of another module": ({"app.py": IMPORTING, "forms.py": SCHEMA}, Level.PRESENT, "app.py:5", CHECKED),
    "a schema that is filled from the request": (
        {"app.py": app(more=SCHEMA, body="return R(**r.json())")}, Level.PRESENT, "app.py:8", CHECKED),
    "a schema made from another one": (
        {"app.py": app(more=SCHEMA + "class S(R):\n    b: int\n", takes=": S")}, Level.PRESENT, "app.py:9", CHECKED),
    "a client error that is returned": (
        {"app.py": app(body="return {'error': 'no'}, 400")}, Level.PRESENT, "app.py:5", REFUSED),
    "a server error that is returned": (
        {"app.py": app(body="return {'error': 'no'}, 503")}, Level.PRESENT, "app.py:5", REFUSED),
    "an answer with the status of an error": (
        {"app.py": app(body="return JSONResponse({'error': 'no'}, status_code=502)")}, Level.PRESENT, "app.py:5", REFUSED),
    "an answer over several lines": (
        {"app.py": app(body="return web.json_response(\n        {'error': str(r)},\n        status=400,\n    )")},
        Level.PRESENT, "app.py:5", REFUSED),
    "an answer with a named status": (
        {"app.py": app(body="return Response(x, status=status.HTTP_422_UNPROCESSABLE_ENTITY)")},
        Level.PRESENT, "app.py:5", REFUSED),
    "an answer with the standard library's status": (
        {"app.py": app(body="return JSONResponse(x, status_code=HTTPStatus.BAD_GATEWAY)")}, Level.PRESENT, "app.py:5", REFUSED),
    "an error that is raised": (
        {"app.py": app(body="raise ValueError(f'{r} is no request')")}, Level.PRESENT, "app.py:5", RAISED),
    "an error that is raised, and a test": (
        {"app.py": app(body="raise ShopError('no')"), "tests/test_app.py": TEST}, Level.PRESENT, "app.py:5", RAISED),
    "both": (
        {"app.py": app(more=SCHEMA, body=REFUSES, takes=": R")}, Level.SUBSTANTIVE, "app.py:8", f"{CHECKED} and {REFUSED}"),
    "a refusal where the schema is taken, after another": (
        {"app.py": app(more=SCHEMA + GUARD, body=REFUSES, takes=": R")}, Level.SUBSTANTIVE, "app.py:10", f"{CHECKED} and {REFUSED}"),
    "a refusal in another function alone": (
        {"app.py": app(more=SCHEMA + GUARD, takes=": R")}, Level.SUBSTANTIVE, "app.py:6", f"{CHECKED} and {REFUSED}"),
    "two refusals without a schema, one of who asks": (
        {"app.py": app(more=GUARD, body=REFUSES)}, Level.PRESENT, "app.py:7", REFUSED),
    "two refusals without a schema": (
        {"app.py": app(more=GUARD.replace("403", "404"), body=REFUSES)}, Level.PRESENT, "app.py:3", REFUSED),
    "a refusal and a test of it": ({"app.py": REFUSING, "tests/test_app.py": TEST}, Level.SUBSTANTIVE, "app.py:5", REFUSED),
    "a schema and a test of it": ({"app.py": CHECKING, "tests/test_app.py": TEST}, Level.SUBSTANTIVE, "app.py:7", CHECKED),
    "a test that expects an answer": (
        {"app.py": REFUSING, "tests/test_app.py": TEST.replace("422", "200")}, Level.PRESENT, "app.py:5", REFUSED),
    "a test that asserts nothing": (
        {"app.py": REFUSING, "tests/test_app.py": TEST.replace("assert ", "answer = ")}, Level.PRESENT, "app.py:5", REFUSED),
    "a test whose comment names a status": (
        {"app.py": REFUSING, "tests/test_app.py": TEST.replace("422", "200  # never 422")}, Level.PRESENT, "app.py:5", REFUSED),
    "a status that no test expects": (
        {"app.py": REFUSING, "codes.py": "assert x == 422\n"}, Level.PRESENT, "app.py:5", REFUSED),
}  # fmt: skip
ABSENT = {
    "neither": {"app.py": PLAIN},
    "an error in a docstring": {"app.py": app(body="\"\"\"Answers.\n\n    return {'error': 'no'}, 400\n    \"\"\"")},
    "neither, but a test": {"app.py": PLAIN, "tests/test_app.py": TEST},
    "another class of another module": {"app.py": IMPORTING, "forms.py": SCHEMA.replace("BaseModel", "Model")},
    "a schema of the answer": {"app.py": app(more=SCHEMA).replace("('/predict')", "('/predict', response_model=R)")},
    "a schema that is only defined": {"app.py": app(more=SCHEMA)},
    "a schema that is only imported": {"app.py": app(more="from forms import R\n"), "forms.py": SCHEMA},
    "an answer that is built by a schema": {"app.py": app(more=SCHEMA, body="return R(a=1)")},
    "a status that is no client's fault": {"app.py": app(body="return r, 200")},
    "an answer that went well": {"app.py": app(body="return JSONResponse(r, status_code=201)")},
    "an answer with a named status that went well": {"app.py": app(body="return Response(r, status=HTTPStatus.CREATED)")},
    "a status that is only read": {"app.py": app(body="x = Response(r)\n    return x.status_code == 400")},
    "a request that is sent": {"app.py": app(body="return send(r, status_code=400)")},
    "an error raised outside of a handler": {"app.py": PLAIN + "def g():\n    raise ValueError('no')\n"},
    "an error that says nothing": {"app.py": app(body="raise ValueError()")},
    "a handler still to be written": {"app.py": app(body="raise NotImplementedError('later')")},
    "an error that is passed on": {"app.py": app(body="try:\n        g()\n    except ValueError:\n        raise")},
    "a class that is no schema": {"app.py": app(more="class R(object):\n    a = 1\n", body="return 1")},
}  # fmt: skip


HOOKS = (
    "def model_fn(folder):\n    return load(folder)\ndef input_fn(body, kind):\n{}    return body\n"
    "def predict_fn(rows, model):\n    return model(rows)\n"
)
RAISES = "    if kind != 'application/json':\n        raise ValueError(f'{kind} is not read')\n"
LAMBDA = "def lambda_handler(event, context):\n    if not event:\n        return {}\n    return {{'statusCode': 200}}\n"
PLATFORMS = {
    "a hook that raises": (HOOKS.format(RAISES), "a.py:5", RAISED),
    "a hook that raises nothing": (HOOKS.format(""), None, ""),
    "an input of training": (HOOKS.format(RAISES).replace("predict_fn", "eval_fn"), None, ""),
    "hooks without a model": (HOOKS.format(RAISES).replace("model_fn", "train_fn"), None, ""),
    "a status for the gateway": (
        LAMBDA.format("{'statusCode': 400, 'body': 'no'}"), "a.py:3", REFUSED),
    "a status for the gateway on a line of its own": (
        LAMBDA.format("{\n            'headers': {},\n            \"statusCode\": HTTPStatus.BAD_REQUEST,\n        }"), "a.py:5", REFUSED),
    "a status that went well": (LAMBDA.format("{'statusCode': 204}"), None, ""),
    "a status in a comment": (LAMBDA.format("{}  # 'statusCode': 400,"), None, ""),
    "a status that is asked for": (LAMBDA.format("event['statusCode'] == 400"), None, ""),
}  # fmt: skip


@pytest.mark.parametrize(("source", "place", "note"), PLATFORMS.values(), ids=PLATFORMS)
def test_what_a_platform_calls_answers_for_its_errors(source: str, place: str | None, note: str) -> None:
    finding = run("error_handling", snapshot({"a.py": source}))
    assert_found(finding, Level.PRESENT if place else Level.ABSENT, place or "", note)


VIEW = (
    "from rest_framework import {what}\nfrom rest_framework.views import APIView\nclass RowSerializer({what}.Serializer):\n"
    "    pass\nclass V(APIView):\n    def post(self, request):\n        s = RowSerializer(data=request.data)\n"
    "        {asks}\n        return 1\n"
)
ROUTES = "from django.urls import path\nfrom views import V\nurlpatterns = [path('a/', V.as_view())]\n"
WEBARGS = "from webargs.flaskparser import {name}\nfrom flask import Flask\napp = Flask(__name__)\n@app.post('/a')\n@{name}({{}})\ndef f(r):\n    return 1\n"
BOUNDED = "from fastapi import FastAPI, Query\napp = FastAPI()\n@app.get('/a')\ndef f(a: int = Query(1, {bound})):\n    return a\n"
# What checks a request beside a schema: files, and the line or None.
OTHER_CHECKS = {
    "a serializer that is asked": (
        {"views.py": VIEW.format(what="serializers", asks="s.is_valid(raise_exception=True)"), "urls.py": ROUTES}, "views.py:8"),
    "a serializer that is not asked": (
        {"views.py": VIEW.format(what="serializers", asks="s.save()"), "urls.py": ROUTES}, None),
    "a decorator that checks": ({"app.py": WEBARGS.format(name="use_args")}, "app.py:5"),
    "a decorator that does not": ({"app.py": WEBARGS.format(name="parser")}, None),
    "a bound of a parameter": ({"app.py": BOUNDED.format(bound="ge=0")}, "app.py:4"),
    "a parameter that is described": ({"app.py": BOUNDED.format(bound="description='rows'")}, None),
    "a table class as a schema": (
        {"app.py": app(more="from sqlmodel import SQLModel\nclass R(SQLModel):\n    a: int\n", takes=": R")}, "app.py:7"),
}  # fmt: skip

OTHER_CHECKS |= {
    "a class that a dependency answers": (
        {"app.py": app(more=SCHEMA, takes=": R = Depends(who)")}, None),
    "a class that a dependency answers, by keyword and after another": (
        {"app.py": app(more=SCHEMA, takes=", a=1, *, b: R = Security(dependency=who)")}, None),
    "a class that a dependency answers, beside its name": (
        {"app.py": app(more=SCHEMA, takes=": Annotated[R, Depends(who)]")}, None),
    "a class that its dependency is": (
        {"app.py": app(more=SCHEMA, takes=": R = Depends()")}, "app.py:7"),
    "a class that its dependency is, beside its name": (
        {"app.py": app(more=SCHEMA, takes=": Annotated[R, Depends()]")}, "app.py:7"),
    "a class before a dependency": (
        {"app.py": app(more=SCHEMA, takes=": R, a=Depends(who)")}, "app.py:7"),
    "a class with a bound beside its name": (
        {"app.py": app(more=SCHEMA, takes=": Annotated[R, Body()]")}, "app.py:7"),
    "a switch with a plain default": (
        {"app.py": app(takes=": bool = Query(False)")}, None),
}  # fmt: skip
OTHER_CHECKS |= {
    "a class of fields in a handler": (
        {"app.py": app(more="from dataclasses import dataclass\n@dataclass\nclass R:\n    a: int\n", takes=": R")}, "app.py:8"),
    "a class that is no class of fields": (
        {"app.py": app(more="def dataclass(x): return x\n@dataclass\nclass R:\n    a: int\n", takes=": R")}, None),
}  # fmt: skip
BOT = (
    "import telebot\nbot = telebot.TeleBot('x')\n@bot.message_handler()\ndef answer(message):\n{body}"
    "bot.infinity_polling()\n"
)
MISSING = "    if message.text is None:\n        bot.reply_to(message, 'no')\n        return\n"
FAILING = "    try:\n        ask(message)\n    except Exception:\n        bot.reply_to(message, 'later')\n"
BOTS = {
    "neither": ("    ask(message)\n", Level.ABSENT, "", ""),
    "a message that cannot be used": (MISSING, Level.PRESENT, "bot.py:5", CHECKED),
    "a failure": (FAILING, Level.PRESENT, "bot.py:7", REFUSED),
    "both": (MISSING + FAILING, Level.SUBSTANTIVE, "bot.py:10", f"{CHECKED} and {REFUSED}"),
}


@pytest.mark.parametrize(("body", "level", "place", "note"), BOTS.values(), ids=BOTS)
def test_a_bot_replies_where_it_cannot_answer(body: str, level: Level, place: str, note: str) -> None:
    assert_found(run("error_handling", snapshot({"bot.py": BOT.format(body=body)})), level, place, note)


def test_what_a_bot_replies_is_no_answer_of_a_service_beside_it() -> None:
    files = {"bot.py": BOT.format(body=FAILING), "app.py": PLAIN}
    found = run("error_handling", snapshot(files))
    assert [each.path for each in found.evidence] == ["bot.py"]


DJANGO = (
    "from django.http import HttpResponse, HttpResponseBadRequest\n\n\ndef score(request):\n"
    "    return HttpResponseBadRequest('no')\n"
)
URLS = "from django.urls import path\nfrom views import score\nurlpatterns = [path('a/', score)]\n"


def test_a_view_that_is_registered_elsewhere_answers_requests() -> None:
    found = run("error_handling", snapshot({"views.py": DJANGO, "urls.py": URLS}))
    assert_found(found, Level.PRESENT, "views.py:5", REFUSED)


@pytest.mark.parametrize(("files", "place"), OTHER_CHECKS.values(), ids=OTHER_CHECKS)
def test_forms_decorators_and_bounds_check_requests(files: dict[str, str], place: str | None) -> None:
    finding = run("error_handling", snapshot(files))
    if place is None:
        assert_found(finding, Level.ABSENT)
    else:
        assert_found(finding, Level.PRESENT, place, CHECKED)


OTHER = "from rules import ask\n"
RULES = "from fastapi import HTTPException\n\n\ndef ask(r):\n    {}\n\n\ndef other(r):\n    raise HTTPException(400)\n"
WRAPPED = (
    "from functools import wraps\nfrom answers import error_response\n\n\ndef ask(function):\n    @wraps(function)\n"
    "    def inner(r):\n        try:\n            return function(r)\n        except ValueError as e:\n"
    "            return error_response(\n                400,\n                str(e),\n            )\n    return inner\n"
)
BESIDE = {
    "by a function that the handler calls": (
        {"app.py": app(more=OTHER, body="return ask(r)"), "rules.py": RULES.format("raise HTTPException(422)")},
        Level.PRESENT, "rules.py:5"),
    "by a decorator of the handler": (
        {"app.py": app(more=OTHER, body="return 1").replace("def f", "@ask\ndef f"), "rules.py": WRAPPED,
         "answers.py": "def error_response(status, text):\n    return {'status': status, 'body': text}\n"},
        Level.PRESENT, "rules.py:11"),
    "by a function that nothing calls": (
        {"app.py": app(more=OTHER, body="return ask(r)"), "rules.py": RULES.format("return r")}, Level.ABSENT, ""),
    "of what is asked, before who asks": (
        {"app.py": app(more=OTHER + "from keys import key\n", body="return ask(r), key(r)"), "keys.py": "from fastapi "
         "import HTTPException\n" + GUARD, "rules.py": RULES.format("raise HTTPException(422)")},
        Level.PRESENT, "rules.py:5"),
    "who asks, before what fails": (
        {"app.py": app(more=OTHER + "from keys import key\n", body="return ask(r), key(r)"), "keys.py": "from fastapi "
         "import HTTPException\n" + GUARD, "abc.py": "", "rules.py": RULES.format("raise HTTPException(503)")},
        Level.PRESENT, "keys.py:3"),
    "by a test": (
        {"app.py": app(more="from tests.rules import ask\n", body="return ask(r)"),
         "tests/rules.py": RULES.format("raise HTTPException(422)")}, Level.ABSENT, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place"), BESIDE.values(), ids=BESIDE)
def test_a_request_is_refused_beside_the_files_of_routes(
    files: dict[str, str], level: Level, place: str
) -> None:
    assert_found(run("error_handling", snapshot(files)), level, place, REFUSED)


@pytest.mark.parametrize(
    ("of_its_own", "level"), ((True, Level.PRESENT), (False, Level.SUBSTANTIVE)), ids=("another's", "its own")
)
def test_what_a_view_of_another_application_refuses_is_not_refused_here(
    of_its_own: bool, level: Level
) -> None:
    more = SCHEMA if of_its_own else SCHEMA + "from views import score\n"
    files = {"app.py": app(more=more, takes=": R"), "views.py": DJANGO, "urls.py": URLS}
    assert run("error_handling", snapshot(files)).level is level


# What a schema is filled with by a handler, and whether that checks the request.
FILLED = {
    "its body": ("R(**r.json())", True),
    "its body, waited for": ("R(**(await r.json()))", True),
    "its body, decoded": ("R(**json.loads(r.body))", True),
    "a part of it": ("R(**r['item'])", True),
    "a copy of it": ("R(**{**r, 'a': 1})", True),
    "a variable made of it": ("b = r.get_json()\n    R(**b)", True),
    "a variable made of a variable": ("b = r.get_json()\n    c: dict = b['item']\n    R(**c)", True),
    "each of its rows": ("x = [R(**each) for each in r.json()]", True),
    "the request of Flask": ("R(**flask.request.get_json())", True),
    "the global request": ("R(**request.json)", True),
    "over several lines": ("R(\n        a=1,\n        **r.json(),\n    )", True),
    "read by the schema": ("R.model_validate(load())", True),
    "what a model says": ("R(**model.predict(r))", False),
    "what is asked of a parameter": ("R(**r.describe())", False),
    "a variable made of something else": ("b = load()\n    R(**b)", False),
    "a variable that is computed from it": ("b = score(r)\n    R(**b)", False),
    "a setting": ("R(**SETTINGS)", False),
    "something inside": ("R(a=g(**r))", False),
}
# Classes of answers.
ANSWERED = {
    "by its name": (SCHEMA.replace("class R", "class ScoreResponse"), "ScoreResponse", False),
    "by the name of a request too": (SCHEMA.replace("class R", "class ResultQuery"), "ResultQuery", True),
    "by what a route says": (SCHEMA + "app.get('/x', response_model=list[R])\n", "R", False),
    "by what a function returns": (SCHEMA + "def g() -> R:\n    pass\n", "R", False),
}
OURS = "def {name}(text, status):\n    return text, status\n\n"
# What is returned by a handler with a function of the repository, and whether it is an error.
RETURNED = {
    "a status": ("error_response", "error_response('no', 400)", True),
    "a status as a keyword": ("make_reply", "make_reply('no', status=422)", True),
    "a named status": ("json_error", "json_error('no', HTTPStatus.NOT_FOUND)", True),
    "a named status of a framework": ("respond", "respond('no', status.HTTP_409_CONFLICT)", True),
    "a status in a mapping": ("build_response", "build_response({\n        'status': 413,\n    }, 1)", True),
    "a status for the function of a framework": ("other", "make_response(jsonify(a=1), 400)", True),
    "a tuple in brackets": ("other", "(jsonify(a=1), 404)", True),
    "a mapping with a named status": ("other", "{'a': 1}, HTTPStatus.NOT_FOUND", True),
    "a mapping with the number of a named status": (
        "other",
        "{'a': 1}, http.HTTPStatus.BAD_REQUEST.value",
        True,
    ),
    "a mapping with a status of a framework": ("other", "{'a': 1}, status.HTTP_404_NOT_FOUND", True),
    "a mapping over several lines": ("other", "{\n        'a': 1,\n    }, 404", True),
    "a mapping with a named status of success": ("other", "{'a': 1}, HTTPStatus.CREATED", False),
    "a mapping over several lines with success": ("other", "{\n        'a': 1,\n    }, 201", False),
    "a status of success": ("error_response", "error_response('yes', 200)", False),
    "a number in a text": ("error_response", "error_response('400 rows', 1)", False),
    "a longer number": ("error_response", "error_response('no', 4000)", False),
    "a number behind the call": ("error_response", "error_response('no', 1) + 400", False),
    "a function about something else": ("price", "price('no', 400)", False),
    "somebody else's function": ("other", "error_response('no', 400)", False),
}


@pytest.mark.parametrize(("body", "checked"), FILLED.values(), ids=FILLED)
def test_a_schema_checks_a_request_that_fills_it(body: str, checked: bool) -> None:
    finding = run("error_handling", snapshot({"app.py": app(more=SCHEMA, body=body)}))
    assert finding.level is (Level.PRESENT if checked else Level.ABSENT)


@pytest.mark.parametrize(("more", "name", "checked"), ANSWERED.values(), ids=ANSWERED)
def test_a_class_of_answers_checks_no_request(more: str, name: str, checked: bool) -> None:
    finding = run("error_handling", snapshot({"app.py": app(more=more, body=f"{name}(**r.json())")}))
    assert finding.level is (Level.PRESENT if checked else Level.ABSENT)


@pytest.mark.parametrize(("name", "returned", "refused"), RETURNED.values(), ids=RETURNED)
def test_an_own_function_makes_the_answer(name: str, returned: str, refused: bool) -> None:
    source = app(more=OURS.format(name=name), body=f"return {returned}")
    imported = app(more=f"from .replies import {name}\n", body=f"return {returned}")
    for files in ({"app.py": source}, {"svc/app.py": imported, "svc/replies.py": OURS.format(name=name)}):
        finding = run("error_handling", snapshot({**files, "svc/__init__.py": ""}))
        assert finding.level is (Level.PRESENT if refused else Level.ABSENT)


def test_an_own_method_makes_the_answer() -> None:
    views = (
        "from django.views import View\nclass Scores(View):\n    def _error(self, text, code):\n"
        "        return text\n\n    def post(self, request):\n        return self._error('no', 400)\n"
    )
    assert_found(run("error_handling", snapshot({"views.py": views})), Level.PRESENT, "views.py:7", REFUSED)


@pytest.mark.parametrize(("files", "level", "place", "note"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_is_checked_and_what_is_refused(
    files: dict[str, str], level: Level, place: str, note: str
) -> None:
    finding = run("error_handling", snapshot(files))
    assert_found(finding, level, place, note)
    assert [each.note for each in finding.evidence] == [note]


@pytest.mark.parametrize("files", ABSENT.values(), ids=ABSENT)
def test_an_answer_to_everything_handles_no_error(files: dict[str, str]) -> None:
    finding = run("error_handling", snapshot(files))
    assert_found(finding, Level.ABSENT)
    assert finding.status is Status.MEASURED


def test_every_module_that_answers_is_told() -> None:
    repo = snapshot({"a.py": CHECKING, "b.py": REFUSING, "c.py": PLAIN})
    assert told(run("error_handling", repo)) == [f"PRESENT a.py:7 {CHECKED}", f"PRESENT b.py:5 {REFUSED}"]


def test_a_schema_with_two_bases_is_one() -> None:
    schema = SCHEMA.replace("(BaseModel)", "(Frozen, BaseModel)")
    for files in (
        {"app.py": app(more=schema, takes=": R")},
        {"app.py": IMPORTING, "forms.py": schema},
    ):
        assert run("error_handling", snapshot(files)).level is Level.PRESENT


def test_where_nothing_answers_requests_there_are_no_errors_to_handle() -> None:
    finding = run("error_handling", snapshot({"train.py": SCHEMA}))
    assert (finding.status, finding.evidence) == (Status.NOT_APPLICABLE, ())
