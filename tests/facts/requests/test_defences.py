"""What protects a service: bounds on what comes in, not on answers or settings; logins, throttles, forms."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.defences import defences
from tests.support.snapshots import run, snapshot

HEAD = "from fastapi import Depends, FastAPI\nfrom pydantic import BaseModel, Field\n"
CLASSES = (
    "class Part(BaseModel):\n    size: int = Field(ge=0)\n"
    "class Row(BaseModel):\n    part: {inner}\n"
    "class Answer(BaseModel):\n    score: float = Field(le=1)\n"
)
APP = "app = FastAPI()\n"

# name: (the handler, the classes whose bounds count)
TAKEN = {
    "a parameter": ("@app.post('/')\ndef f(row: Part): return row\n", ["Part"]),
    "an optional parameter": ("@app.post('/')\ndef f(row: Part | None = None): return row\n", ["Part"]),
    "a list of them": ("@app.post('/')\nasync def f(rows: list[Part]): return rows\n", ["Part"]),
    "a class inside the parameter's": ("@app.post('/')\ndef f(row: Row): return row\n", ["Part"]),
    "only the answer": ("@app.post('/', response_model=Answer)\ndef f(x: dict) -> Answer: return x\n", []),
    "an answer that is built": ("@app.post('/')\ndef f(x: dict): return Answer(score=x['s'])\n", []),
    "both": ("@app.post('/', response_model=Answer)\ndef f(row: Part): return row\n", ["Part"]),
    "a dependency's parameter": (
        "def read(row: Part): return row\n@app.post('/')\ndef f(row=Depends(read)): return row\n",
        ["Part"],
    ),
    "built from what came in": (
        "@app.post('/')\ndef f(request):\n    return Part(**request.json())\n",
        ["Part"],
    ),
    "read from what came in": (
        "@app.post('/')\ndef f(request):\n    return Part.model_validate(request.json())\n",
        ["Part"],
    ),
    "a helper that nothing calls": ("def f(row: Part): return row\n", []),
    "a helper that nothing calls, built": ("def f(row): return Part(**row)\n", []),
    "no handler": ("", []),
    "a place in a path without a bound": (
        "from fastapi import Path\n@app.get('/{n}')\ndef f(n: int = Path(...)): return n\n",
        [],
    ),
}


@pytest.mark.parametrize(("handler", "expected"), TAKEN.values(), ids=TAKEN)
def test_a_bound_counts_where_a_handler_takes_its_class(handler: str, expected: list[str]) -> None:
    repo = snapshot({"app.py": HEAD + CLASSES.format(inner="Part") + APP + handler})
    found = [each.note.split(" in ")[1].split(",")[0] for each in defences(repo)]
    assert found == expected


def test_settings_that_a_handler_depends_on_are_not_what_came_in() -> None:
    settings = (
        "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    n: int = Field(ge=1)\n"
        "app = FastAPI()\n@app.get('/')\ndef f(s: Settings = Depends(Settings)): return s\n"
    )
    assert not list(defences(snapshot({"app.py": HEAD + settings})))


DJANGO = {
    "a login": (
        "from django.contrib.auth.decorators import login_required\n"
        "from django.http import JsonResponse\n\n@login_required\ndef f(request): return JsonResponse({})\n",
        ["authentication views.py:4 django.contrib.auth.decorators.login_required"],
    ),
    "a login of a class": (
        "from django.contrib.auth.mixins import LoginRequiredMixin\nfrom django.views import View\n"
        "class V(LoginRequiredMixin, View):\n    def get(self, request): return 1\n",
        ["authentication views.py:3 django.contrib.auth.mixins.LoginRequiredMixin"],
    ),
    "only imported": (
        "from django.contrib.auth.decorators import login_required\nfrom django.views import View\n"
        "class V(View):\n    def get(self, request): return 1\n",
        [],
    ),
    "what decorators of a view are given": (
        "from rest_framework.decorators import api_view, permission_classes\n"
        "from rest_framework.permissions import IsAuthenticated\n\n\n@api_view(['POST'])\n"
        "@permission_classes([IsAuthenticated])\ndef score(request):\n    return 1\n",
        ["authentication views.py:6 rest_framework.permissions.IsAuthenticated"],
    ),
    "what another decorator is given": (
        "from shop import permission_classes\nfrom rest_framework.decorators import api_view\n"
        "from rest_framework.permissions import IsAuthenticated\n\n\n@api_view(['POST'])\n"
        "@permission_classes([IsAuthenticated])\ndef score(request):\n    return 1\n",
        [],
    ),
    "permissions and throttles": (
        "from rest_framework.permissions import IsAuthenticated\n"
        "from rest_framework.throttling import UserRateThrottle\nfrom rest_framework.views import APIView\n"
        "class V(APIView):\n    permission_classes = [IsAuthenticated]\n"
        "    throttle_classes = [UserRateThrottle]\n    def post(self, request): return 1\n",
        [
            "authentication views.py:5 rest_framework.permissions.IsAuthenticated",
            "rate limit views.py:6 rest_framework.throttling.UserRateThrottle",
        ],
    ),
    "anybody may": (
        "from rest_framework.permissions import AllowAny\nfrom rest_framework.views import APIView\n"
        "class V(APIView):\n    permission_classes = [AllowAny]\n    def post(self, request): return 1\n",
        [],
    ),
    "a form": (
        "from django.views import View\nfrom .forms import RowForm\nclass V(View):\n"
        "    def post(self, request):\n        form = RowForm(request.POST)\n"
        "        if form.is_valid(): return 1\n",
        ["input bound views.py:6 RowForm.is_valid"],
    ),
    "a form for a login": (
        "from django.contrib.auth.forms import AuthenticationForm\nfrom django.views import View\nclass V(View):\n"
        "    def post(self, request):\n        form = AuthenticationForm(request.POST)\n"
        "        if form.is_valid(): return 1\n",
        ["authentication views.py:6 AuthenticationForm.is_valid"],
    ),
    "a form for a login before another": (
        "from django.views import View\nfrom .forms import LoginForm, RowForm\nclass V(View):\n"
        "    def post(self, request):\n        if LoginForm(request.POST).is_valid(): return 1\n"
        "        if RowForm(request.POST).is_valid(): return 2\n",
        ["input bound views.py:6 RowForm.is_valid"],
    ),
    "a serializer": (
        "from rest_framework.views import APIView\nfrom .s import RowSerializer\nclass V(APIView):\n"
        "    def post(self, request):\n        s = RowSerializer(data=request.data)\n"
        "        s.is_valid(raise_exception=True)\n",
        ["input bound views.py:6 RowSerializer.is_valid"],
    ),
    "a form that nobody asks": (
        "from django.views import View\nfrom .forms import RowForm\nclass V(View):\n"
        "    def post(self, request):\n        return RowForm(request.POST)\n",
        [],
    ),
    "a setting of the framework": (
        "from django.views import View\nclass V(View):\n    def get(self, request): return 1\n"
        "REST_FRAMEWORK = {\n    'DEFAULT_THROTTLE_RATES': {'user': '10/min'}}\n",
        ["rate limit views.py:5 setting DEFAULT_THROTTLE_RATES"],
    ),
    "a setting in a comment": (
        "from django.views import View\nclass V(View):\n    def get(self, request): return 1\n"
        "# DATA_UPLOAD_MAX_MEMORY_SIZE = 5\nSIZE = DATA_UPLOAD_MAX_MEMORY_SIZE\n",
        [],
    ),
}


@pytest.mark.parametrize(("source", "expected"), DJANGO.values(), ids=DJANGO)
def test_logins_throttles_and_forms_of_web_frameworks(source: str, expected: list[str]) -> None:
    found = [
        f"{each.kind} {each.path}:{each.line} {each.note}"
        for each in defences(snapshot({"views.py": source}))
    ]
    assert sorted(found) == sorted(expected)


STATUSES = {
    "a keyword": ("raise HTTPException(status_code=429)", "rate limit"),
    "a place": ("raise HTTPException(401, 'no')", "authentication"),
    "a name": (
        "raise HTTPException(\n        status_code=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)",
        "input bound",
    ),
    "an abort": ("abort(401)", "authentication"),
    "a 403 without a word about the caller": ("abort(403)", None),
    "a 403 that says what the caller may not": ("abort(403, 'admins only')", "authentication"),
    "an answer": ("return JSONResponse({'e': 1}, status_code=429)", "rate limit"),
    "another status": ("raise HTTPException(404)", None),
    "a later statement": ("raise HTTPException(404)\n    x = 401", None),
    "a number": ("f(429)", None),
    "an error of somebody else": ("raise DownstreamError(429, 'slow down')", None),
}


@pytest.mark.parametrize(("line", "kind"), STATUSES.values(), ids=STATUSES)
def test_an_answer_of_ones_own_has_its_status_in_the_call(line: str, kind: str | None) -> None:
    source = f"from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef f():\n    {line}\n"
    found = [(each.kind, each.line) for each in defences(snapshot({"app.py": source}))]
    assert found == ([] if kind is None else [(kind, 5)])


def test_an_answer_in_a_function_that_no_request_calls_is_none() -> None:
    source = (
        "from fastapi import FastAPI, HTTPException\napp = FastAPI()\n"
        "def unused(): raise HTTPException(429)\n@app.get('/')\ndef f(): return 1\n"
    )
    assert not list(defences(snapshot({"app.py": source})))


WORDED = {
    "a handler of the status": ("@app.exception_handler(413)", "", False),
    "a handler of the status by its name": (
        "@app.errorhandler(status.HTTP_413_CONTENT_TOO_LARGE)",
        "",
        False,
    ),
    "a handler of what a framework raises": ("@app.errorhandler(RequestEntityTooLarge)", "", False),
    "a handler that is added": ("", "app.add_exception_handler(413, f)", False),
    "a handler that is added with its name": ("", "app.register_error_handler(\n    413, f)", False),
    "a handler of another status": ("@app.exception_handler(404)", "@app.get('/')", True),
    "a handler of an error of ones own": ("@app.exception_handler(TooBig)", "", True),
    "another function is added": ("@app.get('/')", "app.add_exception_handler(413, g)", True),
    "the handler of a route": ("@app.post('/a')", "", True),
}


@pytest.mark.parametrize(("above", "below", "bounds"), WORDED.values(), ids=WORDED)
def test_the_handler_of_a_refusal_refuses_nothing(above: str, below: str, bounds: bool) -> None:
    route = "@app.get('/')\ndef page(): return f(1, 2)\n"
    source = (
        "from fastapi import FastAPI\nfrom fastapi.responses import JSONResponse\napp = FastAPI()\n"
        f"class TooBig(Exception): pass\n{above}\ndef f(request, exc):\n"
        f"    return JSONResponse({{}}, status_code=413)\n{below if below[:1] != '@' else ''}\n{route}"
    )
    assert bool(list(defences(snapshot({"app.py": source})))) is bounds


BOT = (
    "import telebot\nbot = telebot.TeleBot('x')\n@bot.message_handler()\ndef answer(message):\n"
    "    if {condition}:\n        bot.reply_to(message, 'no')\n        return\n    ask(message)\n"
    "bot.infinity_polling()\n"
)
# name: (the condition, what is found)
BOTS = {
    "an approval": ("not user.approved", ["authentication bot.py:5 a bot turns away who is not approved"]),
    "a size": (
        "message.voice.file_size > MAX_SIZE",
        ["input bound bot.py:5 a bot refuses what is beyond a limit"],
    ),
    "a text that is missing": ("message.text is None", []),
}


@pytest.mark.parametrize(("condition", "expected"), BOTS.values(), ids=BOTS)
def test_a_bot_refuses_by_what_it_replies(condition: str, expected: list[str]) -> None:
    found = list(defences(snapshot({"bot.py": BOT.format(condition=condition)})))
    assert [f"{each.kind} {each.path}:{each.line} {each.note}" for each in found] == expected
    assert all(each.live and each.wired for each in found)


LIMITER = (
    "from fastapi import Depends, FastAPI, HTTPException\nclass TooMany({base}):\n    {body}\n\n"
    "def allow():\n    if count() > 5:\n        raise TooMany({given})\n\n"
    "app = FastAPI()\n@app.get('/')\ndef f(x=Depends({dependency})): return x\n"
)
DEFAULT = "def __init__(self, status_code: int = 429): super().__init__(status_code)"
# name: (the base, the body of the class, what it is given, the dependency, what is found)
LIMITERS = {
    "a default": ("HTTPException", DEFAULT, "", "allow", ["rate limit app.py:7 responds with 429"]),
    "an attribute": (
        "HTTPException", "status_code = status.HTTP_429_TOO_MANY_REQUESTS", "", "allow",
        ["rate limit app.py:7 responds with 429"]),
    "what its base is made with": (
        "HTTPException", "def __init__(self): super().__init__(413, 'no')", "", "allow",
        ["input bound app.py:7 responds with 413"]),
    "another status that it is given": ("HTTPException", DEFAULT, "status_code=401", "allow",
        ["authentication app.py:7 responds with 401"]),
    "a status of the server": ("HTTPException", DEFAULT.replace("429", "503"), "", "allow", []),
    "a class of its own": ("Exception", DEFAULT, "", "allow", []),
    "what no route depends on": ("HTTPException", DEFAULT, "", "other", []),
}  # fmt: skip


@pytest.mark.parametrize(("base", "body", "given", "dependency", "expected"), LIMITERS.values(), ids=LIMITERS)
def test_a_dependency_refuses_with_a_class_of_its_own(
    base: str, body: str, given: str, dependency: str, expected: list[str]
) -> None:
    app = LIMITER.format(base=base, body=body, given=given, dependency=dependency)
    found = list(defences(snapshot({"app.py": app})))
    assert [f"{each.kind} {each.path}:{each.line} {each.note}" for each in found] == expected


def test_what_asks_the_caller_is_shown_before_what_words_a_refusal() -> None:
    head = "from fastapi import FastAPI\nfrom fastapi.responses import JSONResponse\napp = FastAPI()\n"
    words = "def answer(request, {}):\n    return JSONResponse(status_code=403, content='not your account')\n"
    asks = "import jwt\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef me(key):\n    return jwt.decode(key)\n"
    given = "app.add_exception_handler(Foreign, answer)\nclass Foreign(Exception):\n    pass\n"
    for parameter, first in (("error", "z.py"), ("key", "a.py")):
        source = head + words.format(parameter) + given
        found = run("robustness", snapshot({"a.py": source, "z.py": asks})).evidence
        assert {each.path for each in found} == {"a.py", "z.py"}
        assert found[0].path == first
