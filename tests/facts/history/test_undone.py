"""What reverts name, for any message: a commit of the history that came before, or nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.commits import Commit
from analyzer.facts.history.undone import WITHIN_DAYS, undone
from analyzer.sources import SECONDS_A_DAY
from tests.support.snapshots import changed, commit, snapshot

FILES = {"app.py": "import flask\napp = flask.Flask('x')\n"}
words = st.sampled_from(
    [
        "revert",
        "Revert ",
        '"',
        "“",
        "add a cache",
        "(#41)",
        "#41",
        " ",
        ": ",
        "roll back",
        "...",
        "Merge branch x",
    ]
)
subjects = st.lists(words | st.text(max_size=8), max_size=8).map("".join)


@given(st.lists(st.tuples(subjects, st.integers(0, 90), st.sampled_from(["", "f" * 40, "id"])), max_size=6))
def test_any_history_of_messages_is_read(told: list[tuple[str, int, str]]) -> None:
    made: list[Commit] = []
    for number, (subject, days, names) in enumerate(told):
        plain = commit("2023-01-01", "app.py", added=(), message=subject or "x")
        moment = (plain.authored or 0) + days * SECONDS_A_DAY + 3600 * number
        reverts = names if names != "id" else made[-1].sha if made else None
        made.append(
            changed(plain, sha=f"{number:040x}", authored=moment, committed=moment, reverts=reverts or None)
        )
    history = sorted(made, key=lambda each: each.written or 0, reverse=True)
    for each in undone(snapshot(FILES, history)):
        assert each.change in made and each.revert in made and each.change != each.revert
        assert 0 < each.seconds <= WITHIN_DAYS * SECONDS_A_DAY
        assert each.lasted.endswith(("s", "days", "hours", "minutes"))
