"""The order of the sample candidates, as every reviewer would have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.engine.pipeline import Request, scan
from analyzer.roles import ROLES
from analyzer.scoring.rubric import load_rubric
from analyzer.scoring.verdict import score
from sample_repos.build import build_portfolio, portfolios
from tests.conftest import Samples

# The least and the most of a score, of 100.
BOUNDS = {
    "production-engineer": (75, 100),
    "quiet-operator": (50, 95),
    "generated-platform": (0, 33),
    "tutorial-follower": (0, 33),
    "showcase": (0, 15),
    "notebook-only": (0, 33),
    "nearly-nothing": (0, 33),
}
CLEARLY = 10


def low(samples: Samples, name: str) -> float:
    return dict(samples.scorecards)[name].verdict.low


def test_who_operated_something_comes_before_who_shows_something(samples: Samples) -> None:
    best, *_others = sorted(samples.scorecards, key=lambda each: -each[1].verdict.low)
    assert best[0] == "production-engineer"
    quiet = low(samples, "quiet-operator")
    for other in ("generated-platform", "showcase", "tutorial-follower", "notebook-only", "nearly-nothing"):
        assert quiet > low(samples, other) + CLEARLY, other


@pytest.mark.parametrize(("name", "bounds"), BOUNDS.items(), ids=BOUNDS)
def test_each_is_where_it_belongs(name: str, bounds: tuple[float, float], samples: Samples) -> None:
    assert bounds[0] <= low(samples, name) <= bounds[1]


@pytest.mark.parametrize("role", ROLES)
def test_no_role_takes_what_cannot_run_for_strong(role: str, samples: Samples) -> None:
    rubric = load_rubric(role, samples.checks)
    verdicts = {
        name: score(card.candidate, card.repositories, rubric, samples.checks).verdict
        for name, card in samples.scorecards
    }
    lows = {name: each.low for name, each in verdicts.items()}
    assert verdicts["production-engineer"].label == "strong_public_evidence"
    assert set(sorted(lows, key=lambda each: -lows[each])[:2]) == {"production-engineer", "quiet-operator"}
    for name in ("generated-platform", "showcase", "tutorial-follower", "notebook-only", "nearly-nothing"):
        assert verdicts[name].label != "strong_public_evidence", name


def test_the_order_holds_where_nobody_is_named(samples: Samples, tmp_path: Path) -> None:
    lows = {}
    for portfolio in portfolios():
        if portfolio.name in ("quiet-operator", "generated-platform", "showcase"):
            build_portfolio(portfolio, tmp_path / portfolio.name)
            card = scan(Request((str(tmp_path / portfolio.name),), jobs=1), samples.rubric, samples.checks)
            lows[portfolio.name] = card.verdict.low
    assert lows["quiet-operator"] > max(lows["generated-platform"], lows["showcase"]) + CLEARLY
