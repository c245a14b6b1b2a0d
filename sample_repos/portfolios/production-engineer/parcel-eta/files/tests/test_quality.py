import numpy as np
import pytest

from parcel_eta.data import shipments
from parcel_eta.features import feature_matrix
from parcel_eta.train import MAX_MAE_MINUTES, evaluate, split


@pytest.fixture(scope="module")
def report(model, rows):
    return evaluate(model, *split(rows))


def test_error_is_within_the_bound(report):
    assert report.mae < MAX_MAE_MINUTES
    assert report.mae < 6.0


def test_beats_the_median_by_far(report):
    assert report.mae < 0.3 * report.median_mae


def test_no_slice_is_left_behind(report):
    assert report.worst_slice_mae < 1.5 * report.mae


@pytest.mark.parametrize("feature", ["distance_km", "stops_before"])
def test_more_of_it_takes_longer(model, rows, feature):
    typical = rows.head(200).assign(distance_km=20.0, stops_before=10)
    more = typical.assign(**{feature: typical[feature] * 3})
    before = model.predict(feature_matrix(shipments(typical)))
    after = model.predict(feature_matrix(shipments(more)))
    assert np.mean(after) > np.mean(before) + 5
