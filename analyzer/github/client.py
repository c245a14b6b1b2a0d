"""Asks GitHub's API through PyGithub: bounded in time and size, patient where that helps, and no further.

PyGithub signs requests, reads answers and tells its errors apart. What it would do by itself and without
a bound is taken out of its hands: waiting for a rate limit, polling after 202, following redirects.
Importing this module imports PyGithub (0.2 s), so import it where it is used.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests
from github import Auth, GithubException
from github.Requester import (
    Requester,
)
from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.github.access import PAGE_SIZE, Server
from analyzer.github.clock import Clock, utc
from analyzer.github.errors import (
    AccountError,
    BadAnswer,
    BadToken,
    NoNetwork,
    OutOfTime,
    RateLimited,
    Refused,
    ServerFailed,
)
from analyzer.github.http import ANSWER_BYTES, NOT_READY, QuietRequester, TooLong, is_no_http, network_failure
from analyzer.github.tokens import CORE, SEARCH, Turn

USER_AGENT = "repo-evidence"
# Seconds without a byte, and seconds for a whole answer however steadily it trickles.
SILENCE_SECONDS = 10
ANSWER_SECONDS = 30.0

# Pauses before asking once more after a failure that may pass.
PAUSES: tuple[float, ...] = (1.0, 2.0)
MAX_REDIRECTS = 3
MAX_LIMITS = 5
# Without a word on when to come back: at least a minute, doubling while it goes on
# (docs.github.com, "Rate limits for the REST API", "Exceeding the rate limit").
SECONDARY_LIMIT_SECONDS = 60

_SLOW_DOWN = (403, 429)
_MOVED = (301, 302, 307, 308)
_REFUSALS = {
    403: "denies access; it is blocked, or the token lacks permission to read it",
    404: "cannot find it",
    409: "has no content there",
    410: "reports that it is gone",
    451: "has blocked it for legal reasons",
}


class Answer(Struct, frozen=True):
    """HTTP status, headers (names in lower case) and decoded JSON; `moved` if a redirect was followed."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    data: object = None
    moved: bool = False

    @property
    def has_next_page(self) -> bool:
        return 'rel="next"' in self.headers.get("link", "")


