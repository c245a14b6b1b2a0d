"""The only package that starts git: hardened environment, clones, files of a commit, the log; all bounded."""

from __future__ import annotations

from analyzer.git.changes import read_changes
from analyzer.git.history import History
from analyzer.git.kept import KeptClone, clone_name
from analyzer.git.listing import Listing, list_local, list_remote
from analyzer.git.local import find_repositories, is_repository, linked_repositories, origin_url, web_url
from analyzer.git.opening import open_local, open_remote
from analyzer.git.process import GitError, NothingBefore, kill_children
from analyzer.git.remote import accepted, directory_size
from analyzer.git.repository import BLOBS_LIMIT, LeftOut, Repository
from analyzer.git.version import require_git

__all__ = [
    "BLOBS_LIMIT",
    "GitError",
    "History",
    "KeptClone",
    "LeftOut",
    "Listing",
    "NothingBefore",
    "Repository",
    "accepted",
    "clone_name",
    "directory_size",
    "find_repositories",
    "is_repository",
    "kill_children",
    "linked_repositories",
    "list_local",
    "list_remote",
    "open_local",
    "open_remote",
    "origin_url",
    "read_changes",
    "require_git",
    "web_url",
]
