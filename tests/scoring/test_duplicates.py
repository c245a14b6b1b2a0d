"""The same files in several repositories: which one is asked about, and what is no copy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.model import RepositoryResult, Severity
from analyzer.scoring.duplicates import TELLING_LINES, fingerprints, flag_duplicates
from tests.support.scorecards import repository
from tests.support.snapshots import snapshot


def holding(name: str, files: str, began: int | None = 1, **changes: object) -> RepositoryResult:
    """A repository with one code file for each letter of `files`."""
    blobs = {letter: f"{letter}.py" for letter in files}
    return replace(repository(name), blobs=blobs, began=began, **changes)  # type: ignore[arg-type]


def flagged(*results: RepositoryResult) -> dict[str, Severity]:
    found = flag_duplicates(results)
    assert [each.name for each in found] == [each.name for each in results]
    return {
        each.name: flag.severity for each in found for flag in each.flags if flag.id == "duplicate_repository"
    }


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


NO_COPIES = {
    "a shared helper or two": (holding("x", "ab", 1), holding("y", "abcdef", 2)),
    "a template both start from": (holding("x", "abcdefg", 1), holding("y", "abchijk", 2)),
    "a declared fork": (holding("x", "abc", 1), holding("y", "abc", 2, fork_of="them/x")),
    "no code": (holding("x", "", 1), holding("y", "", 2)),
}


@pytest.mark.parametrize("results", NO_COPIES.values(), ids=NO_COPIES)
def test_what_is_shared_by_custom_is_no_copy(results: tuple[RepositoryResult, ...]) -> None:
    assert flagged(*results) == {}
    assert flag_duplicates(results) == results


def test_only_first_party_files_long_enough_tell_a_copy() -> None:
    long = "".join(f"x{number} = {number}\n" for number in range(TELLING_LINES))
    repo = snapshot(
        {
            "a.py": long,
            "again/a.py": long,
            "short.py": "x = 1\n" * (TELLING_LINES - 1),
            "remarks.py": "# x\n\n" * 100,
            "pkg/__init__.py": "",
            "node_modules/p/b.py": long + "y = 1\n",
            "api_pb2.py": long + "z = 1\n",
        }
    )
    assert list(fingerprints(repo).values()) == ["a.py"]
