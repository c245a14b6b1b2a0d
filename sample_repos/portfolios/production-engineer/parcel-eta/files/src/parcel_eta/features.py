"""What the model sees of a shipment. Training and serving both come through here."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEATURES = (
    "distance_km",
    "stops_before",
    "weight_kg",
    "hour_sin",
    "hour_cos",
    "weekend",
    "rain_mm",
)


@dataclass(frozen=True)
class Shipment:
    """One parcel on one tour, as known when the van leaves the depot."""

    distance_km: float
    stops_before: int
    weight_kg: float
    departure_hour: float
    weekday: int
    rain_mm: float = 0.0


def feature_row(shipment: Shipment) -> list[float]:
    """The features of one shipment, in the order of FEATURES."""
    angle = 2 * math.pi * shipment.departure_hour / 24
    return [
        shipment.distance_km,
        float(shipment.stops_before),
        shipment.weight_kg,
        math.sin(angle),
        math.cos(angle),
        float(shipment.weekday >= 5),
        shipment.rain_mm,
    ]


def feature_matrix(shipments: Iterable[Shipment]) -> NDArray[np.float64]:
    """One row a shipment."""
    return np.array([feature_row(shipment) for shipment in shipments], dtype=np.float64)
