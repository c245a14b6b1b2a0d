"""Drift detection with the population stability index."""

import numpy as np

from recsys_platform.config import settings


def psi(reference: np.ndarray, current: np.ndarray, bins: int = 10) -> float:
    edges = np.histogram_bin_edges(reference, bins)
    before = np.histogram(reference, edges)[0] / len(reference) + 1e-6
    after = np.histogram(current, edges)[0] / len(current) + 1e-6
    return float(np.sum((after - before) * np.log(after / before)))


def has_drifted(reference: np.ndarray, current: np.ndarray) -> bool:
    return psi(reference, current) > settings.drift_threshold
