import pandas as pd

from noshow.checks import problems


def day(count):
    return pd.DataFrame({"booking_id": range(count), "earlier_noshows": 0, "vehicle_m": 4.2})


def test_a_usual_day_is_fine():
    assert problems(day(51), usual=100) == []


def test_a_day_that_broke_off_is_refused():
    assert problems(day(49), usual=100) == ["49 bookings, usually 100: did the export end early?"]


def test_a_column_with_gaps_is_refused():
    rows = day(100)
    rows.loc[:5, "earlier_noshows"] = None
    assert problems(rows, usual=100) == ["earlier_noshows is missing in 6%"]
    rows.loc[:40, "vehicle_m"] = None
    assert len(problems(rows, usual=100)) == 1


def test_bookings_that_are_there_twice_are_refused():
    assert "bookings are there twice" in problems(pd.concat([day(50), day(50)]), usual=100)
