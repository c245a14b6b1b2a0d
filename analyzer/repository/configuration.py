"""The files of a snapshot as CI configuration asks for them, and which of them are code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from analyzer.declarations import FileKind
from analyzer.parsing.structured import Document, Value

# Folders whose programs build pages or check other programs: a change there changes nothing that runs.
_ASIDE = frozenset(
    {"doc", "docs", "documentation", "website", "site", "mkdocs", "test", "tests", "testing", "__tests__"}
)
# Python files that say how the project is built and tested.
_OF_TOOLS = frozenset({"setup.py", "noxfile.py", "conftest.py", "tasks.py", "dodo.py"})
_CODE = (FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK)


class ConfigurationFiles:
    """What configuration that is written in more than one file may ask of a repository."""

    def __init__(
        self,
        paths: Sequence[str],
        of_kind: Callable[[FileKind], tuple[str, ...]],
        documents: Callable[[str], tuple[Document, ...]],
    ) -> None:
        self._paths, self._of_kind, self._documents = paths, of_kind, documents

    @property
    def paths(self) -> Sequence[str]:
        """Every first-party file, sorted."""
        return self._paths

    @cached_property
    def code(self) -> Sequence[str]:
        """The programs; tests and what builds the documentation only where there are no others."""
        programs = [path for kind in _CODE for path in self._of_kind(kind)]
        return [path for path in programs if not _is_aside(path)] or programs

    def value(self, path: str) -> Value | None:
        """What the first document of a YAML file holds; None if it cannot be read."""
        return next(iter(self.values(path)), None)

    def values(self, path: str) -> Sequence[Value]:
        """What every document of it holds."""
        return [each.value for each in self._documents(path) if each.value is not None]


def _is_aside(path: str) -> bool:
    *folders, name = path.lower().split("/")
    return not _ASIDE.isdisjoint(folders) or name in _OF_TOOLS
