"""A bot that turns away who is not on its list asks who speaks to it."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.allowed_senders import allowed_senders
from analyzer.testing import snapshot

HEAD = "from telegram import Update\nasync def check(update: Update):\n    user_id = update.message.from_user.id\n"
SENT = "        await update.message.reply_text('no')\n"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f"{HEAD}    if user_id not in SETTINGS.ALLOWED_USERS:\n{SENT}        return False\n", True),
        (f"{HEAD}    if update.effective_user.id not in admin_ids:\n        return\n", True),
        (f"{HEAD}    if message.from_user.username not in self.whitelist:  # no\n        raise E()\n", True),
        (f"{HEAD}    if user_id not in ALLOWED_USERS:\n{SENT}    return True\n", False),
        (f"{HEAD}    if user_id in ALLOWED_USERS:\n        return False\n", False),
        (f"{HEAD}    if user_id not in self.sessions:\n        return False\n", False),
        (f"{HEAD}    if word not in ALLOWED_WORDS:\n        return False\n", False),
        (f"{HEAD}    # if user_id not in ALLOWED_USERS:\n    #    return False\n", False),
        (
            f"{HEAD.replace('telegram', 'shop')}    if user_id not in ALLOWED_USERS:\n        return False\n",
            False,
        ),
    ],
)
def test_who_is_turned_away(code: str, found: bool) -> None:
    assert bool(list(allowed_senders(snapshot({"bot.py": code})))) is found


def test_only_what_is_called_is_on_the_way_of_a_message() -> None:
    check = f"{HEAD}    if user_id not in ALLOWED_USERS:\n        return False\n"
    places = list(allowed_senders(snapshot({"bot.py": check})))
    assert places == [("bot.py", 4, False)]
