"""What earlier commits of an open repository made of files, from git or its server."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

from analyzer.authorship import NotSeenError
from analyzer.git import GitError, Repository, read_changes
from analyzer.sources import CommitChanges

COMPARED_FILE_BYTES = 512 * 1024
BYTES_COMPARED = 6 * 1024 * 1024
"""On disk, where they have to be fetched."""


class RepositoryPast(Struct, frozen=True):
    """A `Past` of one repository; where git fails or the time is over, nothing of it is seen."""

    repository: Repository
    # What will be asked for after the first contents: it comes with them where these have to be fetched.
    soon: Callable[[], Collection[str]] = tuple

    def changes(self, wanted: Collection[tuple[str, str]]) -> Mapping[str, CommitChanges]:
        try:
            return read_changes(self.repository, wanted)
        except GitError as error:
            raise NotSeenError from error

    def obtain(self, blobs: Collection[str]) -> None:
        try:
            problem = self.repository.obtain(blobs, BYTES_COMPARED, COMPARED_FILE_BYTES, self.soon)
        except GitError as error:
            raise NotSeenError from error
        if problem is not None:
            raise NotSeenError

    def read(self, blob: str) -> bytes | None:
        try:
            return self.repository.read(blob, COMPARED_FILE_BYTES)
        except GitError as error:
            raise NotSeenError from error
