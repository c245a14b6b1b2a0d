from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.deliveries.deliveries import command_work
from analyzer.facts.deliveries.delivery_tables import DELIVERY_ACTIONS, DELIVERY_COMMANDS, Work


@pytest.mark.parametrize(
    ("command", "work"),
    [(command, work) for work, commands in DELIVERY_COMMANDS.items() for command in commands],
)
def test_every_command_of_the_table_is_found_with_options(command: str, work: Work) -> None:
    words = command.split()
    assert command_work(words) is work
    assert command_work([*words[:1], "--region", "eu", *words[1:], "--verbose"]) is work


def test_the_tables_name_nothing_twice() -> None:
    commands = [command for group in DELIVERY_COMMANDS.values() for command in group]
    actions = [each.casefold() for group in DELIVERY_ACTIONS.values() for each in group]
    assert len(commands) == len(set(commands)) and len(actions) == len(set(actions))


@given(st.lists(st.text(max_size=12), max_size=8))
def test_any_words_have_an_answer(words: list[str]) -> None:
    assert command_work(words) in (None, *Work)
