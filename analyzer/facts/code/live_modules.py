"""The Python modules that are live code: neither tests nor notebooks written out."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.declarations import FileKind
from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot
from analyzer.wiring.roles import is_test

# So many modules are shown for a signal that many hold.
SHOWN_MODULES = 5


def live_modules(repo: Snapshot) -> Mapping[str, PythonFacts]:
    """The modules that are neither tests nor notebooks written out."""
    return {path: facts for path, facts in repo.modules.items() if not is_test(repo, path)}


def without_python(repo: Snapshot) -> str | None:
    """Why a check of Python modules does not apply; None if it does."""
    if repo.of_kind(FileKind.PYTHON) or repo.of_kind(FileKind.NOTEBOOK):
        return None
    return "no Python code"
