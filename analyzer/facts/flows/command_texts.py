"""The texts of files that hold commands, as far as they do something."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot

# Comments, and what is only said to somebody who reads the output.
COMMENTED = lazy_regex(r"^[ \t]*(?:#|//)[^\n]*|^([^\n\"'#]*[ \t])#[^\n]*", re.MULTILINE)
SAID = lazy_regex(r"(?:^|(?<=[\s;&|@\"']))(?:echo|printf)[ \t][^\n;&|>]{0,500}+(?=[\n;&]|\Z)", re.MULTILINE)


def commands_in(repo: Snapshot, path: str) -> str:
    """The text of a file that holds commands, without its comments and what its commands only say."""
    found = repo.text(path) or ""
    if path.endswith(".py"):
        return code_only(found)
    return SAID.sub("", COMMENTED.sub(lambda match: match[1] or "", found))
