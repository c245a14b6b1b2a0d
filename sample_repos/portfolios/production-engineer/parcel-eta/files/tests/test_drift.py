import numpy as np

from parcel_eta.drift import Reference, Window


def test_same_distribution_is_near_zero_and_a_shift_is_not():
    random = np.random.default_rng(3)
    reference = Reference(random.normal(size=(4000, 2)))
    served = random.normal(size=(500, 2))
    served[:, 1] += 1.0
    still, moved = reference.psi(served)
    assert still < 0.1
    assert moved > 0.5


def test_constant_feature_does_not_divide_by_zero():
    reference = Reference(np.zeros((100, 1)))
    assert np.isfinite(reference.psi(np.ones((50, 1)))[0])


def test_window_is_ready_once_full_and_then_every_step():
    window = Window(size=4, step=2)
    ready = []
    for number in range(8):
        window.add([float(number)])
        ready.append(window.ready)
    assert ready == [False, False, False, True, False, True, False, True]
    assert window.matrix()[:, 0].tolist() == [4, 5, 6, 7]
