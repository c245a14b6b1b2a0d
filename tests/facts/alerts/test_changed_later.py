from __future__ import annotations

import pytest

from analyzer.commits import Commit
from analyzer.facts.alerts.changed_later import arrived_once, is_young
from analyzer.testing import changed, commit, snapshot

PATH = "rules.yml"
FIRST = commit("2026-03-01", PATH, "app.py")


def moved(day: str, old: str, new: str) -> Commit:
    return commit(day, old, new, renames=((old, new),), added=(new,))


def later(seconds: int) -> Commit:
    written = (FIRST.written or 0) + seconds
    return changed(commit("2026-03-01", PATH, message="again"), authored=written, committed=written)


HISTORIES = {
    "it arrived": ([FIRST], True),
    "others changed": ([commit("2026-05-01", "app.py"), FIRST], True),
    "it was finished within a week": ([later(7 * 86_400 - 1), FIRST], True),
    "it changed a week later": ([later(7 * 86_400), FIRST], False),
    "it was moved": ([moved("2026-05-01", "old.yml", PATH), commit("2026-03-01", "old.yml")], True),
    "it was changed before it was moved": (
        [moved("2026-05-01", "old.yml", PATH), commit("2026-04-01", "old.yml"), commit("2026-03-01", "old.yml")], False),
    "it was moved in a circle": (
        [moved("2026-05-01", "b.yml", PATH), moved("2026-04-01", PATH, "b.yml"), FIRST], True),
    "a merge is no change": ([commit("2026-05-01", PATH, parents=2), FIRST], True),
    "a list that is cut": ([commit("2026-05-01", "app.py", path_count=9), FIRST], False),
    "a merge with a list that is cut": ([commit("2026-05-01", parents=2, path_count=9), FIRST], True),
    "an impossible date": ([changed(later(9), authored=None), FIRST], False),
    "nobody added it": ([commit("2026-05-01", "app.py")], False),
    "no history": ([], False),
}  # fmt: skip


@pytest.mark.parametrize(("commits", "once"), HISTORIES.values(), ids=HISTORIES)
def test_whether_a_file_was_changed_after_it_arrived(commits: list[Commit], once: bool) -> None:
    assert arrived_once(snapshot({PATH: "", "app.py": ""}, commits), PATH) is once


def test_a_history_that_is_not_whole_tells_nothing() -> None:
    assert not arrived_once(snapshot({PATH: ""}, [FIRST], history_problem="shallow"), PATH)


YOUNG = {
    "it arrived last": ([FIRST], True),
    "a month of work came after it": ([commit("2026-03-31", "app.py"), FIRST], False),
    "less than a month of work came after it": ([commit("2026-03-30", "app.py"), FIRST], True),
    "nobody added it": ([commit("2026-05-01", "app.py")], False),
    "no history": ([], False),
}


@pytest.mark.parametrize(("commits", "young"), YOUNG.values(), ids=YOUNG)
def test_whether_a_file_is_too_young_to_have_been_changed(commits: list[Commit], young: bool) -> None:
    assert is_young(snapshot({PATH: "", "app.py": ""}, commits), PATH) is young
