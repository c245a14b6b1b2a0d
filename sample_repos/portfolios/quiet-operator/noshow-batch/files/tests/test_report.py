import pandas as pd

from noshow.report import too_far


def days(expected, happened):
    return pd.DataFrame({"expected": [expected] * 14, "happened": happened})


def test_noise_from_day_to_day_is_not_far_off():
    assert not too_far(days(0.1, [0.07, 0.13] * 7))


def test_a_fortnight_without_crossings_is_not_far_off():
    assert not too_far(days(0.1, [0.1] * 14).head(0))


def test_two_weeks_on_one_side_are():
    assert too_far(days(0.1, [0.13] * 14))
    assert not too_far(days(0.1, [0.119] * 14))
