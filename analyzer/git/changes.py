"""What single commits made of files: object ids before and after, of those commits that are asked about."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping

from analyzer.git.local import OBJECT_ID
from analyzer.git.log import CHANGED_PATHS_LIMIT, PATHS_PER_COMMIT
from analyzer.git.process import GitError, fields
from analyzer.git.repository import Repository
from analyzer.git.tree import PATH_LENGTH
from analyzer.sources import CommitChanges, FileChange

_DIFF_TREE = (
    "diff-tree", "--stdin", "-z", "-r", "--root", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff",
    "--no-textconv", "--no-color",
)  # fmt: skip
_FILES = frozenset({b"100644", b"100755"})


def read_changes(repository: Repository, wanted: Collection[tuple[str, str]]) -> Mapping[str, CommitChanges]:
    """What commits (no merges) made of files, by commit: of each wanted pair of commit and path.

    Raises GitError where git does not come to the end.
    """
    commits = sorted({commit for commit, _path in wanted})
    if not commits:
        return {}
    with tempfile.TemporaryFile(dir=repository.directory) as names:
        names.writelines(f"{name}\n".encode("ascii") for name in commits)
        names.seek(0)
        with repository.run(_DIFF_TREE, names) as child:
            found = dict(_parsed(fields(child.chunks(), PATH_LENGTH), wanted))
            if not child.finish():
                raise GitError("its changes could not be compared")
    return found


def _parsed(
    tokens: Iterator[bytes], wanted: Collection[tuple[str, str]]
) -> Iterator[tuple[str, CommitChanges]]:
    commit, files, modified, seen = "", dict[str, FileChange](), 0, 0
    for number, token in enumerate(tokens):
        if not token.startswith(b":"):
            if commit:
                yield commit, CommitChanges(files, modified)
            commit, files, modified, seen = token.decode("ascii", "replace"), {}, 0, 0
            if not OBJECT_ID.fullmatch(commit):
                raise GitError("the output of git could not be parsed")
            continue
        path, words = next(tokens, b"").decode("utf-8", "surrogateescape"), token[1:].split()
        if number > CHANGED_PATHS_LIMIT or len(words) != len(("modes", "modes", "id", "id", "status")):
            raise GitError("the output of git could not be parsed")
        seen += 1
        modified += words[4] == b"M"
        if seen <= PATHS_PER_COMMIT and (commit, path) in wanted:
            before = words[2].decode("ascii") if words[0] in _FILES else ""
            after = words[3].decode("ascii") if words[1] in _FILES else ""
            files.setdefault(path, FileChange(before, after))
    if commit:
        yield commit, CommitChanges(files, modified)
