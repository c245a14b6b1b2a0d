"""The oldest git that does what we ask of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from analyzer.git.process import GitError, environment, git_program
from analyzer.lazy_regex import lazy_regex
from analyzer.system.machine import Lacking

OLDEST = (2, 32)
"""The first that heeds GIT_CONFIG_GLOBAL, by which no file of the user has a say (release notes of 2.32).

Older ones lack more: before 2.31 there is no GIT_CONFIG_COUNT, and a token would not be sent; before 2.29
no `fetch --stdin`, which asks for all files at once; before 2.22 no `valueonly` and `separator` of trailers,
which name co-authors. What came later is a second lock on a door that is shut: safe.bareRepository (2.38;
every git is told its directory), GIT_NO_LAZY_FETCH (2.39.4 and 2.45; what is read has no remote),
transfer.bundleURI (2.40; off unless set).
"""
_VERSION = lazy_regex(rb"git version (\d{1,6})\.(\d{1,6})")
_PATIENCE_SECONDS = 30


def require_git() -> None:
    """Raises Lacking where there is no git, or only one that is too old."""
    wanted = f"git {OLDEST[0]}.{OLDEST[1]} or newer is required"
    try:
        answer = subprocess.run(
            [git_program(), "--version"],
            env=environment(Path(os.devnull)),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=True,
        ).stdout
    except (FileNotFoundError, GitError) as error:
        raise Lacking(f"{wanted}, but none was found on the PATH") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise Lacking(f"{wanted}, but the one on the PATH does not start") from error
    found = _VERSION.match(answer)
    if found is None:
        raise Lacking(f"{wanted}, but the one on the PATH does not report its version")
    if (version := (int(found[1]), int(found[2]))) < OLDEST:
        raise Lacking(f"{wanted}, but the one on the PATH is {version[0]}.{version[1]}")
