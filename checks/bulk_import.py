"""Whether the history reads as one drop."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.model import Flag, Raised, Severity
from analyzer.registry import flag_check
from analyzer.snapshot import Snapshot
from checks.history import bulk_reason, rhythm


@flag_check(id="bulk_import", title="files that came in one drop", reads=("history",))
def bulk_import(repo: Snapshot) -> Iterator[Raised]:
    """At most three commits, or nearly all files from one or two commits of a short history.

    An honest publication of private work looks the same, so it is a question. Not raised where part of
    the history could not be read.
    """
    reason = None if repo.history_problem is not None else bulk_reason(rhythm(repo))
    if reason is not None:
        yield Flag(
            "bulk_import",
            Severity.ASK,
            f"{reason}; the history here does not show who wrote the files or how they grew",
        )
