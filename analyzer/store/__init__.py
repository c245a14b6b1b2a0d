"""What was found out before: results of repositories and facts of files, in one private folder.

A cache is never needed: where it is damaged, full, locked or gone, everything is found out anew.
"""

from __future__ import annotations

from analyzer.store.folder import CacheProblem, clear_folder, default_folder
from analyzer.store.results import State, local_state, question_of, remote_state, result_key
from analyzer.store.store import (
    DEFAULT_LIMIT,
    CacheSettings,
    Forgotten,
    Store,
    StoreTerms,
    cache_sizes,
    forget_repositories,
    store_terms,
)

__all__ = [
    "DEFAULT_LIMIT",
    "CacheProblem",
    "CacheSettings",
    "Forgotten",
    "State",
    "Store",
    "StoreTerms",
    "cache_sizes",
    "clear_folder",
    "default_folder",
    "forget_repositories",
    "local_state",
    "question_of",
    "remote_state",
    "result_key",
    "store_terms",
]
