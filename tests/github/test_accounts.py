"""Accounts on GitHub: what is listed, whose it is, and in how many requests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.github.errors import BadAnswer, BadToken, UnknownRepository
from tests.support.github_faults import Fault
from tests.support.github_server import serve_github
from tests.support.github_world import ORGANIZATION, Account, AccountCommit, Repository, World
from tests.support.listings import (
    ADA,
    CANARY,
    PLAIN,
    Skipping,
    asked,
    paths,
    scanned,
)
from tests.support.repositories import CommitSpec, build_repository

# -- what is listed ----------------------------------------------------------------------------------


def test_all_repositories_of_all_pages_are_listed_the_newest_push_first() -> None:
    repositories = tuple(
        Repository(
            "ada", f"model-{number:03}", pushed_at=f"2024-01-01T{number // 60:02}:{number % 60:02}:00Z"
        )
        for number in range(205)
    )
    with serve_github(World((ADA,), repositories)) as github:
        listing = asked(github, "Ada")
        assert scanned(listing) == [f"model-{number:03}" for number in reversed(range(205))]
        assert (listing.login, listing.kind) == ("ada", "user")
        assert (listing.left_out, listing.unreadable, listing.notes) == ((), (), ())
        first = listing.sources[0]
        assert (first.remote, first.location, first.url) == (
            True, f"{github.web}/ada/model-204.git", f"{github.web}/ada/model-204",
        )  # fmt: skip
        # One for the account, one for each page, one for its addresses, one for what it gave to others.
        assert paths(github) == ["/users/Ada", *["/users/ada/repos"] * 3, "/search/commits", "/search/issues"]


def test_forks_are_left_out_unless_asked_for_and_archived_ones_kept(tmp_path: Path) -> None:
    there = build_repository(tmp_path / "copy.git", [CommitSpec({"a": "b"})], bare=True)
    repositories = (
        Repository("ada", "kept", archived=True),
        Repository("ada", "copy", path=there, parent="grace/copy"),
        Repository("grace", "copy", path=there),
    )
    with serve_github(World((ADA, Account("grace")), repositories)) as github:
        listing = asked(github)
        assert scanned(listing) == ["kept"]
        assert [(each.name, each.reason) for each in listing.left_out] == [("copy", "fork")]
        with_forks = asked(github, include_forks=True)
        assert (scanned(with_forks), with_forks.left_out) == (["copy", "kept"], ())


def test_the_limit_keeps_the_newest_pushes_and_breaks_ties_by_name() -> None:
    repositories = (
        Repository("ada", "old", pushed_at="2019-01-01T00:00:00Z"),
        Repository("ada", "b"),
        Repository("ada", "a"),
        Repository("ada", "new", pushed_at="2025-01-01T00:00:00Z"),
        Repository("ada", "fork", parent="grace/fork", pushed_at="2026-01-01T00:00:00Z"),
        Repository("grace", "fork"),
    )
    with serve_github(World((ADA, Account("grace")), repositories)) as github:
        listing = asked(github, max_repos=2)
        assert scanned(listing) == ["new", "a"]
        assert [(each.name, each.reason) for each in listing.left_out] == [
            ("b", "limit"), ("fork", "fork"), ("old", "limit"),
        ]  # fmt: skip
        assert scanned(asked(github, max_repos=0)) == []


def test_an_organisation_is_not_a_person() -> None:
    world = World(
        (Account("acme", type=ORGANIZATION, members=("ada",)), ADA),
        (Repository("acme", "platform"), Repository("acme", "secret", private=True)),
        tokens={CANARY: "ada"},
    )
    with serve_github(world) as github:
        listing = asked(github, "acme", token=CANARY)
        assert (listing.kind, listing.identities) == ("organisation", ())
        assert scanned(listing) == ["acme/platform"]
        assert paths(github) == ["/users/acme", "/orgs/acme/repos"]


def test_an_account_without_repositories_lists_none() -> None:
    with serve_github(World((ADA,))) as github:
        listing = asked(github)
        assert (listing.sources, listing.left_out, listing.unreadable) == ((), (), ())


def test_the_day_asked_about_reaches_every_source() -> None:
    with serve_github(PLAIN) as github:
        assert [each.as_of for each in asked(github, as_of=1_700_000_000).sources] == [1_700_000_000]
        assert [each.as_of for each in asked(github, "ada/model", as_of=5).sources] == [5]


def test_the_size_that_is_stated_reaches_every_source_in_bytes() -> None:
    with serve_github(World((ADA,), (Repository("ada", "model", size=7),))) as github:
        for target in ("ada", "ada/model"):
            assert [each.stated_size for each in asked(github, target).sources] == [7 * 1024]


def test_only_the_answer_that_there_is_no_commit_means_empty() -> None:
    repositories = (
        Repository("ada", "void", empty=True),
        Repository("ada", "tiny", size=0),
        Repository("ada", "limited", size=0, pushed_at="2019-06-01T00:00:00Z"),
        Repository("ada", "after", empty=True, created_at="2019-01-01T00:00:00Z"),
    )
    faults = (
        Fault("/repos/ada/tiny/commits", "not_found"),
        Fault("/repos/ada/limited/commits", "primary_rate_limit", reset_in=60),
    )
    time_spent = Skipping()
    with serve_github(World((ADA,), repositories), *faults) as github:
        listing = asked(github, clock=time_spent.clock)
        assert [(each.name, each.reason) for each in listing.left_out] == [("void", "empty")]
        assert scanned(listing) == ["tiny", "limited", "after"]
        # No question waits for the rate limit, and none is put after it.
        assert paths(github)[-3:] == [
            "/repos/ada/tiny/commits", "/repos/ada/void/commits", "/repos/ada/limited/commits",
        ]  # fmt: skip
    assert time_spent.waits == []


def test_questions_about_emptiness_are_few() -> None:
    repositories = tuple(Repository("ada", f"void-{number}", empty=True) for number in range(30))
    with serve_github(World((ADA,), repositories)) as github:
        listing = asked(github)
        assert len(listing.left_out) == 10
        assert len(listing.sources) == 20


def test_what_cannot_be_read_is_a_row_with_a_sentence() -> None:
    repositories = (
        Repository("ada", "fine", pushed_at="2025-01-01T00:00:00Z"),
        Repository("ada", "off", disabled=True, pushed_at="2024-01-01T00:00:00Z"),
        Repository("ada", "huge", size=3_000_000, pushed_at="2023-01-01T00:00:00Z"),
    )
    with serve_github(World((ADA,), repositories)) as github:
        listing = asked(github, size_limit_bytes=2 * 1024**3)
        assert scanned(listing) == ["fine"]
        assert [(source.name, why) for source, why in listing.unreadable] == [
            ("off", "GitHub has disabled it"),
            ("huge", "it is larger than the limit of 2,147,483,648 bytes"),
        ]
        assert scanned(asked(github)) == ["fine", "huge"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/ada/model.git",
        "http://localhost:{port}/ada/model.git",
        "http://127.0.0.1:1/ada/model.git",
        "http://user@127.0.0.1:{port}/ada/model.git",
        "http://127.0.0.1:{port}/ada/other.git",
        "http://127.0.0.1:{port}/ada/model.git/../../grace/x.git",
        "http://127.0.0.1:{port}/ada/model.git?x",
        "ext::sh -c id",
        "--upload-pack=id",
        "",
    ],
)
def test_a_clone_address_elsewhere_is_a_row_and_never_a_source(address: str) -> None:
    with serve_github(PLAIN) as github:
        there = address.format(port=github.web.rpartition(":")[2])
        github.fail(Fault("/users/ada/repos", "replace", fields={"clone_url": there}))
        listing = asked(github)
        assert listing.sources == ()
        ((source, why),) = listing.unreadable
        assert (source.name, source.location) == ("model", f"{github.web}/ada/model.git")
        assert "was not used" in why
        assert "evil" not in why


# -- whose it is -------------------------------------------------------------------------------------


def test_the_addresses_are_those_github_ties_to_the_account() -> None:
    commits = [
        AccountCommit("ada/model", "ada", email)
        for email in (
            "zoe@example.com", "Ada@Example.com", "ada@example.com", "noreply@github.com", "not the address",
            "7+ADA@users.noreply.github.com",
        )
    ]  # fmt: skip
    world = World((Account("ada", id=7, email="public@example.com"),), PLAIN.repositories, tuple(commits))
    with serve_github(world) as github:
        assert asked(github).identities == (
            "7+ada@users.noreply.github.com",
            "ada@users.noreply.github.com",
            "public@example.com",
            "Ada@Example.com",
            "zoe@example.com",
        )


def test_a_commit_of_somebody_else_in_the_results_gives_no_address() -> None:
    world = World((ADA,), PLAIN.repositories, (AccountCommit("ada/model", "ada", "x@example.com"),))
    for author in ({"login": "grace"}, {"login": 5}, None, {}):
        with serve_github(world, Fault("/search/commits", "replace", fields={"author": author})) as github:
            assert [each for each in asked(github).identities if "noreply" not in each] == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("/search/commits", "primary_rate_limit"), "rate limit"),
        (Fault("/search/commits", "secondary_rate_limit"), "rate limit"),
        (Fault("/search/commits", "unavailable"), "HTTP 503"),
        (Fault("/search/commits", "blocked"), "HTTP 403"),
        (Fault("/search/commits", "not_found"), "HTTP 404"),
        (Fault("/search/commits", "document", document={"items": 5}), "'items'"),
        (Fault("/search/commits", "document", document={"items": [5]}), "not an object"),
        (Fault("/search/commits", "replace", fields={"commit": {"author": {"email": 5}}}), "'email'"),
        (Fault("/search/commits", "truncated"), "cannot be read"),
        (Fault("/search/commits", "accepted"), "HTTP 202"),
    ],
)
def test_a_failed_search_for_addresses_is_a_note(fault: Fault, words: str) -> None:
    world = World((ADA,), PLAIN.repositories, (AccountCommit("ada/model", "ada", "x@example.com"),))
    with serve_github(world, fault) as github:
        listing = asked(github)
        assert scanned(listing) == ["model"]
        assert listing.identities == ("7+ada@users.noreply.github.com", "ada@users.noreply.github.com")
        (note,) = listing.notes
        assert words in note
        assert "not all addresses of 'ada' are known" in note


@pytest.mark.parametrize(("seconds", "waited"), [(40, True), (300, False)])
def test_only_a_short_limit_of_searches_is_waited_for(seconds: int, waited: bool) -> None:
    world = World((ADA,), PLAIN.repositories, (AccountCommit("ada/model", "ada", "x@example.com"),))
    fault = Fault("/search/commits", "primary_rate_limit", times=1, reset_in=seconds)
    time_spent = Skipping()
    with serve_github(world, fault) as github:
        assert ("x@example.com" in asked(github, clock=time_spent.clock).identities) is waited
    assert bool(time_spent.waits) is waited


# -- private repositories ----------------------------------------------------------------------------


PRIVATE = World(
    (ADA, Account("grace")),
    (Repository("ada", "open"), Repository("ada", "secret", private=True), Repository("grace", "hers")),
    tokens={CANARY: "ada"},
)


def test_private_repositories_are_listed_only_when_asked_for() -> None:
    with serve_github(PRIVATE) as github:
        assert scanned(asked(github, token=CANARY)) == ["open"]
        assert scanned(asked(github, token=CANARY, private=True)) == ["open", "secret"]


def test_a_private_repository_in_a_public_list_is_passed_over() -> None:
    with serve_github(PRIVATE, Fault("/users/ada/repos", "replace", fields={"private": True})) as github:
        assert asked(github, token=CANARY).sources == ()


def test_private_repositories_of_somebody_else_are_not_looked_for() -> None:
    with serve_github(PRIVATE) as github:
        listing = asked(github, "grace", token=CANARY, private=True)
        assert scanned(listing) == ["hers"]
        assert listing.notes == (
            "the token belongs to 'ada', so only public repositories of 'grace' were listed",
        )


def test_private_repositories_need_a_token() -> None:
    with serve_github(PRIVATE) as github:
        with pytest.raises(BadToken, match="requires a token"):
            asked(github, private=True)
        assert github.requests == []


# -- one repository ----------------------------------------------------------------------------------


def test_one_repository_is_one_request_and_names_nobody() -> None:
    with serve_github(PLAIN) as github:
        listing = asked(github, "ADA/Model")
        assert (listing.login, listing.kind, listing.identities) == ("ada", "repository", ())
        assert scanned(listing) == ["ada/model"]
        assert paths(github) == ["/repos/ADA/Model"]


def test_an_empty_repository_asked_for_by_name_is_left_out() -> None:
    world = World((ADA,), (Repository("ada", "void", empty=True),))
    with serve_github(world) as github:
        listing = asked(github, "ada/void")
        assert (listing.sources, [each.reason for each in listing.left_out]) == ((), ["empty"])


def test_a_renamed_repository_is_followed_and_said_so() -> None:
    world = World((ADA,), PLAIN.repositories, renamed={"ada/before": "ada/model"}, tokens={CANARY: "ada"})
    with serve_github(world) as github:
        listing = asked(github, "ada/before", token=CANARY)
        assert scanned(listing) == ["ada/model"]
        assert listing.notes == ("'ada/before' has been renamed to 'ada/model'",)
        assert len(github.requests) == 2


def test_an_unknown_repository_is_an_error_and_a_blocked_one_a_row() -> None:
    with serve_github(PLAIN) as github:
        with pytest.raises(UnknownRepository, match="no public repository 'ada/nothing'"):
            asked(github, "ada/nothing")
        github.fail(Fault("/repos/ada/model", "legal_reasons", times=1), Fault("/repos/ada/model", "blocked"))
        ((source, why),) = asked(github, "ada/model").unreadable
        assert (source.name, why) == ("ada/model", "it is blocked for legal reasons (HTTP 451)")
        assert asked(github, "ada/model").unreadable[0][1].startswith("access to it is blocked")


def test_an_answer_about_another_repository_is_refused() -> None:
    fault = Fault("/repos/ada/model", "replace", fields={"name": "other"})
    with serve_github(PLAIN, fault) as github, pytest.raises(BadAnswer, match="another repository"):
        asked(github, "ada/model")


def test_importing_accounts_does_not_import_pygithub() -> None:
    code = (
        "import sys, analyzer.github.accounts; sys.exit('github' in sys.modules or 'requests' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, timeout=30).returncode == 0
