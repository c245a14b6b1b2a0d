"""Targets: what a server answers that says it is GitHub, from the bytes on the wire to the repositories."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from analyzer.github.access import Server, validate_login, validate_name
from analyzer.github.accounts import Listing, find_repository, list_account
from analyzer.github.clock import Clock
from analyzer.github.errors import AccountError
from analyzer.github.forks import validate_branch
from fuzz.target import Target
from fuzz.targets.shared import text_of

_WIRE = (
    "HTTP/1.1 200 OK\r\n", "HTTP/1.1 404 Not Found\r\n", "HTTP/1.1 301 Moved\r\nlocation: /repositories/1\r\n", "HTTP/1.1 429 x\r\nretry-after: 1\r\n", "HTTP/1.1 403 x\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 99999999999\r\n", "HTTP/1.1 202 x\r\n",
    "HTTP/1.1 500 x\r\n", "content-length: 5\r\n", "transfer-encoding: chunked\r\n", "content-encoding: gzip\r\n", 'link: <x>; rel="next"\r\n', "content-type: application/json; charset=utf-7\r\n", "\r\n", "\r\n\r\n", "\n=====\n", "5\r\n", "0\r\n\r\n", "HTTP/", "x: ", ":",
)  # fmt: skip
_ANSWER = (
    '"login": "ada"', '"id": 7', '"type": "User"', '"type": "Organization"', '"full_name": "ada/shop"', '"name": "shop"', '"owner": {"login": "ada"}', '"clone_url": "https://github.com/ada/shop.git"', '"fork": true', '"parent": {}', '"size": 0', '"archived": false',
    '"pushed_at": "2024-01-01T00:00:00Z"', '"private": true', '"default_branch": "main"', "null", "[]", "{}", "1e999", "-1", '"\\ud800"', '"../x"', '"\\u001b"', ",", "{", "}", "[", "]", "\n=====\n",
)  # fmt: skip
_ADA = '{"login": "ada", "id": 7, "type": "User", "email": null}'


class _Wire:
    """A server on this machine that gives the prepared answers in turn, whatever is asked, and hangs up."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            with suppress(OSError):
                connection, _ = self._socket.accept()
                with connection:
                    connection.settimeout(5)
                    asked = b""
                    while b"\r\n\r\n" not in asked and (more := connection.recv(65536)):
                        asked += more
                    connection.sendall(
                        self.answers.pop(0)
                        if self.answers
                        else b"HTTP/1.1 404 x\r\ncontent-length: 2\r\n\r\n{}"
                    )


@cache
def _wire() -> _Wire:
    return _Wire()


def _asked(answers: list[bytes], name: str) -> object:
    wire = _wire()
    wire.answers = answers[:8]
    waited: list[float] = []
    clock = Clock(monotonic=lambda: sum(waited), now=lambda: 1_700_000_000 + sum(waited), sleep=waited.append)
    server = Server(wire.address)
    notes: list[str] = []
    find: Callable[..., Listing] = find_repository if "/" in name else list_account
    try:
        # In the fuzz clock only waiting takes time, so that the load of the machine changes no answer.
        listing = find(*name.split("/"), server, deadline=900.0, notify=notes.append, clock=clock)
    except AccountError as error:
        return type(error).__name__, _without_port(str(error), wire)
    return _without_port(repr(listing), wire), len(notes)


def _without_port(text: str, wire: _Wire) -> str:
    return text.replace(wire.address.removeprefix("http://"), "SERVER")


def _wire_answers(content: bytes) -> object:
    return _asked(content.split(b"\n=====\n"), "ada/shop")


def _json_answers(content: bytes) -> object:
    """The bodies of good answers; the first is about the account, unless there is only one."""
    bodies = content.split(b"\n=====\n")[:6]
    answers = [
        b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(each), each)
        for each in (_ADA.encode(), *bodies)
    ]
    return [_asked(list(answers), "ada"), _asked(list(answers[1:]), "ada/shop")]


def _only_ours(_content: bytes, facts: object) -> None:
    """Nothing is cloned from anywhere but the server that was asked."""
    for each in str(facts).split("location='")[1:]:
        assert each.startswith("http://SERVER/"), f"would clone {each[:80]}"


def _names(content: bytes) -> object:
    text = text_of(content)
    found = []
    for validate in (validate_login, validate_name, validate_branch):
        try:
            found.append(validate(text))
        except AccountError as error:
            assert str(error).isprintable()
            found.append("")
    return found


def _parts_of_a_path(content: bytes, facts: object) -> None:
    assert isinstance(facts, list)
    assert all(each in ("", text_of(content)) for each in facts)
    assert not [each for each in facts[:2] if set(each) & set("/\\?#%@: \n") or each in (".", "..")]
    json.dumps(facts[2]).encode()


TARGETS = (
    Target("github-wire", _wire_answers, (_only_ours,), tokens=(*_WIRE, *_ANSWER[:10]), largest=4096),
    Target("github-answers", _json_answers, (_only_ours,), form="json", tokens=_ANSWER, largest=4096, growth=600),
    Target("github-names", _names, (_parts_of_a_path,), tokens=("ada", "-", "--", ".", "..", "/", "@{", "~", "^", ":", "a" * 39, "\n", "%2e", "é"), largest=512),
)  # fmt: skip
