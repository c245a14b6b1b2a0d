"""One request to GitHub's API and its answer: nothing followed, bounded in bytes however it is encoded.

What PyGithub talks through, and what it means when that fails. Importing this imports PyGithub (0.2 s).
"""

from __future__ import annotations

import http.client
import logging
import zlib
from collections.abc import Iterator
from typing import Any

import requests
from github import GithubException
from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    Requester,
    RequestsResponse,
)
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, ProtocolError, ReadTimeoutError, TimeoutError

# The largest page has 100 search results of some 10 kB; decoded, an answer can take thirty times its bytes.
ANSWER_BYTES = 8 * 1024**2
ANSWER_CHUNK = 64 * 1024
# Nobody announces an answer more often than that before giving it (RFC 9110, section 15.2).
MAX_ANNOUNCEMENTS = 10
NOT_READY = 202
_BROKEN = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)


class TooLong(Exception):  # noqa: N818
    """More bytes than any answer has."""


class _Https(HTTPSRequestsConnectionClass):
    def getresponse(self) -> RequestsResponse:
        return _request_once(self)


class _Http(HTTPRequestsConnectionClass):
    """Plain http is for this machine only, where no proxy has a place between."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.session.trust_env = False

    def getresponse(self) -> RequestsResponse:
        return _request_once(self)


class QuietRequester(Requester):
    """PyGithub's requester over our own connections, logging nowhere."""


QuietRequester.injectConnectionClasses(_Http, _Https)
QuietRequester.injectLogger(logging.Logger("silent", logging.CRITICAL + 1))


class _Announced(http.client.HTTPResponse):
    """An HTTP answer that is announced a few times at most ("100 Continue"), and not without end."""

    _announcements = 0

    def _read_status(self) -> tuple[str, int, str]:
        self._announcements += 1
        if self._announcements > MAX_ANNOUNCEMENTS:
            raise http.client.HTTPException("announced without end")
        status: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
        return status


class _Connection(HTTPConnection):
    response_class = _Announced


class _SecureConnection(HTTPSConnection):
    response_class = _Announced


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS = {"http": _Pool, "https": _SecurePool}


class _Response(RequestsResponse):
    """A response whose body is already here."""

    def __init__(self, response: requests.Response, text: str) -> None:
        super().__init__(response)
        self._text = text

    def read(self) -> str:
        return self._text


def _request_once(connection: _Http | _Https) -> _Response:
    """One request, nothing followed. Raises GithubException where PyGithub would go on by itself."""
    host = f"[{connection.host}]" if ":" in connection.host else connection.host
    url = f"{connection.protocol}://{host}:{connection.port}{connection.url}"
    body = bytearray()
    with connection.session as session:
        request = session.prepare_request(requests.Request("GET", url, headers=connection.headers))
        settings = session.merge_environment_settings(url, {}, True, connection.verify, None)
        # Of what can be decoded in small steps only.
        request.headers["Accept-Encoding"] = "gzip"
        # Not through session.send, which reads a redirect's whole body and parses where it leads.
        adapter = connection.adapter
        adapter.poolmanager.pool_classes_by_scheme = _POOLS
        # The stub says that `verify` may be None, which it is not where it was given.
        with adapter.send(request, timeout=connection.timeout, **settings) as response:  # type: ignore[arg-type]
            if response.status_code == NOT_READY or 300 <= response.status_code < 400:
                headers = {name.lower(): value for name, value in response.headers.items()}
                raise GithubException(response.status_code, None, headers)
            for chunk in _decoded(response):
                body += chunk
                if len(body) > ANSWER_BYTES:
                    raise TooLong
    return _Response(response, body.decode("utf-8", errors="replace"))


def _decoded(response: requests.Response) -> Iterator[bytes]:
    """The body piece by piece: no piece is large, though a kilobyte of gzip can hold a megabyte.

    Raises ValueError for an encoding that was not asked for, and zlib.error for bytes that are not in it.
    """
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "identity"):
        raise ValueError("an encoding that was not asked for")
    decompressor = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if encoding == "gzip" else None
    for chunk in _raw(response):
        while chunk:
            if decompressor is None:
                yield chunk
                break
            yield decompressor.decompress(chunk, ANSWER_CHUNK)
            chunk = decompressor.unconsumed_tail
    if decompressor is not None and not decompressor.eof:
        raise ValueError("not the whole of it")


def _raw(response: requests.Response) -> Iterator[bytes]:
    """The body as it was sent. Raises ChunkedEncodingError where the line went dead, Timeout in silence."""
    try:
        yield from response.raw.stream(ANSWER_CHUNK, decode_content=False)
    except ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from error
    except ProtocolError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error


def is_no_http(error: requests.exceptions.RequestException) -> bool:
    """Whether what came is none: lines or headers without end, or something else altogether."""
    cause = error.args[0] if error.args else None
    reason = cause.args[-1] if isinstance(cause, ProtocolError) and cause.args else None
    dead = (http.client.RemoteDisconnected, http.client.IncompleteRead)
    return isinstance(reason, http.client.HTTPException) and not isinstance(reason, dead)


def network_failure(error: requests.exceptions.RequestException) -> str:
    """In our own words: the texts of these errors are about sockets, and the errors hold the request."""
    cause = error.args[0] if error.args else None
    if isinstance(error, requests.exceptions.SSLError):
        return "has an untrusted certificate"
    if isinstance(error, requests.exceptions.ProxyError):
        return "cannot be reached through the proxy"
    if isinstance(getattr(cause, "reason", None), NameResolutionError):
        return "cannot be found: its name could not be resolved"
    if isinstance(error, requests.exceptions.Timeout) or isinstance(cause, TimeoutError):
        return "does not respond"
    if isinstance(error, _BROKEN):
        return "closed the connection before the response was complete"
    return "cannot be reached"
