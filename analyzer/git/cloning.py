"""How a repository of a server comes to be here: a clone, or a kept one with what is new."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

from analyzer.git.bare import write_configuration
from analyzer.git.kept import KeptClone
from analyzer.git.listing import Listing
from analyzer.git.local import GitDirectory, resolve_head
from analyzer.git.process import DeadlineExceeded, GitError, NothingBefore
from analyzer.git.remote import Remote
from analyzer.git.tags import tag_references

if TYPE_CHECKING:
    from analyzer.git.repository import Repository

Wanted = Callable[[str], bool]


def fetch_into(
    repository: Repository, remote: Remote, as_of: int | None, wanted: Wanted, kept: KeptClone | None
) -> None:
    """Commits and directories first, then the files of the assessed commit that are `wanted`.

    What is in the `kept` clone is not fetched. Raises GitError.
    """
    if kept is not None and _update(repository, remote, as_of, wanted, kept):
        return
    _clone(repository, remote, as_of, filtered=True)
    missing = repository.missing_blobs(wanted)
    if missing and not remote.fetch(repository.git_directory, sorted(missing)):
        shutil.rmtree(repository.git_directory)
        _clone(repository, remote, as_of, filtered=False)
    elif missing:
        # The server sends what it is asked for, and nothing else: only then is a kept clone like a new one.
        repository.kept = kept


def _update(
    repository: Repository, remote: Remote, as_of: int | None, wanted: Wanted, kept: KeptClone
) -> bool:
    """A clone from what is kept and what is new; False, with nothing left of it, where that does not work."""
    known = repository.directory / "known.git"
    if not kept.lend(known):
        return False
    try:
        remote.update(repository.git_directory, known)
        _open(repository, as_of)
        missing = repository.missing_blobs(wanted, alone=True)
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
    repository.kept = kept
    return True


def _clone(repository: Repository, remote: Remote, as_of: int | None, *, filtered: bool) -> None:
    remote.clone(repository.git_directory, filtered=filtered)
    _open(repository, as_of)


def _open(repository: Repository, as_of: int | None) -> None:
    cloned = GitDirectory(repository.git_directory, repository.git_directory)
    head = resolve_head(cloned)
    repository.listing = Listing(head.commit, tag_references(cloned))
    # Our configuration in place of the clone's: without a remote nothing is ever fetched behind our back.
    write_configuration(repository.git_directory, head)
    repository.branch = head.branch
    repository.choose(head.commit, as_of)
