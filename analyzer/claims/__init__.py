"""Compares what documents claim with what was found: sentences to statements to verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.claims.judging import asserted, claims_flag, judge
from analyzer.claims.questions import OTHER
from analyzer.claims.topics import CLAIM_QUESTIONS
from analyzer.on_demand import on_demand

if TYPE_CHECKING:
    from analyzer.claims.assessment import (
        CLAIMS_FILE_LIMIT,
        MOST_OWN_STATEMENTS,
        Reading,
        read_own_statements,
        read_statements,
    )

__all__ = [
    "CLAIMS_FILE_LIMIT",
    "CLAIM_QUESTIONS",
    "MOST_OWN_STATEMENTS",
    "OTHER",
    "Reading",
    "asserted",
    "claims_flag",
    "judge",
    "read_own_statements",
    "read_statements",
]

# What reads documents; what judges statements does without.
_READING = "CLAIMS_FILE_LIMIT MOST_OWN_STATEMENTS Reading read_own_statements read_statements"
__getattr__ = on_demand(__name__, dict.fromkeys(_READING.split(), "assessment"))
