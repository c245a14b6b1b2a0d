"""How often a process looks for what keeps itself alive."""

from __future__ import annotations

import gc

from analyzer.system.memory import NEW_OBJECTS, collect_rarely


def test_a_process_that_builds_collects_rarely_but_collects() -> None:
    before = gc.get_threshold()
    try:
        collect_rarely()
        assert gc.isenabled()
        assert gc.get_threshold()[0] == NEW_OBJECTS > before[0]
    finally:
        gc.set_threshold(*before)
