"""A loopback GitHub: its REST interface below /api/v3 and its repositories over git's smart HTTP.

Every answer is checked against GitHub's published description; leaving the server raises what was wrong.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote

from msgspec import Struct, field

from tests.support import git_server
from tests.support.floods import FLOODS
from tests.support.github_answers import Answer, Asked, UnsupportedError, answer, canonical, error
from tests.support.github_documents import API
from tests.support.github_faults import ALTERATIONS, REFUSALS, Fault, Faults, alter, refuse
from tests.support.github_schema import violations
from tests.support.github_world import World
from tests.support.repositories import git_directory

_GIT_PATH = re.compile(r"/([^/]+/[^/]+?)(?:\.git)?(/info/refs|/git-upload-pack)")
_WINDOWS = {"core": 3600, "search": 60}


class UnfaithfulError(AssertionError):
    """The loopback GitHub sent, or was asked for, something that it cannot vouch for."""


class Request(Struct, frozen=True):
    """What a client asked for: `path` is below the API's root where `api` holds; header values are not kept."""

    api: bool
    method: str
    path: str
    query: Mapping[str, str]
    host: str
    headers: tuple[str, ...]
    authorized: bool


class GitHub(Struct):
    """A running server.

    `web` is its address, `other_web` the same server under another host's name, `api` what belongs into
    GITHUB_API_URL. `git_bytes` counts the bytes of git's answers. `problems` are raised at the end.
    """

    world: World
    web: str = ""
    requests: list[Request] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    problems: list[str] = field(default_factory=list)
    git_bytes: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    _patience: threading.Event = field(default_factory=threading.Event)
    _used: dict[tuple[str, str], int] = field(default_factory=dict)
    _reset: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def api(self) -> str:
        return self.web + API

    @property
    def other_web(self) -> str:
        return self.web.replace("127.0.0.1", "localhost")

    def fail(self, *faults: Fault) -> None:
        """Let requests fail from now on."""
        self.faults.add(*faults)

    def heal(self) -> None:
        """Serve everything well again."""
        self.faults.clear()

    def let_go(self) -> None:
        """Hang up on all who hang, now and from now on."""
        self._patience.set()

    def keep_hanging(self) -> None:
        self._patience.wait()

    def asked(self, path_prefix: str = "") -> list[Request]:
        """The requests so far for `path_prefix` or below it."""
        fault = Fault(path_prefix, "not_found")
        return [one for one in self.requests if fault.matches(canonical(self.world, one.path))]

    def spend(self, client: str, resource: str | None) -> dict[str, dict[str, int]]:
        """The rate limits of `client` (a token, or "") after a request that costs one of `resource`."""
        now = int(time.time())
        with self._lock:
            for name, window in _WINDOWS.items():
                if now >= self._reset.get(name, 0):
                    self._reset[name] = now + window
                    self._used = {key: used for key, used in self._used.items() if key[1] != name}
            if resource is not None:
                self._used[client, resource] = self._used.get((client, resource), 0) + 1
            return {name: self._rate(client, name) for name in _WINDOWS}

    def sent_by_git(self, count: int) -> None:
        with self._lock:
            self.git_bytes += count

    def _rate(self, client: str, resource: str) -> dict[str, int]:
        limit = self.world.limits[resource][bool(client)]
        used = self._used.get((client, resource), 0)
        return {
            "limit": limit,
            "remaining": max(limit - used, 0),
            "reset": self._reset[resource],
            "used": used,
        }


