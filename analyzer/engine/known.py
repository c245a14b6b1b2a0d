"""What was found out before: the results of repositories that are as they were then."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from analyzer.engine.terms import Terms
from analyzer.git import GitError, Listing, list_local, list_remote
from analyzer.model import RepositoryResult
from analyzer.sources import Candidate, Source
from analyzer.store import Store, question_of, result_key

LISTING_SECONDS = 10.0
"""For the answer of a server that says what it has: otherwise the repository is read anew."""
_MOST_AT_ONCE = 8


Known = Mapping[str, RepositoryResult | None]
"""Results by the locations of their sources, None where the repository has changed."""


class _Kept(Struct, frozen=True):
    index: int
    source: Source
    key: bytes


def known_results(
    store: Store, sources: Sequence[Source], candidate: Candidate, terms: Terms, folder: Path
) -> Iterator[tuple[int, RepositoryResult | None]]:
    """The results, with their indices, of the sources that are as they were when these were kept.

    None of one that has changed since; one of which nothing is known, or that does not answer, is left out.

    `folder` is an existing one for what is written meanwhile. A server is asked only of what is known at all.
    """
    keys = (key_of(store, each, candidate, terms) for each in sources)
    known = [_Kept(index, source, key) for index, (source, key) in enumerate(zip(sources, keys, strict=True))]
    known = [each for each in known if store.has_result(each.key)]
    for each, listing in zip(known, _listings(known, terms, folder), strict=True):
        if listing is not None:
            yield each.index, store.result(each.key, listing)


def _listings(known: Sequence[_Kept], terms: Terms, folder: Path) -> list[Listing | None]:
    """What each of them says of itself, several servers asked at once."""
    if sum(each.source.remote for each in known) < 2:
        return [_listing(each, terms, folder) for each in known]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(_MOST_AT_ONCE, len(known))) as pool:
        return list(pool.map(lambda each: _listing(each, terms, folder), known))


def key_of(store: Store, source: Source, candidate: Candidate, terms: Terms) -> bytes:
    """Under what the result of a source is kept."""
    code = store.terms.code
    return result_key(code, source, question_of(candidate), blind=terms.blind, size_limit=terms.size_limit)


def _listing(known: _Kept, terms: Terms, folder: Path) -> Listing | None:
    """What the repository says of itself; None where that cannot be told: reading it will say why."""
    source = known.source
    try:
        if not source.remote:
            return list_local(source.location)
        workspace = folder / f"listing-{known.index}"
        workspace.mkdir()
        return list_remote(
            source.location,
            workspace=workspace,
            deadline=time.monotonic() + min(terms.timeout, LISTING_SECONDS),
            token=terms.token if source.authenticated else None,
        )
    except (GitError, OSError):
        return None
