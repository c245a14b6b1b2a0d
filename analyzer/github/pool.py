"""The tokens of a batch, tried out before the work: one that is not accepted is named and left out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from analyzer.github.access import TOKEN_VARIABLES, TOKENS_VARIABLE, Server
from analyzer.github.clock import Clock
from analyzer.github.errors import AccountError, BadToken
from analyzer.github.tokens import TokenPool

TRIAL_SECONDS = 30.0


def read_tokens(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The tokens that the environment names, each once: those of the list, else the one of a single scan."""
    several = [each.strip() for each in environment.get(TOKENS_VARIABLE, "").split(",")]
    one = (environment.get(variable, "").strip() for variable in TOKEN_VARIABLES)
    return tuple(dict.fromkeys(filter(None, several))) or tuple(filter(None, [next(filter(None, one), "")]))


def pooled(server: Server, tokens: tuple[str, ...], notify: Callable[[str], None]) -> Server:
    """The server with a pool of the tokens that it accepts. Raises BadToken where it accepts none of them.

    What each has left is asked for, which costs nothing; a server that cannot be asked is no reason to leave
    a token out.
    """
    pool = TokenPool(tokens, server.host, notify=notify)
    for token in pool.tokens:
        if token.text is None:
            continue
        try:
            _try_out(replace(server, token=token.text))
        except BadToken:
            pool.refuse(token)
        except AccountError:
            continue
    return replace(server, token=pool.for_clones() if tokens else None, pool=_with_tokens(pool, tokens))


def _try_out(server: Server) -> None:
    # PyGithub takes 0.2 s to import, and a batch of local paths never asks GitHub.
    from analyzer.github.client import Client

    deadline = time.monotonic() + TRIAL_SECONDS
    Client(server, deadline=deadline, notify=lambda message: None, clock=Clock()).get(
        "/rate_limit", patience=0
    )


def _with_tokens(pool: TokenPool, tokens: tuple[str, ...]) -> TokenPool:
    if tokens and all(each.refused for each in pool.tokens):
        what = "the token" if len(tokens) == 1 else f"all {len(tokens)} tokens"
        raise BadToken(
            f"the server rejected {what}; set valid ones in {TOKENS_VARIABLE} (separated by commas) or "
            f"{TOKEN_VARIABLES[0]}"
        )
    return pool
