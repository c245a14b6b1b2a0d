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
    from analyzer.claims.own_file import ClaimsError, claims_content, claims_notes, read_claims_content

__all__ = [
    "CLAIMS_FILE_LIMIT",
    "CLAIM_QUESTIONS",
    "MOST_OWN_STATEMENTS",
    "OTHER",
    "ClaimsError",
    "Reading",
    "asserted",
    "claims_content",
    "claims_flag",
    "claims_notes",
    "judge",
    "read_claims_content",
    "read_own_statements",
    "read_statements",
]

# What reads documents; what judges statements does without.
_READING = "CLAIMS_FILE_LIMIT MOST_OWN_STATEMENTS Reading read_own_statements read_statements"
_OWN = "ClaimsError claims_content claims_notes read_claims_content"
__getattr__ = on_demand(
    __name__, dict.fromkeys(_READING.split(), "assessment") | dict.fromkeys(_OWN.split(), "own_file")
)
