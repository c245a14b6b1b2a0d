"""The loss whose minimum is a quantile."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def pinball_loss(actual: ArrayLike, forecast: ArrayLike, quantile: float) -> float:
    """Mean pinball loss; at quantile 0.5 it is half the mean absolute error.

    Raises ValueError for a quantile outside (0, 1), for no data, and for shapes that differ.
    """
    if not 0 < quantile < 1:
        raise ValueError(f"quantile must be between 0 and 1, not {quantile}")
    actual, forecast = np.asarray(actual, float), np.asarray(forecast, float)
    if actual.shape != forecast.shape:
        raise ValueError(f"{actual.shape} actual values, {forecast.shape} forecasts")
    if actual.size == 0:
        raise ValueError("no data")
    short = actual - forecast
    return float(np.mean(np.maximum(quantile * short, (quantile - 1) * short)))
