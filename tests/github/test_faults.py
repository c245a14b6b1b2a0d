"""Each fault of the loopback GitHub as PyGithub shows it, and its answers against GitHub's description."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from github import Github, GithubRetry
from github.GithubException import (
    BadAttributeException,
    BadCredentialsException,
    GithubException,
    RateLimitExceededExceedsMaxWait,
    RateLimitExceededException,
    UnknownObjectException,
)
from msgspec.structs import replace

from tests.support.extract_openapi import ERRORS, EXTRACT, OPERATIONS, convert
from tests.support.github_client import client
from tests.support.github_faults import KINDS, Fault
from tests.support.github_server import GitHub, UnfaithfulError, serve_github
from tests.support.github_world import ORGANIZATION, Account, AccountCommit, Repository, World

WORLD = World(
    accounts=(Account("ada"), Account("acme", type=ORGANIZATION), Account("grace")),
    repositories=(
        *(Repository("ada", f"model-{number}") for number in range(4)),
        Repository("acme", "engine"),
    ),
    commits=(AccountCommit("acme/engine", "ada", "ada@example.com"),),
    tokens={"canary": "ada"},
)


@pytest.fixture
def server() -> Iterator[GitHub]:
    with serve_github(WORLD) as running:
        yield running


def engine_fault(kind: str, **options: Any) -> Fault:
    return Fault("/repos/acme/engine", kind, **options)


def engine(github: Github) -> Any:
    return github.get_repo("acme/engine")


def twice(**options: float) -> GithubRetry:
    return GithubRetry(total=1, backoff_factor=0, **options)


@pytest.mark.parametrize(
    ("fault", "retry", "exception", "text"),
    [
        (engine_fault("bad_credentials"), None, BadCredentialsException, "401"),
        (engine_fault("blocked"), None, GithubException, "403"),
        (engine_fault("blocked"), twice(), GithubException, "403"),
        (engine_fault("primary_rate_limit"), None, RateLimitExceededException, "403"),
        (
            engine_fault("primary_rate_limit"),
            twice(max_rate_limit_wait=1),
            RateLimitExceededExceedsMaxWait,
            "403",
        ),
        (
            engine_fault("secondary_rate_limit", retry_after=60),
            None,
            RateLimitExceededException,
            "secondary",
        ),
        (
            engine_fault("secondary_rate_limit", retry_after=0),
            twice(),
            requests.exceptions.RetryError,
            "too many 403",
        ),
        (engine_fault("not_found"), None, UnknownObjectException, "404"),
        (engine_fault("empty"), None, GithubException, "409"),
        (engine_fault("too_many_requests"), twice(), GithubException, "429"),
        (engine_fault("too_many_requests", retry_after=0), twice(), GithubException, "429"),
        (engine_fault("legal_reasons"), None, GithubException, "451"),
        (engine_fault("server_error"), None, GithubException, "500"),
        (engine_fault("server_error"), twice(), requests.exceptions.RetryError, "too many 500"),
        (engine_fault("bad_gateway"), twice(), requests.exceptions.RetryError, "too many 502"),
        (engine_fault("unavailable"), twice(), requests.exceptions.RetryError, "too many 503"),
        (engine_fault("redirect", location="http://localhost:1/x"), None, RuntimeError, "localhost"),
        (engine_fault("truncated"), None, json.JSONDecodeError, "Unterminated"),
        (engine_fault("cut"), None, requests.exceptions.ChunkedEncodingError, "IncompleteRead"),
        (engine_fault("hang"), None, requests.exceptions.ReadTimeout, "timed out"),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else None,
)
def test_fault_as_pygithub_shows_it(
    server: GitHub, fault: Fault, retry: GithubRetry | None, exception: type[Exception], text: str
) -> None:
    server.fail(fault)
    with pytest.raises(exception, match=text) as raised:
        engine(client(server, retry=retry))
    assert raised.type is exception
    assert client(server).get_user("acme").login == "acme"
    server.heal()
    assert engine(client(server)).name == "engine"


@pytest.mark.parametrize(
    ("fault", "look", "expected"),
    [
        (
            engine_fault("replace", fields={"size": "big"}),
            lambda one: one.size,
            BadAttributeException,
        ),
        (engine_fault("replace", fields={"clone_url": None}), lambda one: one.clone_url, None),
        (
            engine_fault("replace", fields={"clone_url": "http://localhost:1/x.git"}),
            lambda one: one.clone_url,
            "http://localhost:1/x.git",
        ),
        (engine_fault("document", document=[]), lambda one: one.raw_data, []),
        (
            engine_fault("redirect", status=307, location="http://localhost:1/x"),
            lambda one: one.raw_data["message"],
            "Moved Permanently",
        ),
    ],
    ids=["string for number", "null", "another host", "list for object", "307 not followed"],
)
def test_wrong_content_as_pygithub_shows_it(
    server: GitHub, fault: Fault, look: Callable[[Any], object], expected: object
) -> None:
    server.fail(fault)
    repository = engine(client(server))
    if isinstance(expected, type):
        with pytest.raises(expected):
            look(repository)
    else:
        assert look(repository) == expected


def test_wrong_content_in_a_list_and_in_a_search(server: GitHub) -> None:
    elsewhere = "http://localhost:1/x.git"
    server.fail(
        Fault("/users/ada/repos", "replace", fields={"clone_url": elsewhere}),
        Fault("/search/commits", "replace", fields={"commit": 3}),
    )
    assert {one["clone_url"] for one in requests.get(f"{server.api}/users/ada/repos", timeout=5).json()} == {
        elsewhere
    }
    found = requests.get(f"{server.api}/search/commits?q=author:ada", timeout=5).json()
    assert {one["commit"] for one in found["items"]} == {3}


def test_redirect_to_another_host_is_another_host(server: GitHub) -> None:
    server.fail(
        Fault("/users/ada", "redirect", status=307, location=f"{server.other_web}/api/v3/users/grace")
    )
    answer = requests.get(f"{server.api}/users/ada", headers={"Authorization": "token canary"}, timeout=5)
    assert answer.json()["login"] == "grace"
    assert [one.host.partition(":")[0] for one in server.requests] == ["127.0.0.1", "localhost"]


def test_accepted_is_asked_again(server: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("github.Consts.PROCESSING_202_WAIT_TIME", 0)
    server.fail(Fault("/users/ada", "accepted", times=3))
    assert client(server).get_user("ada").login == "ada"
    assert len(server.asked("/users/ada")) == 4


def test_trickle_comes_in_pieces_and_is_complete(server: GitHub) -> None:
    server.fail(Fault("/rate_limit", "trickle", pause=0.001))
    assert client(server).get_rate_limit().resources.core.limit == 60
    host, _, port = server.web.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(b"GET /api/v3/rate_limit HTTP/1.1\r\nHost: x\r\n\r\n")
        pieces = list(iter(lambda: line.recv(65536), b""))
    assert len(pieces) > 10 and b"".join(pieces).endswith(b"}")


def test_fault_is_limited_by_path_and_count(server: GitHub) -> None:
    server.fail(Fault("/users/ada/repos", "bad_gateway", after=1, times=1))
    pages = client(server, per_page=2).get_user("ada").get_repos()
    with pytest.raises(GithubException, match="502"):
        list(pages)
    assert len(list(pages)) == 4
    fault = Fault("/repos/ada/model", "not_found")
    assert [
        fault.matches(path) for path in ("/repos/Ada/Model", "/repos/ada/model/x", "/repos/ada/model-1")
    ] == [
        True,
        True,
        False,
    ]


def test_unknown_kind_of_fault_is_refused() -> None:
    assert len(KINDS) == len(set(KINDS))
    with pytest.raises(ValueError, match="no such fault: boom"):
        Fault("", "boom")


@pytest.mark.parametrize(
    ("world", "path", "complaint"),
    [
        (replace(WORLD, accounts=(Account("ada", created_at="yesterday"),)), "/users/ada", "created_at"),
        (replace(WORLD, accounts=(Account("ada", email="nowhere"),)), "/users/ada", "email"),
        (replace(WORLD, accounts=(Account("ada", id="7"),)), "/users/ada", "id"),  # type: ignore[arg-type]
        (
            replace(WORLD, repositories=(Repository("grace", "x", pushed_at="2024"),)),
            "/users/grace/repos",
            r"\$\[0\].pushed_at",
        ),
        (WORLD, "/gists", "no such endpoint here"),
        (WORLD, "/search/commits?q=author:ada+committer:ada", "no such search qualifier here"),
        (WORLD, "/users/ada/repos?sort=stars", "KeyError"),
        (replace(WORLD, repositories=(Repository("nobody", "x"),)), "/repos/nobody/x", "nobody in the world"),
    ],
)
def test_answer_that_the_description_forbids_is_raised_at_the_end(
    world: World, path: str, complaint: str
) -> None:
    with pytest.raises(UnfaithfulError, match=complaint), serve_github(world) as server:
        requests.get(server.api + path, timeout=5)


def test_failed_test_is_not_hidden_by_a_bad_answer() -> None:
    with pytest.raises(ZeroDivisionError), serve_github(WORLD) as server:
        requests.get(f"{server.api}/gists", timeout=5)
        raise ZeroDivisionError


def test_extract_is_compact_and_names_its_source() -> None:
    text = EXTRACT.read_text(encoding="utf-8")
    extract = json.loads(text)
    assert text == json.dumps(extract, indent=1, sort_keys=True) + "\n"
    assert len(text) < 250_000
    assert (extract["source"]["package"], extract["source"]["licence"]) == ("@octokit/openapi", "MIT")
    assert set(extract["responses"]) == set(OPERATIONS)
    assert set(ERRORS) <= set(extract["components"]["schemas"])


@pytest.mark.parametrize(
    ("openapi", "schema"),
    [
        ({"type": "string", "nullable": True, "description": "d"}, {"type": ["string", "null"]}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"nullable": True, "oneOf": [{"type": "integer"}]},
            {"anyOf": [{"oneOf": [{"type": "integer"}]}, {"type": "null"}]},
        ),
        ({"$ref": "#/components/schemas/a", "description": "d"}, {"$ref": "#/components/schemas/a"}),
        (
            {"type": "object", "title": "t", "properties": {"title": {"type": "string", "example": "e"}}},
            {"type": "object", "properties": {"title": {"type": "string"}}},
        ),
        ({"type": "array", "items": {"nullable": True}}, {"type": "array", "items": {}}),
        (
            {"type": "object", "additionalProperties": False},
            {"type": "object", "additionalProperties": False},
        ),
    ],
)
def test_openapi_becomes_json_schema(openapi: Any, schema: Any) -> None:
    assert convert(openapi) == schema
