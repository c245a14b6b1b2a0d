"""Every hostile case there is."""

from __future__ import annotations

from tests.hostile import (
    git_cases,
    isolation_cases,
    network_cases,
    output_cases,
    parser_cases,
    process_cases,
    seen_cases,
)
from tests.hostile.case import Case

CASES: tuple[Case, ...] = (
    *isolation_cases.CASES,
    *git_cases.CASES,
    *parser_cases.CASES,
    *seen_cases.CASES,
    *output_cases.CASES,
    *network_cases.CASES,
    *process_cases.CASES,
)
