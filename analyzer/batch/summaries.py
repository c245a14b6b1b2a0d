"""What of a scorecard stands in the tables of a batch: kept in its journal, so that none is read again."""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import Any

from analyzer.report.comparison.rows import ComparedDimension, ComparedRubric, ComparisonRow
from analyzer.scorecard import Scorecard


def summary_of(scorecard: Scorecard) -> dict[str, Any]:
    """Values of JSON only, rounded as in the scorecard."""
    verdict = scorecard.verdict
    return {
        "login": scorecard.candidate.login,
        "label": verdict.label,
        "low": round(verdict.low, 1),
        "high": round(verdict.high, 1),
        "coverage": round(verdict.coverage, 4),
        "dimensions": [
            [each.id, each.title, round(each.low, 1), round(each.high, 1), round(each.coverage, 4)]
            for each in scorecard.dimensions
        ],
        "flags": sorted(flag.id for each in scorecard.repositories for flag in each.flags),
        "repositories": len(scorecard.repositories),
        "assessed": sum(each.assessed for each in scorecard.repositories),
        "rubric": [scorecard.rubric_name, scorecard.rubric_sha256, scorecard.role],
    }


def comparison_row(name: str, summary: Mapping[str, Any]) -> ComparisonRow:
    """The row of a comparison."""
    return ComparisonRow(
        name=name,
        label=summary["label"],
        low=summary["low"],
        high=summary["high"],
        coverage=summary["coverage"],
        dimensions=tuple(
            ComparedDimension(intern(id), intern(title), *bounds)
            for id, title, *bounds in summary["dimensions"]
        ),
        flags=tuple(summary["flags"]),
        rubric=ComparedRubric(*summary["rubric"]),
    )
