"""What earlier commits of an open repository made of files, from git or its server."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct, field

from analyzer.authorship import NotSeenError
from analyzer.git import GitError, Repository, read_changes
from analyzer.sources import CommitChanges

COMPARED_FILE_BYTES = 512 * 1024
BYTES_COMPARED = 6 * 1024 * 1024
"""On disk, where they have to be fetched."""


class _Compared(Struct):
    """The pairs of commit and path that were asked about, and what the commits made of these paths."""

    asked: set[tuple[str, str]] = field(default_factory=set)
    changes: dict[str, CommitChanges] = field(default_factory=dict)

    def add(self, asked: Collection[tuple[str, str]], found: Mapping[str, CommitChanges]) -> None:
        self.asked.update(asked)
        for commit, each in found.items():
            before = self.changes.get(commit)
            files = each.files if before is None else {**before.files, **each.files}
            self.changes[commit] = CommitChanges(files, each.modified)


class RepositoryPast(Struct, frozen=True):
    """A `Past` of one repository; where git fails or the time is over, nothing of it is seen.

    Git is asked once about a commit and a path.
    """

    repository: Repository
    # What will be asked for after the first contents: it comes with them where these have to be fetched.
    soon: Callable[[], Collection[str]] = tuple
    compared: _Compared = field(default_factory=_Compared)

    def changes(self, wanted: Collection[tuple[str, str]]) -> Mapping[str, CommitChanges]:
        compared = self.compared
        new = {each for each in wanted if each not in compared.asked}
        try:
            compared.add(new, read_changes(self.repository, new))
        except GitError as error:
            raise NotSeenError from error
        commits = {commit for commit, _path in wanted}
        return {each: compared.changes[each] for each in sorted(commits & compared.changes.keys())}

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
