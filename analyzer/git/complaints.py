"""What git, or a server through git, complains about, in our words, and whether it may pass."""

from __future__ import annotations

import signal
from collections.abc import Mapping

from analyzer.git.process import EmptyRepository, GitError
from analyzer.model import Trouble

NOT_GIVEN = "the server did not provide the requested objects"
FAILED = "the server failed"
BROKE_OFF = "the transfer was interrupted"
NOT_UNDERSTOOD = "the server's response could not be parsed"
TOO_MUCH_MEMORY = "fetching it needs more memory than the limit"
LIMITED = "the server is limiting the request rate"
CANNOT_BE_REACHED = "the server cannot be reached"
TOO_SLOW = "the server responds too slowly"
_NAMES_UNKNOWN = ("the server's name could not be resolved", "the proxy's name could not be resolved")
_NO_SPACE = (
    "there is no space left for the clone",
    "there is no space left for the clone (ulimit -f)",
)
_NO_ACCESS = "the repository does not exist, is not public, or the access token is not accepted for it"
# What git (or the server through git) complains about, in our words. The first match counts.
_COMPLAINTS: tuple[tuple[str, str], ...] = (
    ("bad line length", NOT_UNDERSTOOD),
    ("Authentication failed", _NO_ACCESS),
    ("could not read Username", _NO_ACCESS),
    ("could not read Password", _NO_ACCESS),
    ("returned error: 403", "the server refused access"),
    ("returned error: 404", "the repository was not found"),
    ("returned error: 429", LIMITED),
    ("returned error: 451", "it is blocked for legal reasons"),
    ("not found", "the repository was not found"),
    ("returned error: 5", FAILED),
    ("returned error: 30", "the server redirects to another address; redirects are not followed"),
    (
        "update url base from redirection",
        "the server redirects to another address; redirects are not followed",
    ),
    ("Could not resolve host", _NAMES_UNKNOWN[0]),
    ("Could not resolve proxy", _NAMES_UNKNOWN[1]),
    ("Failed to connect", CANNOT_BE_REACHED),
    ("Couldn't connect", CANNOT_BE_REACHED),
    ("Connection refused", CANNOT_BE_REACHED),
    ("certificate", "the server's certificate is not trusted"),
    ("Operation too slow", TOO_SLOW),
    ("No space left", _NO_SPACE[0]),
    (f"died of signal {int(signal.SIGXFSZ)}", _NO_SPACE[1]),
    ("early EOF", BROKE_OFF),
    ("unexpected disconnect", BROKE_OFF),
    ("transfer closed", BROKE_OFF),
    ("hung up", BROKE_OFF),
    ("Empty reply", BROKE_OFF),
    ("expected flush after", BROKE_OFF),
    ("over limit", TOO_MUCH_MEMORY),
    ("ut of memory", TOO_MUCH_MEMORY),
)
# Which of these may not be there at another time; the others last.
_TROUBLES: Mapping[str, Trouble] = {
    **dict.fromkeys((FAILED, BROKE_OFF, TOO_SLOW), Trouble.PASSING),
    **dict.fromkeys((CANNOT_BE_REACHED, *_NAMES_UNKNOWN), Trouble.UNREACHABLE),
    LIMITED: Trouble.LIMITED,
    **dict.fromkeys(_NO_SPACE, Trouble.MACHINE),
}
# A server of old knows no filters, or gives objects by id to nobody: everything has to be fetched then.
_NEEDS_WHOLE_CLONE = ("unadvertised object", "not our ref", "dumb http transport does not support")


class Refused(GitError):  # noqa: N818
    """The server did not accept this way of asking; a plain clone may do."""


class Passing(GitError):  # noqa: N818
    """The server failed or the line broke: asking once more may do."""


def failure(complaint: str) -> GitError:
    """What a git that failed complains about, in one of our own sentences."""
    if "empty repository" in complaint:
        return EmptyRepository("it has no commit")
    if any(pattern in complaint for pattern in _NEEDS_WHOLE_CLONE):
        return Refused(NOT_GIVEN)
    for pattern, sentence in _COMPLAINTS:
        if pattern in complaint:
            error = (Passing if sentence in (FAILED, BROKE_OFF) else GitError)(sentence)
            error.trouble = _TROUBLES.get(sentence, Trouble.LASTING)
            return error
    return GitError(NOT_UNDERSTOOD)
