"""How far the shipments we serve have moved from those we trained on."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

BINS = 10
SMALLEST_SHARE = 1e-4


class Reference:
    """Deciles of every feature in the training data, kept inside the model."""

    def __init__(self, matrix: NDArray[np.float64]) -> None:
        inner = np.linspace(0, 1, BINS + 1)[1:-1]
        self.edges = [np.unique(np.quantile(column, inner)) for column in matrix.T]
        self.shares = [_shares(column, edges) for column, edges in zip(matrix.T, self.edges)]

    def psi(self, matrix: NDArray[np.float64]) -> list[float]:
        """Population stability index of every feature; 0 is the same distribution."""
        result = []
        for column, edges, expected in zip(matrix.T, self.edges, self.shares):
            actual = _shares(column, edges)
            result.append(float(np.sum((actual - expected) * np.log(actual / expected))))
        return result


class Window:
    """The last rows served. `ready` every `step` rows once it is full."""

    def __init__(self, size: int = 500, step: int = 100) -> None:
        self.rows: deque[list[float]] = deque(maxlen=size)
        self.step = step
        self.seen = 0

    def add(self, row: list[float]) -> None:
        self.rows.append(row)
        self.seen += 1

    @property
    def ready(self) -> bool:
        return len(self.rows) == self.rows.maxlen and self.seen % self.step == 0

    def matrix(self) -> NDArray[np.float64]:
        return np.array(self.rows)


def _shares(column: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    counts = np.bincount(np.searchsorted(edges, column, side="right"), minlength=len(edges) + 1)
    return np.clip(counts / len(column), SMALLEST_SHARE, None)
