"""Every way in which GitHub can fail us: the error, its words, the waits, and where the token goes."""

from __future__ import annotations

import gzip
import importlib
import json
import logging
import pickle
import re
import socket
import time
import traceback
from collections.abc import Iterator

import pytest

from analyzer.github.access import Server
from analyzer.github.accounts import list_account
from analyzer.github.clock import Clock
from analyzer.github.errors import (
    AccountError,
    BadAnswer,
    BadToken,
    NoNetwork,
    OutOfTime,
    RateLimited,
    Refused,
    ServerFailed,
    UnknownAccount,
)
from tests.support.github_faults import Fault
from tests.support.github_server import serve_github
from tests.support.github_world import World
from tests.support.listings import (
    ADA,
    ALLOWED_SECONDS,
    CANARY,
    PLAIN,
    Skipping,
    asked,
    http,
    raw_server,
    scanned,
)

# -- failures ----------------------------------------------------------------------------------------


USERS, REPOS = "/users/ada", "/users/ada/repos"


def bad(path: str, **fields: object) -> Fault:
    return Fault(path, "replace", fields=fields)


FAULTS: list[tuple[Fault, type[AccountError], str]] = [
    (Fault(USERS, "not_found"), UnknownAccount, "no user or organisation 'ada'"),
    (Fault("", "bad_credentials"), BadToken, "rejected the token"),
    (Fault(REPOS, "bad_credentials"), BadToken, "rejected the token"),
    (Fault("/search/commits", "bad_credentials"), BadToken, "rejected the token"),
    (Fault(USERS, "blocked"), Refused, "HTTP 403"),
    (Fault(USERS, "legal_reasons"), Refused, "blocked it for legal reasons"),
    (Fault(REPOS, "not_found"), Refused, "HTTP 404"),
    (Fault(USERS, "primary_rate_limit"), RateLimited, "try again then"),
    (Fault(USERS, "primary_rate_limit", reset_in=-5), RateLimited, "try again then"),
    (Fault(REPOS, "secondary_rate_limit"), RateLimited, "try again then"),
    (Fault(USERS, "secondary_rate_limit", retry_after=10**9), RateLimited, "try again then"),
    (Fault(USERS, "secondary_rate_limit", retry_after=0), RateLimited, "try again then"),
    (Fault(USERS, "too_many_requests"), RateLimited, "try again then"),
    (Fault(USERS, "too_many_requests", retry_after=20), RateLimited, "try again then"),
    (Fault(USERS, "server_error"), ServerFailed, "HTTP 500"),
    (Fault(USERS, "bad_gateway"), ServerFailed, "HTTP 502"),
    (Fault(REPOS, "unavailable"), ServerFailed, "HTTP 503"),
    (Fault(USERS, "accepted"), ServerFailed, "HTTP 202"),
    (Fault(USERS, "redirect", location="https://evil.example/users/ada"), BadAnswer, "was not followed"),
    (Fault(USERS, "redirect", location="http://[::1/users/ada"), BadAnswer, "was not followed"),
    (Fault(USERS, "redirect", location="http://127.0.0.1:1/api/v3/users/ada"), BadAnswer, "was not followed"),
    (Fault(USERS, "redirect", location="/users/ada"), BadAnswer, "HTTP 301"),
    (Fault(USERS, "redirect", location="/users/ada", status=308), BadAnswer, "HTTP 308"),
    (Fault(USERS, "redirect", location="/users/ada", status=303), BadAnswer, "HTTP 303"),
    (Fault(USERS, "document", document=[]), BadAnswer, f"'GET {USERS}'"),
    (Fault(USERS, "document", document=None), BadAnswer, f"'GET {USERS}'"),
    (Fault(USERS, "document", document="text"), BadAnswer, f"'GET {USERS}'"),
    (Fault(USERS, "document", document={}), BadAnswer, "'login' is missing"),
    (bad(USERS, login=5), BadAnswer, "'login' is missing or invalid"),
    (bad(USERS, login="../rate_limit"), BadAnswer, "'login'"),
    (bad(USERS, login="grace"), BadAnswer, "another account"),
    (bad(USERS, id="7"), BadAnswer, "'id'"),
    (bad(USERS, id=True), BadAnswer, "'id'"),
    (bad(USERS, type=None), BadAnswer, "'type'"),
    (bad(USERS, email=["x"]), BadAnswer, "'email'"),
    (Fault(REPOS, "document", document={}), BadAnswer, "not a list"),
    (Fault(REPOS, "document", document=[1]), BadAnswer, f"'GET {REPOS}'"),
    (bad(REPOS, name=None), BadAnswer, "'name'"),
    (bad(REPOS, name=".."), BadAnswer, "'name'"),
    (bad(REPOS, name="a/b"), BadAnswer, "'name'"),
    (bad(REPOS, name="a" * 101), BadAnswer, "'name'"),
    (bad(REPOS, owner=None), BadAnswer, "'owner'"),
    (bad(REPOS, owner={"login": "grace"}), BadAnswer, "another account"),
    (bad(REPOS, fork="no"), BadAnswer, "'fork'"),
    (bad(REPOS, private=0), BadAnswer, "'private'"),
    (bad(REPOS, disabled="x"), BadAnswer, "'disabled'"),
    (bad(REPOS, size="big"), BadAnswer, "'size'"),
    (bad(REPOS, clone_url=5), BadAnswer, "'clone_url'"),
    (bad(REPOS, pushed_at="yesterday"), BadAnswer, "'pushed_at'"),
    (bad(REPOS, pushed_at="2024-01-01T00:00:00"), BadAnswer, "'pushed_at'"),
    (Fault(USERS, "truncated"), BadAnswer, "cannot be read"),
    (Fault(USERS, "cut"), NoNetwork, "closed the connection before the response was complete"),
]  # fmt: skip


