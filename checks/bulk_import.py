"""Whether the history reads as one drop."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.arrivals import readable_paths
from analyzer.model import Flag, Raised, Severity
from analyzer.registry import flag_check
from analyzer.snapshot import Snapshot
from analyzer.tables import plural
from checks.history import bulk_reason, rhythm

# So few files may be one evening's whole work: worth a remark, not a question.
FEW_FILES = 10


@flag_check(id="bulk_import", title="files that came in one drop", reads=("history",))
def bulk_import(repo: Snapshot) -> Iterator[Raised]:
    """At most three commits, or nearly all files from one or two commits of a short history.

    An honest publication of private work looks the same, so it is a question; in a repository of at most
    10 readable files it is a remark. Not raised where part of the history could not be read.
    """
    reason = None if repo.history_problem is not None else bulk_reason(rhythm(repo))
    if reason is None:
        return
    files = len(readable_paths(repo))
    if files <= FEW_FILES:
        small = f"{reason}; with {plural(files, 'file')} that may be all there was to do"
        yield Flag("bulk_import", Severity.INFO, small)
        return
    yield Flag(
        "bulk_import",
        Severity.ASK,
        f"{reason}, so the history here does not show who wrote the files or how they grew; work that was "
        "private before, and squashed commits, look the same: where did it grow, and in what steps?",
    )
