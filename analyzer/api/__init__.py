"""The program from Python: `from analyzer import scan, Scorecard`; docs/python.md is its manual.

A thin front: it checks what it is given, calls the pipeline, and offers the JSON document of the contract as
an object. Everything heavy is imported when it is needed.
"""

from __future__ import annotations

from analyzer.api.card import Scorecard
from analyzer.api.errors import (
    BadArgument,
    ScanError,
    UnknownIdentity,
    UnreadableScorecard,
    UnresolvedTarget,
    UnsuitableMachine,
)
from analyzer.api.scanning import scan

__all__ = [
    "BadArgument",
    "ScanError",
    "Scorecard",
    "UnknownIdentity",
    "UnreadableScorecard",
    "UnresolvedTarget",
    "UnsuitableMachine",
    "scan",
]
