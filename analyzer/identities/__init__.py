"""Who is who in a history: the candidate's names and addresses, and how many people there are at least."""

from __future__ import annotations

from analyzer.identities.counting import head_count, people_at_least, persons
from analyzer.identities.identity import (
    NOREPLY,
    SHARED_LOCAL_PARTS,
    Identity,
    identify,
    matched_identities,
    people,
)

__all__ = [
    "NOREPLY",
    "SHARED_LOCAL_PARTS",
    "Identity",
    "head_count",
    "identify",
    "matched_identities",
    "people",
    "people_at_least",
    "persons",
]