@contextmanager
def serve_github(world: World, *faults: Fault) -> Iterator[GitHub]:
    """Serve `world` on 127.0.0.1 until the context is left.

    Raises UnfaithfulError then, if an answer broke GitHub's description or a request needed a part of GitHub
    that is not imitated here: a test that met it proves nothing.
    """
    state = GitHub(world)
    state.fail(*faults)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    state.web = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.stopped.set()
        state.let_go()
        server.shutdown()
        thread.join()
        server.server_close()
    if state.problems:
        raise UnfaithfulError("\n".join(state.problems))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    state: GitHub

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = git_server.read_body(self.headers, self.rfile)
        whole, _, text = self.path.partition("?")
        api = whole.startswith(API + "/")
        path = unquote(whole.removeprefix(API) if api else whole)
        query = dict(parse_qsl(text, keep_blank_values=True))
        authorized = "Authorization" in self.headers
        host, names = self.headers.get("Host", ""), tuple(self.headers)
        self.state.requests.append(Request(api, self.command, path, query, host, names, authorized))
        fault = self.state.faults.take(canonical(self.state.world, path))
        try:
            if api:
                status, headers, content = self._rest(path, query, fault)
            else:
                status, headers, content = self._git(path, text, body, fault)
        except Exception as problem:
            self.state.problems.append(f"{self.command} {self.path}: {type(problem).__name__}: {problem}")
            status, headers, content = 500, {}, b"{}"
        sent = self._deliver(status, headers, content, fault)
        if not api:
            self.state.sent_by_git(sent)

    def _rest(
        self, path: str, query: Mapping[str, str], fault: Fault | None
    ) -> tuple[int, dict[str, str], bytes]:
        token = _token(self.headers.get("Authorization"))
        resource = "search" if path.startswith("/search/") else "core"
        known = token is None or token in self.state.world.tokens
        client = token if token is not None and known else ""
        rates = self.state.spend(client, None if path == "/rate_limit" else resource)
        given = None if fault is None else refuse(fault, self.state.web)
        operation = ""
        if given is None and not known:
            given = error(401, REFUSALS["bad_credentials"][1])
        if given is None and rates[resource]["used"] > rates[resource]["limit"]:
            given = error(403, REFUSALS["primary_rate_limit"][1])
        if given is None:
            operation, given = self._right_answer(path, query, client, rates)
        if given.status != 202:
            self.state.problems += violations(operation, given.status, given.document)
        if fault is not None and fault.kind in ALTERATIONS:
            given = Answer(given.status, alter(fault, given.document), given.headers)
        headers = {f"X-RateLimit-{name.title()}": str(count) for name, count in rates[resource].items()}
        headers |= {"X-RateLimit-Resource": resource, "Content-Type": "application/json; charset=utf-8"}
        return given.status, {**headers, **given.headers}, json.dumps(given.document).encode()

    def _right_answer(
        self, path: str, query: Mapping[str, str], client: str, rates: Mapping[str, Mapping[str, int]]
    ) -> tuple[str, Answer]:
        if self.command != "GET":
            raise UnsupportedError("only reading is imitated")
        world = self.state.world
        viewer = world.tokens.get(client)
        return answer(Asked(world, self.state.web, path, query, viewer, rates))

    def _git(
        self, path: str, query: str, body: bytes, fault: Fault | None
    ) -> tuple[int, dict[str, str], bytes]:
        found = _GIT_PATH.fullmatch(path)
        refusal = None if fault is None else refuse(fault, self.state.web)
        if refusal is not None:
            return refusal.status, dict(refusal.headers), json.dumps(refusal.document).encode()
        if found is None:
            return 404, {}, b"Not Found"
        world, token = self.state.world, _token(self.headers.get("Authorization"))
        viewer = None if token is None else world.tokens.get(token)
        one, former = world.repository(found[1]), world.renamed_to(found[1])
        if one is None and former is not None and world.visible(former, viewer):
            location = f"{self.state.web}/{former.full_name}.git{found[2]}"
            return 301, {"Location": f"{location}?{query}" if query else location}, b""
        if (token is not None and viewer is None) or (viewer is None and (one is None or one.private)):
            return 401, {"WWW-Authenticate": 'Basic realm="GitHub"'}, b"Repository not found."
        if one is None or one.path is None or not world.visible(one, viewer):
            return 404, {}, b"Repository not found."
        if one.disabled:
            return 403, {}, b"Access to this repository has been disabled by GitHub staff."
        directory = git_directory(one.path)
        inside = f"/{directory.name}{found[2]}" + (f"?{query}" if query else "")
        request = git_server.Request(self.command, inside, dict(self.headers), body)
        return git_server.backend(directory.parent, request, git_server.Behaviour())

    def _deliver(self, status: int, headers: Mapping[str, str], content: bytes, fault: Fault | None) -> int:
        kind = "" if fault is None else fault.kind
        if kind == "hang":
            self.state.keep_hanging()
            self.close_connection = True
            return 0
        if kind in FLOODS:
            return self._flood(FLOODS[kind]())
        kept = content
        if fault is not None and kind in ("truncated", "cut"):
            kept = content[: len(content) // 2 if fault.keep is None else fault.keep]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(kept if kind == "truncated" else content)))
        self.end_headers()
        step = 1 if kind == "trickle" else max(len(kept), 1)
        for start in range(0, len(kept), step):
            self.wfile.write(kept[start : start + step])
            if fault is not None and kind == "trickle" and self.state.stopped.wait(fault.pause):
                break
        self.close_connection = self.close_connection or kind in ("cut", "trickle")
        return len(kept)

    def _flood(self, pieces: Iterator[bytes]) -> int:
        sent = 0
        self.close_connection = True
        for piece in pieces:
            if self.state.stopped.is_set():
                break
            self.wfile.write(piece)
            sent += len(piece)
        return sent


def _token(header: str | None) -> str | None:
    """The token in an Authorization header: as Bearer or token, or as the password that git sends."""
    if header is None:
        return None
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return value
    try:
        return base64.b64decode(value).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
