"""Commits in columns say what their records say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.commits import CommitRecord, Commits
from analyzer.sources import Author, Change
from analyzer.store.histories import decoded_history, encoded_history
from analyzer.testing import AUTHOR, changed, commit

texts = st.text(st.characters(codec="utf-8"), max_size=5) | st.sampled_from(["\udcff", "é\udc80"])
people = st.builds(Author, texts, texts)
dates = st.none() | st.integers(0, 2**40)
paths = st.lists(st.sampled_from(["a.py", "é", "\udcff.md"]), max_size=3).map(tuple)
records = st.builds(
    CommitRecord,
    sha=st.sampled_from(["0" * 40, "f" * 40, "9" * 64]),
    author=people,
    co_authors=st.lists(people, max_size=2).map(tuple),
    committer=people,
    authored=dates,
    committed=dates,
    parents=st.integers(0, 3),
    subject=texts,
    paths=paths,
    added=paths,
    renames=st.sampled_from([(), (("a.py", "\udcff.md"),)]),
    path_count=st.integers(0, 30_000),
    reverts=st.sampled_from([None, "0123456"]),
    review=st.sampled_from([None, "D12"]),
    changes=st.sampled_from([(), (Change("\udcff.yaml", "0" * 40, "1" * 40),)]),
    delta=st.sampled_from(["", "0" * 12 + ".." + "1" * 12]),
)


@given(st.lists(records, max_size=5), st.randoms())
def test_a_row_says_what_its_record_said(given: list[CommitRecord], chance: Any) -> None:
    commits = Commits.of(given)
    assert [each.record for each in commits] == given == [each.record for each in Commits.of(commits)]
    rows = chance.sample(range(len(given)), len(given) // 2)
    chosen = commits.table.selected(rows)
    assert [each.record for each in Commits(chosen)] == [given[row] for row in rows]
    for record in given:
        chosen.add(record)
    assert [each.record for each in Commits(chosen)][len(rows) :] == given
    kept = decoded_history(dict(encoded_history(chosen)))
    assert kept is not None and Commits(kept) == Commits(chosen)


BO = Author("Bo", "bo@example.com")
HISTORY = Commits.of(
    [
        commit("2024-01-03", "a.py", "b.py"),
        commit("2024-01-02", "b.py", author=BO),
        commit("2024-01-01", co_authors=(BO,)),
    ]
)


def test_parts_of_a_history_are_histories() -> None:
    newest, second, oldest = HISTORY
    assert list(HISTORY[1:]) == [second, oldest] == list(HISTORY.without({newest.sha}))
    assert HISTORY.without(()) is HISTORY and HISTORY[-1] == oldest
    assert list(reversed(HISTORY.where(lambda each: each.row != 1))) == [oldest, newest]
    assert list(HISTORY[1:].ids) == [second.sha, oldest.sha]
    assert HISTORY.paths == {"a.py", "b.py"} and HISTORY[1:].paths == {"b.py"}
    found = HISTORY.grouped(lambda each: each.paths[-1] if each.paths else None)
    assert {path: list(commits) for path, commits in found.items()} == {"b.py": [newest, second]}


def test_commits_are_the_same_where_their_values_are() -> None:
    first = commit("2024-01-01", "a.py")
    assert first == commit("2024-01-01", "a.py") != changed(first, subject="other")
    assert len({first, commit("2024-01-01", "a.py")}) == 1 and first != first.record
    assert repr(first) == repr(first.record) and first.author == AUTHOR


@pytest.mark.parametrize("name", ["authors", "committers", "co_authors"])
def test_what_names_nobody_is_not_sound(name: str) -> None:
    table = Commits.of(HISTORY).table
    assert table.is_sound()
    getattr(table, name)[1] = 9
    assert not table.is_sound()


@pytest.mark.parametrize("name", ["paths", "added"])
def test_what_names_no_path_is_not_sound(name: str) -> None:
    table = Commits.of(HISTORY).table
    getattr(table, name).values[0] = 9
    assert not table.is_sound()
    getattr(table, name).values.pop()
    assert not table.is_sound()
