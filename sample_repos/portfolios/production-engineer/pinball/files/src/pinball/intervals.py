"""Intervals that keep their promise on data like the calibration data."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def coverage(low: ArrayLike, high: ArrayLike, actual: ArrayLike) -> float:
    """Share of the actual values inside their interval, ends included."""
    low, high, actual = (np.asarray(values, float) for values in (low, high, actual))
    return float(np.mean((low <= actual) & (actual <= high)))


@dataclass(frozen=True)
class Interval:
    """A margin that makes a pair of quantile forecasts cover what they should."""

    margin: float

    @classmethod
    def calibrate(cls, low: ArrayLike, high: ArrayLike, actual: ArrayLike, miss: float) -> Interval:
        """Find the margin for which at most `miss` of such values fall outside.

        Split conformal calibration of a quantile pair. The margin is negative if the forecasts were
        too wide. Raises ValueError if there is too little data for so small a `miss`.
        """
        low, high, actual = (np.asarray(values, float) for values in (low, high, actual))
        outside = np.sort(np.maximum(low - actual, actual - high))
        # One more than the data, because the next value counts too.
        rank = math.ceil((len(outside) + 1) * (1 - miss))
        if rank > len(outside):
            needed = math.ceil(1 / miss) - 1
            raise ValueError(f"{len(outside)} values cannot support a miss of {miss}, {needed} can")
        return cls(float(outside[rank - 1]))

    def widen(self, low: ArrayLike, high: ArrayLike) -> tuple[Numbers, Numbers]:
        """The calibrated ends. Ends that would cross meet in the middle."""
        lower, upper = np.asarray(low, float) - self.margin, np.asarray(high, float) + self.margin
        middle = (lower + upper) / 2
        return np.minimum(lower, middle), np.maximum(upper, middle)
