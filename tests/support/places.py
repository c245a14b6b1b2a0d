"""Where the evidence of a finding stands, as tables of expected levels write it."""

from __future__ import annotations

from analyzer.model import Finding, Flag


def place(finding: Finding) -> str:
    """`path:line` of the strongest evidence; "" where nothing was found."""
    return next(iter(places(finding)), "")


def places(found: Finding | Flag) -> list[str]:
    """`path:line` of every piece of evidence, in its order."""
    return [f"{each.path}:{each.line}" for each in found.evidence]
