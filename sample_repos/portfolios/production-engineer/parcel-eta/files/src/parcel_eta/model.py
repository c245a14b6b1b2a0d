"""The model: gradient boosted trees, and the range in which it dares to answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor

from parcel_eta.drift import Reference
from parcel_eta.features import FEATURES

PARAMETERS = {"learning_rate": 0.08, "max_iter": 150, "min_samples_leaf": 30, "random_state": 7}
DISTANCE = FEATURES.index("distance_km")


class EtaModel:
    """Predicts minutes. Remembers what the training data looked like."""

    def fit(self, matrix: NDArray[np.float64], minutes: NDArray[np.float64]) -> EtaModel:
        self.regressor = HistGradientBoostingRegressor(loss="absolute_error", **PARAMETERS)
        self.regressor.fit(matrix, minutes)
        self.reference = Reference(matrix)
        self.longest_km = float(np.quantile(matrix[:, DISTANCE], 0.999))
        return self

    def predict(self, matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.regressor.predict(matrix)

    def answers(self, row: list[float]) -> bool:
        """False for a tour longer than we have seen: trees would repeat their last leaf."""
        return row[DISTANCE] <= self.longest_km
