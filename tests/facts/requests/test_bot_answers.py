"""Branches of chat bots that reply and end: for want of an approval, beyond a limit, or where answering fails."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.bot_answers import bot_answers
from analyzer.testing import snapshot

BOT = (
    "import telebot\nbot = telebot.TeleBot('x')\n@bot.message_handler()\ndef answer(message):\n"
    "    {above}\n        {reply}\n        {ends}\n    ask(message)\nbot.infinity_polling()\n"
)
REPLY = "bot.reply_to(message, 'no')"
SENDER, SIZE = "5 the sender has no approval", "5 it is beyond a limit"
CONTENT, FAILURE = "what was sent cannot be used", "answering it failed"
CASES = {
    "an approval that is stored": ("if not user.approved:", REPLY, "return", [SENDER]),
    "an approval that is asked for": (
        "if not await is_authorized(message.chat.id):",
        REPLY,
        "return",
        [SENDER],
    ),
    "a sender who is blocked": ("if user.is_banned:", REPLY, "return", [SENDER]),
    "an approval of something else": ("if not order.approved:", REPLY, "return", []),
    "a sender who is approved": ("if user.approved:", REPLY, "return", []),
    "a limit by name": ("if media.file_size > MAX_SIZE:", REPLY, "return", [SIZE]),
    "a limit by number": ("if len(message.text) > 4000:", REPLY, "return", [SIZE]),
    "a limit on the left": ("if MAX_SIZE < media.file_size:", REPLY, "return", [SIZE]),
    "a lower limit": ("if media.file_size < other.file_size:", REPLY, "return", []),
    "a limit of a setting": ("if voice.duration > settings.max_seconds:", REPLY, "return", [SIZE]),
    "a number that is no size": ("if message.count > 3:", REPLY, "return", []),
    "nothing that was sent": ("if message.text is None:", REPLY, "return", [f"5 {CONTENT}"]),
    "nothing of its own": ("if self.model is None:", REPLY, "return", []),
    "a branch that goes on": ("if not user.approved:", REPLY, "log(message)", []),
    "a branch without a reply": ("if not user.approved:", "log(message)", "return", []),
    "a loop": ("for user in users:", REPLY, "return", []),
}


@pytest.mark.parametrize(("above", "reply", "ends", "expected"), CASES.values(), ids=CASES)
def test_a_branch_that_replies_and_ends_refuses(
    above: str, reply: str, ends: str, expected: list[str]
) -> None:
    repo = snapshot({"bot.py": BOT.format(above=above, reply=reply, ends=ends)})
    assert [f"{each.line} {each.why}" for each in bot_answers(repo)] == expected


FAILING = BOT.replace("    {above}\n", "    try:\n        ask(message)\n    except Exception as e:\n").format(
    reply=REPLY, ends="raise"
)
PLACES = {
    "a failure that is told": ({"bot.py": FAILING}, [f"7 {FAILURE}"]),
    "a failure that is written to a log": ({"bot.py": FAILING.replace(REPLY, "log(e)")}, []),
    "a function that nothing calls": (
        {"bot.py": FAILING.replace("@bot.message_handler()\n", "")}, []),
    "a handler of all failures": (
        {"bot.py": "from telegram.ext import Application\nasync def reply(u, c):\n    ask(u)\ndef main():\n"
         "    app = Application.builder().build()\n    app.add_error_handler(reply)\n    app.run_polling()\nmain()\n"},
        [f"6 {FAILURE}"]),
    "a program that is no bot": ({"bot.py": FAILING.replace("import telebot\n", "from shop import telebot\n")}, []),
    "a test of a bot": ({"tests/test_bot.py": FAILING}, []),
    "an example": ({"examples/bot.py": FAILING}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), PLACES.values(), ids=PLACES)
def test_a_failure_counts_where_a_bot_that_runs_tells_it(files: dict[str, str], expected: list[str]) -> None:
    assert [f"{each.line} {each.why}" for each in bot_answers(snapshot(files))] == expected
