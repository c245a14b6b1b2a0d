"""From findings to dimension scores, bounds and a label, by a rubric that is data.

Gates check the result against requirements.
"""

from __future__ import annotations

from analyzer.scoring.duplicates import fingerprints, flag_duplicates
from analyzer.scoring.gates import (
    Answer,
    GateError,
    GateResult,
    Requirement,
    fail_under,
    read_requirement,
    require,
    worst,
)
from analyzer.scoring.portfolio import weigh_flags
from analyzer.scoring.reader import RubricError
from analyzer.scoring.remarks import attribution, interval_words, is_others_work, share_words
from analyzer.scoring.rubric import Rubric, load_rubric, shipped_rubrics
from analyzer.scoring.rubric_files import BUILTIN
from analyzer.scoring.rubric_pages import new_rubric, rubric_list, shown_rubric
from analyzer.scoring.verdict import score

__all__ = [
    "BUILTIN",
    "Answer",
    "GateError",
    "GateResult",
    "Requirement",
    "Rubric",
    "RubricError",
    "attribution",
    "fail_under",
    "fingerprints",
    "flag_duplicates",
    "interval_words",
    "is_others_work",
    "load_rubric",
    "new_rubric",
    "read_requirement",
    "require",
    "rubric_list",
    "score",
    "share_words",
    "shipped_rubrics",
    "shown_rubric",
    "weigh_flags",
    "worst",
]
