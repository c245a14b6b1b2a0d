"""A GitHub, on loopback, that fails, lies or never ends."""

from __future__ import annotations

import gzip
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.hostile.case import Case, Finished, Interruption, Stage
from tests.support.git_server import processes
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.repositories import git

Build = Callable[[Stage], None]
ADA = Account("ada", id=7)
CANARY = "ghp_canary0123456789"
ELSEWHERE = "https://evil.example"
GIT, PACK, API = "/ada/hostile.git", "/ada/hostile.git/git-upload-pack", "/users/ada/repos"
MEGABYTE = 1024 * 1024


def github(stage: Stage, *faults: Fault, **described: Any) -> GitHub:
    """Serve both repositories as those of an account and scan that account."""
    hostile = Repository("ada", "hostile", **{"path": stage.repository, **described})
    innocent = Repository("ada", "innocent", path=stage.portfolio / "innocent")
    world = World((ADA,), (hostile, innocent), tokens={CANARY: "ada"})
    server = stage.servers.enter_context(serve_github(world, *faults))
    stage.arguments[1] = "ada"
    stage.environment["GITHUB_API_URL"] = server.api
    return server


def failing(*faults: Fault, options: tuple[str, ...] = (), **described: Any) -> Build:
    """A sound repository at a GitHub with these faults."""

    def build(stage: Stage) -> None:
        stage.holding({})
        github(stage, *faults, **described)
        stage.arguments += options

    return build


def over_the_limit(stage: Stage) -> None:
    noise = random.Random(7).randbytes(3 * MEGABYTE).hex()
    lines = "".join(f"x = '{noise[start : start + 100]}'\n" for start in range(0, len(noise), 100))
    stage.holding({f"m{n}.py": lines[n::7] for n in range(7)})
    github(stage)
    stage.arguments += ["--max-size", "1"]


def references_of_a_clone(stage: Stage) -> None:
    stage.holding({})
    head = git(stage.repository, "rev-parse", "HEAD")
    lines = [f"{head} refs/heads/b{number}\n" for number in range(100_000)]
    (stage.repository / "packed-refs").write_text("".join([*lines, f"{head} refs/heads/main\n"]))
    (stage.repository / "refs/heads/main").unlink(missing_ok=True)
    github(stage)


def traversal(stage: Stage) -> None:
    stage.holding({})
    server = github(stage)
    stage.arguments[:] = ["scan", "--", "../rate_limit"]
    stage.servers.callback(lambda: None if not server.requests else _never_asked(server))


def _never_asked(server: GitHub) -> None:
    raise AssertionError(f"it asked for {[each.path for each in server.requests]}")


def canary(stage: Stage) -> None:
    """A token, and a clone that waits long enough for the list of processes to be read."""
    stage.holding({})
    server = github(stage, Fault(GIT, "hang"))
    stage.environment["GITHUB_TOKEN"] = CANARY
    seen: list[str] = []

    def cloning() -> bool:
        if not server.asked(GIT):
            return False
        seen.extend(processes(CANARY))
        written = [each.read_bytes() for each in stage.temporary.rglob("*") if each.is_file()]
        seen.extend("in a file" for content in written if CANARY.encode() in content)
        return True

    stage.interruption = Interruption(signal.SIGINT, cloning)
    stage.servers.callback(lambda: None if not seen else _leaked(seen))


def _leaked(seen: list[str]) -> None:
    raise AssertionError(f"the token was seen: {seen}")


def _no_canary(stage: Stage, finished: Finished) -> None:
    assert CANARY not in finished.stdout + finished.stderr


# -- servers that no honest program would be ----------------------------------------------------------------


