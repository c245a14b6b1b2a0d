"""How asking GitHub can fail: each says what is wrong, and the remedy."""

# ruff: noqa: N818 - these names read as what happened
from __future__ import annotations


class AccountError(Exception):
    """GitHub could not be asked, or does not know what was asked for; names the thing and the remedy."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class BadLogin(AccountError):
    """A text that cannot be the name of an account or repository."""


class BadServer(AccountError):
    """An API address that nothing is sent to."""


class UnknownAccount(AccountError):
    """There is no such user or organisation."""


class UnknownRepository(AccountError):
    """There is no such repository, or it is not public."""


class BadToken(AccountError):
    """The token is not accepted, or one is needed."""


class NoNetwork(AccountError):
    """The server cannot be reached."""


class ServerFailed(NoNetwork):
    """The server was reached and failed, several times."""


class OutOfTime(NoNetwork):
    """The time allowed was over before the server had answered."""


class Refused(AccountError):
    """The server will not answer this question: `status` is its HTTP status, 400 to 499."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, status)
        self.status = status


class RateLimited(AccountError):
    """Too many requests: come back at `until`, Unix time."""

    def __init__(self, message: str, until: float) -> None:
        super().__init__(message, until)
        self.until = until


class BadAnswer(AccountError):
    """An answer that GitHub's API does not give, to a request for `endpoint`."""

    def __init__(self, message: str, endpoint: str) -> None:
        super().__init__(message, endpoint)
        self.endpoint = endpoint
