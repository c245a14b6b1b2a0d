"""Who changed since when, for everybody who watches: a number that grows, and those whose row was touched."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable


class Board:
    """What watchers are told of; any thread may touch a row."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        """Of this start: numbers of an earlier one mean nothing."""
        self._number = 0
        self._touched: dict[str, int] = {}
        self._watchers: set[Callable[[], None]] = set()
        self._lock = threading.Lock()
        self.closed = False

    @property
    def number(self) -> int:
        """How far it is now."""
        return self._number

    def touch(self, *ids: str) -> None:
        """Something about these candidates has changed."""
        with self._lock:
            self._number += 1
            for id in ids:
                self._touched.pop(id, None)
                self._touched[id] = self._number
            watchers = list(self._watchers)
        for wake in watchers:
            wake()

    def since(self, number: int) -> tuple[int, list[str]]:
        """How far it is now, and who was touched after `number`, the earliest first."""
        with self._lock:
            return self._number, [id for id, touched in self._touched.items() if touched > number]

    def watch(self, wake: Callable[[], None]) -> None:
        """Call `wake` at every change."""
        with self._lock:
            self._watchers.add(wake)

    def leave(self, wake: Callable[[], None]) -> None:
        """Call it no more."""
        with self._lock:
            self._watchers.discard(wake)

    @property
    def watchers(self) -> int:
        """How many watch."""
        return len(self._watchers)

    def close(self) -> None:
        """Nothing changes any more: whoever watches leaves."""
        self.closed = True
        self.touch()
