"""Why a file was not read, and what is said of it."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from analyzer.declarations import FileKind
from analyzer.sources import SkippedFile


class Gap(Struct, frozen=True):
    """Why a file was not read, or not all of it; see `SkippedFile`."""

    reason: str
    kinds: frozenset[FileKind]
    partly: bool = False


def skipped_file(path: str, gaps: Collection[Gap]) -> SkippedFile:
    """One entry for a file of several kinds, which several readers may refuse; the first is chance."""
    missed = [gap for gap in gaps if gap.kinds]
    concerned = frozenset[FileKind]().union(*(gap.kinds for gap in missed))
    reason = min(gap.reason for gap in missed or gaps)
    partly = bool(missed) and all(gap.partly for gap in missed)
    return SkippedFile(path, reason, tuple(sorted(concerned)), partly)
