"""A class whose methods make features for all rows in training and for one in the service."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.checks.test_feature_consistency import sides
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

PIPELINE = (
    "class {}:\n    def {}(self, rows):\n        return rows\n\n    def {}(self, row):\n        return row\n\n"
    "    def names(self):\n        return []\n"
)
CASES = {
    "one for rows and one for a row": (("FeaturePipeline", "transform", "transform_single"), "transform_single(row)", True),
    "a method that makes nothing": (("FeaturePipeline", "transform", "show_single"), "show_single(row)", False),
    "a service that makes nothing of it": (("FeaturePipeline", "transform", "transform_single"), "names()", False),
    "a class of something else": (("Router", "transform_all", "transform_single"), "transform_single(row)", False),
}  # fmt: skip


@pytest.mark.parametrize(("names", "served", "shared"), CASES.values(), ids=CASES)
def test_each_side_may_have_a_method_of_its_own(
    names: tuple[str, str, str], served: str, shared: bool
) -> None:
    owner, training, _single = names
    files = sides(PIPELINE.format(*names), f"{owner}().{training}(1)", served=f"{owner}().{served}")
    level = Level.SUBSTANTIVE if shared else Level.ABSENT
    words = f"{owner} is called by the code that trains and by the service"
    assert_found(run("feature_consistency", snapshot(files)), level, "work.py:1", words)
