"""Whether a command line, a path or a dotted name in a text means code of this repository that is no test."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename

from analyzer.repository import Snapshot
from analyzer.wiring.modules import module_index
from analyzer.wiring.roles import is_test_path


class NamedCode:
    """The files, modules and console scripts of a repository, by what texts call them."""

    def __init__(self, repo: Snapshot) -> None:
        self.repo = repo
        self._index = module_index(repo)
        self._by_basename: dict[str, list[str]] = {}
        for path in repo.paths:
            self._by_basename.setdefault(basename(path), []).append(path)
        self.scripts = frozenset(
            name for declared in repo.dependencies.values() for name, _target, _line in declared.entry_points
        )

    def is_program(self, words: Sequence[str]) -> bool:
        """Whether a command line runs a file or console script of this repository."""
        parts = [part for word in words for part in word.split()]
        return any(
            part in self.scripts
            or (part.endswith((".py", ".sh")) and self.is_file(part))
            or self._file_of_module(part)
            for part in parts
        )

    def is_module(self, path: str, name: str) -> bool:
        """Whether a dotted name means a module of this repository, as a file imports it, that is no test."""
        if not name.replace(".", "").replace("_", "").isalnum():
            return False
        found = self._index.resolve(path, name)
        return found is not None and not is_test_path(found)

    def is_file(self, part: str) -> bool:
        """Whether a path, or the end of one, means a file of this repository that is no test."""
        name = part.lstrip("./")
        return not is_test_path(name) and any(
            path == name or path.endswith("/" + name) for path in self._by_basename.get(basename(name), ())
        )

    def _file_of_module(self, part: str) -> bool:
        if not part.replace(".", "").replace("_", "").isalnum() or "." not in part:
            return False
        found = self._index.resolve("_", part)
        return found is not None and not is_test_path(found)
