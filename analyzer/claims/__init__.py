"""Compares what documents claim with what was found: sentences to statements to verdicts."""

from __future__ import annotations

from analyzer.claims.assessment import (
    CLAIMS_FILE_LIMIT,
    MOST_OWN_STATEMENTS,
    Reading,
    asserted,
    claims_flag,
    judge,
    read_own_statements,
    read_statements,
)
from analyzer.claims.questions import OTHER
from analyzer.claims.topics import CLAIM_QUESTIONS

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
