import numpy as np
import pandas as pd
import pytest

from parcel_eta.train import fit, split


def make_rows(count: int = 3000, seed: int = 11) -> pd.DataFrame:
    """Shipments whose minutes follow a rule that the model has to find, plus noise."""
    random = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {
            "delivered_at": pd.date_range("2026-01-05", periods=count, freq="15min"),
            "distance_km": random.gamma(3.0, 9.0, count).clip(0.5, 200),
            "stops_before": random.integers(0, 60, count),
            "weight_kg": random.uniform(0.1, 30, count),
            "departure_hour": random.uniform(5, 20, count),
            "weekday": random.integers(0, 7, count),
            "rain_mm": random.exponential(1.0, count),
        }
    )
    rush = np.where(rows["departure_hour"].between(15, 18), 12, 0)
    rows["minutes"] = (
        20
        + 1.4 * rows["distance_km"]
        + 2.1 * rows["stops_before"]
        + 3.0 * rows["rain_mm"]
        + rush
        + random.normal(0, 4, count)
    ).clip(5, 850)
    return rows


@pytest.fixture(scope="session")
def rows():
    return make_rows()


@pytest.fixture(scope="session")
def model(rows):
    return fit(split(rows)[0])
