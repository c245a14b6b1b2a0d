"""How a repository is opened: one of this machine is copied and checked, one of a server is fetched."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from analyzer.git.bare import write_bare, write_shallow
from analyzer.git.cloning import fetch_into
from analyzer.git.copy import copy_history
from analyzer.git.kept import KeptClone
from analyzer.git.listing import Listing
from analyzer.git.local import locate, object_stores, resolve_head, shallow_commits
from analyzer.git.objects import borrow
from analyzer.git.process import GitError
from analyzer.git.remote import Remote
from analyzer.git.repository import BLOBS_LIMIT, Repository
from analyzer.git.tags import tag_references
from analyzer.model import Trouble
from analyzer.system.machine import lacking


def open_local(path: str, *, as_of: int | None, workspace: Path, deadline: float | None) -> Repository:
    """Open the repository at `path`: a work tree, a linked work tree, a submodule or a bare repository.

    `as_of` are Unix seconds, `deadline` a moment of `time.monotonic()`, `workspace` an existing directory for
    what we write. Nothing runs in `path` and nothing of its configuration counts. Raises GitError.
    """
    found = locate(path)
    head = resolve_head(found)
    stores = object_stores(found.objects)
    cut = shallow_commits(found)
    with _opening(workspace, deadline) as repository:
        repository.source_directory = repository.directory / "source.git"
        write_bare(repository.source_directory, head)
        write_bare(repository.git_directory, head)
        borrow(stores, repository.source_directory / "objects")
        shallow = repository.truly_shallow(cut)
        write_shallow(repository.source_directory, shallow)
        repository.ends = frozenset(
            copy_history(repository.run_in_source, repository.run, head.commit, repository.directory)
        )
        write_shallow(repository.git_directory, (*shallow, *repository.ends))
        repository.branch, repository.shallow = head.branch, bool(shallow)
        repository.listing = Listing(head.commit, tag_references(found), {}, cut)
        repository.choose(head.commit, as_of)
    return repository


def open_remote(
    url: str,
    *,
    as_of: int | None,
    workspace: Path,
    deadline: float | None,
    token: str | None = None,
    stated_size: int | None = None,
    size_limit: int = BLOBS_LIMIT,
    wanted: Callable[[str], bool] | None = None,
    soon: Callable[[Repository], Iterable[str]] = lambda repository: (),
    progress: Callable[[int], None] = lambda size: None,
    again: Callable[[], None] = lambda: None,
    kept: KeptClone | None = None,
) -> Repository:
    """Clone the repository at `url`, an https address (http on this machine only), and open it.

    Commits, directories and small contents come first, then, in one fetch, what is missing of the files of
    the assessed commit whose paths are `wanted` (None: all); other files are missing, whatever came along.
    Blobs that are going to be asked for `soon` come along.
    `stated_size` is what the server says that the repository has, in bytes: it decides which contents are
    small. A server that cannot do this is asked for everything. `size_limit` are bytes on disk, and
    `progress` is told how many there are, `again` that a fetch has failed and is repeated. `token` reaches
    git through its environment and goes to this host alone. `kept` is where a clone of an earlier scan is.
    Raises GitError.
    """
    with _opening(workspace, deadline) as repository:
        repository.remote = Remote(
            url,
            directory=repository.directory,
            deadline=deadline,
            token=token,
            size_limit=size_limit,
            progress=progress,
            again=again,
        )
        everything = wanted or (lambda path: True)
        fetch_into(repository, repository.remote, as_of, everything, soon, stated_size, kept)
    return repository


@contextmanager
def _opening(workspace: Path, deadline: float | None) -> Iterator[Repository]:
    """A repository in a new private directory, which does not outlive a failure to open it."""
    repository = Repository(Path(tempfile.mkdtemp(prefix="repository-", dir=workspace)).resolve(), deadline)
    try:
        yield repository
    except OSError as error:
        repository.close()
        why = lacking(error)
        failed = GitError(f"it could not be opened: {why or 'a file cannot be read or written'}")
        failed.trouble = Trouble.LASTING if why is None else Trouble.MACHINE
        raise failed from error
    except BaseException:
        repository.close()
        raise
