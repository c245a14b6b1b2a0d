"""Who may read and change: the token of the start, the cookies it was exchanged for, and what forms carry."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

MOST_SESSIONS = 100
SESSION_SECONDS = 12 * 3600.0


class Sessions:
    """Cookies by the hash of their value, so that no comparison depends on how far a guess is right.

    Without a token every browser has a session of its own, which only ties forms to it.
    """

    def __init__(self, token: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._token = token
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, float] = {}

    @property
    def open(self) -> bool:
        """Whether nobody has to show a token."""
        return self._token is None

    def admits(self, token: str) -> bool:
        """Whether that is the token."""
        given = token.encode("utf-8", "surrogatepass")
        return self._token is not None and hmac.compare_digest(given, self._token.encode())

    def begin(self) -> str:
        """A new cookie."""
        value = secrets.token_urlsafe(32)
        if not self.open:
            while len(self._known) >= MOST_SESSIONS:
                del self._known[next(iter(self._known))]
            self._known[self._hashed(value)] = self._clock()
        return value

    def knows(self, cookie: str) -> bool:
        """Whether a cookie was handed out, and is not too old."""
        if self.open:
            return bool(cookie)
        begun = self._known.get(self._hashed(cookie))
        return begun is not None and self._clock() - begun < SESSION_SECONDS

    def end(self, cookie: str) -> None:
        """This browser has to show the token again."""
        self._known.pop(self._hashed(cookie), None)

    def mark(self, cookie: str) -> str:
        """What a form of this browser carries, and nobody else can know."""
        return hmac.new(self._key, b"form " + cookie.encode(), hashlib.sha256).hexdigest()

    def is_mark(self, cookie: str, mark: str) -> bool:
        """Whether a form came out of a page of this browser."""
        return hmac.compare_digest(self.mark(cookie).encode(), mark.encode("utf-8", "surrogatepass"))

    def _hashed(self, cookie: str) -> bytes:
        return hmac.new(self._key, cookie.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
