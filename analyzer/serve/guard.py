"""Stands before every request: whose browser it is, from which page it comes, how large it is and how often.

A page of another site can make a browser send requests here. It cannot make it send another `Host`, `Origin`
or `Sec-Fetch-Site`, and it cannot read what a form of ours carries.
"""

from __future__ import annotations

import asyncio
import sys
import time
import traceback
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analyzer.serve.answers import problem
from analyzer.serve.rates import CHANGING_RATE, READING_RATE, SIGNING_IN_RATE, Rates
from analyzer.serve.sessions import Sessions
from analyzer.serve.settings import Settings
from analyzer.system.machine import lacking

SAFE_METHODS = frozenset({"GET", "HEAD"})
CHANGING_METHODS = frozenset({"POST", "PUT", "DELETE"})
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"})
"""What a server says that hands on requests of others."""
SIGN_IN = "/login"
WITHOUT_SESSION = (SIGN_IN, "/static/")
FORM_BYTES, LIST_BYTES, NOTES_BYTES = 64 * 1024, 4 * 1024 * 1024, 256 * 1024
"""Largest bodies: of a form, of a list of candidates, of notes."""
BODY_SECONDS = 30.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""Of every answer that says nothing else."""


class Asker(Struct, frozen=True):
    """The browser that asks: its cookie, and what its forms carry."""

    cookie: str
    mark: str


class _Refused(Exception):  # noqa: N818 - it reads as what happened
    def __init__(self, status: int, why: str, **headers: str) -> None:
        super().__init__(why)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Guard:
    """Lets a request through to `app`, or answers it; every answer leaves with the same strict headers."""

    def __init__(self, app: ASGIApp, settings: Settings, sessions: Sessions) -> None:
        self._app = app
        self._settings = settings
        self._sessions = sessions
        self._reading, self._changing, self._signing_in = map(
            Rates, (READING_RATE, CHANGING_RATE, SIGNING_IN_RATE)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        added: dict[str, str] = {}
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                said = {name.lower() for name, _value in message["headers"]}
                more = {name: value for name, value in HEADERS.items() if name.encode() not in said}
                pairs = [
                    (name.encode(), value.encode("latin-1")) for name, value in {**more, **added}.items()
                ]
                message = {**message, "headers": [*message["headers"], *pairs]}
            await send(message)

        try:
            self._require_ours(scope, headers)
            cookie = self._cookie(headers, scope, added)
        except _Refused as refused:
            await self._refusal(refused, scope, headers)(scope, receive, answer)
            return
        scope["asker"] = Asker(cookie, self._sessions.mark(cookie))
        try:
            await self._app(scope, _bounded(receive, limit_of(scope["path"])), answer)
        except Exception as error:
            why = lacking(error)
            if why is None:
                report(error)
            if not started:
                status, words = (500, _BUG) if why is None else (507, f"Nothing was kept: {why}.")
                await problem(status, words, html=_wants_page(headers))(scope, receive, answer)

    def _require_ours(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Raises _Refused."""
        host, method = headers.get("host", ""), scope["method"]
        if not self._settings.is_known_host(host):
            raise _Refused(421, "This server is not called by that name; start it with --name to allow it.")
        if self._settings.local and FORWARDED & set(headers):
            raise _Refused(421, "A server stands before this one; start it with --name to allow that.")
        if method not in SAFE_METHODS | CHANGING_METHODS:
            raise _Refused(405, "This method is not used here.", allow="GET, HEAD, POST, PUT, DELETE")
        self._require_patience(scope)
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if method in SAFE_METHODS:
            navigates = headers.get("sec-fetch-mode") == "navigate"
            ours = site in (None, "same-origin", "none") or navigates
        elif origin is None or origin == "null":
            # A form of a page that sends no referrer has no origin either; then the browser must say whose.
            ours = site == "same-origin"
        else:
            ours = site in (None, "same-origin") and _host_of(origin) == host.casefold()
        if not ours:
            raise _Refused(403, "The request comes from a page of another site.")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:20]) > limit_of(scope["path"]):
            raise _Refused(413, "That is too large.")

    def _require_patience(self, scope: Scope) -> None:
        address = (scope.get("client") or ("", 0))[0]
        rates = self._reading
        if scope["method"] in CHANGING_METHODS:
            rates = self._signing_in if scope["path"] == SIGN_IN else self._changing
        seconds = rates.take(address)
        if seconds:
            raise _Refused(429, "Too many requests; wait a moment.", retry_after=str(int(seconds) + 1))

    def _cookie(self, headers: Mapping[str, str], scope: Scope, added: dict[str, str]) -> str:
        """The cookie of the browser. Raises _Refused where it has none and needs one."""
        name = cookie_name(self._settings)
        cookie = _cookie_of(headers.get("cookie", ""), name)
        if self._sessions.knows(cookie):
            return cookie
        if self._sessions.open:
            cookie = self._sessions.begin()
            added["set-cookie"] = cookie_header(name, cookie)
            return cookie
        if scope["path"].startswith(WITHOUT_SESSION):
            return ""
        raise _Refused(401, "Open the link that was printed when the page was started.")

    @staticmethod
    def _refusal(refused: _Refused, scope: Scope, headers: Mapping[str, str]) -> Response:
        page = _wants_page(headers)
        if refused.status == 401 and page and scope["method"] in SAFE_METHODS:
            return RedirectResponse(SIGN_IN, status_code=303)
        return problem(refused.status, str(refused), html=page, headers=refused.headers)


_BUG = "That is a bug in repo-evidence; what is kept is unharmed. The terminal says more."


def limit_of(path: str) -> int:
    """The largest body that a path takes."""
    if path == "/lists":
        return LIST_BYTES
    return NOTES_BYTES if path.endswith("/notes") else FORM_BYTES


def cookie_name(settings: Settings) -> str:
    """Browsers do not keep the cookies of two ports apart."""
    return f"repo_evidence_{settings.port}"


def cookie_header(name: str, value: str, *, gone: bool = False, secure: bool = False) -> str:
    """No script sees it, and no page of another site makes a browser send it; `secure`: nor without TLS."""
    more = ("; Max-Age=0" if gone else "") + ("; Secure" if secure else "")
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict{more}"


def report(error: Exception) -> None:
    """A bug, on the terminal: what happened and nothing that was sent."""
    import os

    if os.environ.get("REPO_EVIDENCE_TRACEBACK"):
        traceback.print_exception(error)
    else:
        print(f"bug in repo-evidence: {type(error).__name__} in a request", file=sys.stderr)


def _bounded(receive: Receive, limit: int) -> Receive:
    """The body up to a limit, and not for ever; then whatever comes."""
    left, whole = limit, False
    end = time.monotonic() + BODY_SECONDS

    async def bounded() -> Message:
        nonlocal left, whole
        if whole:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, end - time.monotonic()))
        except TimeoutError as error:
            raise HTTPException(408, "The request came too slowly.") from error
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, "That is too large.")
        whole = not message.get("more_body", False)
        return message

    return bounded


def _cookie_of(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.casefold()
    except ValueError:
        return ""


def _wants_page(headers: Mapping[str, str]) -> bool:
    return "text/html" in headers.get("accept", "")
