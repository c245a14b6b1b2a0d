"""How often Python looks for objects that keep each other alive."""

from __future__ import annotations

import gc

NEW_OBJECTS = 100_000
"""Some megabytes, and more than all our modules make when they are imported. Python's own 700 are made
within one function of a module that is read."""
_GENERATIONS = 20


def collect_rarely() -> None:
    """For a process that mostly builds what it then keeps: looking through it again and again is a twentieth
    of its work, and finds nothing."""
    gc.set_threshold(NEW_OBJECTS, _GENERATIONS, _GENERATIONS)
