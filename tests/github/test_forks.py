"""What of a fork is its own: in how many requests it is found out, and what is said where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.github.accounts import Listing
from analyzer.github.errors import BadLogin, BadToken
from analyzer.github.forks import validate_branch
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, Repository, World, history
from tests.support.listings import ADA, CANARY, asked, paths
from tests.support.repositories import CommitSpec, build_repository

BOB = "Bob <bob@example.org>"
ABOVE = [
    CommitSpec({f"m{number}.py": f"x = {number}\n"}, author=BOB, date=f"2023-0{number}-01T12:00:00+00:00")
    for number in range(1, 5)
]
OWN = [
    CommitSpec({"own.py": f"y = {number}\n"}, date=f"2024-0{number}-01T12:00:00+00:00")
    for number in range(1, 3)
]
COMPARE = "/repos/ada/tool/compare"


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_repository(tmp_path_factory.mktemp("above") / "tool.git", ABOVE, bare=True, branch="trunk")


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits on top of the parent's third."""
    there = tmp_path_factory.mktemp("fork") / "tool.git"
    return build_repository(there, [*ABOVE[:3], *OWN], bare=True, branch="feature/one#2")


def world(parent: Path, fork: Path, **more: object) -> World:
    settings: dict[str, object] = {"path": fork, "parent": "grace/tool", "default_branch": "feature/one#2"}
    return World(
        (ADA, Account("grace")),
        (
            Repository("ada", "tool", **{**settings, **more}),  # type: ignore[arg-type]
            Repository("grace", "tool", path=parent, default_branch="trunk"),
        ),
        tokens={CANARY: "ada"},
    )


@pytest.fixture
def github(parent: Path, fork: Path) -> Iterator[GitHub]:
    with serve_github(world(parent, fork)) as server:
        yield server


def told(listing: Listing) -> tuple[bool, str | None, frozenset[str] | None]:
    (source,) = listing.sources
    return source.is_fork, source.fork_of, source.own_commits


def test_a_fork_by_name_is_compared_with_its_parent_in_two_requests(github: GitHub, fork: Path) -> None:
    listing = asked(github, "ada/tool")
    own = frozenset(each.sha for each in history(fork)[:2])
    assert (told(listing), listing.notes) == ((True, "grace/tool", own), ())
    assert paths(github) == ["/repos/ada/tool", f"{COMPARE}/grace:trunk...feature/one#2"]


def test_an_accounts_fork_costs_two_requests_and_only_where_it_is_scanned(github: GitHub, fork: Path) -> None:
    assert asked(github).sources == ()
    before = len(github.requests)
    listing = asked(github, include_forks=True)
    assert told(listing)[1:] == ("grace/tool", frozenset(each.sha for each in history(fork)[:2]))
    assert len(github.requests) == before * 2 + 2


def test_a_fork_without_work_of_its_own_has_none(parent: Path) -> None:
    with serve_github(world(parent, parent, default_branch="trunk")) as github:
        assert told(asked(github, "ada/tool")) == (True, "grace/tool", frozenset())


def test_what_is_no_fork_is_not_asked_about(parent: Path) -> None:
    with serve_github(world(parent, parent)) as github:
        assert told(asked(github, "grace/tool")) == (False, None, None)
        assert paths(github) == ["/repos/grace/tool"]


