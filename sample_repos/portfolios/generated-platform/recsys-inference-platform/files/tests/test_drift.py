import numpy as np

from recsys_platform.monitoring.drift import psi


def test_psi():
    assert psi(np.random.rand(100), np.random.rand(100)) is not None
