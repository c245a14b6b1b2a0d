"""The same files in several repositories: which one is asked about, and what is no copy."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.model import Evidence, Level, RepositoryResult, Severity
from analyzer.scoring.duplicates import DUPLICATE_QUESTION, fingerprints, flag_duplicates
from tests.support.scorecards import flag, repository
from tests.support.snapshots import snapshot

OWN_FLAG = flag("bulk_import")


def holding(name: str, files: str, began: int | None = 1, **changes: object) -> RepositoryResult:
    """A repository with one code file for each letter of `files`."""
    blobs = {letter: f"{letter}.py" for letter in files}
    return replace(repository(name), blobs=blobs, began=began, **changes)


def flagged(*results: RepositoryResult) -> dict[str, Severity]:
    found = flag_duplicates(results)
    assert [each.name for each in found] == [each.name for each in results]
    copies = [(each.name, flag) for each in found for flag in each.flags if flag.id == "duplicate_repository"]
    assert all(flag.question is DUPLICATE_QUESTION for _name, flag in copies)
    return {name: flag.severity for name, flag in copies}


@pytest.mark.parametrize("turned", [False, True])
def test_every_copy_but_the_oldest_is_a_question(turned: bool) -> None:
    results = [holding("old", "abcd", 1), holding("newer", "abce", 5), holding("newest", "abcf", 9)]
    expected = {"newer": Severity.ASK, "newest": Severity.ASK}
    assert flagged(*(results[::-1] if turned else results)) == expected


@pytest.mark.parametrize(("first", "second"), [(None, 1), (1, None), (None, None), (3, 3)])
def test_where_the_older_cannot_be_told_both_are_named_for_information(
    first: int | None, second: int | None
) -> None:
    found = flagged(holding("x", "abc", first), holding("y", "abc", second))
    assert found == {"x": Severity.INFO, "y": Severity.INFO}


def test_the_message_opens_the_files_and_accuses_nobody() -> None:
    _old, new = flag_duplicates([holding("old", "abc", 1), holding("new", "abcdefgh", 2)])
    (flag,) = new.flags
    assert flag.message.startswith("3 of 8 code files are the same as in old, whose history starts earlier")
    assert [each.path for each in flag.evidence] == ["a.py", "b.py", "c.py"]


def test_at_most_three_files_are_shown_of_many() -> None:
    _old, new = flag_duplicates([holding("old", "abcde", 1), holding("new", "edcba", 2)])
    (flag,) = new.flags
    note = "the same file is in old"
    assert flag.evidence == tuple(Evidence(f"{each}.py", None, Level.CLAIMED, note) for each in "abc")
    assert flag.message == (
        "5 of 5 code files are the same as in old, whose history starts earlier: a restart, a move or a "
        "template would explain this; copies do not affect the score"
    )


def test_where_the_older_cannot_be_told_nobody_began_earlier() -> None:
    one, other = flag_duplicates([holding("x", "abc", None), holding("y", "abc", None)])
    assert "are the same as in y: a restart" in one.flags[0].message
    assert "are the same as in x: a restart" in other.flags[0].message


def test_a_copy_of_two_is_flagged_once_after_its_own_flags() -> None:
    results = [
        holding("old", "abc", 1),
        holding("older", "abc", 0),
        holding("new", "abc", 2, flags=(OWN_FLAG,)),
    ]
    found = {each.name: each.flags for each in flag_duplicates(results)}
    assert found["older"] == ()
    assert [each.id for each in found["new"]] == [OWN_FLAG.id, "duplicate_repository"]
    assert "the same as in old," in found["new"][1].message
    assert "the same as in older," in found["old"][0].message


def test_a_repository_is_called_what_it_is_shown_as() -> None:
    _old, new = flag_duplicates([holding("old", "abc", 1), holding("new", "abc", 2)], shown=str.upper)
    assert "the same as in OLD," in new.flags[0].message


COPIES = {
    "three files": (holding("x", "abc", 1), holding("y", "abcdefg", 2)),
    "exactly two thirds of the smaller": (holding("x", "abcdef", 1), holding("y", "abcdghi", 2)),
    "two thirds of the first": (holding("x", "abcdghi", 1), holding("y", "abcdef", 2)),
    "the day of its start is the first of all": (holding("x", "abc", 0), holding("y", "abc", 1)),
}


@pytest.mark.parametrize("results", COPIES.values(), ids=COPIES)
def test_what_is_just_enough_to_be_a_copy(results: tuple[RepositoryResult, ...]) -> None:
    assert flagged(*results) == {"y": Severity.ASK}


NO_COPIES = {
    "a shared helper or two": (holding("x", "ab", 1), holding("y", "abcdef", 2)),
    "a template both start from": (holding("x", "abcdefg", 1), holding("y", "abchijk", 2)),
    "just below two thirds": (holding("x", "abcdefg", 1), holding("y", "abcdhij", 2)),
    "a declared fork": (holding("x", "abc", 1), holding("y", "abc", 2, fork_of="them/x")),
    "no code": (holding("x", "", 1), holding("y", "", 2)),
}


@pytest.mark.parametrize("results", NO_COPIES.values(), ids=NO_COPIES)
def test_what_is_shared_by_custom_is_no_copy(results: tuple[RepositoryResult, ...]) -> None:
    assert flagged(*results) == {}
    assert flag_duplicates(results) == results


def test_only_first_party_files_long_enough_tell_a_copy() -> None:
    long = "".join(f"x{number} = {number}\n" for number in range(20))
    repo = snapshot(
        {
            "a.py": long,
            "again/a.py": long,
            "short.py": "x = 1\n" * 19,
            "remarks.py": "# x\n\n" * 100,
            "pkg/__init__.py": "",
            "node_modules/p/b.py": long + "y = 1\n",
            "api_pb2.py": long + "z = 1\n",
        }
    )
    assert list(fingerprints(repo).values()) == ["a.py"]
