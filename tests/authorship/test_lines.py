"""Which change of a file brought a line: by content, whatever was moved, indented or merged meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from analyzer.authorship.lines import Brought, Change, Line, Numbered, brought


def traced(now: str, place: int, *versions: str | None, gap: bool = False) -> int | str | None:
    """Which of the versions, newest first, brought the line at a place (from 0) of the newest."""
    changes = [
        Change(
            str(number + 1) if number + 1 < len(versions) else "",
            str(number),
            gap=gap and number + 1 == len(versions),
        )
        for number in range(len(versions))
    ]
    return asked(now, place, changes, versions)


def asked(now: str, place: int, changes: Sequence[Change], texts: Sequence[str | None]) -> int | str | None:
    numbered = Numbered(now.encode(), "now")
    line = numbered.line(place)

    def read(blob: str) -> bytes | None:
        text = texts[int(blob)]
        return None if text is None else text.encode()

    found = brought([line], numbered, changes, read)
    return "unknown" if line in found.unknown else found.by.get(line)


FIRST, SECOND, THIRD = "one = 1\n", "one = 1\ntwo = 2\n", "one = 1\ntwo = 2\nthree = 3\n"


@pytest.mark.parametrize(("place", "number"), [(0, 2), (1, 1), (2, 0)])
def test_a_line_came_with_the_change_before_which_it_was_not_there(place: int, number: int) -> None:
    assert traced(THIRD, place, THIRD, SECOND, FIRST) == number


@pytest.mark.parametrize("versions", [1, 2, 3, 7, 8, 9, 40])
def test_however_many_changes_there_were_since(versions: int) -> None:
    texts = [f"kept = 1\nother = {number}\n" for number in range(versions)]
    assert traced(texts[0], 0, *texts) == versions - 1
    assert traced(texts[0], 1, *texts) == 0


@pytest.mark.parametrize(
    "newest",
    [
        "if x:\n    call('a',  b)\nelse:\n    pass\n",
        'pass\ncall("a", b),\n',
        "call('a', b)\r\npass\r\n",
    ],
    ids=["indented", "moved, with other quotes and a comma", "with other line ends"],
)
def test_another_form_of_a_line_is_no_other_line(newest: str) -> None:
    place = next(place for place, line in enumerate(newest.splitlines()) if "call" in line)
    assert traced(newest, place, newest, "call('a', b)\npass\n", "pass\n") == 1


def test_of_equal_lines_each_came_with_its_neighbours() -> None:
    old = "def a():\n    x = load()\n    return x\n"
    new = old + "def b():\n    x = load()\n    return 2\n"
    assert traced(new, 1, new, old) == 1
    assert traced(new, 4, new, old) == 0


def test_what_was_taken_out_and_put_back_is_of_whoever_put_it_back() -> None:
    assert traced(SECOND, 1, SECOND, FIRST, SECOND, FIRST) == 0


def test_a_change_on_a_branch_that_lacks_a_line_does_not_bring_it() -> None:
    """By time the newest: a branch from before the line. Its change neither had the line nor brought it."""
    texts = ["one = 1\nbranch = 1\n", "one = 1\n", "one = 1\ntwo = 2\n"]
    changes = [Change("1", "0"), Change("1", "2"), Change("", "1")]
    merged = "one = 1\ntwo = 2\nbranch = 1\n"
    assert asked(merged, 1, changes, texts) == 1
    assert asked(merged, 0, changes, texts) == 2
    assert asked(merged, 2, changes, texts) == 0


def test_what_no_change_brought_came_with_a_merge() -> None:
    assert traced("one = 1\nresolved = 1\n", 1, "one = 1\n") is None
    assert traced("one = 1\n", 0) is None


def test_of_what_cannot_be_read_nobody_knows_who_brought_it() -> None:
    assert traced(THIRD, 1, THIRD, None, FIRST) == "unknown"
    assert traced(THIRD, 0, THIRD, None, FIRST) == 2
    assert traced(THIRD, 0, THIRD, SECOND, None) == "unknown"


def test_in_a_gap_only_what_was_there_before_it_is_known() -> None:
    """Between the newest changes and the first one are some that are not looked at."""
    assert traced(THIRD, 0, THIRD, SECOND, FIRST, gap=True) == 2
    texts = ["one = 1\ntwo = 2\nthree = 3\n", "one = 1\ntwo = 2\n", "one = 1\n"]
    changes = [Change("1", "0"), Change("", "2", gap=True)]
    assert asked(THIRD, 2, changes, texts) == 0
    assert asked(THIRD, 1, changes, texts) == "unknown"


def test_a_line_that_is_asked_for_twice_is_looked_for_once() -> None:
    line = Line(b"one=1")
    now = Numbered(b"one = 1\n", "0")
    assert brought([line, line], now, [Change("", "0")], lambda blob: b"one = 1\n") == Brought(
        {line: 0}, frozenset()
    )
