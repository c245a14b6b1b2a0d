"""Reads the shipment export and refuses one that cannot be right."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from parcel_eta.features import Shipment

RANGES = {
    "distance_km": (0.0, 400.0),
    "stops_before": (0, 180),
    "weight_kg": (0.0, 70.0),
    "departure_hour": (0.0, 24.0),
    "weekday": (0, 6),
    "rain_mm": (0.0, 120.0),
    "minutes": (1.0, 900.0),
}
MAX_BAD_SHARE = 0.01
MIN_ROWS = 500


class InvalidData(ValueError):
    """The export is not fit for training; the message says which rule it breaks."""


def validate(rows: pd.DataFrame) -> pd.DataFrame:
    """The usable rows. A few bad ones are dropped, many stop the training."""
    missing = [name for name in RANGES if name not in rows.columns]
    if missing:
        raise InvalidData(f"missing columns: {', '.join(missing)}")
    usable = pd.Series(True, index=rows.index)
    for name, (low, high) in RANGES.items():
        within = rows[name].between(low, high)
        if (bad := 1 - within.mean()) > MAX_BAD_SHARE:
            raise InvalidData(f"{name}: {bad:.1%} of the rows are empty or outside {low} to {high}")
        usable &= within
    if usable.sum() < MIN_ROWS:
        raise InvalidData(f"{usable.sum()} usable rows, {MIN_ROWS} are needed")
    return rows[usable]


def read_export(path: Path) -> pd.DataFrame:
    """The validated rows of one CSV export, oldest first."""
    rows = pd.read_csv(path, parse_dates=["delivered_at"])
    return validate(rows).sort_values("delivered_at", ignore_index=True)


def shipments(rows: pd.DataFrame) -> list[Shipment]:
    """The rows without their outcome."""
    names = [name for name in RANGES if name != "minutes"]
    return [Shipment(**record) for record in rows[names].to_dict("records")]
