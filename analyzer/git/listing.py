"""What a repository says of itself without being read: the commit of its HEAD, and its tags.

Of a repository on this machine that is read from its files as text, of one on a server it is one request.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from analyzer.git.local import OBJECT_ID, is_reference, locate, resolve_head, shallow_commits
from analyzer.git.process import EmptyRepository, GitError, fields
from analyzer.git.remote import Remote
from analyzer.git.tags import NAME_LENGTH, tag_references

LISTING_BYTES = 32 * 1024**2
"""Of the references of a server: it may have one for each proposal ever made."""
_LINE_LENGTH = 1024
_TAGS = "refs/tags/"
_PEELED = "^{}"


class Listing(Struct, frozen=True):
    """What a repository says of itself without being read.

    `tip` is the commit that its HEAD names, `tags` the ids by name, `peeled` what annotated ones stand for,
    where that is known; `ends` are the commits at which a shallow clone was cut off.
    """

    tip: str
    tags: Mapping[str, str] = field(default_factory=dict)
    peeled: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[str, ...] = ()


def list_local(path: str) -> Listing:
    """What the repository at `path` says; no git runs. Raises GitError."""
    found = locate(path)
    return Listing(resolve_head(found).commit, tag_references(found), {}, shallow_commits(found))


def list_remote(url: str, *, workspace: Path, deadline: float | None, token: str | None) -> Listing:
    """What the server at `url` says. Raises GitError."""
    remote = Remote(url, directory=workspace, deadline=deadline, token=token, size_limit=LISTING_BYTES)
    found: dict[str, str] = {}
    with remote.references() as child:
        for line in fields(child.chunks(LISTING_BYTES), _LINE_LENGTH, b"\n"):
            identity, _, name = line.decode("utf-8", "surrogateescape").partition("\t")
            if OBJECT_ID.fullmatch(identity) and (name == "HEAD" or name.startswith(_TAGS)):
                found[name] = identity
        if not child.finish():
            raise GitError("the server does not list its branches")
    tip = found.pop("HEAD", None)
    if tip is None:
        raise EmptyRepository("it has no commit")
    peeled = {name.removesuffix(_PEELED): each for name, each in found.items() if name.endswith(_PEELED)}
    tags = {name: each for name, each in found.items() if is_reference(name) and not name.endswith(_PEELED)}
    return Listing(tip, _short(tags), _short(peeled))


def _short(references: Mapping[str, str]) -> dict[str, str]:
    """By the names of tags as they are read from a clone; of more than are read there, none is left out."""
    names = {name.removeprefix(_TAGS): each for name, each in references.items()}
    return {name: each for name, each in names.items() if len(name) <= NAME_LENGTH}
