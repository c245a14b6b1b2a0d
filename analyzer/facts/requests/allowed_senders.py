"""Bots that answer only whom a list names: a sender who is not on it is refused before anything is done."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.called import called_by_services

BOT_PACKAGES = word_set(
    "telegram aiogram telebot pyrogram telethon discord nextcord disnake slack_bolt linebot nio vkbottle"
)
# `if user_id not in ALLOWED_USERS:`: who is asked for, and by its name a list of those who may.
WHO_SENDS = lazy_regex(r"(?<![a-z])(?:user|sender|author|chat|username|member)(?!_?(?:message|input|text))")
WHO_MAY = lazy_regex(r"(?i)allow|admin|authori[sz]ed|whitelist|permitted|owner|trusted")
NOT_AMONG = " not in "
LONGEST_QUESTION = 300
REFUSAL_ROWS = 8
REFUSES_SENDER = lazy_regex(r"\s*(?:return\b|raise\b)")


def allowed_senders(repo: Snapshot) -> Iterator[tuple[str, int, bool]]:
    """Places of modules of a bot that turn away a sender, each with whether a started handler calls it."""
    bots = [
        path
        for path, facts in repo.modules.items()
        if not is_test(repo, path)
        and any(each.module.partition(".")[0] in BOT_PACKAGES for each in facts.imports)
    ]
    served = called_by_services(repo) if bots else None
    for path in bots:
        rows = (repo.text(path) or "").split("\n")
        line = next((number for number, row in enumerate(rows, 1) if _turns_away(rows, number, row)), None)
        if line is not None:
            around = [each for each in repo.modules[path].functions if each.line <= line <= each.end_line]
            name = max(around, key=lambda each: each.line).qualified_name if around else None
            yield path, line, served is not None and name is not None and served.has(path, name)


def _turns_away(rows: list[str], line: int, row: str) -> bool:
    """Whether a row asks for a sender who is on no list of those who may, and its branch ends there."""
    condition = row.lstrip()
    if NOT_AMONG not in row or not condition.startswith("if ") or len(row) > LONGEST_QUESTION:
        return False
    sender, _among, allowed = condition.partition(NOT_AMONG)
    if WHO_SENDS.search(sender) is None or WHO_MAY.search(allowed.partition("#")[0]) is None:
        return False
    return any(REFUSES_SENDER.match(each) for each in _inside(rows, line, len(row) - len(condition)))


def _inside(rows: list[str], line: int, indent: int) -> list[str]:
    """The rows of the branch that begins on a line."""
    found = []
    for row in rows[line : line + REFUSAL_ROWS]:
        if row.strip() and len(row) - len(row.lstrip()) <= indent:
            break
        found.append(row)
    return found
