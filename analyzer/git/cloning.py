"""How a repository of a server comes to be here: a clone, or a kept one with what is new."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable

from analyzer.git.bare import write_configuration
from analyzer.git.kept import KeptClone
from analyzer.git.listing import Listing
from analyzer.git.local import GitDirectory, resolve_head
from analyzer.git.process import DeadlineExceeded, GitError, NothingBefore
from analyzer.git.remote import Remote
from analyzer.git.repository import Repository
from analyzer.git.tags import tag_references

Wanted = Callable[[str], bool]
Soon = Callable[[Repository], Iterable[str]]

BYTES_WITH_SOON = 32 * 1024**2
"""On disk, of the contents that are wanted and those that will be: with more, the first are fetched alone."""

CONTENTS_OF_LARGE = 1024
"""Bytes from which on contents do not come with the commits, unless the repository is small."""
SMALL_REPOSITORIES = ((700_000, 1024**2), (6_000_000, 64 * 1024))
"""Bytes of a repository at most, and from how many bytes on its contents do not come with the commits.

Of 292 public repositories of the kind that is scanned 29 % have at most 700,000 bytes, together half a
percent of the bytes of all, and 63 % at most 6,000,000, together 5 %. To leave much out of these saves little
and costs requests.
"""


def fetch_into(
    repository: Repository,
    remote: Remote,
    as_of: int | None,
    wanted: Wanted,
    soon: Soon,
    stated_size: int | None,
    kept: KeptClone | None,
) -> None:
    """Commits, directories and small contents, then what is missing of the files that are `wanted`.

    They are those of the assessed commit; what will be asked for `soon` comes along. `stated_size` is in
    bytes, None where nobody states it. What is in the `kept` clone is not fetched. Raises GitError.
    """
    below = _comes_with_commits(stated_size)
    if kept is not None and _update(repository, remote, as_of, wanted, soon, below, kept):
        # Of what was kept nobody knows with which of the two it came.
        repository.whole_below = CONTENTS_OF_LARGE
    else:
        _clone(repository, remote, as_of, wanted, soon, below)
        repository.whole_below = below
    # No more is seen of it than of a new one, so it may hold whatever came along.
    repository.kept = kept


def _comes_with_commits(stated_size: int | None) -> int:
    """Below how many bytes contents come with the commits."""
    if stated_size is not None:
        for most, below in SMALL_REPOSITORIES:
            if stated_size <= most:
                return below
    return CONTENTS_OF_LARGE


def _clone(
    repository: Repository, remote: Remote, as_of: int | None, wanted: Wanted, soon: Soon, below: int
) -> None:
    remote.clone(repository.git_directory, below)
    _open(repository, as_of)
    missing = repository.ask_for(wanted)
    if missing and not _fetch(repository, remote, missing, soon):
        repository.forget()
        shutil.rmtree(repository.git_directory)
        remote.clone(repository.git_directory, None)
        _open(repository, as_of)
        repository.ask_for(wanted)


def _fetch(repository: Repository, remote: Remote, missing: set[str], soon: Soon) -> bool:
    """Fetch what is missing, and with it what will be; False if the server does not give it so."""
    place = repository.git_directory
    if later := repository.lacking(soon(repository)) - missing:
        both = sorted(missing | later)
        if remote.try_to_fetch(place, both, BYTES_WITH_SOON, at_least=BYTES_WITH_SOON) is None:
            return True
    return remote.fetch(place, sorted(missing))


def _update(
    repository: Repository,
    remote: Remote,
    as_of: int | None,
    wanted: Wanted,
    soon: Soon,
    below: int,
    kept: KeptClone,
) -> bool:
    """A clone from what is kept and what is new; False, with nothing left of it, where that does not work."""
    known = repository.directory / "known.git"
    if not kept.lend(known):
        return False
    try:
        remote.update(repository.git_directory, known, below)
        _open(repository, as_of)
        missing = repository.ask_for(wanted)
        if missing and not _fetch(repository, remote, missing, soon):
            raise GitError("the server does not provide the files that are new")
    except (DeadlineExceeded, NothingBefore):
        raise
    except (GitError, OSError):
        # A new clone will say what is wrong, if anything is.
        kept.discard()
        repository.forget()
        shutil.rmtree(repository.git_directory, ignore_errors=True)
        return False
    finally:
        shutil.rmtree(known, ignore_errors=True)
    return True


def _open(repository: Repository, as_of: int | None) -> None:
    cloned = GitDirectory(repository.git_directory, repository.git_directory)
    head = resolve_head(cloned)
    repository.listing = Listing(head.commit, tag_references(cloned))
    # Our configuration in place of the clone's: without a remote nothing is ever fetched behind our back.
    write_configuration(repository.git_directory, head)
    repository.branch = head.branch
    repository.choose(head.commit, as_of)
