from __future__ import annotations

import pytest

from analyzer.authorship.ages import names_since, telling_name
from analyzer.authorship.cited import SWEEP, Step
from analyzer.authorship.lines import Change
from tests.support.snapshots import commit

DAYS = ("2024-03-01", "2024-02-01", "2024-01-01")
STEPS = [Step(commit(day, "a.py")) for day in DAYS]
MARCH, FEBRUARY, JANUARY = (step.commit.written for step in STEPS)
VERSIONS = {"one": b"app = Service()\n", "two": b"app = Service()\ncache = {}\n", "three": b"answer(cache)\n"}
CHANGES = [Change("two", "three"), Change("one", "two"), Change("", "one")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("const cached = answerCache.get(key);", "answerCache"),
        ("      - uses: docker/build-push-action@v5", "build-push-action"),
        ("      - uses: actions/checkout@8f4b7f84864484a7bf31766abe9204da3cbe65b3", "checkout"),
        ("name = size", "name"),
        ("abc = x1234567", None),
        ("", None),
    ],
)
def test_a_line_is_known_by_its_longest_name_of_letters(line: str, name: str | None) -> None:
    assert telling_name(line) == name


@pytest.mark.parametrize(
    ("name", "since"),
    [("Service", JANUARY), ("cache", FEBRUARY), ("answer", MARCH), ("nowhere", 0)],
)
def test_a_name_is_as_old_as_the_first_version_that_has_it(name: str, since: int) -> None:
    assert names_since({4: name}, CHANGES, STEPS, VERSIONS.get) == {4: since}


def test_each_name_has_its_own_date() -> None:
    names = {1: "Service", 2: "cache"}
    assert names_since(names, CHANGES, STEPS, VERSIONS.get) == {1: JANUARY, 2: FEBRUARY}


def test_what_stood_there_before_the_first_change_or_cannot_be_read_has_no_date() -> None:
    assert names_since({1: "cache"}, CHANGES[:1], STEPS[:1], VERSIONS.get) == {1: 0}
    assert names_since({1: "answer"}, CHANGES[:1], STEPS[:1], VERSIONS.get) == {1: MARCH}
    assert names_since({1: "answer"}, CHANGES, STEPS, {"three": VERSIONS["three"]}.get) == {1: 0}


@pytest.mark.parametrize(("modified", "since"), [(SWEEP - 1, MARCH), (SWEEP, 0)])
def test_a_commit_that_changed_files_everywhere_may_have_renamed(modified: int, since: int) -> None:
    steps = [Step(STEPS[0].commit, modified), *STEPS[1:]]
    assert names_since({1: "answer"}, CHANGES, steps, VERSIONS.get) == {1: since}
