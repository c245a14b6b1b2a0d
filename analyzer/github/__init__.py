"""GitHub's API.

What may be asked and how it can fail, accounts and their repositories, and what a target means.
"""

from __future__ import annotations

from analyzer.github.access import AccountError, BadServer, Server
from analyzer.github.targets import Options, Resolution, TargetError, resolve_targets, shown_target

__all__ = [
    "AccountError",
    "BadServer",
    "Options",
    "Resolution",
    "Server",
    "TargetError",
    "resolve_targets",
    "shown_target",
]
