"""Programs that people start: told by the toolkit that a module imports and by what it does with it."""

from __future__ import annotations

import pytest

from analyzer.wiring.routes.applications import TOOLKITS, applications
from tests.support.snapshots import snapshot

WRITTEN = {
    "Qt": ("from PyQt6.QtWidgets import QApplication\n\napp = QApplication([])\n", "a window (Qt)"),
    "Kivy": ("from kivy.app import App\n\n\nclass Shop(App):\n    pass\n", "a window (Kivy)"),
    "pygame": ("import pygame\n\npygame.display.set_mode((1, 1))\n", "a game (pygame)"),
    "Telegram": (
        "from telegram.ext import Application\n\nApplication.builder().token('x').build().run_polling()\n",
        "a bot (Telegram)",
    ),
    "aiogram": (
        "from aiogram import Dispatcher\n\n\nasync def main(bot):\n    await Dispatcher().start_polling(bot)\n",
        "a bot (Telegram)",
    ),
    "Discord": (
        "from discord.ext import commands\n\nbot = commands.Bot('!')\nbot.run('x')\n",
        "a bot (Discord)",
    ),
    "Slack": (
        "from slack_bolt import App\nfrom slack_bolt.adapter.socket_mode import SocketModeHandler\n\n"
        "SocketModeHandler(App(), 'x').start()\n",
        "a bot (Slack)",
    ),
    "scheduler": (
        "from apscheduler.schedulers.blocking import BlockingScheduler\n\nBlockingScheduler().start()\n",
        "scheduled jobs",
    ),
    "Chainlit": (
        "import chainlit as cl\n\n\n@cl.on_message\nasync def reply(m):\n    pass\n",
        "a page (Chainlit)",
    ),
}


@pytest.mark.parametrize(("source", "what"), WRITTEN.values(), ids=WRITTEN)
def test_a_toolkit_that_is_run_makes_an_application(source: str, what: str) -> None:
    assert [each.what for each in applications(snapshot({"main.py": source}))] == [what]
    assert applications(snapshot({"examples/main.py": source})) == ()
    assert applications(snapshot({"tests/test_main.py": source})) == ()


@pytest.mark.parametrize(
    "source",
    [
        "import pygame\n\npygame.mixer.init()\n",
        "from shop import QApplication\n\nQApplication([])\n",
        "import streamlit\n",
    ],
)
def test_an_import_alone_or_the_same_name_elsewhere_makes_none(source: str) -> None:
    assert applications(snapshot({"main.py": source})) == ()


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        ("app/src/main/AndroidManifest.xml", "<manifest/>", 1),
        ("snap/snapcraft.yaml", "name: shop\n", 1),
        ("shop.spec", "a = Analysis(['main.py'])\n", 1),
        ("shop.spec", "Name: shop\nVersion: 1\n", 0),
        ("examples/shop.spec", "a = Analysis(['main.py'])\n", 0),
    ],
)
def test_what_packages_a_program_for_its_users(path: str, text: str, count: int) -> None:
    assert len(applications(snapshot({path: text}))) == count


def test_every_toolkit_says_what_makes_it_run() -> None:
    assert all(each.packages and (each.calls or each.bases) for each in TOOLKITS)
