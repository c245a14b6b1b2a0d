"""A loopback web server in front of the real `git http-backend`, with the failures real servers have."""

from __future__ import annotations

import gzip
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from pathlib import Path

from msgspec import Struct, field

from tests.support.repositories import environment

HANG_SECONDS = 30.0


class Behaviour(Struct):
    """How the server treats its clients; change it between requests.

    `status` answers every request with that code, `location` redirects it, `authorization` is the header
    that must come with it. `cut_after` breaks an answer off after so many bytes, `hang` keeps a request
    waiting until the server stops, `old_protocol` ignores that a client speaks version 2. `settings` is git
    configuration of the serving side.
    """

    status: int | None = None
    location: str | None = None
    authorization: str | None = None
    cut_after: int | None = None
    hang: bool = False
    old_protocol: bool = False
    settings: Mapping[str, str] = field(
        default_factory=lambda: {"uploadpack.allowFilter": "true", "uploadpack.allowAnySHA1InWant": "true"}
    )


class Request(Struct, frozen=True):
    """What a client asked for."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class GitServer(Struct):
    """A running server: repositories below `root` are at `address`/<path>."""

    address: str
    behaviour: Behaviour
    requests: list[Request]


@contextmanager
def serve(root: Path, behaviour: Behaviour | None = None) -> Iterator[GitServer]:
    """Serve the repositories below `root` until the context is left."""
    stopped = threading.Event()
    state = GitServer("", behaviour or Behaviour(), [])
    handler = type("Handler", (_Handler,), {"state": state, "root": root, "stopped": stopped})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def read_body(headers: Message, stream: BufferedIOBase) -> bytes:
    """The body of a request as its sender wrote it, whether sent in chunks or compressed."""
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        read: Callable[[], bytes] = lambda: stream.read(int(stream.readline(), 16) + 2)[:-2]  # noqa: E731
        body = b"".join(iter(read, b""))
    else:
        body = stream.read(int(headers.get("Content-Length", "0")))
    return gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body


def backend(root: Path, request: Request, behaviour: Behaviour) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body that `git http-backend` answers for the repositories below `root`."""
    path, _, query = request.path.partition("?")
    headers = {name.lower(): value for name, value in request.headers.items()}
    settings = {"safe.directory": "*", **behaviour.settings}
    variables = environment() | {
        "GIT_PROJECT_ROOT": str(root),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_METHOD": request.method,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "REMOTE_ADDR": "127.0.0.1",
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for number, (key, value) in enumerate(settings.items()):
        variables |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    if not behaviour.old_protocol:
        variables["GIT_PROTOCOL"] = headers.get("git-protocol", "")
    done = subprocess.run(
        ["git", "http-backend"],
        env=variables,
        cwd=root,
        input=request.body,
        capture_output=True,
        check=False,
    )
    head, _, content = done.stdout.partition(b"\r\n\r\n")
    answered = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    return int(answered.pop("Status", "200").split()[0]), answered, content


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: GitServer
    root: Path
    stopped: threading.Event

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        behaviour = self.state.behaviour
        body = read_body(self.headers, self.rfile)
        request = Request(self.command, self.path, dict(self.headers), body)
        self.state.requests.append(request)
        if behaviour.hang:
            self.stopped.wait(HANG_SECONDS)
            self.close_connection = True
        elif behaviour.location is not None:
            self._answer(behaviour.status or 302, {"Location": behaviour.location + self.path}, b"")
        elif behaviour.status is not None:
            self._answer(behaviour.status, {}, b"no\n")
        elif behaviour.authorization not in (None, self.headers.get("Authorization")):
            self._answer(401, {"WWW-Authenticate": 'Basic realm="test"'}, b"who are you?\n")
        else:
            self._answer(*backend(self.root, request, behaviour))

    def _answer(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        cut = self.state.behaviour.cut_after
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content[:cut])
            self.wfile.flush()
        except OSError:
            self.close_connection = True
        if cut is not None and cut < len(content):
            self.close_connection = True


def processes(group_marker: str, patience: float = 0.0) -> list[str]:
    """Command lines of living processes that contain `group_marker`; looks again for `patience` seconds."""
    limit = time.monotonic() + patience
    while True:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                except OSError:
                    continue
                if group_marker in words:
                    found.append(words)
        if not found or time.monotonic() >= limit:
            return found
        time.sleep(0.02)
