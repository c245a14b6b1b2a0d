"""What is made from a snapshot once and kept on it: indexes and tables that several checks share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from analyzer.repository.snapshot import Snapshot

Facts = TypeVar("Facts")


def derived(build: Callable[[Snapshot], Facts]) -> Callable[[Snapshot], Facts]:
    """Make a function over a snapshot build its result once for each snapshot.

    The result is shared by all who ask, so it must not be changed. A call raises TimeoutError if building
    it took too much processor time before; see `Snapshot.derived`.
    """

    @wraps(build)
    def kept(repo: Snapshot) -> Facts:
        return repo.derived(build)

    return kept
