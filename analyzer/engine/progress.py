"""How the work goes, for whoever wants to hear of it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from analyzer.model import RepositoryResult


class Abandoned(Exception):  # noqa: N818 - it reads as what happened
    """Whoever asked for the work does not want it any more; its workers were ended."""


class Progress(Struct, frozen=True):
    """What a caller is told while repositories are assessed: stages by name, then results; warnings.

    `abandoned` is asked every second whether the work is still wanted.
    """

    stage: Callable[[str, str], None] = lambda name, text: None
    finished: Callable[[RepositoryResult], None] = lambda result: None
    warn: Callable[[str], None] = lambda message: None
    abandoned: Callable[[], bool] = lambda: False


SILENT = Progress()
