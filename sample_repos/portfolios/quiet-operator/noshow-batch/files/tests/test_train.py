import pandas as pd

from noshow.train import is_better, split


def test_the_newest_four_weeks_are_held_out():
    rows = pd.DataFrame({"crossing": pd.date_range("2025-10-01", "2025-11-30")})
    older, newest = split(rows)
    assert (len(older), len(newest)) == (33, 28)
    assert older["crossing"].max() < newest["crossing"].min()


def test_a_model_must_beat_the_one_in_use_and_guessing():
    assert is_better(0.071, 0.071, 0.09)
    assert not is_better(0.0711, 0.071, 0.09)
    assert not is_better(0.071, 0.08, 0.071)
