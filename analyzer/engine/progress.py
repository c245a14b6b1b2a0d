"""How the work goes, for whoever wants to hear of it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from analyzer.model import RepositoryResult


class Progress(Struct, frozen=True):
    """What a caller is told while repositories are assessed: stages by name, then results; warnings."""

    stage: Callable[[str, str], None] = lambda name, text: None
    finished: Callable[[RepositoryResult], None] = lambda result: None
    warn: Callable[[str], None] = lambda message: None


SILENT = Progress()
