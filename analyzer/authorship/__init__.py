"""Whose work it is: the candidate's share of every path, and where a history began."""

from __future__ import annotations

from analyzer.authorship.answers import Answers
from analyzer.authorship.authenticity import authorship_unclear
from analyzer.authorship.provenance import (
    Attribution,
    PathHistory,
    day,
    days_of,
    is_kept_up,
    kept_up_paths,
    path_history,
    provenance_of,
    provenance_of_commits,
)
from analyzer.authorship.tracing import (
    Cited,
    Followed,
    NotSeenError,
    Past,
    contents_of_cited,
    follow,
    read_cited,
)

__all__ = [
    "Answers",
    "Attribution",
    "Cited",
    "Followed",
    "NotSeenError",
    "Past",
    "PathHistory",
    "authorship_unclear",
    "contents_of_cited",
    "day",
    "days_of",
    "follow",
    "is_kept_up",
    "kept_up_paths",
    "path_history",
    "provenance_of",
    "provenance_of_commits",
    "read_cited",
]
