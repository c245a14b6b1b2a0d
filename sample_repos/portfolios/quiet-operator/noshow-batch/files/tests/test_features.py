import pandas as pd

from noshow.features import FEATURES, features

BOOKING = {
    "booking_id": 1,
    "crossing": "2025-02-14 08:15",
    "booked": "2025-02-04 21:00",
    "vehicle_m": 4.6,
    "party": 2,
    "earlier_noshows": 1,
    "wind_bft": 4,
}


def row(**changes):
    return features(pd.DataFrame([BOOKING | changes])).iloc[0]


def test_columns_are_in_the_order_the_model_was_trained_with():
    assert list(features(pd.DataFrame([BOOKING])).columns) == FEATURES


def test_a_booking_on_foot_has_no_length():
    assert row(vehicle_m=None)["vehicle_m"] == 0


def test_a_party_of_unknown_size_counts_as_one():
    assert row(party=None)["party"] == 1


def test_days_ahead_are_whole_days():
    assert row()["days_ahead"] == 9
    assert row(booked="2025-02-14 07:00")["days_ahead"] == 0
