"""What a chat bot does with a message that it does not answer as asked: a branch that replies and ends.

A bot has no status: it refuses by words that it sends to the chat. Sources of the calls that send them:
https://docs.python-telegram-bot.org/en/stable/telegram.message.html, https://pytba.readthedocs.io,
https://docs.aiogram.dev/en/latest/api/types/message.html, https://discordpy.readthedocs.io/en/stable/api.html,
https://tools.slack.dev/bolt-python/concepts/message-sending, https://matrix-nio.readthedocs.io.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from analyzer.facts.requests.allowed_senders import BOT_PACKAGES
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import indent_of, word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_services

# The last part of a call that sends words to a chat.
REPLIES = word_set(
    "reply_to send_message reply_text reply answer say respond send reply_message push_message room_send "
    "edit_message_text edit_text answer_callback_query send_text chat_postMessage"
)
ERROR_REGISTRATIONS = word_set("add_error_handler on_command_error on_application_command_error")
BOT_ROW = 300
BRANCH_ROWS = 12
OUTER_ROWS = 60
HANDLES = lazy_regex(r"\s*except\b")
BRANCH_HEADS = lazy_regex(r"\s*(?:el)?if\b")
LEAVES = lazy_regex(r"\s*(?:return\b|raise\b|continue\b)")
# `if not user.approved:`, `if not is_authorized(message.from_user.id):`, `if user.is_banned:`
STORED_APPROVAL = lazy_regex(
    r"\bnot\s+(?:await\s+)?(?:[\w.()]{0,60}(?:user|sender|member|author|chat|account|profile|db_user)\w{0,20}\.)"
    r"(?:is_|has_)?(?:approved|authori[sz]ed|allowed|whitelisted|verified|permitted|admin|access)\b"
    r"|\bnot\s+(?:await\s+)?[\w.]{0,60}?(?:is|check|has|verify|_)_?(?:user_)?"
    r"(?:authori[sz]ed|authori[sz]ation|allowed|auth|approved|access|permission|admin|whitelisted)\w{0,20}\("
    r"|\b(?:user|sender|member|author|account)\w{0,20}\.(?:is_)?(?:banned|blocked)\b",
)
# `if media.file_size > TG_MAX_FILE_SIZE:`, `if len(message.text) > 4000:`
GIVEN_LIMIT = r"(?:\d[\d_* ]{0,30}|(?:\w{1,60}\.){0,3}[A-Z][A-Z0-9_]{2,60}|[\w.]{0,60}(?:max|limit)\w{0,40})"
SIZE = r"(?:len\([\w.]{1,80}\)|[\w.]{0,80}(?:size|length|duration)\w{0,20})"
OVER_A_LIMIT = lazy_regex(
    rf"{SIZE}\s{{0,4}}>=?\s{{0,4}}{GIVEN_LIMIT}|{GIVEN_LIMIT}\s{{0,4}}<=?\s{{0,4}}{SIZE}"
)
# What the sender sent, or is known by.
FROM_SENDER = lazy_regex(
    r"\b(?:message|update|msg|event|text|ctx|interaction|document|photo|voice|audio|video|query|media|file)\b"
)


class Refusal(StrEnum):
    """Why a message is not answered as asked."""

    SENDER = "the sender has no approval"
    SIZE = "it is beyond a limit"
    CONTENT = "what was sent cannot be used"
    FAILURE = "answering it failed"


class BotAnswer(Struct, frozen=True):
    """A branch of a bot that tells the sender why nothing else follows. `line` is that of its condition."""

    path: str
    line: int
    why: Refusal


@derived
def bot_answers(repo: Snapshot) -> tuple[BotAnswer, ...]:
    """Such branches in what a started or registered bot calls, in the order of the files."""
    bots = [
        path
        for path, facts in repo.modules.items()
        if not is_test(repo, path)
        and not is_example_path(path)
        and any(each.module.partition(".")[0] in BOT_PACKAGES for each in facts.imports)
    ]
    return tuple(each for path in bots for each in _in_module(repo, path)) if bots else ()


def answers_by_path(repo: Snapshot, *whys: Refusal) -> Mapping[str, int]:
    """The first line of each file with an answer for one of these reasons."""
    found: dict[str, int] = {}
    for each in bot_answers(repo):
        if each.why in whys:
            found.setdefault(each.path, each.line)
    return found


def _in_module(repo: Snapshot, path: str) -> Iterator[BotAnswer]:
    served, facts = called_by_services(repo), repo.modules[path]
    rows = (repo.text(path) or "").split("\n")
    found: set[tuple[int, Refusal]] = set()
    for call in facts.calls:
        if call.function is None or not served.has(path, call.function):
            continue
        name = last_part(call.target)
        if name in ERROR_REGISTRATIONS:
            found.add((call.line, Refusal.FAILURE))
        elif name in REPLIES and "." in call.target and (branch := _branch(rows, call.line)) is not None:
            found.add(branch)
    yield from (BotAnswer(path, line, why) for line, why in sorted(found))


def _branch(rows: list[str], line: int) -> tuple[int, Refusal] | None:
    """The condition right above a reply, with why it is asked."""
    indent = indent_of(rows[line - 1])
    for number in range(line - 1, max(0, line - OUTER_ROWS), -1):
        row = rows[number - 1][:BOT_ROW]
        if not row.strip() or indent_of(row) >= indent:
            continue
        if HANDLES.match(row):
            return number, Refusal.FAILURE
        return _asked(rows, number, row, line) if BRANCH_HEADS.match(row) else None
    return None


def _asked(rows: list[str], number: int, row: str, reply: int) -> tuple[int, Refusal] | None:
    if not _ends(rows, number, reply):
        return None
    if STORED_APPROVAL.search(row):
        return number, Refusal.SENDER
    if OVER_A_LIMIT.search(row):
        return number, Refusal.SIZE
    names_what_came = FROM_SENDER.search(row) is not None and (" not " in row or " is None" in row)
    return (number, Refusal.CONTENT) if names_what_came else None


def _ends(rows: list[str], number: int, reply: int) -> bool:
    """Whether nothing else follows in the function once the branch has replied."""
    indent = indent_of(rows[number - 1])
    for row in rows[reply : reply + BRANCH_ROWS]:
        if row.strip() and indent_of(row) <= indent and not row.lstrip().startswith(")"):
            return False
        if LEAVES.match(row[:BOT_ROW]):
            return True
    return False
