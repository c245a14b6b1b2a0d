"""The history of one commit, read from a single `git log` stream.

Every record is a fixed number of fields that end with NUL, which no commit can contain; a path follows its
raw entry, so that neither messages nor names can forge a record.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.git.process import Child, GitError, Limits, fields
from analyzer.git.tree import PATH_LENGTH
from analyzer.lazy_regex import lazy_regex
from analyzer.sources import Author, Change, Commit

COMMIT_LIMIT = 2_000_000
PATHS_PER_COMMIT = 20_000
CHANGED_PATHS_LIMIT = 10_000_000
CHANGES_OF_A_FILE = 100
CHANGES_LIMIT = 20_000
"""Changes of which the contents are remembered, the newest first: of one file and of all."""
FIELD_LIMIT = 256 * 1024
AUTHOR_LENGTH = 254
SUBJECT_LENGTH = 200
DELTA_ID = 12
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

_PLACEHOLDERS = (
    "%H", "%P", "%at", "%ct", "%an", "%ae", "%cn", "%ce", "%s",
    "%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x0A)", "%b",
)  # fmt: skip
_LOG = (
    "log", "-z", "--root", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-color",
    "--no-decorate", "--no-notes", "--no-show-signature", "--encoding=UTF-8",
)  # fmt: skip
_OBJECT_ID = lazy_regex(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REVERTS = lazy_regex(r"This reverts commit ([0-9a-f]{7,64})\b")
_CHANGE_ID = lazy_regex(r"^Change-Id: (I[0-9a-f]{8,64})\s*$", re.MULTILINE)
_REVISION = lazy_regex(r"^Differential Revision: \S{0,200}\b(D\d{1,9})\s*$", re.MULTILINE)


_DAMAGED = "an object of its history is missing or damaged, or does not match its id"
_TOO_LONG = "comparing its trees took too long; older commits were read without paths"
_TOO_MANY = "one of its commits touches too many paths to compare; older ones were read without paths"


class History(Struct, frozen=True):
    """All commits that the assessed commit reaches, newest first, merges included.

    `complete` is False where a cap, a damaged object or a shallow clone has cut it short, as `reason` says.
    """

    commits: tuple[Commit, ...]
    complete: bool = True
    reason: str | None = None


COMPARISON_LIMITS = Limits(memory=192 * 1024**2, seconds=40)
"""Of the git that compares trees: it holds all paths of a bomb before it says the first one."""
PROGRESS = 10_000
FOR_PROGRESS = Limits(memory=3 * 1024**2, seconds=4)
"""So many commits earn git so much more: a long history is not one that never ends."""
LISTING = Limits(memory=768 * 1024**2, seconds=60)
"""Of the git that lists commits: a long message takes it five times its length."""

Start = Callable[[Sequence[str], Limits], Child]
Keeps = Callable[[str], bool]


def nothing(_path: str) -> bool:
    """No path: of no file the old content matters."""
    return False


def read_history(start: Start, head: str, keeps: Keeps = nothing) -> History:
    """Read the history of `head`; `start` runs git with arguments and limits.

    `keeps` says of which paths a commit also says what they held before and after it. Where the changes of a
    commit cannot be read (damaged tree, too many paths), the commits after it are read without paths. Raises
    DeadlineExceeded.
    """
    commits, reason = _read(start, head, COMPARISON_LIMITS, keeps)
    if reason is None or len(commits) > COMMIT_LIMIT:
        return History(tuple(commits[:COMMIT_LIMIT]), reason is None, reason)
    whole, problem = _read(start, head, LISTING, keeps, paths=False)
    if reason == _TOO_MANY:
        # It may be a message that takes the memory.
        changed, cut = _read(start, head, COMPARISON_LIMITS, keeps, texts=False)
        if len(changed) > len(commits):
            commits, reason = changed, cut
    if len(whole) < len(commits):
        return History(tuple(commits), False, problem or reason)
    known = {commit.sha: commit for commit in commits}
    merged = tuple(_with_paths_of(known.get(commit.sha), commit) for commit in whole[:COMMIT_LIMIT])
    problem = problem or reason
    return History(merged, problem is None, problem)


def without_changes(history: History, ends: frozenset[str]) -> History:
    """The history where it ends at commits whose parents cannot be read: what these changed is not known."""
    commits = (
        replace(each, paths=(), added=(), renames=(), changes=(), path_count=0, delta="")
        if each.sha in ends
        else each
        for each in history.commits
    )
    return History(tuple(commits), False, history.reason or _DAMAGED)


def _with_paths_of(compared: Commit | None, commit: Commit) -> Commit:
    if compared is None:
        return commit
    return replace(
        commit,
        paths=compared.paths,
        added=compared.added,
        renames=compared.renames,
        path_count=compared.path_count,
        changes=compared.changes,
        delta=compared.delta,
    )


def _read(
    start: Start, head: str, limits: Limits, keeps: Keeps, *, paths: bool = True, texts: bool = True
) -> tuple[list[Commit], str | None]:
    shown = "%x00".join(_PLACEHOLDERS) if texts else "%H" + "%x00" * (len(_PLACEHOLDERS) - 1)
    arguments = [
        *_LOG,
        f"--format=tformat:{shown}%x00",
        f"--max-count={COMMIT_LIMIT + 1}",
        "--raw" if paths else "--no-patch",
        head,
        "--",
    ]
    commits: list[Commit] = []
    budget = CHANGED_PATHS_LIMIT
    with start(arguments, limits) as child:
        for commit in parse_log(fields(child.chunks(), FIELD_LIMIT), keeps):
            commits.append(commit)
            if len(commits) % PROGRESS == 0:
                child.extend(FOR_PROGRESS)
            budget -= commit.path_count
            if budget < 0:
                return (
                    commits,
                    f"its commits touch more than {CHANGED_PATHS_LIMIT:,} paths; "
                    "older ones were read without",
                )
        sound = child.finish()
        problem = _TOO_MANY if "out of memory" in child.complaint.lower() else _DAMAGED
        if child.spent:
            problem = _TOO_LONG if paths else "listing its commits took too long"
    if len(commits) > COMMIT_LIMIT:
        return commits, f"only the newest {COMMIT_LIMIT:,} commits were read"
    return commits, None if sound else problem


class _Kept:
    """The changes of the files that matter, within what may be remembered of a file and of all."""

    def __init__(self, keeps: Keeps) -> None:
        self._keeps = keeps
        self._left: dict[str, int] = {}
        self._budget = CHANGES_LIMIT
        # What one commit made of a file the next one finds: each id is held once.
        self._ids: dict[bytes, str] = {}

    def change(self, words: Sequence[bytes], path: str) -> Change | None:
        """The change, if it matters; `words` are the raw entry of a file that was there before and after."""
        left = self._left.get(path)
        if left is None:
            left = self._left[path] = CHANGES_OF_A_FILE if self._keeps(path) else 0
        if not left or not self._budget:
            return None
        if not (_is_file(words[0][1:]) and _is_file(words[1]) and all(map(_OBJECT_ID.fullmatch, words[2:4]))):
            return None
        self._left[path] = left - 1
        self._budget -= 1
        before, after = (self._ids.setdefault(each, each.decode("ascii")) for each in words[2:4])
        return Change(path, before, after)


def _is_file(mode: bytes) -> bool:
    return mode in (b"100644", b"100755")


class _Changes(Struct):
    """The paths of one commit as they arrive."""

    kept: _Kept
    alone: dict[str, tuple[str, ...]]
    count: int = 0
    paths: list[str] = field(default_factory=list)
    added: list[tuple[bytes, str]] = field(default_factory=list)
    deleted: list[tuple[bytes, str]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    delta: bytes = b""

    def tuple_of(self, paths: Sequence[str]) -> tuple[str, ...]:
        """The paths; one alone is the same object in every commit."""
        found = tuple(paths)
        return self.alone.setdefault(found[0], found) if len(found) == 1 else found

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


def parse_log(tokens: Iterator[bytes], keeps: Keeps = nothing) -> Iterator[Commit]:
    """Commits from the fields of the log; the last one is yielded even if its paths were cut off."""
    names: dict[bytes, str] = {}
    authors: dict[tuple[str, str], Author] = {}
    commit: Commit | None = None
    kept = _Kept(keeps)
    # Of a commit that touches one file: most paths are touched so again and again.
    alone: dict[str, tuple[str, ...]] = {}
    changes = _Changes(kept, alone)
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
            record = [token, *(value for _, value in zip(_PLACEHOLDERS[1:], tokens, strict=False))]
            if commit is not None:
                yield _with_changes(commit, changes)
                commit, changes = None, _Changes(kept, alone)
            if len(record) < len(_PLACEHOLDERS):
                break
            commit = _header(record, authors)
    if commit is not None:
        yield _with_changes(commit, changes)


def _with_changes(commit: Commit, changes: _Changes) -> Commit:
    if not changes.count:
        return commit
    return replace(
        commit,
        paths=changes.tuple_of(changes.paths),
        added=changes.tuple_of([path for _, path in changes.added]),
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


def _header(record: Sequence[bytes], authors: dict[tuple[str, str], Author]) -> Commit:
    sha, parents, authored, committed, *people, subject, trailers, body = record

    def text(raw: bytes, length: int) -> str:
        # Four bytes a character are always enough; what the first cut leaves of one goes with the second.
        return raw[: 4 * length + 4].decode("utf-8", "surrogateescape")[:length]

    def person(name: str, email: str) -> Author:
        key = (name, email)
        return authors.setdefault(key, Author(*key))

    name, email, committer_name, committer_email = (text(raw, AUTHOR_LENGTH) for raw in people)
    message = body.decode("utf-8", "replace")
    authored_at, committed_at = seconds(authored), seconds(committed)
    reverted = _REVERTS.search(message)
    return Commit(
        sha=sha.decode("ascii", "replace"),
        author=person(name, email),
        co_authors=tuple(
            person(*pair)
            for line in trailers.split(b"\n", CO_AUTHORS)[:CO_AUTHORS]
            if (pair := _co_author(text(line, 2 * AUTHOR_LENGTH)))
        ),
        committer=person(committer_name, committer_email),
        authored=authored_at,
        # Mostly the same number, and then the same object.
        committed=authored_at if authored_at == committed_at else committed_at,
        parents=len(parents.split()),
        subject=text(subject, SUBJECT_LENGTH),
        reverts=reverted[1] if reverted else None,
        review=_review(message),
    )


def _review(message: str) -> str | None:
    """The review that a message's trailers name: of a change in Gerrit, or a revision in Phabricator."""
    reviewed = "Reviewed-on: " in message and "\nReviewed-on: " in f"\n{message}"
    change = _CHANGE_ID.search(message) if reviewed else None
    found = change or (_REVISION.search(message) if "Differential Revision: " in message else None)
    return found[1] if found else None


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
