"""Names of accounts and repositories, and the servers that are asked about them."""

from __future__ import annotations

import re
import time
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.github.access import Server, validate_login, validate_name
from analyzer.github.accounts import find_repository, list_account
from analyzer.github.errors import BadLogin, BadServer, BadToken
from tests.support.listings import (
    CANARY,
)

# -- logins, servers, imports --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a", "octocat", "Octo-Cat-9", "7", "old-account-", "octo_acme", "octo-cat_acme12", "a" * 39]
)
def test_names_that_accounts_have(text: str) -> None:
    assert validate_login(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "../rate_limit", "a/b", "-a", "a--b", "a" * 40, "a b", "a\n", "\na", "a%2fb", "a?x", "a#x", "ada.", "é",
        "a_b_c", "a_", "_a", "a_toolongshortcode", "٣", "a\0", "\ud800", "x" * 100_000,
    ],
)  # fmt: skip
def test_other_names_are_refused_before_any_request(text: str) -> None:
    with pytest.raises(BadLogin, match="is not the name of a GitHub account") as caught:
        list_account(text, Server("http://127.0.0.1:1"), deadline=time.monotonic() + 5)
    assert len(str(caught.value)) < 400
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "a\n", "a" * 101, "?"])
def test_other_names_of_repositories_are_refused_before_any_request(name: str) -> None:
    with pytest.raises(BadLogin, match="is not the name of a repository"):
        find_repository("ada", name, Server("http://127.0.0.1:1"), deadline=time.monotonic() + 5)


@given(st.text(max_size=60))
def test_what_is_accepted_is_one_plain_part_of_a_path(text: str) -> None:
    for validate in (validate_login, validate_name):
        try:
            accepted = validate(text)
        except BadLogin:
            continue
        assert accepted == text
        assert re.fullmatch(r"[A-Za-z0-9._-]+", text)
        assert text not in (".", "..")


@pytest.mark.parametrize(
    ("environment", "address", "token"),
    [
        ({}, "https://api.github.com", None),
        ({"GITHUB_TOKEN": "", "GH_TOKEN": " two\n"}, "https://api.github.com", "two"),
        ({"GITHUB_TOKEN": "one", "GH_TOKEN": "two"}, "https://api.github.com", "one"),
        ({"GITHUB_API_URL": "https://git.example.com/api/v3/"}, "https://git.example.com/api/v3", None),
        ({"GITHUB_API_URL": "http://127.0.0.1:8000/api/v3"}, "http://127.0.0.1:8000/api/v3", None),
        ({"GITHUB_API_URL": "http://[::1]:8000"}, "http://[::1]:8000", None),
    ],
)
def test_the_environment_names_the_server(
    environment: dict[str, str], address: str, token: str | None
) -> None:
    server = Server.from_environment(environment)
    assert (server.api_url, server.token) == (address, token)


@pytest.mark.parametrize(
    "address",
    [
        "http://git.example.com/api/v3", "file:///etc", "ftp://x", "git.example.com", "https://", "https://a b/",
        f"https://{CANARY}@git.example.com", "https://git.example.com/api?x=1", "https://git.example.com/#x",
        "https://git.example.com/a/../b", "https://git.example.com/a//b", "https://git.example.com:99999", "-x",
        "http://127.0.0.1.evil.example", "https://git.example.com/\x1b[0m",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_other_addresses(address: str) -> None:
    with pytest.raises(BadServer, match="GITHUB_API_URL must be an https address") as caught:
        Server.from_environment({"GITHUB_API_URL": address})
    assert CANARY not in str(caught.value)


def test_a_token_that_cannot_be_one_is_refused_without_showing_it() -> None:
    for token in (f"{CANARY}\nX-Evil: 1", f"{CANARY} x", f"{CANARY}é"):
        with pytest.raises(BadToken) as caught:
            Server.from_environment({"GITHUB_TOKEN": token})
        assert CANARY not in "".join(traceback.format_exception(caught.value))
    assert CANARY not in repr(Server(token=CANARY)) + str(Server(token=CANARY))


@pytest.mark.parametrize(
    ("api", "web", "noreply"),
    [
        ("https://api.github.com", "https://github.com", "users.noreply.github.com"),
        ("https://api.github.com:443", "https://github.com", "users.noreply.github.com"),
        ("https://api.octo.ghe.com", "https://octo.ghe.com", "users.noreply.octo.ghe.com"),
        ("https://git.example.com/api/v3", "https://git.example.com", "users.noreply.git.example.com"),
        (
            "https://git.example.com:8443/api/v3",
            "https://git.example.com:8443",
            "users.noreply.git.example.com",
        ),
        ("https://api.example.com/api/v3", "https://api.example.com", "users.noreply.api.example.com"),
        ("http://127.0.0.1:8000/api/v3", "http://127.0.0.1:8000", "users.noreply.github.com"),
        ("http://[::1]:8000/api/v3", "http://[::1]:8000", "users.noreply.github.com"),
    ],
)
def test_where_an_api_has_its_repositories(api: str, web: str, noreply: str) -> None:
    assert (Server(api).web_url, Server(api).noreply_domain) == (web, noreply)
