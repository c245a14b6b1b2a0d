"""Results of repositories: under which key they are kept, for which state of a repository, in what form.

The key is a hash: of the code, and of everything about the question that could change the answer. The state
is what the repository itself says of the commit and the tags that a result was made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import astuple, replace

from analyzer.git import Listing
from analyzer.model import RepositoryResult
from analyzer.sources import Candidate, Source

_COMMIT_BYTES = 4
"""Of each commit id: enough to tell a tag of the history from one that is not, and wrong only for caution."""


class State(Struct, frozen=True):
    """What of a repository a result was made from.

    `commits` are the beginnings of the ids of the history of a repository on a server, which tells more tags
    than belong to the assessed branch; None of a local one, of which all tags count.
    """

    tip: str
    tags: tuple[tuple[str, str], ...]
    ends: tuple[str, ...] = ()
    commits: bytes | None = None


class _Kept(Struct, frozen=True):
    state: State
    result: RepositoryResult


def question_of(candidate: Candidate) -> Candidate:
    """The candidate as a repository is asked about: what else is scanned beside it changes nothing."""
    return replace(candidate, targets=())


def result_key(code: bytes, source: Source, candidate: Candidate, *, blind: bool, size_limit: int) -> bytes:
    """Under what a result is kept. The limit of a clone matters of what is cloned."""
    own = None if source.own_commits is None else sorted(source.own_commits)
    question = (
        code,
        astuple(replace(source, own_commits=None, stated_size=None)),
        own,
        astuple(question_of(candidate)),
        blind,
        size_limit if source.remote else None,
    )
    return hashlib.sha256(repr(question).encode("utf-8", "backslashreplace")).digest()


def local_state(listing: Listing) -> State:
    """The state of a repository on this machine: all that it says."""
    return State(listing.tip, tuple(sorted(listing.tags.items())), listing.ends)


def remote_state(listing: Listing, names: Collection[str], commits: Iterable[str]) -> State:
    """The state of a clone: `names` are those of its tags that name one of the `commits` of the history."""
    ids = bytearray()
    for commit in commits:
        ids += bytes.fromhex(commit[: 2 * _COMMIT_BYTES])
    tags = tuple(sorted((name, listing.tags[name]) for name in names))
    return State(listing.tip, tags, commits=bytes(ids))


def is_of(state: State, listing: Listing) -> bool:
    """Whether a repository that says this of itself is still in that state."""
    if state.tip != listing.tip or state.ends != listing.ends:
        return False
    if state.commits is None:
        return state.tags == tuple(sorted(listing.tags.items()))
    ids = state.commits
    known = {ids[start : start + _COMMIT_BYTES] for start in range(0, len(ids), _COMMIT_BYTES)}
    named = {
        (name, identity)
        for name, identity in listing.tags.items()
        if bytes.fromhex(listing.peeled.get(name, identity))[:_COMMIT_BYTES] in known
    }
    return named == set(state.tags)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Kept)


def encoded_result(state: State, result: RepositoryResult) -> bytes | None:
    """A result with its state as bytes; None where a name in it is no Unicode."""
    try:
        return _encoder.encode(_Kept(state, result))
    except (UnicodeEncodeError, msgspec.MsgspecError, TypeError, OverflowError):
        return None


def decoded_result(content: bytes, listing: Listing) -> RepositoryResult | None:
    """The result, if it is one and the repository is still in its state."""
    try:
        kept = _decoder.decode(content)
    except (msgspec.MsgspecError, ValueError):
        return None
    return kept.result if is_of(kept.state, listing) else None
