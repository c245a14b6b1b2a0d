"""The build of an image from a build file of the repository."""

from __future__ import annotations

from msgspec import Struct


class Build(Struct, frozen=True):
    """A build file, the stage that is wanted (None: the last one), and the folder that is its context."""

    path: str
    target: str | None
    context: str
