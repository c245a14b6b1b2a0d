"""What an account has given to repositories of others: what is listed, in how many requests, and failures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from analyzer.github.errors import BadToken
from analyzer.github.work import merged
from analyzer.model import Contribution
from tests.support.github_faults import Fault
from tests.support.github_server import serve_github
from tests.support.github_world import (
    ORGANIZATION,
    Account,
    AccountCommit,
    PullRequest,
    Repository,
    World,
)
from tests.support.listings import ADA, CANARY, asked, paths, scanned

OPEN = (
    Repository("ada", "model"),
    Repository("acme", "platform"),
    Repository("grace", "tool"),
    Repository("grace", "copy", parent="acme/platform"),
    Repository("acme", "secret", private=True),
)
PEOPLE = (ADA, Account("grace"), Account("acme", type=ORGANIZATION, members=("ada",)))
COMMITS = (
    AccountCommit("ada/model", "ada", "x@example.com"),
    AccountCommit("acme/platform", "ada", "x@example.com", date="2024-05-01T23:30:00-05:00"),
    AccountCommit("acme/platform", "ada", "x@example.com", date="2024-01-01T12:00:00Z"),
    AccountCommit("grace/copy", "ada", "x@example.com"),
    AccountCommit("acme/secret", "ada", "x@example.com"),
    AccountCommit("grace/tool", "grace", "grace@example.com"),
)
PULLS = (
    PullRequest("grace/tool", "ada", 1, merged_at="2023-06-01T10:00:00Z"),
    PullRequest("grace/tool", "ada", 2, merged_at="2023-07-01T10:00:00Z"),
    PullRequest("grace/tool", "ada", 3),
    PullRequest("acme/platform", "ada", 4, merged_at="2023-05-02T10:00:00Z"),
    PullRequest("acme/secret", "ada", 5, merged_at="2023-05-02T10:00:00Z"),
    PullRequest("ada/model", "ada", 6, merged_at="2023-05-02T10:00:00Z"),
    PullRequest("grace/tool", "grace", 7, merged_at="2023-05-02T10:00:00Z"),
)
WORLD = World(PEOPLE, OPEN, COMMITS, PULLS, tokens={CANARY: "ada"})


def test_work_in_public_repositories_of_others_is_listed_in_two_searches() -> None:
    with serve_github(WORLD) as github:
        listing = asked(github)
        assert listing.contributions == (
            Contribution("grace/tool", f"{github.web}/grace/tool", 2, 0, "2023-07-01"),
            Contribution("acme/platform", f"{github.web}/acme/platform", 1, 2, "2024-05-02"),
        )
        assert [each for each in paths(github) if "search" in each] == ["/search/commits", "/search/issues"]
        assert listing.notes == ()


def test_a_token_that_sees_private_work_shows_none_of_it() -> None:
    with serve_github(WORLD) as github:
        listing = asked(github, token=CANARY)
        assert [each.repository for each in listing.contributions] == ["grace/tool", "acme/platform"]


def test_neither_an_organisation_nor_a_repository_has_contributions() -> None:
    with serve_github(WORLD) as github:
        assert asked(github, "acme").contributions == ()
        assert asked(github, "ada/model").contributions == ()
        assert not github.asked("/search")


def test_work_after_the_day_asked_about_is_left_out() -> None:
    day = int(datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    with serve_github(WORLD) as github:
        found = asked(github, as_of=day).contributions
        assert [(each.repository, each.pull_requests, each.commits) for each in found] == [
            ("grace/tool", 2, 0), ("acme/platform", 1, 0),
        ]  # fmt: skip


def test_more_than_a_page_is_said() -> None:
    pulls = tuple(
        PullRequest("grace/tool", "ada", number, merged_at="2023-06-01T10:00:00Z") for number in range(103)
    )
    with serve_github(World(PEOPLE, OPEN, (), pulls)) as github:
        listing = asked(github)
        assert listing.contributions[0].pull_requests == 100
        assert listing.notes == (
            "only the newest 100 of 103 merged pull requests of 'ada' to repositories of others were read",
        )


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("/search/issues", "primary_rate_limit"), "rate limit"),
        (Fault("/search/issues", "unavailable"), "HTTP 503"),
        (Fault("/search/issues", "not_found"), "HTTP 404"),
        (Fault("/search/issues", "document", document={"items": 5}), "'items'"),
        (Fault("/search/issues", "document", document={"items": [5]}), "not an object"),
        (Fault("/search/issues", "document", document={"items": []}), "'total_count'"),
        (
            Fault("/search/issues", "replace", fields={"repository_url": "https://evil.example/repos/a/b"}),
            "'repository_url'",
        ),
        (Fault("/search/issues", "replace", fields={"pull_request": {"merged_at": 5}}), "'merged_at'"),
        (Fault("/search/issues", "truncated"), "cannot be read"),
    ],
)
def test_a_failed_search_is_a_note_and_costs_only_what_it_would_have_shown(fault: Fault, words: str) -> None:
    with serve_github(WORLD, fault) as github:
        listing = asked(github)
        assert scanned(listing) == ["model"]
        assert "x@example.com" in listing.identities
        assert [each.repository for each in listing.contributions] == ["acme/platform"]
        (note,) = listing.notes
        assert note.startswith("some contributions of 'ada' to repositories of others may be missing: ")
        assert words in note and "evil" not in note


def test_where_the_first_search_fails_the_second_is_not_tried() -> None:
    with serve_github(WORLD, Fault("/search/commits", "primary_rate_limit")) as github:
        listing = asked(github)
        assert (listing.contributions, len(listing.notes)) == ((), 1)
        assert "repositories of others are not known either" in listing.notes[0]
        assert not github.asked("/search/issues")


def test_a_refused_token_ends_the_run() -> None:
    with (
        serve_github(WORLD, Fault("/search/issues", "bad_credentials")) as github,
        pytest.raises(BadToken),
    ):
        asked(github, token=CANARY)


@pytest.mark.parametrize("date", ["", "soon", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", None])
def test_an_impossible_date_of_a_commit_costs_only_the_day(date: str | None) -> None:
    fault = Fault(
        "/search/commits",
        "replace",
        fields={"commit": {"author": {"email": "x@example.com", "date": date}}},
    )
    with serve_github(World(PEOPLE, OPEN, COMMITS[1:3]), fault) as github:
        listing = asked(github)
        assert "x@example.com" in listing.identities
        assert [(each.commits, each.last_date) for each in listing.contributions] == [(2, None)]


def test_the_work_of_two_accounts_in_one_repository_is_taken_together() -> None:
    one = Contribution("a/b", "https://github.com/a/b", 1, 2, "2024-01-01")
    two = Contribution("A/b", "https://github.com/A/b", 0, 3, None)
    other = Contribution("c/d", "https://github.com/c/d", 1, 9, None)
    together = Contribution("a/b", "https://github.com/a/b", 1, 5, "2024-01-01")
    assert merged([one, two, other]) == (other, together)
    assert merged([]) == ()
