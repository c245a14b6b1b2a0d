"""The functions that answer at a route which a call registers."""

from __future__ import annotations

import pytest

from analyzer.wiring.routes.answering import answering
from analyzer.wiring.routes.endpoints import endpoints
from tests.support.snapshots import snapshot

DJANGO = "from django.urls import path, re_path\nfrom django.views.decorators.csrf import csrf_exempt\n"
VIEWS = "class Score:\n    def post(self, request): pass\n\ndef score(request): pass\n"
BOT = (
    "import telebot\n\nclass App:\n    def __init__(self):\n        self.bot = telebot.TeleBot('')\n"
    "    def start(self, message): pass\n    def register(self):\n"
    "        self.bot.message_handler(\n            commands=['start'], func=len('x'),\n        )({})\n"
)
FUNCTION = (("shop/views.py", "score"),)
OF_A_CLASS = (("shop/views.py", "Score"), ("shop/views.py", "Score.post"))
HANDED = {
    "a function of a module": (DJANGO + "from shop import views\nurls = [path('a/', views.score)]\n", FUNCTION),
    "a function": (DJANGO + "from .views import score\nurls = [re_path(r'^a$', score, name='a')]\n", FUNCTION),
    "a function of a package": (DJANGO + "from kept import score\nurls = [path('a/', score)]\n", FUNCTION),
    "on further lines": (DJANGO + "from .views import score\nurls = [path(\n    'a/',\n    view=score,\n)]\n", FUNCTION),
    "wrapped": (DJANGO + "from .views import score\nurls = [path('a/', csrf_exempt(score))]\n", FUNCTION),
    "a class": (DJANGO + "from . import views\nurls = [path('a/', views.Score.as_view(x=1))]\n", OF_A_CLASS),
    "a wrapped class": (DJANGO + "from . import views\nurls = [path('a/', csrf_exempt(views.Score.as_view()))]\n", OF_A_CLASS),
    "with a name before it": (
        "from flask import Flask\nfrom shop.views import score\napp = Flask('')\napp.add_url_rule('/a', 'a', score)\n", FUNCTION),
    "a method, decorated by hand": (BOT.format("self.start"), (("shop/urls.py", "App.start"),)),
    "what nothing here defines": (DJANGO + "from elsewhere import score\nurls = [path('a/', score)]\n", None),
    "what is made of something": (DJANGO + "urls = [path('a/', lambda request: None)]\n", None),
    "a method of something unknown": (BOT.format("self.other"), None),
}  # fmt: skip


@pytest.mark.parametrize("case", HANDED)
def test_answering(case: str) -> None:
    code, expected = HANDED[case]
    files = {
        "shop/__init__.py": "",
        "shop/views.py": VIEWS,
        "kept/__init__.py": "from shop.views import score\n",
    }
    repo = snapshot({**files, "shop/urls.py": code})
    assert [answering(repo, each) for each in endpoints(repo)] == [expected]


def test_what_imports_itself_is_not_followed_for_ever() -> None:
    files = {f"a{number}.py": f"from a{1 - number} import score\n" for number in (0, 1)}
    repo = snapshot({**files, "urls.py": DJANGO + "from a0 import score\nurls = [path('a/', score)]\n"})
    assert [answering(repo, each) for each in endpoints(repo)] == [None]
