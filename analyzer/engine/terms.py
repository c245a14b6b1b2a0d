"""Under what terms a repository is assessed, wherever that is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.git import BLOBS_LIMIT
from analyzer.store import CacheSettings

DEFAULT_TIMEOUT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Terms:
    """What every worker of a run is told: plain values, which can be pickled and sent to another machine.

    `timeout` is in seconds and `size_limit` in bytes of a clone, for each repository. `blind`: what tells who
    somebody is comes with the results. `token` goes to the server of authenticated sources and appears in no
    text made from this. `code` is the fingerprint of the program that asks, empty where nobody compares.
    `cache` is where each machine keeps what it finds, None for nowhere.
    """

    timeout: float = DEFAULT_TIMEOUT_SECONDS
    size_limit: int = BLOBS_LIMIT
    blind: bool = False
    token: str | None = field(default=None, repr=False)
    code: str = ""
    cache: CacheSettings | None = None
