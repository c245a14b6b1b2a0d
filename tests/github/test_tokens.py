"""Several tokens: used by what each has left, waited for however long, and left out where they are no good."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from analyzer.github.access import Server
from analyzer.github.accounts import list_account
from analyzer.github.errors import BadToken
from analyzer.github.pool import pooled, read_tokens
from analyzer.github.tokens import SEARCH, Stopped, TokenPool
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.listings import Skipping

FIRST, SECOND, WRONG = "token0of0ada", "token0of0bob", "token0of0nobody"
PEOPLE = ("ada", "bob", "eve")


def world(searches: int = 30) -> World:
    return World(
        accounts=tuple(Account(name) for name in PEOPLE),
        repositories=tuple(Repository(name, "model") for name in PEOPLE),
        tokens={FIRST: "ada", SECOND: "bob"},
        limits={"core": (60, 5000), "search": (10, searches)},
    )


def listed(github: GitHub, tokens: Sequence[str], notes: list[str], names: Sequence[str]) -> Skipping:
    """Asks for these accounts, with a second for each, and gives the clock with the waits."""
    waited = Skipping()
    pool = TokenPool(tokens, "github", notify=notes.append, clock=waited.clock)
    server = Server(github.api, token=pool.for_clones(), pool=pool)
    for name in names:
        deadline = waited.clock.monotonic() + 5
        found = list_account(name, server, deadline=deadline, clock=waited.clock)
        assert [each.name for each in found.sources] == ["model"] and found.notes == ()
    return waited


def test_what_two_tokens_have_is_used_up_before_anybody_waits() -> None:
    with serve_github(world(searches=3)) as github:
        # Two searches each: six in all, and each token has three.
        waited = listed(github, [FIRST, SECOND], [], PEOPLE)
        used = {token: github.spend(token, None) for token in (FIRST, SECOND)}
    assert [each["search"]["used"] for each in used.values()] == [3, 3] and waited.waits == []


def test_of_one_token_the_two_budgets_are_told_apart() -> None:
    pool = TokenPool([FIRST], "github")
    pool.limited(pool.turn(SEARCH), time.time() + 1000)
    assert pool.turn("core").token.position == 1


@pytest.mark.parametrize("tokens", [[FIRST], []], ids=["with a token", "without"])
@pytest.mark.parametrize("path", ["/users/ada", "/search/commits"])
@pytest.mark.parametrize("kind", ["primary_rate_limit", "secondary_rate_limit", "too_many_requests"])
def test_a_limit_is_waited_for_and_costs_nobody_time(kind: str, path: str, tokens: list[str]) -> None:
    notes: list[str] = []
    with serve_github(world(), Fault(path, kind, times=8, reset_in=1800)) as github:
        waited = listed(github, tokens, notes, ["ada"])
    assert sum(waited.waits) > 400 and all("rate limit reached: waiting until" in each for each in notes)


def test_what_one_target_waits_for_is_no_time_of_the_next() -> None:
    waited = Skipping()
    pool = TokenPool([], "github", clock=waited.clock)
    with serve_github(world(), Fault("/users/ada", "primary_rate_limit", times=1, reset_in=1800)) as github:
        server, deadline = Server(github.api, pool=pool), waited.clock.monotonic() + 60
        for name in ("ada", "bob"):
            assert list_account(name, server, deadline=deadline, clock=waited.clock).notes == ()
    assert pool.waited > 1700
    pool.begin()
    assert pool.waited == 0


def test_the_other_token_goes_on_where_one_has_nothing_left() -> None:
    with serve_github(world(), Fault("/users/ada", "primary_rate_limit", times=1)) as github:
        assert listed(github, [FIRST, SECOND], [], PEOPLE).waits == []


def test_a_token_that_is_not_accepted_is_named_by_its_position_and_left_out() -> None:
    notes: list[str] = []
    with serve_github(world()) as github:
        server = pooled(Server(github.api), (FIRST, WRONG, SECOND), notes.append)
        assert server.pool is not None and {server.pool.for_clones() for _ in range(4)} == {FIRST, SECOND}
    (note,) = notes
    assert "rejected token 2 of 3" in note and WRONG not in f"{note}{server!r}{server.pool.tokens!r}"


def test_a_token_that_is_revoked_meanwhile_costs_no_candidate() -> None:
    notes: list[str] = []
    with serve_github(world(), Fault("/users/ada", "bad_credentials", times=1)) as github:
        listed(github, [FIRST, SECOND], notes, PEOPLE)
    assert len(notes) == 1 and "rejected token 1 of 2" in notes[0]


@pytest.mark.parametrize(("tokens", "what"), [((WRONG,), "the token"), ((WRONG, "x y"), "all 2 tokens")])
def test_without_any_accepted_token_nothing_begins(tokens: tuple[str, ...], what: str) -> None:
    with serve_github(world()) as github, pytest.raises(BadToken, match=f"rejected {what}; set valid ones"):
        pooled(Server(github.api), tokens, lambda note: None)


def test_a_server_that_cannot_be_asked_costs_no_token() -> None:
    server = pooled(Server("http://127.0.0.1:1"), (FIRST,), lambda note: None)
    assert server.token == FIRST


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, ()),
        ({"GH_TOKEN": "a"}, ("a",)),
        ({"GITHUB_TOKENS": " a, b ,,a", "GITHUB_TOKEN": "c"}, ("a", "b")),
        ({"GITHUB_TOKENS": " , ", "GITHUB_TOKEN": "c"}, ("c",)),
    ],
)
def test_where_tokens_come_from(environment: dict[str, str], found: tuple[str, ...]) -> None:
    assert read_tokens(environment) == found


def test_a_run_that_ends_waits_for_nothing() -> None:
    pool = TokenPool([FIRST], "github")
    pool.limited(pool.turn(SEARCH), time.time() + 1000)
    pool.stop()
    with pytest.raises(Stopped):
        pool.turn(SEARCH)
