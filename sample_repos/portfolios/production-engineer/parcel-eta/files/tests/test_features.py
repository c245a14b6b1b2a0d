import dataclasses

import pytest

from parcel_eta.features import FEATURES, Shipment, feature_matrix, feature_row

SHIPMENT = Shipment(distance_km=12, stops_before=3, weight_kg=2, departure_hour=6, weekday=5)


def test_order_is_the_declared_one():
    assert dict(zip(FEATURES, feature_row(SHIPMENT))) == {
        "distance_km": 12,
        "stops_before": 3,
        "weight_kg": 2,
        "hour_sin": 1,
        "hour_cos": pytest.approx(0),
        "weekend": 1,
        "rain_mm": 0,
    }


def test_midnight_joins_the_days():
    before = feature_row(dataclasses.replace(SHIPMENT, departure_hour=23.99))
    after = feature_row(dataclasses.replace(SHIPMENT, departure_hour=0.01))
    assert before == pytest.approx(after, abs=0.01)


@pytest.mark.parametrize(("weekday", "expected"), [(4, 0.0), (5, 1.0), (6, 1.0)])
def test_weekend(weekday, expected):
    row = feature_row(dataclasses.replace(SHIPMENT, weekday=weekday))
    assert row[FEATURES.index("weekend")] == expected


def test_matrix_has_one_row_a_shipment():
    assert feature_matrix([SHIPMENT] * 4).shape == (4, len(FEATURES))
