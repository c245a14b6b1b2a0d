"""GitHub's API.

What may be asked and how it can fail, accounts and their repositories, and what a target means.
"""

from __future__ import annotations

from analyzer.github.access import API_URL_VARIABLE, Server
from analyzer.github.addresses import Account, Clone, Named, TargetError, read_target
from analyzer.github.errors import AccountError, BadServer, BadToken, NoNetwork
from analyzer.github.pool import pooled, read_tokens
from analyzer.github.targets import (
    PATH_BEGINNINGS,
    Options,
    Resolution,
    is_at_hand,
    is_local,
    may_pass,
    no_token_left,
    resolve_targets,
    shown_target,
    shown_targets,
)
from analyzer.github.tokens import Stopped, TokenPool

__all__ = [
    "API_URL_VARIABLE",
    "PATH_BEGINNINGS",
    "Account",
    "AccountError",
    "BadServer",
    "BadToken",
    "Clone",
    "Named",
    "NoNetwork",
    "Options",
    "Resolution",
    "Server",
    "Stopped",
    "TargetError",
    "TokenPool",
    "is_at_hand",
    "is_local",
    "may_pass",
    "no_token_left",
    "pooled",
    "read_target",
    "read_tokens",
    "resolve_targets",
    "shown_target",
    "shown_targets",
]
