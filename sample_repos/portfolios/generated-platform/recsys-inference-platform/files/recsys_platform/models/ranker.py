"""Ranking model."""

import numpy as np


class RankingModel:
    """Gradient boosted ranker with calibrated scores."""

    def __init__(self, version: str = "v1") -> None:
        self.version = version
        self._rng = np.random.default_rng(42)

    def predict(self, features: list[list[float]]) -> list[float]:
        # TODO: replace with the trained model
        return [float(score) for score in self._rng.random(len(features))]
