"""A bound that a hostile input must not break: it ends, whatever machine it runs on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

# Far above what any of these inputs takes and far below what each took before it had its limit;
# CPU seconds, so that a busy machine changes nothing.
CPU_SECONDS = 20


@contextmanager
def ends() -> Iterator[None]:
    """Fails if the block spends more processor time than a bounded parser could."""
    began = time.process_time()
    yield
    spent = time.process_time() - began
    assert spent < CPU_SECONDS, f"{spent:.1f} s of processor time"
