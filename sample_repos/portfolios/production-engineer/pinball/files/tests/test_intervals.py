import numpy as np
import pytest

from pinball import Interval, coverage


def forecasts(count: int, half_width: float, seed: int):
    random = np.random.default_rng(seed)
    centre = random.uniform(20, 90, count)
    return centre - half_width, centre + half_width, centre + random.normal(0, 10, count)


def test_coverage_counts_the_ends():
    assert coverage([0, 0, 0], [1, 1, 1], [0, 1, 1.1]) == pytest.approx(2 / 3)


@pytest.mark.parametrize("half_width", [2.0, 16.4, 40.0])
def test_covers_new_data_as_promised(half_width):
    interval = Interval.calibrate(*forecasts(2000, half_width, seed=1), miss=0.1)
    low, high, actual = forecasts(5000, half_width, seed=2)
    assert coverage(*interval.widen(low, high), actual) == pytest.approx(0.9, abs=0.02)


def test_margin_is_negative_for_forecasts_too_wide():
    assert Interval.calibrate(*forecasts(500, 60.0, seed=3), miss=0.1).margin < 0


def test_small_data_covers_on_average():
    covered = []
    for seed in range(400):
        interval = Interval.calibrate(*forecasts(10, 5.0, seed=seed), miss=0.1)
        low, high, actual = forecasts(50, 5.0, seed=10_000 + seed)
        covered.append(coverage(*interval.widen(low, high), actual))
    assert np.mean(covered) >= 0.89


def test_too_little_data_is_refused():
    with pytest.raises(ValueError, match="19 can"):
        Interval.calibrate(*forecasts(18, 5.0, seed=4), miss=0.05)
    Interval.calibrate(*forecasts(19, 5.0, seed=4), miss=0.05)


def test_ends_never_cross():
    lower, upper = Interval(margin=-3.0).widen([10.0], [12.0])
    assert lower == upper == [11.0]
