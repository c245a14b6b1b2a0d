"""A bound that a hostile input must not break: reading it ends, whatever machine it is read on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

# A bounded reader takes a second at most for any of these inputs; what grows faster than the input takes
# minutes or for ever. Nothing measures the time between: only what does not end fails.
ends = pytest.mark.timeout(60)


Times = Callable[[int], int]
"""How often a piece of a hostile input is repeated, by how often it is in the whole one."""


def _whole(count: int) -> int:
    return count


def _a_tenth(count: int) -> int:
    return max(1, count // 10)


in_sizes = pytest.mark.parametrize(
    "times", [_a_tenth, pytest.param(_whole, marks=pytest.mark.slow)], ids=["a tenth", "whole"]
)
"""A test of hostile inputs that is run over a tenth of each, and over the whole by `make test-slow`."""
