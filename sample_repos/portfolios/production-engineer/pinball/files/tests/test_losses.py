import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinball import pinball_loss


def test_half_is_half_the_absolute_error():
    assert pinball_loss([10, 20], [12, 16], 0.5) == pytest.approx((2 + 4) / 2 / 2)


def test_too_low_hurts_more_at_a_high_quantile():
    assert pinball_loss([10], [8], 0.9) == pytest.approx(1.8)
    assert pinball_loss([10], [12], 0.9) == pytest.approx(0.2)


@pytest.mark.parametrize("quantile", [0, 1, -0.1, 1.5])
def test_quantile_out_of_range(quantile):
    with pytest.raises(ValueError, match="between 0 and 1"):
        pinball_loss([1], [1], quantile)


@pytest.mark.parametrize(("actual", "forecast"), [([], []), ([1, 2], [1])])
def test_data_that_does_not_fit(actual, forecast):
    with pytest.raises(ValueError):
        pinball_loss(actual, forecast, 0.5)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.floats(0.01, 0.99))
def test_no_constant_beats_the_quantile(values, quantile):
    best = np.quantile(values, quantile, method="inverted_cdf")
    loss = pinball_loss(values, np.full(len(values), best), quantile)
    for other in values:
        assert loss <= pinball_loss(values, np.full(len(values), other), quantile) + 1e-6
