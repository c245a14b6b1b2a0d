"""What a repository declares to be installed: requirements, project metadata, environments, locks.

`dependency_kind` tells by name which format a file has, `parse_dependencies` reads it. Formats that are not
read (`Cargo.toml`, `Gemfile`, ...) still have a kind, so that they are counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies.facts import Dependency, DependencyFile
from analyzer.parsing.dependencies.locks import NIX_LOCK, parse_lock
from analyzer.parsing.dependencies.other_languages import parse_other
from analyzer.parsing.dependencies.projects import (
    parse_conda_environment,
    parse_conda_recipe,
    parse_package_json,
    parse_pipfile,
    parse_pixi,
    parse_pyproject,
    parse_setup_cfg,
)
from analyzer.parsing.dependencies.requirements import parse_requirements
from analyzer.parsing.dependencies.setup_script import parse_setup_script
from analyzer.parsing.lines import lines_of
from analyzer.parsing.text import decode

__all__ = ["Dependency", "DependencyFile", "dependency_kind", "parse_dependencies"]

_KINDS = {
    "pyproject.toml": "pyproject",
    "setup.py": "setup.py",
    "setup.cfg": "setup.cfg",
    "pipfile": "pipfile",
    "pixi.toml": "pixi",
    "uv.lock": "uv-lock",
    "poetry.lock": "poetry-lock",
    "pdm.lock": "pdm-lock",
    "pylock.toml": "pylock",
    "pipfile.lock": "pipfile-lock",
    "pixi.lock": "pixi-lock",
    "conda-lock.yml": "conda-lock",
    "conda-lock.yaml": "conda-lock",
    "flake.lock": NIX_LOCK,
    "devenv.lock": NIX_LOCK,
    "package.json": "package-json",
    "package-lock.json": "npm-lock",
    "npm-shrinkwrap.json": "npm-lock",
    "yarn.lock": "npm-lock",
    "pnpm-lock.yaml": "npm-lock",
    "bun.lock": "npm-lock",
    "cargo.toml": "cargo",
    "cargo.lock": "cargo",
    "go.mod": "go-modules",
    "go.sum": "go-modules",
    "pom.xml": "jvm",
    "build.gradle": "jvm",
    "build.gradle.kts": "jvm",
    "build.sbt": "jvm",
    "gradle.lockfile": "jvm",
    "packages.lock.json": "nuget",
    "directory.packages.props": "nuget",
    "gemfile": "ruby",
    "gemfile.lock": "ruby",
    "renv.lock": "r",
    "project.toml": "julia",
    "manifest.toml": "julia",
}
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "requirements",
        lazy_regex(
            r"(?:.*/)?(?:[^/]*[._-])?(?:requirements?|reqs?)(?:[._-][^/]*)?\.(?:txt|in|pip|lock)"
            r"|(?:.*/)?(?:requirements|reqs)/[^/]+\.(?:txt|in|pip)"
        ),
    ),
    ("constraints", lazy_regex(r"(?:.*/)?(?:[^/]*[._-])?constraints(?:[._-][^/]*)?\.(?:txt|in)")),
    (
        "conda-environment",
        lazy_regex(
            r"(?:.*/)?(?:[^/]*[._-])?environment(?:[._-][^/]*)?\.ya?ml|(?:.*/)?env\.ya?ml"
            r"|(?:.*/)?(?:conda|[^/]*conda[._-]?env(?:ironment)?(?:[._-][^/]*)?)\.ya?ml"
        ),
    ),
    ("script-lock", lazy_regex(r".*\.py\.lock")),
    ("nuget", lazy_regex(r".*\.csproj")),
    ("r", lazy_regex(r"(?:.*/)?[^/]{1,80}renv\.lock")),
    # `lockfile "Gemfile.#{RUBY_PLATFORM}.lock"`: one for each platform; the other name of Bundler's lock.
    ("ruby", lazy_regex(r"(?:.*/)?gemfile\.[^/]{1,80}\.lock|(?:.*/)?gems\.locked")),
    ("pylock", lazy_regex(r"(?:.*/)?pylock\.[^/.]+\.toml")),
    ("conda-recipe", lazy_regex(r"(?:.*/)?[^/]*(?:conda|recipe)[^/]*/(?:[^/]+/)?meta\.ya?ml")),
)
_ENDINGS = (".txt", ".locked", ".in", ".pip", ".yml", ".yaml", ".lock", ".toml", ".csproj")
_KILOBYTE = 1024
_TEXT_LIMIT = 256 * _KILOBYTE
_LOCK_LIMIT = 4 * 1024 * _KILOBYTE
# `ast.parse` needs up to 600 times the size of its source in memory.
_SCRIPT_LIMIT = 128 * _KILOBYTE
_OTHERS = frozenset({"cargo", "go-modules", "jvm", "ruby", "r", "julia", "nuget"})
DEPENDENCY_READERS: dict[str, tuple[int, Callable[[str, bytes], DependencyFile]]] = {
    "pyproject": (_TEXT_LIMIT, parse_pyproject),
    "setup.py": (_SCRIPT_LIMIT, parse_setup_script),
    "setup.cfg": (_TEXT_LIMIT, parse_setup_cfg),
    "pipfile": (_TEXT_LIMIT, parse_pipfile),
    "pixi": (_TEXT_LIMIT, parse_pixi),
    "conda-environment": (_TEXT_LIMIT, parse_conda_environment),
    "conda-recipe": (_TEXT_LIMIT, parse_conda_recipe),
    "package-json": (_TEXT_LIMIT, parse_package_json),
}


def dependency_kind(path: str) -> str | None:
    """Which dependency format a path has, by its name; None if it declares no dependencies."""
    lowered = path.lower()
    kind = _KINDS.get(lowered.rpartition("/")[2])
    if kind is not None:
        return kind
    if not lowered.endswith(_ENDINGS):
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(lowered)), None)


def parse_dependencies(path: str, content: bytes) -> DependencyFile:
    """Read any dependency file (see `dependency_kind`). Never raises; see `problem`."""
    kind = dependency_kind(path) or "requirements"
    limit = DEPENDENCY_READERS[kind][0] if kind in DEPENDENCY_READERS else _LOCK_LIMIT
    if len(content) > limit:
        problem = f"{len(content):,} bytes exceeds the limit of {limit:,} bytes"
        return DependencyFile(kind, path, problem=problem)
    try:
        return _within(_read(kind, path, content), len(lines_of(decode(content))) or 1)
    except Exception as error:  # the border of these parsers: whatever is wrong is a fact about the file
        return DependencyFile(kind, path, problem=f"could not be read: {type(error).__name__}")


def _read(kind: str, path: str, content: bytes) -> DependencyFile:
    if kind in DEPENDENCY_READERS:
        return DEPENDENCY_READERS[kind][1](path, content)
    if kind in ("requirements", "constraints"):
        return parse_requirements(kind, path, content)
    if kind in _OTHERS or path.lower().endswith("bun.lock"):
        return parse_other(kind, path, content)
    return parse_lock(kind, path, content)


def _within(file: DependencyFile, last: int) -> DependencyFile:
    """The file with every line at most its `last`: a quoted text of one line may spell several."""
    dependencies = file.dependencies
    entry_points = file.entry_points
    if any(each.line > last for each in dependencies):
        dependencies = tuple(replace(each, line=min(each.line, last)) for each in dependencies)
    if any(line > last for _name, _place, line in entry_points):
        entry_points = tuple((name, place, min(line, last)) for name, place, line in entry_points)
    return replace(file, dependencies=dependencies, entry_points=entry_points)
