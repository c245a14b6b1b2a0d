"""The build of an image from a build file of the repository."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Build:
    """A build file, the stage that is wanted (None: the last one), and the folder that is its context."""

    path: str
    target: str | None
    context: str
