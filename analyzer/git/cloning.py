"""How a repository of a server comes to be here: a clone, or a kept one with what is new."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from analyzer.git.bare import write_configuration
from analyzer.git.kept import KeptClone
from analyzer.git.listing import Listing
from analyzer.git.local import GitDirectory, resolve_head
from analyzer.git.process import DeadlineExceeded, GitError, NothingBefore
from analyzer.git.remote import Remote
from analyzer.git.repository import Repository
from analyzer.git.tags import tag_references

Wanted = Callable[[str], bool]

SMALL_REPOSITORY = 6_000_000
"""Bytes of a repository that is fetched nearly whole.

Of 106 public repositories of the kind that is scanned two in three were smaller, and these together had a
twelfth of the bytes.
"""
CONTENTS_OF_SMALL = 1024**2
CONTENTS_OF_LARGE = 16 * 1024
"""Bytes from which on contents do not come with the commits. Most code and configuration is smaller."""


def fetch_into(
    repository: Repository,
    remote: Remote,
    as_of: int | None,
    wanted: Wanted,
    stated_size: int | None,
    kept: KeptClone | None,
) -> None:
    """Commits, directories and small contents, then what is missing of the files that are `wanted`.

    They are those of the assessed commit. `stated_size` is in bytes, None where nobody states it. What is in
    the `kept` clone is not fetched. Raises GitError.
    """
    small = stated_size is not None and stated_size <= SMALL_REPOSITORY
    below = CONTENTS_OF_SMALL if small else CONTENTS_OF_LARGE
    if kept is not None and _update(repository, remote, as_of, wanted, below, kept):
        # Of what was kept nobody knows with which of the two it came.
        repository.whole_below = CONTENTS_OF_LARGE
    else:
        _clone(repository, remote, as_of, wanted, below)
        repository.whole_below = below
    # No more is seen of it than of a new one, so it may hold whatever came along.
    repository.kept = kept


def _clone(repository: Repository, remote: Remote, as_of: int | None, wanted: Wanted, below: int) -> None:
    remote.clone(repository.git_directory, below)
    _open(repository, as_of)
    missing = repository.ask_for(wanted)
    if missing and not remote.fetch(repository.git_directory, sorted(missing)):
        repository.forget()
        shutil.rmtree(repository.git_directory)
        remote.clone(repository.git_directory, None)
        _open(repository, as_of)
        repository.ask_for(wanted)


def _update(
    repository: Repository, remote: Remote, as_of: int | None, wanted: Wanted, below: int, kept: KeptClone
) -> bool:
    """A clone from what is kept and what is new; False, with nothing left of it, where that does not work."""
    known = repository.directory / "known.git"
    if not kept.lend(known):
        return False
    try:
        remote.update(repository.git_directory, known, below)
        _open(repository, as_of)
        missing = repository.ask_for(wanted)
        if missing and not remote.fetch(repository.git_directory, sorted(missing)):
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
