"""A bound that a hostile input must not break: reading it ends, whatever machine it is read on."""

from __future__ import annotations

import pytest

# A bounded reader takes a second at most for any of these inputs; what grows faster than the input takes
# minutes or for ever. Nothing measures the time between: only what does not end fails.
ends = pytest.mark.timeout(60)
