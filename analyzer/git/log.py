"""Commits from the fields of a `git log` stream.

Every record is a fixed number of fields that end with NUL, which no commit can contain; a path follows its
raw entry, so that neither messages nor names can forge a record.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.commits import DELTA_ID, CommitRecord
from analyzer.git.process import GitError
from analyzer.git.tree import PATH_LENGTH
from analyzer.lazy_regex import lazy_regex
from analyzer.sources import Author, Change

PATHS_PER_COMMIT = 20_000
CHANGED_PATHS_LIMIT = 10_000_000
CHANGES_OF_A_FILE = 100
CHANGES_LIMIT = 20_000
"""Changes of which the contents are remembered, the newest first: of one file and of all."""
AUTHOR_LENGTH = 254
SUBJECT_LENGTH = 200
CO_AUTHORS = 100
LAST_SECOND = 253_402_300_799
"""31 December 9999, 23:59:59: the last second that Python's calendar knows."""

EMPTY_BLOBS = frozenset(
    {
        b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        b"473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)
"""Ids of the empty file, SHA-1 and SHA-256: "moved" says nothing of a file without content."""

LOG_FIELDS = (
    "%H", "%P", "%at", "%ct", "%an", "%ae", "%cn", "%ce", "%s",
    "%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x0A)", "%b",
)  # fmt: skip
_OBJECT_ID = lazy_regex(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REVERTS = lazy_regex(r"This reverts commit ([0-9a-f]{7,64})\b")
_CHANGE_ID = lazy_regex(r"^Change-Id: (I[0-9a-f]{8,64})\s*$", re.MULTILINE)
# What merging services and scripts write of the pull request that a commit comes from: ghstack and PyTorch's
# bot, Node.js, Marge-bot of GitLab, Copybara; Apache's scripts close it by its branch.
_RESOLVED = lazy_regex(
    r"^(?:Pull[ -][Rr]equest[ -](?:resolved|URL)|PR-URL|Part-of|COPYBARA_INTEGRATE_REVIEW)(?:: |=)<?https?://"
    r"\S{1,200}?/(?:pulls?|merge_requests|pull-requests)/(\d{1,9})\b\S{0,100}(?: from [^\n]{1,300})?$"
    r"|^Closes #(\d{1,9}) from [\w.-]{1,100}/\S{1,200}[ \t]{0,9}$",
    re.MULTILINE,
)
_SAY_RESOLVED = ("/pull", "/merge_requests/", "Closes #")
_REVISION = lazy_regex(r"^Differential Revision: \S{0,200}\b(D\d{1,9})\s*$", re.MULTILINE)

Keeps = Callable[[str], bool]


def nothing(_path: str) -> bool:
    """No path: of no file the old content matters."""
    return False


class ChangeBudget:
    """Of how many changes the contents may still be remembered, of a file and of all; asked newest first."""

    def __init__(self, keeps: Keeps) -> None:
        self._keeps = keeps
        self._left: dict[str, int] = {}
        self._of_all = CHANGES_LIMIT

    def allows(self, path: str) -> bool:
        """Whether one more change of a file may be remembered."""
        left = self._left.get(path)
        if left is None:
            left = self._left[path] = CHANGES_OF_A_FILE if self._keeps(path) else 0
        return left > 0 and self._of_all > 0

    def charge(self, path: str) -> None:
        """One more is remembered."""
        self._left[path] -= 1
        self._of_all -= 1

    def within(self, changes: Sequence[Change]) -> tuple[Change, ...]:
        """Those of the changes of a commit that may be remembered, which are charged."""
        found = []
        for change in changes:
            if self.allows(change.path):
                self.charge(change.path)
                found.append(change)
        return tuple(found)


class _Kept:
    """The changes of the files that matter, within what may be remembered of a file and of all."""

    def __init__(self, keeps: Keeps) -> None:
        self._budget = ChangeBudget(keeps)
        # What one commit made of a file the next one finds: each id is held once.
        self._ids: dict[bytes, str] = {}

    def change(self, words: Sequence[bytes], path: str) -> Change | None:
        """The change, if it matters; `words` are the raw entry of a file that was there before and after."""
        if not self._budget.allows(path):
            return None
        if not (_is_file(words[0][1:]) and _is_file(words[1]) and all(map(_OBJECT_ID.fullmatch, words[2:4]))):
            return None
        self._budget.charge(path)
        before, after = (self._ids.setdefault(each, each.decode("ascii")) for each in words[2:4])
        return Change(path, before, after)


def _is_file(mode: bytes) -> bool:
    return mode in (b"100644", b"100755")


class _Changes(Struct):
    """The paths of one commit as they arrive."""

    kept: _Kept
    count: int = 0
    paths: list[str] = field(default_factory=list)
    added: list[tuple[bytes, str]] = field(default_factory=list)
    deleted: list[tuple[bytes, str]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    delta: bytes = b""

    def add(self, entry: bytes, path: str) -> None:
        self.count += 1
        if self.count > PATHS_PER_COMMIT:
            return
        self.paths.append(path)
        words = entry.split()
        if self.count == 1 and len(words) == 5 and words[4] == b"M":
            self.delta = words[2][:DELTA_ID] + b".." + words[3][:DELTA_ID]
        if len(words) == 5 and words[4] == b"A":
            self.added.append((words[3], path))
        elif len(words) == 5 and words[4] == b"D":
            self.deleted.append((words[2], path))
        elif len(words) == 5 and (change := self.kept.change(words, path)) is not None:
            self.changed.append(change)


def parse_log(tokens: Iterator[bytes], keeps: Keeps = nothing) -> Iterator[CommitRecord]:
    """Commits from the fields of the log; the last one is yielded even if its paths were cut off."""
    names: dict[bytes, str] = {}
    authors: dict[tuple[str, str], Author] = {}
    commit: CommitRecord | None = None
    kept = _Kept(keeps)
    changes = _Changes(kept)
    for token in tokens:
        # Between the record of a commit and its first path git puts an empty field and a line break.
        token = token.lstrip(b"\n")
        if token.startswith(b":"):
            raw = next(tokens, None)
            if raw is None:
                break
            raw = raw[:PATH_LENGTH]
            if changes.count >= PATHS_PER_COMMIT:
                changes.count += 1
                if changes.count > CHANGED_PATHS_LIMIT:
                    break
                continue
            path = names.get(raw)
            if path is None:
                path = names[raw] = raw.decode("utf-8", "surrogateescape")
            changes.add(token, path)
        elif token:
            if not _OBJECT_ID.fullmatch(token):
                raise GitError("the output of git could not be parsed")
            record = [token, *(value for _, value in zip(LOG_FIELDS[1:], tokens, strict=False))]
            if commit is not None:
                yield _with_changes(commit, changes)
                commit, changes = None, _Changes(kept)
            if len(record) < len(LOG_FIELDS):
                break
            commit = _header(record, authors)
    if commit is not None:
        yield _with_changes(commit, changes)


def _with_changes(commit: CommitRecord, changes: _Changes) -> CommitRecord:
    if not changes.count:
        return commit
    return replace(
        commit,
        paths=tuple(changes.paths),
        added=tuple(path for _, path in changes.added),
        renames=exact_renames(changes.deleted, changes.added),
        path_count=changes.count,
        changes=tuple(changes.changed),
        delta=changes.delta.decode("ascii", "replace") if changes.count == 1 else "",
    )


def exact_renames(
    deleted: Sequence[tuple[bytes, str]], added: Sequence[tuple[bytes, str]]
) -> tuple[tuple[str, str], ...]:
    """Pairs of (old, new) path of one commit whose content is the same; both sides are (blob, path).

    Where several files share a content, one of the same file name goes first. Empty files never pair.
    """
    deleted, added = _each_path_once(deleted), _each_path_once(added)
    by_name: dict[tuple[bytes, str], deque[str]] = {}
    by_blob: dict[bytes, deque[str]] = {}
    for blob, path in deleted:
        if blob not in EMPTY_BLOBS:
            by_name.setdefault((blob, path.rpartition("/")[2]), deque()).append(path)
            by_blob.setdefault(blob, deque()).append(path)
    old_path: dict[str, str] = {}
    for blob, path in added:
        if same_name := by_name.get((blob, path.rpartition("/")[2])):
            old_path[path] = same_name.popleft()
    taken = set(old_path.values())
    for blob, path in added:
        candidates = by_blob.get(blob)
        while path not in old_path and candidates:
            old = candidates.popleft()
            if old not in taken:
                old_path[path] = old
    return tuple((old_path[path], path) for _, path in added if path in old_path)


def _each_path_once(side: Sequence[tuple[bytes, str]]) -> tuple[tuple[bytes, str], ...]:
    """A forged tree may name a path twice, and git's answer then does, too; the first counts."""
    blobs: dict[str, bytes] = {}
    for blob, path in side:
        blobs.setdefault(path, blob)
    return tuple((blob, path) for path, blob in blobs.items())


def _header(record: Sequence[bytes], authors: dict[tuple[str, str], Author]) -> CommitRecord:
    sha, parents, authored, committed, *people, subject, trailers, body = record

    def text(raw: bytes, length: int) -> str:
        # Four bytes a character are always enough; what the first cut leaves of one goes with the second.
        return raw[: 4 * length + 4].decode("utf-8", "surrogateescape")[:length]

    def person(name: str, email: str) -> Author:
        key = (name, email)
        return authors.setdefault(key, Author(*key))

    name, email, committer_name, committer_email = (text(raw, AUTHOR_LENGTH) for raw in people)
    message = body.decode("utf-8", "replace")
    reverted = _REVERTS.search(message)
    return CommitRecord(
        sha=sha.decode("ascii", "replace"),
        author=person(name, email),
        co_authors=tuple(
            person(*pair)
            for line in trailers.split(b"\n", CO_AUTHORS)[:CO_AUTHORS]
            if (pair := _co_author(text(line, 2 * AUTHOR_LENGTH)))
        ),
        committer=person(committer_name, committer_email),
        authored=seconds(authored),
        committed=seconds(committed),
        parents=len(parents.split()),
        subject=text(subject, SUBJECT_LENGTH),
        reverts=reverted[1] if reverted else None,
        review=_review(message),
    )


def _review(message: str) -> str | None:
    """The review that a message's trailers name: of a change in Gerrit, a revision, a pull request."""
    reviewed = "Reviewed-on: " in message and "\nReviewed-on: " in f"\n{message}"
    change = _CHANGE_ID.search(message) if reviewed else None
    found = change or (_REVISION.search(message) if "Differential Revision: " in message else None)
    if found is None and any(each in message for each in _SAY_RESOLVED):
        found = _RESOLVED.search(message)
    return (found[1] or found[2]) if found else None


def _co_author(trailer: str) -> tuple[str, str] | None:
    name, _, rest = trailer.partition("<")
    email, closed, _ = rest.partition(">")
    return (name.strip()[:AUTHOR_LENGTH], email.strip()[:AUTHOR_LENGTH]) if closed and email.strip() else None


def seconds(raw: bytes) -> int | None:
    """Unix seconds of a commit's date; None before 1970, after the year 9999 or where there is no number."""
    if not raw.isdigit() or len(raw) > 12:
        return None
    value = int(raw)
    return value if value <= LAST_SECOND else None
