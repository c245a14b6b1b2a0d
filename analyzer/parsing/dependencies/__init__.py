"""Files that name what a project depends on, and lock files."""

from __future__ import annotations

from analyzer.parsing.dependencies.files import DependencyFile, dependency_kind, parse_dependencies

__all__ = ["DependencyFile", "dependency_kind", "parse_dependencies"]
