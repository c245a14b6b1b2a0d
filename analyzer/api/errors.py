"""How a scan, or the reading of a scorecard, can fail."""

# ruff: noqa: N818 - the errors read as what happened

from __future__ import annotations


class ScanError(Exception):
    """A scan that gave no scorecard; the message is a sentence that says why and what to do."""


class BadArgument(ScanError, ValueError):
    """An argument that cannot be used: a date, a rubric, a file of claims, a server's address."""


class UnknownIdentity(ScanError, ValueError):
    """An identity that no commit of the scanned repositories carries; the message lists the authors found."""


class UnresolvedTarget(ScanError):
    """A target that leads to no repository: unknown account, no such path, no network, invalid token."""


class UnsuitableMachine(ScanError):
    """This machine lacks something: git, disk space, memory, open files, a folder for temporary files."""


class UnreadableScorecard(ValueError):
    """A text that is not the JSON of a scorecard, or of a version that cannot be read."""