def test_all_pages_of_the_comparison_are_read(
    parent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [CommitSpec({"own.py": f"y = {number}\n"}) for number in range(205)]
    there = build_repository(tmp_path / "many.git", [*ABOVE, *many], bare=True)
    with serve_github(world(parent, there, default_branch="main")) as github:
        own = told(asked(github, "ada/tool"))[2]
        assert own == frozenset(each.sha for each in history(there)[:205])
        assert len(github.asked(COMPARE)) == 3
        monkeypatch.setattr("analyzer.github.forks.MAX_OWN_COMMITS", 200)
        listing = asked(github, "ada/tool")
        assert told(listing) == (True, "grace/tool", None)
        assert listing.notes == (
            "the own commits of the fork 'ada/tool' could not be determined: it has more than 200, or the list "
            "is incomplete",
        )
        assert len(github.asked(COMPARE)) == 4


@pytest.mark.parametrize(
    ("fault", "words", "parent_known"),
    [
        (Fault(COMPARE, "not_found"), "HTTP 404", True),
        (Fault(COMPARE, "blocked"), "HTTP 403", True),
        (Fault(COMPARE, "primary_rate_limit"), "rate limit", True),
        (Fault(COMPARE, "unavailable"), "HTTP 503", True),
        (Fault(COMPARE, "truncated"), "cannot be read", True),
        (Fault(COMPARE, "replace", fields={"total_commits": "2"}), "'total_commits'", True),
        (Fault(COMPARE, "replace", fields={"total_commits": 3}), "the list is incomplete", True),
        (Fault(COMPARE, "replace", fields={"commits": [{"sha": "../x"}]}), "'sha'", True),
        (Fault(COMPARE, "replace", fields={"commits": 5}), "'commits'", True),
        (Fault("/repos/ada/tool", "replace", fields={"parent": None}), "does not show its parent", False),
        (Fault("/repos/ada/tool", "replace", fields={"parent": {"owner": {}}}), "'login'", False),
        (
            Fault("/repos/ada/tool", "replace", fields={"default_branch": "a/../../b"}),
            "'default_branch'",
            True,
        ),
    ],
)
def test_what_cannot_be_found_out_is_said_and_costs_nothing_else(
    github: GitHub, fault: Fault, words: str, parent_known: bool
) -> None:
    github.fail(fault)
    listing = asked(github, "ada/tool")
    assert told(listing) == (True, "grace/tool" if parent_known else None, None)
    (note,) = listing.notes
    assert note.startswith("the own commits of the fork 'ada/tool' could not be determined: ")
    assert words in note


def test_a_parent_of_the_same_owner_is_not_mixed_up_with_the_fork(parent: Path, fork: Path) -> None:
    one = World(
        (ADA,),
        (
            Repository("ada", "tool", path=fork, parent="ada/above", default_branch="trunk"),
            Repository("ada", "above", path=parent, default_branch="trunk"),
        ),
    )
    with serve_github(one) as github:
        listing = asked(github, "ada/tool")
        assert told(listing) == (True, "ada/above", None)
        assert "same owner" in listing.notes[0]


def test_a_token_that_is_refused_ends_the_run(github: GitHub) -> None:
    github.fail(Fault(COMPARE, "bad_credentials"))
    with pytest.raises(BadToken):
        asked(github, "ada/tool", token=CANARY)


def test_not_more_forks_are_asked_about_than_requests_allow(parent: Path) -> None:
    forks = tuple(
        Repository("ada", f"f{number:02}", path=parent, parent="grace/tool", default_branch="trunk")
        for number in range(12)
    )
    above = Repository("grace", "tool", path=parent, default_branch="trunk")
    with serve_github(World((ADA, Account("grace")), (*forks, above))) as github:
        listing = asked(github, include_forks=True)
        assert all(each.is_fork for each in listing.sources)
        assert [each.own_commits is None for each in listing.sources] == [False] * 10 + [True] * 2
        assert [each.partition(": ")[2] for each in listing.notes] == [
            "too many forks to query each of them"
        ] * 2


@pytest.mark.parametrize("name", ["main", "feature/one#2", "release-1.0", "größe", "a@b", "x" * 255])
def test_names_of_branches(name: str) -> None:
    assert validate_branch(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "..", "a..b", "a/../b", "/a", "a/", "a//b", ".a", "a/.b", "a b", "a\nb", "a:b", "a?b", "a^", "a~1",
     "a[b", "a\\b", "-a", "a.", "a.lock", "a.lock/b", "a@{1}", "x" * 256],
)  # fmt: skip
def test_what_is_no_name_of_a_branch(name: str) -> None:
    with pytest.raises(BadLogin):
        validate_branch(name)