@contextmanager
def _raw(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server on loopback that answers every request with `answer`."""
    stopped = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

        def do_GET(self) -> None:
            self.close_connection = True
            try:
                while not stopped.is_set():
                    answer(self)
                    break
            except OSError:
                return

        def do_POST(self) -> None:
            self.do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def many_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200_000):
        handler.wfile.write(b"X-H%d: %s\r\n" % (number, b"a" * 1000))
    handler.wfile.write(b"Content-Length: 2\r\n\r\n{}")


def long_header(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-H: ")
    for _ in range(500):
        handler.wfile.write(b"a" * MEGABYTE)
    handler.wfile.write(b"\r\nContent-Length: 2\r\n\r\n{}")


def compressed(kind: str, size: int) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer of zeros that is a thousand times as large as what is sent."""
    body = _squeezed(size)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        handler.wfile.write(head.encode() + body)

    return answer


def _squeezed(size: int) -> bytes:
    """`size` bytes of blanks, compressed twice as members of one stream."""
    member = gzip.compress(b" " * (64 * MEGABYTE), 9)
    return member * (size // (64 * MEGABYTE))


def endless_json(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
    for _ in range(4000):
        handler.wfile.write(b" " * MEGABYTE)


ADVERTISED = "application/x-git-upload-pack-advertisement"


def endless_references(handler: BaseHTTPRequestHandler) -> None:
    """A list of branches in git's oldest protocol that never ends."""
    handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {ADVERTISED}\r\n\r\n".encode())
    handler.wfile.write(b"001e# service=git-upload-pack\n0000")
    for block in range(4000):
        names = (b"%040x refs/heads/b%d-%d\n" % (number + 1, block, number) for number in range(10_000))
        handler.wfile.write(b"".join(b"%04x%s" % (len(line) + 4, line) for line in names))


def answered_by(answer: Callable[[], Callable[[BaseHTTPRequestHandler], None]]) -> Build:
    """The whole of GitHub answers like that."""

    def build(stage: Stage) -> None:
        address = stage.servers.enter_context(_raw(answer()))
        stage.arguments[1] = "ada"
        stage.environment["GITHUB_API_URL"] = f"{address}/api/v3"

    return build


def cloned_from(answer: Callable[[], Callable[[BaseHTTPRequestHandler], None]]) -> Build:
    """The clone, whose address was typed, is answered like that."""

    def build(stage: Stage) -> None:
        address = stage.servers.enter_context(_raw(answer()))
        stage.arguments[1:2] = [f"{address}/ada/hostile.git", str(stage.portfolio / "innocent")]

    return build


def row(name: str, problem: str, *faults: Fault, options: tuple[str, ...] = (), **described: Any) -> Case:
    """A repository that cannot be had: a row with its problem."""
    return Case(
        name,
        failing(*faults, options=options, **described),
        code=3,
        assessed=False,
        problem=problem,
        remote=True,
    )


def refused(name: str, words: str, *faults: Fault, options: tuple[str, ...] = ("--timeout", "15")) -> Case:
    """An account that cannot be had: a sentence."""
    return Case(name, failing(*faults, options=options), code=4, assessed=None, said=(words,))


SHORT = ("--timeout", "15")

CASES: tuple[Case, ...] = (
    row("clone that hangs", "time limit for this repository|too slowly", Fault(GIT, "hang"), options=SHORT),
    row("clone that trickles", "time limit for this repository|too slowly", Fault(PACK, "trickle", pause=0.2), options=SHORT),
    row("clone: 500 for ever", "the server failed", Fault(GIT, "server_error")),
    row("clone: 502 for ever", "the server failed", Fault(GIT, "bad_gateway")),
    row("clone: 503 for ever", "the server failed", Fault(PACK, "unavailable")),
    row("clone: 403 for ever", "refused access", Fault(GIT, "blocked")),
    row("clone: 429 for ever", "limiting the request rate", Fault(GIT, "too_many_requests")),
    row("clone: 401 for ever", "not public", Fault(GIT, "bad_credentials")),
    row("clone: 451", "legal reasons", Fault(GIT, "legal_reasons")),
    row("clone cut off for ever", "was interrupted", Fault(PACK, "cut")),
    row("truncated pack", "was interrupted", Fault(PACK, "truncated")),
    Case("clone: 502 once", failing(Fault(GIT, "bad_gateway", times=1)), remote=True),
    Case("clone cut off once", failing(Fault(PACK, "cut", times=1)), remote=True),
    row("redirect of a clone to another host", "redirects", Fault(GIT, "redirect", location=f"{ELSEWHERE}{GIT}")),
    Case("pack over the limit", over_the_limit, code=3, assessed=False, problem="larger than the limit", remote=True),
    Case("100,000 references of a clone", references_of_a_clone, remote=True),
    Case(
        "clone address on another host", failing(Fault(API, "replace", fields={"clone_url": f"{ELSEWHERE}/a/b.git"})),
        code=3, assessed=False, problem="not the expected one", remote=None,
    ),
    Case("login traversal", traversal, code=4, assessed=None),
    Case("canary token", canary, code=130, assessed=None, also=_no_canary),
    refused("API: 500 for ever", "failed \\(HTTP 500\\)", Fault(API, "server_error")),
    refused("API: 502 for ever", "failed \\(HTTP 502\\)", Fault(API, "bad_gateway")),
    refused("API: 403 for ever", "set GITHUB_TOKEN", Fault(API, "secondary_rate_limit")),
    refused("API: 429 for ever", "exhausted until", Fault(API, "too_many_requests", retry_after=100)),
    refused("API: 401", "requires a token", Fault("", "bad_credentials")),
    refused("API: 202 for ever", "not ready", Fault(API, "accepted")),
    refused("API that hangs", "within the time limit", Fault(API, "hang")),
    refused("API that trickles", "within the time limit", Fault(API, "trickle")),
    refused("API answer cut off", "closed the connection before the response was complete", Fault(API, "cut")),
    refused("API answer of another type", "GET /users/ada/repos", Fault(API, "replace", fields={"fork": "yes"})),
    refused("redirect of the API to another host", "redirects", Fault(API, "redirect", location=f"{ELSEWHERE}/users/ada")),
    Case("API: 200,000 headers", answered_by(lambda: many_headers), code=4, assessed=None, said=("cannot be read",)),
    Case("API: header of 500 MB", answered_by(lambda: long_header), code=4, assessed=None, said=("cannot be read",)),
    Case(
        "API: gzip bomb of 10 GB", answered_by(lambda: compressed("application/json", 10 * 1024 * MEGABYTE)),
        code=4, assessed=None, said=("has more than 8,388,608 bytes",),
    ),
    Case("API: answer without end", answered_by(lambda: endless_json), code=4, assessed=None, said=("has more than 8,388,608 bytes",)),
    Case("clone: header of 500 MB", cloned_from(lambda: long_header), code=3, assessed=False, problem=".", remote=True),
    Case(
        "clone: gzip bomb of 10 GB", cloned_from(lambda: compressed(ADVERTISED, 10 * 1024 * MEGABYTE)),
        code=3, assessed=False, problem=".", remote=True,
    ),
    Case("clone: references without end", cloned_from(lambda: endless_references), code=3, assessed=False, problem=".", remote=True),
)  # fmt: skip
