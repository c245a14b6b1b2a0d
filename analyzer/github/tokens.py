"""Several tokens of one server, used in turn by what each has left; without any, whoever asks has one turn.

A batch waits here for the end of a rate limit, however long that is: the wait costs no candidate its time.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from analyzer.github.clock import Clock, utc
from analyzer.github.errors import BadToken

CORE, SEARCH = "core", "search"
LONGEST_NAP_SECONDS = 1.0


class Stopped(Exception):  # noqa: N818 - it reads as what happened
    """The run ends: nobody waits for a turn any more."""


class _Budget(Struct):
    """What is left of one kind of request until the moment, Unix time, at which it is renewed."""

    left: float = math.inf
    until: float = 0.0


@dataclass(slots=True, eq=False)
class Token:
    """One token by its position in the list that was given, counted from 1; `text` is None for nobody's."""

    position: int
    text: str | None = field(repr=False)
    turns: int = 0
    refused: bool = False
    budgets: dict[str, _Budget] = field(default_factory=lambda: {CORE: _Budget(), SEARCH: _Budget()})

    def left(self, resource: str, now: float) -> float:
        """How many requests it has, as far as is known."""
        budget = self.budgets[resource]
        return math.inf if now >= budget.until else budget.left


class Turn(Struct, frozen=True):
    """Leave to ask once, with a token; `waited` is how many seconds it took to come."""

    token: Token
    resource: str
    waited: float


class TokenPool:
    """The tokens of a run, for all its threads. `notify` is told of waits and of tokens that are left out."""

    def __init__(
        self,
        tokens: Sequence[str],
        host: str,
        *,
        notify: Callable[[str], None] = lambda message: None,
        clock: Clock = Clock(),  # noqa: B008 - it is frozen
    ) -> None:
        texts: Sequence[str | None] = tokens or [None]
        self.tokens = tuple(Token(number, text) for number, text in enumerate(texts, start=1))
        self._host = host
        self._notify = notify
        self._clock = clock
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._clones = 0
        self._waits = threading.local()

    @property
    def waited(self) -> float:
        """Seconds that this thread has waited for its turns since it began with a candidate."""
        return getattr(self._waits, "seconds", 0.0)

    def begin(self) -> None:
        """This thread begins with a candidate, who has waited for nothing yet."""
        self._waits.seconds = 0.0

    def turn(self, resource: str) -> Turn:
        """The token with the most left, after the wait that it takes. Raises BadToken and Stopped."""
        begun = self._clock.monotonic()
        while True:
            until = self._try(resource)
            if isinstance(until, Token):
                waited = self._clock.monotonic() - begun
                self._waits.seconds = self.waited + waited
                return Turn(until, resource, waited)
            left = until - self._clock.now()
            shown = utc(until).partition(" ")[2]
            self._notify(f"rate limit reached: waiting until {shown} ({math.ceil(left)} s)")
            self._clock.sleep(max(0.0, min(LONGEST_NAP_SECONDS, left)))

    def _try(self, resource: str) -> Token | float:
        """A token, or the moment at which there may be one."""
        if self._stopped.is_set():
            raise Stopped
        with self._lock:
            now = self._clock.now()
            usable = [each for each in self.tokens if not each.refused]
            if not usable:
                raise BadToken(f"{self._host} rejected every token; they are wrong, expired or revoked")
            best = max(usable, key=lambda each: (each.left(resource, now), -each.turns))
            if best.left(resource, now) <= 0:
                return min(each.budgets[resource].until for each in usable)
            best.turns += 1
            best.budgets[resource].left -= 1
            return best

    def learn(self, turn: Turn, headers: Mapping[str, str]) -> None:
        """What an answer says of the token's budget."""
        left, reset = (_whole(headers.get(f"x-ratelimit-{name}")) for name in ("remaining", "reset"))
        resource = headers.get("x-ratelimit-resource", turn.resource)
        if left is None or reset is None or resource not in turn.token.budgets:
            return
        with self._lock:
            budget = turn.token.budgets[resource]
            # Answers overtake each other: within one window there is only ever less.
            if reset + 1 > budget.until:
                turn.token.budgets[resource] = _Budget(left, reset + 1)
            else:
                budget.left = min(budget.left, left)

    def limited(self, turn: Turn, until: float) -> None:
        """The server wants to hear no more of this token until then, Unix time."""
        with self._lock:
            turn.token.budgets[turn.resource] = _Budget(0, until)

    def refuse(self, token: Token) -> None:
        """Use a token no more: the server does not accept it."""
        with self._lock:
            known, token.refused = token.refused, True
        if not known and token.text is not None and len(self.tokens) > 1:
            self._notify(
                f"{self._host} rejected token {token.position} of {len(self.tokens)}; it is wrong, expired "
                "or revoked, and is not used"
            )

    def for_clones(self) -> str | None:
        """The text of an accepted token, each in its turn."""
        usable = [each.text for each in self.tokens if not each.refused]
        with self._lock:
            self._clones += 1
            return usable[self._clones % len(usable)] if usable else None

    def stop(self) -> None:
        """Whoever waits for a turn gets Stopped."""
        self._stopped.set()


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) <= 11 else None
