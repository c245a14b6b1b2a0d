"""Which numbers are turned, and when one was turned both ways."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.history.setting_changes import SettingChange
from analyzer.facts.history.tuning import SAYS_WHY, Turn, back_and_forth, compared, is_turned
from tests.support.snapshots import commit


def change(key: str, old: str, new: str, day: str = "2024-01-02", comment: str = "") -> SettingChange:
    return SettingChange(
        "a.yaml", tuple(key.split("/")), old, new, commit(day, "a.yaml", message=f"{day} {new}"), 1, comment
    )


TURNED = {
    "memory": ("resources/limits/memory", "1Gi", "2Gi"),
    "processor": ("resources/requests/cpu", "500m", "1"),
    "replicas": ("spec/minReplicas", "2", "4"),
    "a time-out": ("fxn/timeout_seconds", "420", "900"),
    "a call": ("queue/visibilityTimeout", "Duration.seconds(5)", "Duration.minutes(5)"),
    "a threshold": ("alarm/threshold", "0.9", "0.95"),
    "how long an alert waits": ("rules/Slow/for", "5m", "10m"),
    "a schedule": ("job/cron", "1 0 * * 0", "0 10 * * 4"),
    "a rate": ("rule/schedule", "rate(1 hour)", "rate(2 hours)"),
    "in the environment": ("env/WORKER_TIMEOUT/value", "30", "60"),
    "an option": ("args/-/--max-replicas", "3", "5"),
    "a machine": ("db/tier", "db-g1-small", "db-custom-4-15360"),
    "a machine of a stack": ("config/db:db-instance", "db-g1-small", "db-custom-4-15360"),
    "in one call": ("x/resources/limits", "dict(memory='4Gi', cpu='1')", "dict(memory='6Gi', cpu='2')"),
}  # fmt: skip
NOT_TURNED = {
    "the same amount": ("limits/memory", "1Gi", "1024Mi"),
    "the same time": ("rules/Slow/for", "5m", "300s"),
    "written otherwise": ("alarm/threshold", "0.90", "0.9"),
    "a port": ("service/port", "80", "8080"),
    "a version": ("x/min_version", "1", "2"),
    "training": ("train/max_epochs", "10", "20"),
    "the length of a prompt": ("llm/max_tokens", "100", "200"),
    "a date": ("job/interval", "2024-01-02", "2024-01-03"),
    "a release": ("x/limit", "1.2.3", "1.2.4"),
    "another text": ("x/limit", "3 of a", "4 of b"),
    "text": ("x/size", "small", "large"),
    "another key": ("x/colour", "1", "2"),
    "the name of a machine": ("db/instance", "main", "replica"),
    "a variable machine": ("db/tier", "${OLD}", "${NEW}"),
}  # fmt: skip


@pytest.mark.parametrize(("key", "old", "new"), TURNED.values(), ids=TURNED)
def test_numbers_of_operation(key: str, old: str, new: str) -> None:
    assert is_turned(change(key, old, new))


@pytest.mark.parametrize(("key", "old", "new"), NOT_TURNED.values(), ids=NOT_TURNED)
def test_other_numbers(key: str, old: str, new: str) -> None:
    assert not is_turned(change(key, old, new))


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["cpu", "cron", "tier", "timeout"]))
def test_any_values_have_an_answer(old: str, new: str, key: str) -> None:
    is_turned(change(key, old, new))
    amounts = compared(old, new)
    assert amounts is None or compared(new, old) == amounts[::-1]


WAYS = {
    "up and down": ([("1", "3"), ("3", "2")], True),
    "down and up": ([("3", "1"), ("1", "3")], True),
    "up and up": ([("1", "2"), ("2", "3")], False),
    "once": ([("1", "2")], False),
    "in calls": ([("f(1)", "f(3)"), ("f(3)", "f(2)")], True),
    "no numbers": ([("a-1", "b"), ("b", "a-1")], False),
}  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), WAYS.values(), ids=WAYS)
def test_one_key_goes_one_way_and_then_the_other(values: list[tuple[str, str]], expected: bool) -> None:
    turns = [Turn(change("x/limit", *pair, f"2024-01-0{day}"), None) for day, pair in enumerate(values, 1)]
    assert bool(back_and_forth(turns)) is expected
    assert not back_and_forth(Turn(change(f"x{day}/limit", *pair), None) for day, pair in enumerate(values))


@pytest.mark.parametrize(
    "text",
    ["fix: OOM in the worker", "timeouts on prod", "too many alerts", "avoid throttling", "it was slow"],
)
def test_a_reason(text: str) -> None:
    assert SAYS_WHY.search(text)


@pytest.mark.parametrize("text", ["increase memory", "update values", "change cpu limit", "bloom", "wip"])
def test_no_reason(text: str) -> None:
    assert not SAYS_WHY.search(text)


def test_the_comment_beside_it_may_say_why() -> None:
    assert Turn(change("x/limit", "1", "2", comment="was killed at 1"), None).reason == "was killed at 1"
    assert Turn(change("x/limit", "1", "2"), None).reason == ""


def test_the_key_that_was_turned_most_is_told() -> None:
    def turns(key: str, values: list[str]) -> list[Turn]:
        pairs = pairwise(values)
        return [Turn(change(key, *pair, f"2024-01-0{day}"), None) for day, pair in enumerate(pairs, 1)]

    once, often = turns("a/limit", ["1", "3", "2"]), turns("b/limit", ["1", "3", "2", "4"])
    assert back_and_forth([*once, *often]) == tuple(often)
