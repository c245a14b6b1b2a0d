"""One task: one repository, for any executor that can call a function with values that can be pickled.

It works in a thread, a process (also a daemonic one) and on another machine. The repository is read in a
worker that can be killed, forked by the one server of the process that calls; that worker loads the checks.
"""

from __future__ import annotations

import sys
from functools import cache

from analyzer.engine.fingerprint import code_fingerprint
from analyzer.engine.progress import Progress
from analyzer.engine.terms import Terms
from analyzer.engine.worker import assess_under
from analyzer.model import RepositoryResult
from analyzer.sources import Candidate, Source


class OtherVersion(Exception):  # noqa: N818 - it reads as what happened
    """A worker runs another program than the one that asks; the message says both fingerprints."""


def assess_one(source: Source, candidate: Candidate, terms: Terms) -> RepositoryResult:
    """The result of one repository; limits and the deadline, counted from this call, hold wherever it runs.

    Raises OtherVersion where the terms come from another version of the program, and Lacking or OSError
    where this machine has no place for temporary files.
    """
    if terms.code and terms.code != code_fingerprint():
        raise OtherVersion(f"it runs the code {code_fingerprint()}, and {terms.code} asks")
    (result,) = assess_under(terms, [source], candidate, jobs=1, progress=Progress(warn=_warn))
    return result


@cache
def _warn(message: str) -> None:
    """Once for each process, where its own errors go: on another machine, into its log."""
    print(f"warning: {message}", file=sys.stderr)
