from __future__ import annotations

import math
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from analyzer.model import Level
from benchmarks.ratings import (
    agreement,
    area_under_curve,
    contradicted,
    main,
    rated,
    read_ratings,
    spearman,
    without,
)
from tests.support.repositories import CommitSpec, build_repository
from tests.support.scorecards import ALL_WIRED, CHECKS, repository, rubric


def test_ranks_are_correlated_and_ties_share_their_mean() -> None:
    assert spearman([1, 2, 3, 4], [10, 20, 30, 40]) == pytest.approx(1)
    assert spearman([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)
    # Ranks 1 2 3 4 against 1 2.5 2.5 4: a covariance of 4.5 over the root of 5 times 4.5.
    assert spearman([1, 2, 3, 4], [0, 5, 5, 9]) == pytest.approx(4.5 / math.sqrt(5 * 4.5))
    assert math.isnan(spearman([1], [1]))


def test_a_tie_is_half_of_a_right_order() -> None:
    assert area_under_curve([3, 2], [1, 2]) == (1 + 1 + 1 + 0.5) / 4
    assert math.isnan(area_under_curve([], [1]))


STRONG = repository("a/strong", ALL_WIRED)
EMPTY = repository("b/empty")


@pytest.mark.parametrize(
    ("strong_rating", "empty_rating", "names"),
    [
        (9, 1, []),
        (4.1, 7.9, []),
        (4, 7.9, ["a/strong"]),
        (4.1, 8, ["b/empty"]),
        (1, 9, ["b/empty", "a/strong"]),
    ],
)
def test_a_label_that_a_rating_contradicts_is_found(
    strong_rating: float, empty_rating: float, names: list[str]
) -> None:
    ratings = {"a/strong": strong_rating, "b/empty": empty_rating, "c/gone": 5.0}
    rows = rated(ratings, {each.name: each for each in (STRONG, EMPTY)}, rubric(), CHECKS)
    assert [each.repository for each in contradicted(rows)] == names
    expected = 1 if strong_rating > empty_rating else -1
    assert agreement(rows)[0] == pytest.approx(expected)


def test_every_weight_is_left_out_once() -> None:
    changed = dict(without(rubric()))
    dimensions = [each.id for each in rubric().dimensions]
    assert list(changed) == [
        name
        for each in rubric().dimensions
        for name in (f"all of {each.id}", *(each.signals if len(each.signals) > 1 else ()))
    ]
    tests = changed["tests"].dimensions[dimensions.index("testing")]
    assert tests.signals == {"tests": 0.0, "ci_tests": 1.28}
    gone = changed["all of testing"].dimensions[dimensions.index("testing")]
    assert gone == replace(rubric().dimensions[dimensions.index("testing")], weight=0.0)


@pytest.fixture
def ratings(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "repositories"
    build_repository(folder / "ann+notes" / "repo", [CommitSpec({"README.md": "# Notes\n"})], bare=True)
    image = CommitSpec({"Dockerfile": 'FROM python:3.12\nCMD ["python", "-m", "http.server"]\n'})
    build_repository(folder / "bob+image" / "repo", [image], bare=True)
    table = tmp_path / "ratings.csv"
    table.write_text("repo,rating,why\nann/notes,9,none\nbob/image,1,none\ncyd/gone,5,none\n")
    return table, folder


def test_the_figures_and_what_contradicts_them_are_printed(ratings: tuple[Path, Path]) -> None:
    arguments = [*map(str, ratings), "--jobs", "1", "--sensitivity"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "left out: cyd/gone: no repository in repositories" in done.stderr
    assert "2 repositories: Spearman " in done.stdout
    assert "ann/notes: rated 9, " in done.stdout
    assert "\nall of testing " in done.stdout
    assert read_ratings(ratings[0])["cyd/gone"] == 5.0


def test_a_signal_that_was_not_found_is_no_evidence() -> None:
    rows = rated(
        {"b/empty": 1.0}, {"b/empty": repository("b/empty", {"tests": Level.CLAIMED})}, rubric(), CHECKS
    )
    assert rows[0].scorecard.verdict.low == 0
