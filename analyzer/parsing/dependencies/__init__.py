"""Files that name what a project depends on, and lock files."""

from __future__ import annotations

from analyzer.parsing.dependencies.facts import Dependency, DependencyFile
from analyzer.parsing.dependencies.files import dependency_kind, parse_dependencies
from analyzer.parsing.dependencies.locks import NIX_LOCK
from analyzer.parsing.dependencies.other_languages import RENV_LOCK
from analyzer.parsing.dependencies.scripts import SCRIPT_MARK, script_dependencies

__all__ = [
    "NIX_LOCK",
    "RENV_LOCK",
    "SCRIPT_MARK",
    "Dependency",
    "DependencyFile",
    "dependency_kind",
    "parse_dependencies",
    "script_dependencies",
]
