"""What talking to GitHub is about: where its API is, and what an account may be called.

Knows no PyGithub, so that whoever only needs these words does not pay for importing it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from analyzer.git import GitError, accepted
from analyzer.github.errors import BadLogin, BadServer, BadToken
from analyzer.github.tokens import TokenPool
from analyzer.lazy_regex import lazy_regex

DEFAULT_API_URL = "https://api.github.com"
API_URL_VARIABLE = "GITHUB_API_URL"
TOKEN_VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
TOKENS_VARIABLE = "GITHUB_TOKENS"

LOGIN_LENGTH = 39
ACCOUNT_LENGTH = 100
PAGE_SIZE = 100
"""The most entries that GitHub gives in one answer."""
# Letters, digits and single hyphens; old accounts may end in a hyphen, accounts that an enterprise manages in
# an underscore and its short code (docs.github.com, "Username considerations for external authentication").
_LOGIN = lazy_regex(r"[A-Za-z0-9](?:-?[A-Za-z0-9])*-?(?:_[A-Za-z0-9]{3,8})?")
_NAME = lazy_regex(r"(?!\.{1,2}$)[A-Za-z0-9._-]+")
_API_PATH = lazy_regex(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_TOKEN = lazy_regex(r"[!-~]{1,1000}")
_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Server:
    """Where the API is and how we may talk to it: github.com, GitHub Enterprise, or a server on this machine.

    Raises BadServer for an address that is neither https nor http on this machine, and BadToken for a
    token that cannot be one. The token appears in no text made from this. With a `pool` its tokens are used
    for the API, and rate limits are waited for however long they last.
    """

    api_url: str = DEFAULT_API_URL
    token: str | None = field(default=None, repr=False)
    pool: TokenPool | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            parts = accepted(self.api_url)
        except GitError:
            parts = None
        if parts is None or not _API_PATH.fullmatch(parts.path):
            raise BadServer(
                f"{API_URL_VARIABLE} must be an https address such as {DEFAULT_API_URL} or "
                "https://github.example.com/api/v3 (http only on this machine), without user name or query"
            )
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            raise BadToken(f"the token contains invalid characters; check {' or '.join(TOKEN_VARIABLES)}")

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> Server:
        """The server that the environment names. Raises BadServer, BadToken."""
        given = (environment.get(variable, "").strip() for variable in TOKEN_VARIABLES)
        address = environment.get(API_URL_VARIABLE, "").strip().rstrip("/")
        return Server(api_url=address or DEFAULT_API_URL, token=next(filter(None, given), None))

    @property
    def parts(self) -> SplitResult:
        return urlsplit(self.api_url)

    @property
    def host(self) -> str:
        """The API's host, with its port where that is not the usual one."""
        host = self.parts.hostname or ""
        host = f"[{host}]" if ":" in host else host
        port = self.parts.port
        return host if port in (None, _DEFAULT_PORTS[self.parts.scheme]) else f"{host}:{port}"

    @property
    def web_url(self) -> str:
        """Where the same server shows repositories and gives clones of them.

        An API on a host of its own (`api.github.com`, `api.SUBDOMAIN.ghe.com`) belongs to the host without
        `api.`; GitHub Enterprise Server has both on one host, the API below `/api/v3`.
        """
        own_host = self.host.startswith("api.") and not self.parts.path
        return f"{self.parts.scheme}://{self.host.removeprefix('api.') if own_host else self.host}"

    @property
    def noreply_domain(self) -> str:
        """The domain of the addresses by which GitHub hides those of its users.

        A server on this machine (http) stands in for github.com.
        """
        host = "github.com" if self.parts.scheme == "http" else urlsplit(self.web_url).hostname
        return f"users.noreply.{host}"


def validate_login(text: str) -> str:
    """The text, if an account on GitHub can be called so. Raises BadLogin."""
    if len(text) <= LOGIN_LENGTH and _LOGIN.fullmatch(text):
        return text
    raise BadLogin(
        f"{_quoted(text)} is not the name of a GitHub account: use 1 to {LOGIN_LENGTH} letters, "
        "digits and single hyphens, as in the address of the profile page"
    )


def validate_name(text: str) -> str:
    """The text, if a repository on GitHub can be called so. Raises BadLogin."""
    if len(text) <= ACCOUNT_LENGTH and _NAME.fullmatch(text):
        return text
    raise BadLogin(
        f"{_quoted(text)} is not the name of a repository on GitHub: use 1 to {ACCOUNT_LENGTH} "
        "letters, digits, '.', '-' and '_', as in OWNER/NAME in the address of its page"
    )


def _quoted(text: str) -> str:
    shown = "".join(character if character.isprintable() else "?" for character in text[: ACCOUNT_LENGTH + 1])
    return f"'{shown}'" if len(text) <= ACCOUNT_LENGTH else f"'{shown[:ACCOUNT_LENGTH]}...'"