class Client:
    """Asks one server's API, one request after another.

    `deadline` is on the clock's monotonic time and bounds everything; `notify` is told of waits.
    """

    def __init__(
        self, server: Server, *, deadline: float, notify: Callable[[str], None], clock: Clock
    ) -> None:
        self.server = server
        # What one target had to wait for is no time of the next one's.
        self._deadline = deadline + (0.0 if server.pool is None else server.pool.waited)
        self._notify = notify
        self._clock = clock
        self._requesters: dict[str | None, QuietRequester] = {}

    def get(
        self, endpoint: str, parameters: Mapping[str, str] | None = None, *, patience: float = math.inf
    ) -> Answer:
        """The answer to `GET endpoint`, after the waits and repetitions that may bring one.

        `patience` bounds them in seconds where the answer is not worth the whole time (0: one request).
        Raises Refused for what the server will not answer, and the other AccountErrors.
        """
        give_up = min(self._deadline, self._clock.monotonic() + patience)
        asked, given = endpoint, dict(parameters or {})
        failures = limits = redirects = 0
        while True:
            turn = self._turn(asked)
            if turn is not None:
                # Who waits in a queue has asked nothing yet.
                give_up, self._deadline = give_up + turn.waited, self._deadline + turn.waited
            outcome = self._ask(asked, given, self.server.token if turn is None else turn.token.text)
            if isinstance(outcome, Answer):
                if outcome.status in _MOVED and redirects < MAX_REDIRECTS:
                    asked, given = self._redirection(endpoint, asked, outcome)
                    redirects += 1
                    continue
                until = self._limit_ends(outcome, limits)
                if until is not None:
                    if turn is None:
                        self._wait_for_limit(until, give_up, final=limits >= MAX_LIMITS)
                    limits += 1
                if self._another_turn(turn, outcome, until) or until is not None:
                    continue
                problem = self._problem(endpoint, outcome)
                if problem is None:
                    return replace(outcome, moved=redirects > 0)
            else:
                problem = outcome
            if not isinstance(problem, NoNetwork) or failures >= len(PAUSES):
                raise problem
            if self._clock.monotonic() + PAUSES[failures] >= give_up:
                raise problem
            self._clock.sleep(PAUSES[failures])
            failures += 1

    def bad_answer(self, endpoint: str, what: str) -> BadAnswer:
        """The error for an answer whose form is wrong: `what` says how."""
        return BadAnswer(
            f"{self.server.host} sent an invalid API response to 'GET {endpoint}': {what}; "
            "try again later, and check GITHUB_API_URL if it is set",
            endpoint,
        )

    def _turn(self, endpoint: str) -> Turn | None:
        pool = self.server.pool
        return None if pool is None else pool.turn(SEARCH if endpoint.startswith("/search/") else CORE)

    def _another_turn(self, turn: Turn | None, answer: Answer, until: float | None) -> bool:
        """Tell the pool what the answer says of its token; whether another token may do better."""
        pool = self.server.pool
        if turn is None or pool is None:
            return False
        if until is not None:
            pool.limited(turn, until)
            return True
        if answer.status == 401 and turn.token.text is not None:
            pool.refuse(turn.token)
            return True
        pool.learn(turn, answer.headers)
        return False

    def _requester(self, token: str | None) -> QuietRequester:
        if token not in self._requesters:
            self._requesters[token] = QuietRequester(
                auth=Auth.Token(token) if token else None,
                base_url=self.server.api_url,
                timeout=SILENCE_SECONDS,
                user_agent=USER_AGENT,
                per_page=PAGE_SIZE,
                verify=True,
                retry=0,
                pool_size=None,
            )
        return self._requesters[token]

    def _ask(self, endpoint: str, parameters: Mapping[str, str], token: str | None) -> Answer | AccountError:
        left = self._deadline - self._clock.monotonic()
        requester = self._requester(token)
        outcome = _within(min(left, ANSWER_SECONDS), lambda: self._exchange(requester, endpoint, parameters))
        if outcome is not None:
            return outcome
        if left > ANSWER_SECONDS:
            return self._no_network("responds too slowly")
        raise OutOfTime(
            f"{self.server.host} did not respond within the time limit; try again later or raise the limit"
        )

    def _exchange(
        self, requester: QuietRequester, endpoint: str, parameters: Mapping[str, str]
    ) -> Answer | AccountError:
        """One request. Never raises: it runs in a thread of its own."""
        try:
            headers, data = requester.requestJsonAndCheck("GET", endpoint, dict(parameters))
        except GithubException as error:
            return Answer(error.status, error.headers or {}, error.data)
        except requests.exceptions.RequestException as error:
            if is_no_http(error):
                return self.bad_answer(endpoint, "it cannot be read")
            return self._no_network(network_failure(error))
        except TooLong:
            return self.bad_answer(endpoint, f"it has more than {ANSWER_BYTES:,} bytes")
        except Exception:
            # Whatever PyGithub stumbles over in headers or a body that no GitHub would send.
            return self.bad_answer(endpoint, "it cannot be read")
        return Answer(200, headers, data)

    def _no_network(self, sentence: str) -> NoNetwork:
        return NoNetwork(f"{self.server.host} {sentence}; check the network connection and try again")

    def _problem(self, endpoint: str, answer: Answer) -> AccountError | None:
        host, status = self.server.host, answer.status
        if status == 200:
            return None
        if status == 401:
            if self.server.token is None:
                return BadToken(f"{host} requires a token; set GITHUB_TOKEN")
            return BadToken(
                f"{host} rejected the token; it is wrong, expired or revoked: set a valid GITHUB_TOKEN, "
                "or unset it to scan public repositories"
            )
        if status == NOT_READY:
            return ServerFailed(f"{host} keeps responding that it is not ready (HTTP 202); try again later")
        if status >= 500:
            return ServerFailed(f"{host} failed (HTTP {status}); try again later")
        if 400 <= status < 500:
            reason = _REFUSALS.get(status, "rejected the request")
            return Refused(f"{host} {reason} (HTTP {status} for 'GET {endpoint}')", status)
        return self.bad_answer(endpoint, f"HTTP {status}")

    def _redirection(self, endpoint: str, asked: str, answer: Answer) -> tuple[str, dict[str, str]]:
        """Where the answer sends us, on this server's API only: the token goes nowhere else."""
        base = self.server.parts
        try:
            target = urlsplit(urljoin(f"{self.server.api_url}{asked}", answer.headers.get("location", "")))
            here = (target.scheme, target.netloc) == (base.scheme, base.netloc)
        except ValueError:
            here = False
        if not here or not target.path.startswith(f"{base.path}/"):
            raise BadAnswer(
                f"{self.server.host} redirects 'GET {endpoint}' to another address, which was not followed; "
                "if the API has moved, set GITHUB_API_URL to its new address",
                endpoint,
            )
        return target.path.removeprefix(base.path), dict(parse_qsl(target.query))

    def _limit_ends(self, answer: Answer, before: int) -> float | None:
        """When to come back, Unix time, if we ask too much; `before` is how often that was said already."""
        body = answer.data if isinstance(answer.data, dict) else {}
        if answer.status not in _SLOW_DOWN or "block" in body:
            return None
        now = self._clock.now()
        headers = answer.headers
        retry_after = _whole(headers.get("retry-after"))
        if retry_after is not None:
            return now + max(retry_after, 1)
        message = str(body.get("message"))
        primary = headers.get("x-ratelimit-remaining") == "0" or Requester.isPrimaryRateLimitError(message)
        reset = _whole(headers.get("x-ratelimit-reset"))
        if primary and reset is not None:
            return max(reset, now) + 1  # it is not said when in that second
        if primary or answer.status == 429 or Requester.isSecondaryRateLimitError(message):
            return now + SECONDARY_LIMIT_SECONDS * 2.0 ** min(before, MAX_LIMITS)
        return None

    def _wait_for_limit(self, until: float, give_up: float, *, final: bool) -> None:
        """Sit a rate limit out with a countdown. Raises RateLimited where it ends too late."""
        clock = self._clock
        end = clock.monotonic() + until - clock.now()
        if final or end >= give_up:
            more = "" if self.server.token else ", or set GITHUB_TOKEN: the limit is much higher with a token"
            raise RateLimited(
                f"the rate limit of {self.server.host} is exhausted until {utc(until)}; try again then{more}",
                until,
            )
        shown = utc(until).partition(" ")[2]
        while (left := end - clock.monotonic()) > 0:
            self._notify(f"rate limit reached: waiting until {shown} ({math.ceil(left)} s)")
            clock.sleep(min(1.0, left))


def _within(seconds: float, work: Callable[[], Answer | AccountError]) -> Answer | AccountError | None:
    """What `work` gives, or None if it takes longer.

    A name server that hangs and an answer that trickles heed no timeout; their thread is left behind.
    """
    given: list[Answer | AccountError] = []
    thread = threading.Thread(target=lambda: given.append(work()), daemon=True)
    if seconds > 0:
        thread.start()
        thread.join(seconds)
    return given[0] if given else None


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) <= 11 else None
