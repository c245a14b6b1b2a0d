"""Asks a loopback GitHub, or bytes that are none, for what an account has, without waiting in earnest."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from msgspec import Struct, field

from analyzer.github.access import Server
from analyzer.github.accounts import Listing, find_repository, list_account
from analyzer.github.clock import Clock
from tests.support.github_server import GitHub
from tests.support.github_world import Account, Repository, World

CANARY = "canary0token0that0must0appear0nowhere"
ALLOWED_SECONDS = 900.0


class Skipping(Struct):
    """A clock that real time moves, and on which waiting takes none of it."""

    waits: list[float] = field(default_factory=list)
    skipped: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.skipped += seconds

    @property
    def clock(self) -> Clock:
        return Clock(
            monotonic=lambda: time.monotonic() + self.skipped,
            now=lambda: time.time() + self.skipped,
            sleep=self.sleep,
        )


def asked(github: GitHub, name: str = "ada", *, token: str | None = None, **options: object) -> Listing:
    """What `list_account` or, for an "owner/name", `find_repository` says, without waiting in earnest."""
    server = Server(github.api, token)
    settings: dict[str, object] = {"deadline": time.monotonic() + ALLOWED_SECONDS, "clock": Skipping().clock}
    call: Callable[..., Listing] = list_account
    arguments: tuple[object, ...] = (name, server)
    if "/" in name:
        call, arguments = find_repository, (*name.split("/"), server)
    return call(*arguments, **{**settings, **options})


def paths(github: GitHub) -> list[str]:
    return [request.path for request in github.requests]


def scanned(listing: Listing) -> list[str]:
    return [source.name for source in listing.sources]


ADA = Account("ada", id=7)
PLAIN = World(accounts=(ADA,), repositories=(Repository("ada", "model"),), tokens={CANARY: "ada"})


@contextmanager
def raw_server(
    *answers: bytes, piece: int = 1 << 20, pause: float = 0.0
) -> Iterator[tuple[str, list[bytes]]]:
    """A server that sends these bytes, the last of them for ever, and keeps what it heard.

    It sends a `piece` of so many bytes at a time, with a `pause` in seconds after each.
    """
    heard: list[bytes] = []
    stopped = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                heard.append(connection.recv(65536))
                answer = answers[min(len(heard), len(answers)) - 1]
                with suppress(OSError):
                    for start in range(0, len(answer), piece):
                        connection.sendall(answer[start : start + piece])
                        if pause and stopped.wait(pause):
                            break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v3", heard
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body
