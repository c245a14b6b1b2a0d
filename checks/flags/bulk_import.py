"""Whether the history looks like a bulk import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from analyzer.commits import Commit
from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.history.rhythm import FEW_COMMITS, bulk_reason, rhythm
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot, arrivals, is_bot, is_work, kinds, readable_paths
from analyzer.text import plural

# So few files may be one evening's whole work: worth a remark, not a question.
FEW_FILES = 10
# More than one file in so many is a step of its own.
FILES_A_STEP = 5
SHOWN_COMMITS = 2
SHORT_ID = 10
_CODE = frozenset({FileKind.PYTHON, FileKind.NOTEBOOK, FileKind.SOURCE})


@flag_check(
    id="bulk_import",
    title="files added in a bulk import",
    reads=(FileKind.HISTORY,),
    question=FlagQuestion(
        competency=Competency.COMMUNICATION,
        ask="Where was this work developed before it was published here, and how did it evolve?",
        strong="Describes the stages of development, including one dead end.",
        weak="Cannot say what came first.",
        not_of_remarks=True,
        covers=("H6",),
    ),
)
def bulk_import(repo: Snapshot) -> Iterator[FlagResult]:
    """At most three commits, or one or two commits of a short history added nearly all files.

    Commits that change next to nothing (see `padded_history`) do not count. An honest publication of
    private work looks the same, so this is a question; in a repository of at most 10 readable files it
    is a remark. Not raised where part of the history could not be read, nor where automation (a coding
    agent that signs its commits) added over a fifth of the files in more than three commits.
    """
    reason = None if repo.history_problem is not None else bulk_reason(rhythm(repo))
    if reason is None or _grew_by_automation(repo):
        return
    files = len(readable_paths(repo))
    if files <= FEW_FILES:
        small = f"{reason}; with {plural(files, 'file')}, this may be all there was to commit"
        yield Flag("bulk_import", Severity.INFO, small)
        return
    yield Flag(
        "bulk_import",
        Severity.ASK,
        f"{reason}, so the history does not show who wrote the files or how they developed; previously "
        "private work and squashed commits look the same: where was it developed, and in what steps?",
        tuple(_places(repo)),
    )


def _grew_by_automation(repo: Snapshot) -> bool:
    """Whether the history does show steps, made by automation."""
    brought = [commit.sha for commit in arrivals(repo).values() if is_bot(commit.author)]
    return len(set(brought)) > FEW_COMMITS and len(brought) * FILES_A_STEP > len(readable_paths(repo))


def _places(repo: Snapshot) -> Iterator[Evidence]:
    """One file, preferably code, of the commit that added most, and of the next if it is substantial."""
    brought: dict[Commit, list[str]] = defaultdict(list)
    for path, commit in arrivals(repo).items():
        if is_work(commit):
            brought[commit].append(path)
    ranked = sorted(brought.items(), key=lambda item: (-len(item[1]), -item[0].row))
    files = len(readable_paths(repo))
    for commit, paths in (
        *ranked[:1],
        *(each for each in ranked[1:SHOWN_COMMITS] if len(each[1]) * FILES_A_STEP > files),
    ):
        path = min(paths, key=lambda each: (not kinds(each) & _CODE, each.count("/"), each))
        others = f" and {plural(len(paths) - 1, 'other file')} in today's tree" if len(paths) > 1 else ""
        yield Evidence(path, None, Level.CLAIMED, f"commit {commit.sha[:SHORT_ID]} added it{others}")
