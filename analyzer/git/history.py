"""The history of one commit, read from a single `git log` stream, or from what such a stream said before."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from analyzer.columns import NUMBER_CODE, Texts
from analyzer.commits import Commit, CommitRecord, Commits, CommitTable
from analyzer.git.log import (
    CHANGED_PATHS_LIMIT,
    LOG_FIELDS,
    ChangeBudget,
    Keeps,
    nothing,
    parse_log,
)
from analyzer.git.process import Child, Limits, fields

COMMIT_LIMIT = 2_000_000
FIELD_LIMIT = 256 * 1024
ID_LINE = 128
"""Bytes of a line that holds an object id, at most."""

_LOG = (
    "log", "-z", "--root", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-color",
    "--no-decorate", "--no-notes", "--no-show-signature", "--encoding=UTF-8",
)  # fmt: skip
_DAMAGED = "an object of its history is missing or damaged, or does not match its id"
_TOO_LONG = "comparing its trees took too long; older commits were read without paths"
_TOO_MANY = "one of its commits touches too many paths to compare; older ones were read without paths"

COMPARISON_LIMITS = Limits(memory=192 * 1024**2, seconds=40)
"""Of the git that compares trees: it holds all paths of a bomb before it says the first one."""
PROGRESS = 10_000
FOR_PROGRESS = Limits(memory=3 * 1024**2, seconds=4)
"""So many commits earn git so much more: a long history is not one that never ends."""
LISTING = Limits(memory=768 * 1024**2, seconds=60)
"""Of the git that lists commits: a long message takes it five times its length."""

Start = Callable[[Sequence[str], Limits], Child]


class History(Struct, frozen=True):
    """All commits that the assessed commit reaches, newest first, merges included.

    `complete` is False where a cap, a damaged object or a shallow clone has cut it short, as `reason` says.
    """

    commits: Commits
    complete: bool = True
    reason: str | None = None


def read_history(
    start: Start, head: str, keeps: Keeps = nothing, known: CommitTable | None = None
) -> History:
    """Read the history of `head`; `start` runs git with arguments and limits.

    `keeps` says of which paths a commit also says what they held before and after it. Where the changes of a
    commit cannot be read (damaged tree, too many paths), the commits after it are read without paths. `known`
    is the whole history of an earlier head, read with the same `keeps`: where `head` continues it, only what
    is new is read and added, and the answer is the same. Raises DeadlineExceeded.
    """
    if known is not None and (continued := _continued(start, head, keeps, known)) is not None:
        return continued
    table, reason = _read(start, [head], COMPARISON_LIMITS, keeps)
    if reason is None or len(table) > COMMIT_LIMIT:
        return History(Commits(table)[:COMMIT_LIMIT], reason is None, reason)
    whole, problem = _read(start, [head], LISTING, keeps, paths=False)
    if reason == _TOO_MANY:
        # It may be a message that takes the memory.
        changed, cut = _read(start, [head], COMPARISON_LIMITS, keeps, texts=False)
        if len(changed) > len(table):
            table, reason = changed, cut
    if len(whole) < len(table):
        return History(Commits(table), False, problem or reason)
    compared = {commit.sha: commit for commit in Commits(table)}
    merged = (
        _with_paths_of(compared.get(commit.sha), commit.record) for commit in Commits(whole)[:COMMIT_LIMIT]
    )
    problem = problem or reason
    return History(Commits.of(merged), problem is None, problem)


def without_changes(history: History, ends: frozenset[str]) -> History:
    """The history where it ends at commits whose parents cannot be read: what these changed is not known."""
    commits = (
        replace(each.record, paths=(), added=(), renames=(), changes=(), path_count=0, delta="")
        if each.sha in ends
        else each
        for each in history.commits
    )
    return History(Commits.of(commits), False, history.reason or _DAMAGED)


def _with_paths_of(compared: Commit | None, commit: CommitRecord) -> CommitRecord:
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


def _continued(start: Start, head: str, keeps: Keeps, known: CommitTable) -> History | None:
    """The history of `head`, of which `known` is all but what is new; None where it is not.

    Git says in which order the commits are: what was merged from a side branch may stand anywhere. Where the
    known ones are in the order that they had, the changes remembered of them are at least those that a walk
    over all of them would remember.
    """
    rows, new = array(NUMBER_CODE), Texts()
    ids = iter(known.ids)
    awaited = next(ids, None)
    with start(["rev-list", f"--max-count={COMMIT_LIMIT + 1}", head, "--"], LISTING) as child:
        for line in fields(child.chunks(), ID_LINE, b"\n"):
            identity = line.decode("ascii", "replace")
            if identity == awaited:
                rows.append(len(rows) - len(new))
                awaited = next(ids, None)
            else:
                rows.append(len(known) + len(new))
                new.append(identity)
            if len(rows) % PROGRESS == 0:
                child.extend(FOR_PROGRESS)
        if not child.finish() or awaited is not None or len(rows) > COMMIT_LIMIT:
            return None
    if not new:
        return History(Commits(known))
    added, reason = _read(start, [head, f"^{known.ids[0]}"], COMPARISON_LIMITS, keeps)
    if reason is not None or added.ids != new:
        return None
    for each in Commits(added):
        known.add(each.record)
    merged = known.selected(rows)
    budget = ChangeBudget(keeps)
    merged.changes = {row: within for row, each in merged.changes.items() if (within := budget.within(each))}
    too_many = sum(commit.path_count for commit in Commits(merged)) > CHANGED_PATHS_LIMIT
    return None if too_many else History(Commits(merged))


def _read(
    start: Start,
    revisions: Sequence[str],
    limits: Limits,
    keeps: Keeps,
    *,
    paths: bool = True,
    texts: bool = True,
) -> tuple[CommitTable, str | None]:
    shown = "%x00".join(LOG_FIELDS) if texts else "%H" + "%x00" * (len(LOG_FIELDS) - 1)
    arguments = [
        *_LOG,
        f"--format=tformat:{shown}%x00",
        f"--max-count={COMMIT_LIMIT + 1}",
        "--raw" if paths else "--no-patch",
        *revisions,
        "--",
    ]
    table = CommitTable()
    budget = CHANGED_PATHS_LIMIT
    with start(arguments, limits) as child:
        for commit in parse_log(fields(child.chunks(), FIELD_LIMIT), keeps):
            table.add(commit)
            if len(table) % PROGRESS == 0:
                child.extend(FOR_PROGRESS)
            budget -= commit.path_count
            if budget < 0:
                return (
                    table,
                    f"its commits touch more than {CHANGED_PATHS_LIMIT:,} paths; "
                    "older ones were read without",
                )
        sound = child.finish()
        problem = _TOO_MANY if "out of memory" in child.complaint.lower() else _DAMAGED
        if child.spent:
            problem = _TOO_LONG if paths else "listing its commits took too long"
    if len(table) > COMMIT_LIMIT:
        return table, f"only the newest {COMMIT_LIMIT:,} commits were read"
    return table, None if sound else problem