class Heard(logging.Handler):
    """Every record of any logger, as a reader of a log sees it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append((record.name, self.format(record)))


@pytest.fixture
def heard() -> Iterator[Heard]:
    handler = Heard()
    importlib.import_module("github")  # which gives its logger a level and a handler of its own
    levels = {logger: logger.level for logger in (logging.root, logging.getLogger("github"))}
    logging.root.addHandler(handler)
    for logger in levels:
        logger.setLevel(logging.DEBUG)
    yield handler
    logging.root.removeHandler(handler)
    for logger, level in levels.items():
        logger.setLevel(level)


@pytest.mark.parametrize(("fault", "kind", "words"), FAULTS, ids=lambda value: getattr(value, "kind", None))
def test_every_fault_has_its_error_and_none_shows_the_token(
    fault: Fault,
    kind: type[AccountError],
    words: str,
    heard: Heard,
    capfd: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger("urllib3").debug("heard")
    told: list[str] = []
    with serve_github(PLAIN, fault) as github:
        with pytest.raises(AccountError) as caught:
            asked(github, token=CANARY, notify=told.append)
        assert 1 <= len(github.requests) <= 12
        # Whatever was asked was asked here: no name of another host reached the server.
        assert {request.host for request in github.requests} == {github.web.removeprefix("http://")}
    error = caught.value
    assert type(error) is kind
    assert words in str(error)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (kind, str(error), vars(error))
    shown = "".join(traceback.format_exception(error))
    for text in (
        str(error),
        repr(error),
        shown,
        repr(vars(error)),
        "".join(told),
        repr(heard.records),
        *capfd.readouterr(),
    ):
        assert CANARY not in text
    # Nor does anybody see PyGithub's own errors and records, which hold what the server said.
    assert "github.Github" not in shown
    assert ("urllib3", "heard") in heard.records
    assert [name for name, _text in heard.records if name.startswith("github")] == []


@pytest.mark.parametrize("kind", ["server_error", "bad_gateway", "unavailable", "accepted", "cut"])
def test_a_failure_that_passes_costs_a_pause(kind: str) -> None:
    time_spent = Skipping()
    with serve_github(PLAIN, Fault(USERS, kind, times=2)) as github:
        assert scanned(asked(github, clock=time_spent.clock)) == ["model"]
    assert time_spent.waits == [1.0, 2.0]


def test_the_wait_for_a_rate_limit_counts_down_in_sight() -> None:
    told: list[str] = []
    time_spent = Skipping()
    with serve_github(PLAIN, Fault(REPOS, "primary_rate_limit", times=1, reset_in=90)) as github:
        listing = asked(github, notify=told.append, clock=time_spent.clock)
    assert scanned(listing) == ["model"]
    # What a busy machine spends besides is not waited for.
    assert 45 <= len(told) <= 93
    assert 45 <= sum(time_spent.waits) <= 92
    seconds = [int(found[1]) for each in told if (found := re.fullmatch(
        r"rate limit reached: waiting until \d\d:\d\d:\d\d UTC \((\d+) s\)", each))]  # fmt: skip
    assert len(seconds) == len(told)
    assert seconds == sorted(seconds, reverse=True)
    assert len({each.partition("(")[0] for each in told}) == 1


def test_a_rate_limit_beyond_the_deadline_says_when_to_come_back_without_waiting() -> None:
    time_spent = Skipping()
    began = time.time()
    with serve_github(PLAIN, Fault(USERS, "primary_rate_limit", reset_in=3600)) as github:
        with pytest.raises(
            RateLimited, match=r"until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; try again then, or set"
        ) as caught:
            asked(github, clock=time_spent.clock)
        assert len(github.requests) == 1
    assert time_spent.waits == []
    assert began + 3599 <= caught.value.until <= time.time() + 3602


def test_a_secondary_limit_without_a_time_is_waited_for_longer_each_time() -> None:
    time_spent = Skipping()
    with serve_github(PLAIN, Fault(USERS, "too_many_requests", times=2)) as github:
        assert scanned(asked(github, clock=time_spent.clock)) == ["model"]
    assert 60 + 75 < sum(time_spent.waits) < 60 + 120 + 2


def test_the_real_limit_of_requests_without_a_token_is_met_politely() -> None:
    with (
        serve_github(
            World((ADA,), PLAIN.repositories, limits={"core": (1, 5000), "search": (10, 30)})
        ) as github,
        pytest.raises(RateLimited, match="set GITHUB_TOKEN"),
    ):
        asked(github)


@pytest.mark.parametrize("kind", ["hang", "trickle"])
def test_a_server_that_hangs_or_trickles_ends_at_the_deadline(kind: str) -> None:
    """Its answer would take hours: whoever waits for it runs into the limit of every test."""
    with (
        serve_github(PLAIN, Fault(REPOS, kind, pause=10)) as github,
        pytest.raises(OutOfTime, match="within the time limit"),
    ):
        asked(github, deadline=time.monotonic() + 0.6, clock=Clock())


def test_after_the_deadline_nothing_is_asked() -> None:
    with serve_github(PLAIN) as github:
        with pytest.raises(OutOfTime):
            asked(github, deadline=time.monotonic() - 1)
        assert github.requests == []


def test_a_server_that_is_not_there_and_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    deadline = time.monotonic() + 60
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = Server(f"http://127.0.0.1:{taken.getsockname()[1]}/api/v3", CANARY)
        with pytest.raises(NoNetwork, match="cannot be reached; check the network"):
            list_account("ada", closed, deadline=deadline, clock=Skipping().clock)

    def unknown(*arguments: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for variable in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(NoNetwork, match=r"api\.github\.com cannot be found: its name could not be resolved"):
        list_account("ada", Server(token=CANARY), deadline=deadline, clock=Skipping().clock)


def test_no_proxy_comes_between_us_and_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    with serve_github(PLAIN) as github:
        assert scanned(asked(github, token=CANARY)) == ["model"]


# -- answers that no HTTP library makes ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (http(b"<html>welcome</html>"), BadAnswer, "'login' is missing"),
        (http(b"<html>gone</html>", status="404 Not Found"), UnknownAccount, "no user"),
        (http(b'["x"]', status="500 Oh"), BadAnswer, "cannot be read"),
        (http(b"{}", status="418 Teapot"), Refused, "HTTP 418"),
        (http(b"{}", status="999 Strange"), ServerFailed, "HTTP 999"),
        (http(b'{"message": 5}', status="403 No"), BadAnswer, "cannot be read"),
        (http(b""), BadAnswer, "not an object"),
        (http(b"[" * 200_000), BadAnswer, "cannot be read"),
        (http(b"{}", "X-RateLimit-Remaining: many", "X-RateLimit-Limit: few"), BadAnswer, "cannot be read"),
        (http(b"{}", "X-RateLimit-Reset: " + "9" * 400), BadAnswer, "cannot be read"),
        (http(b"{}", "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 99999999999", status="403 No"),
         RateLimited, "until 5138-11-16"),
        (http(b'{"block": {}}', "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1", status="403 No"),
         Refused, "HTTP 403"),
        (http(b"{}", "Retry-After: Wed, 21 Oct 2065 07:28:00 GMT", status="403 No"), Refused, "HTTP 403"),
        (http(b"{}", "Location: ", status="301 Moved"), BadAnswer, "HTTP 301"),
        (http(b"{}", "Location: //evil.example/api/v3/users/ada", status="301 Moved"), BadAnswer, "was not followed"),
        (http(b"{}", "Location: /elsewhere", status="301 Moved"), BadAnswer, "was not followed"),
        (http(b"{}", "Location: /api/v3x", status="301 Moved"), BadAnswer, "was not followed"),
        (http(gzip.compress(b" " * 40_000_000), "Content-Encoding: gzip"), BadAnswer, "more than 8,388,608 bytes"),
        (http(b"not gzip", "Content-Encoding: gzip"), BadAnswer, "it cannot be read"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", BadAnswer, "it cannot be read"),
        (b"", NoNetwork, "cannot be reached"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_answer_of_github(answer: bytes, kind: type[AccountError], words: str) -> None:
    with raw_server(answer) as (address, heard):
        with pytest.raises(AccountError) as caught:
            list_account(
                "ada", Server(address), deadline=time.monotonic() + ALLOWED_SECONDS, clock=Skipping().clock
            )
        assert len(heard) <= 6
    assert type(caught.value) is kind
    assert words in str(caught.value)


def test_headers_that_trickle_end_at_the_deadline() -> None:
    """The whole of them would take ten minutes: whoever waits for them runs into the limit of every test."""
    answer = http(b"{}", "X-Slow: " + "z" * 60_000)
    with raw_server(answer, piece=1, pause=0.01) as (address, _), pytest.raises(OutOfTime):
        list_account("ada", Server(address), deadline=time.monotonic() + 0.4)


def test_the_token_stays_on_its_server_when_that_redirects() -> None:
    with (
        raw_server(http(json.dumps({"login": "ada"}).encode())) as (elsewhere, heard),
        serve_github(PLAIN, Fault(USERS, "redirect", location=f"{elsewhere}/users/ada")) as github,
        pytest.raises(BadAnswer, match="redirects"),
    ):
        asked(github, token=CANARY)
    assert heard == []


def test_a_list_that_never_ends_is_cut_off() -> None:
    account = http(json.dumps({"login": "ada", "id": 7, "type": "Organization"}).encode())
    page = http(b"[]", 'Link: <http://127.0.0.1/next>; rel="next"')
    with raw_server(account, page) as (address, heard):
        deadline = time.monotonic() + ALLOWED_SECONDS
        listing = list_account("ada", Server(address), deadline=deadline, clock=Skipping().clock)
    assert listing.notes == ("only the first 100 pages of repositories were listed",)
    assert len(heard) == 101
