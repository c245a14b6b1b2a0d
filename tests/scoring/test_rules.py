"""The rules of a rubric as they are read: routes to a band, their short forms, the life of a repository."""

from __future__ import annotations

import copy
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.model import Level
from analyzer.scoring.reader import RubricError
from analyzer.scoring.rubric import load_rubric
from analyzer.scoring.rules import BandRule, Condition, Route
from analyzer.scoring.scoring import Scoring

DEFAULT: dict[str, Any] = yaml.safe_load(
    Path(__file__).parent.with_name("support").joinpath("rubric.yaml").read_bytes()
)
KNOWN = frozenset(signal for dimension in DEFAULT["dimensions"] for signal in dimension["signals"])


def write(tmp_path: Path, content: str) -> str:
    path = tmp_path / "own.yaml"
    path.write_text(content)
    return str(path)


ROUTES = [
    {
        "title": "a service",
        "asks": [
            {"title": "a model in live code", "of": [{"model_code": "substantive"}]},
            {"title": "two kinds of checks", "at_least": 2, "of": [{"tests": "wired"}, {"ci": "wired", "ci_tests": "wired"}]},
        ],
    }
]  # fmt: skip
LIFE = {
    "signals": ["sustained_activity"],
    "factors": {"absent": 0.3, "claimed": 0.3, "present": 0.5, "substantive": 0.8, "wired": 0.8, "sustained": 1},
}  # fmt: skip


def with_rules(**changes: object) -> dict[str, Any]:
    rules = {"strong": {"routes": ROUTES, "credit": 0.5}, "moderate": {"routes": ROUTES}, "life": LIFE}
    return copy.deepcopy(DEFAULT | rules | changes)


def test_the_routes_to_a_band_are_read(tmp_path: Path) -> None:
    read = load_rubric(write(tmp_path, yaml.safe_dump(with_rules())), KNOWN)
    route = Route(
        "a service",
        (
            Condition("a model in live code", ({"model_code": Level.SUBSTANTIVE},)),
            Condition(
                "two kinds of checks",
                ({"tests": Level.WIRED}, {"ci": Level.WIRED, "ci_tests": Level.WIRED}),
                2,
            ),
        ),
    )
    assert read.strong == read.moderate == BandRule((route,))
    assert read.credited_from == 0.5
    assert read.life.signals == ("sustained_activity",)
    assert read.life.factors[Level.CLAIMED] == 0.3
    assert pickle.loads(pickle.dumps(read)) == read


def test_the_short_form_of_a_rule_is_a_route(tmp_path: Path) -> None:
    short = with_rules(
        strong={"signal": "model_code", "wired_dimensions": 1, "credit": 1},
        moderate={"subjects": ["ci"], "one_of": {"tests": "wired"}},
    )
    read = load_rubric(write(tmp_path, yaml.safe_dump(short)), KNOWN)
    model, wired = read.strong.routes[0].conditions
    assert model.of == ({"model_code": Level.SUBSTANTIVE},)
    assert (wired.at_least, len(wired.of)) == (1, 4)
    assert wired.of[0] == {"tests": Level.WIRED, "ci_tests": Level.WIRED}
    asked = [condition.of for condition in read.moderate.routes[0].conditions]
    assert asked == [({"ci": Level.PRESENT},), ({"tests": Level.WIRED},)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"strong": {"routes": [], "credit": 1}}, "strong.routes is not a list with at least one entry"),
        ({"strong": {"routes": ROUTES}}, "strong is missing the key 'credit'"),
        ({"moderate": {"routes": [{"title": "x"}]}}, "moderate.routes[0] is missing the key 'asks'"),
        ({"moderate": {"routes": [{"title": "x", "asks": [{"title": "y", "of": [{"stars": "wired"}]}]}]}},
         "moderate.routes[0].asks[0].of[0].stars is 'stars', which no dimension lists"),
        ({"moderate": {"routes": [{"title": "x", "asks": [{"title": "y", "of": [{"ci": "good"}]}]}]}},
         "moderate.routes[0].asks[0].of[0].ci is 'good'; use one of: claimed"),
        ({"moderate": {"routes": [{"title": "x", "asks": [{"title": "y", "of": [{}]}]}]}},
         "moderate.routes[0].asks[0].of[0] is not a mapping of signals to levels"),
        ({"moderate": {"routes": [{"title": "x", "asks": [{"title": "y", "at_least": 2, "of": [{"ci": "wired"}]}]}]}},
         "at_least is 2; use a whole number up to the 1 areas that it lists"),
        ({"life": {"signals": ["stars"], "factors": LIFE["factors"]}}, "life.signals[0] is 'stars'"),
        ({"life": LIFE | {"factors": {**LIFE["factors"], "present": 0.9}}}, "life.factors.substantive is below life.factors.present"),  # type: ignore[dict-item]
        ({"life": LIFE | {"factors": {**LIFE["factors"], "sustained": 1.1}}}, "life.factors.sustained is 1.1"),  # type: ignore[dict-item]
        ({"life": {"signals": ["ci"]}}, "life is missing the key 'factors'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rule_is_said(tmp_path: Path, change: dict[str, object], words: str) -> None:
    with pytest.raises(RubricError, match=re.escape(words)):
        load_rubric(write(tmp_path, yaml.safe_dump(with_rules(**change))), KNOWN)


def test_a_dimension_may_be_free_of_the_life_of_its_repository(tmp_path: Path) -> None:
    own = with_rules()
    own["dimensions"][0]["life"] = False
    read = load_rubric(write(tmp_path, yaml.safe_dump(own)), KNOWN)
    assert [each.life for each in read.dimensions][:2] == [False, True]


POINTS = {"absent": 0, "claimed": 0, "present": 0.35, "substantive": 0.7, "wired": 0.7, "sustained": 1}


def test_a_dimension_may_have_points_of_its_own(tmp_path: Path) -> None:
    own = with_rules()
    own["dimensions"][0]["points"] = POINTS
    read = load_rubric(write(tmp_path, yaml.safe_dump(own)), KNOWN)
    first, second = read.dimensions[:2]
    assert first.points == {level: POINTS[level.word] for level in Level}
    assert second.points is None
    scoring = Scoring(read, {})
    assert scoring.points("history_depth", Level.PRESENT) == 0.35
    assert scoring.points("tests", Level.PRESENT) == 0.25
    own["dimensions"][0]["points"] = POINTS | {"substantive": 0.3}
    with pytest.raises(
        RubricError, match=re.escape("dimensions[0].points.substantive is below dimensions[0].points.present")
    ):
        load_rubric(write(tmp_path, yaml.safe_dump(own)), KNOWN)
