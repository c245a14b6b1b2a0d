"""Tables of tools that code uses by importing them: one row per tool, found by its packages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from msgspec import Struct

from analyzer.repository import Snapshot
from analyzer.wiring.modules import Use, package_of, package_uses


class Tool(Struct, frozen=True):
    """A tool as reports name it, and its packages, which may be dotted. Tables add their own columns."""

    name: str
    packages: tuple[str, ...]


Row = TypeVar("Row", bound=Tool)


class Catalogue(Generic[Row]):
    """Tools, and which of them a dotted name belongs to; ValueError if two have the same package."""

    def __init__(self, *tools: Row) -> None:
        self.tools = tools
        self._by_package: dict[str, Row] = {}
        for tool in tools:
            for package in tool.packages:
                if package in self._by_package:
                    raise ValueError(f"{package} is a package of {self._by_package[package].name} already")
                self._by_package[package] = tool
        self.packages = frozenset(self._by_package)

    def of(self, dotted: str) -> Row | None:
        """The tool that a dotted name belongs to, None if it is none of them."""
        package = package_of(dotted, self.packages)
        return None if package is None else self._by_package[package]

    def uses(self, repo: Snapshot) -> Iterator[tuple[Use, Row]]:
        """Imports and calls of the tools in live code and code cells, in the order of the files."""
        for use in package_uses(repo, self.packages):
            tool = self.of(use.target)
            if tool is not None:
                yield use, tool
