"""What the same versions of a file answered once is not looked for again, unless something was missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from analyzer.authorship.ages import names_since
from analyzer.authorship.answers import Answers
from analyzer.authorship.cited import SWEEP, Step
from analyzer.authorship.lines import Brought, Change, Numbered, brought
from analyzer.store import CacheSettings, Store, store_terms
from tests.support.snapshots import commit

Read = Callable[[str], bytes | None]

VERSIONS = {"one": b"app = Service()\n", "two": b"app = Service()\ncache = {}\n", "three": b"answer(cache)\n"}
NOW = Numbered(VERSIONS["two"], "two")
LINES = tuple(NOW.line(place) for place in (0, 1))
CHANGES = (Change("one", "two"), Change("", "one"))
STEPS = tuple(Step(commit(day, "a.py")) for day in ("2024-02-01", "2024-01-01"))
NAMES = {2: "cache", 1: "Service"}


class Reader:
    """Gives contents, and knows which were asked for."""

    def __init__(self, *missing: str) -> None:
        self.asked: list[str] = []
        self._missing = missing

    def __call__(self, blob: str) -> bytes | None:
        self.asked.append(blob)
        return None if blob in self._missing else VERSIONS[blob]


def test_the_answers_are_those_of_the_questions() -> None:
    answers, read = Answers(), Reader()
    assert answers.brought(LINES, NOW, CHANGES, read) == brought(LINES, NOW, CHANGES, read)
    assert answers.names_since(NAMES, CHANGES, STEPS, read) == names_since(NAMES, CHANGES, STEPS, read)


def ask_for_lines(answers: Answers, read: Read) -> object:
    return answers.brought(LINES, NOW, CHANGES, read)


def ask_for_names(answers: Answers, read: Read) -> object:
    return answers.names_since(NAMES, CHANGES, STEPS, read)


ASKED = pytest.mark.parametrize("ask", [ask_for_lines, ask_for_names])


@ASKED
def test_what_is_asked_again_is_not_read_again(ask: Callable[[Answers, Read], object]) -> None:
    answers, first, again = Answers(), Reader(), Reader()
    assert ask(answers, first) == ask(answers, again)
    assert first.asked
    assert not again.asked


@ASKED
def test_another_scan_reads_nothing_again_either(
    ask: Callable[[Answers, Read], object], tmp_path: Path
) -> None:
    terms = store_terms(CacheSettings(tmp_path / "cache"), pytest.fail)
    assert terms is not None
    with Store(terms, pytest.fail) as store:
        first = ask(Answers(store), Reader())
    again = Reader()
    with Store(terms, pytest.fail) as store:
        assert ask(Answers(store), again) == first
    assert not again.asked


@ASKED
def test_where_a_version_is_missing_it_is_looked_for_the_next_time(
    ask: Callable[[Answers, Read], object],
) -> None:
    answers, again = Answers(), Reader()
    lacking = ask(answers, Reader("one"))
    assert ask(answers, again) == ask(Answers(), Reader()) != lacking
    assert again.asked


def test_lines_of_which_nothing_is_known_are_told_from_those_that_nothing_brought() -> None:
    gap = (Change("two", "two"), Change("", "two", gap=True))
    missing = Numbered(b"nowhere = 1\n", "other")
    answers = Answers()
    for _time in range(2):
        assert answers.brought([missing.line(0)], missing, gap, Reader()) == Brought(
            {}, frozenset({missing.line(0)})
        )
        assert answers.brought([missing.line(0)], missing, CHANGES, Reader()) == Brought({}, frozenset())


OTHER_COMMITS = (replace(STEPS[0], modified=SWEEP), STEPS[1]), (STEPS[0], Step(commit("2024-01-02", "a.py")))


@pytest.mark.parametrize(
    ("names", "changes", "steps"),
    [
        (NAMES, (Change("", "two"), CHANGES[1]), STEPS),
        ({**NAMES, 1: "app"}, CHANGES, STEPS),
        (NAMES, CHANGES, OTHER_COMMITS[0]),
        (NAMES, CHANGES, OTHER_COMMITS[1]),
    ],
    ids=["another version before", "another name", "a commit that changed files everywhere", "another day"],
)
def test_another_question_is_asked_anew(
    names: Mapping[int, str], changes: Sequence[Change], steps: Sequence[Step]
) -> None:
    answers, read = Answers(), Reader()
    answers.names_since(NAMES, CHANGES, STEPS, Reader())
    assert answers.names_since(names, changes, steps, read) == names_since(names, changes, steps, Reader())
    assert read.asked


def test_other_lines_of_the_same_file_are_looked_for() -> None:
    answers, read = Answers(), Reader()
    answers.brought(LINES[:1], NOW, CHANGES, Reader())
    assert answers.brought(LINES[1:], NOW, CHANGES, read) == Brought({LINES[1]: 0}, frozenset())
    assert read.asked
