"""From findings to dimensions.

Bounds and a label, by a rubric that is data; gates ask questions of the result.
"""

from __future__ import annotations

from analyzer.scoring.duplicates import fingerprints, flag_duplicates
from analyzer.scoring.gates import Answer, GateError, GateResult, Requirement, read_requirement, worst
from analyzer.scoring.portfolio import weigh_flags
from analyzer.scoring.remarks import attribution, interval_words, is_others_work, share_words
from analyzer.scoring.rubric import Rubric, RubricError, load_rubric, rubric_text, shipped_rubrics
from analyzer.scoring.verdict import score

__all__ = [
    "Answer",
    "GateError",
    "GateResult",
    "Requirement",
    "Rubric",
    "RubricError",
    "attribution",
    "fingerprints",
    "flag_duplicates",
    "interval_words",
    "is_others_work",
    "load_rubric",
    "read_requirement",
    "rubric_text",
    "score",
    "share_words",
    "shipped_rubrics",
    "weigh_flags",
    "worst",
]
