"""What every reader of dependency declarations speaks: the facts, and one requirement at a time."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from urllib.parse import urlsplit

from msgspec import Struct
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from analyzer.lazy_regex import lazy_regex

DEPENDENCIES_LIMIT = 5000
_REQUIREMENT_LIMIT = 1000

_LOOSE = lazy_regex(r"([A-Za-z0-9][\w.-]*)\s*+(?:\[[^\]]*+\])?\s*+([=<>!~^(][^;]*+)?(?:;.*)?")
_EXACT = lazy_regex(r"===?\s*[^\s*,|<>=]+|v?=?\s*\d+(?:\.\d+){2,}[\w.+!-]*|=?\s*\d[\w.+!-]*=\S+")
_COMMIT = lazy_regex(r"@[0-9a-f]{40}\b|#sha\d+=|[#&]sha\d+=")
_VERSION_CONTROL = lazy_regex(r"(?:git|hg|svn|bzr)\+|git@|git://")
_EGG = lazy_regex(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_ADDRESS = lazy_regex(r"[a-z][a-z0-9+.-]*://|git@", re.IGNORECASE)

ECOSYSTEMS = {
    "package-json": "npm",
    "npm-lock": "npm",
    "cargo": "cargo",
    "go-modules": "go",
    "jvm": "maven",
    "ruby": "rubygems",
    "r": "cran",
    "julia": "julia",
    "nuget": "nuget",
}


class Dependency(Struct, frozen=True):
    """One declared dependency.

    `name` is normalised (PEP 503) for Python, as written elsewhere. `pinned` means one exact version
    or commit. `group` is "main", "dev", "build", or the name of an extra or a dependency group;
    `constraint` what the declaration says about versions, or the address it is taken from.
    """

    name: str
    raw: str
    line: int
    pinned: bool
    group: str
    constraint: str


class DependencyFile(Struct, frozen=True):
    """What one file declares to be installed.

    `includes` are other requirement files it reads, relative to the repository's root;
    `entry_points` are console scripts as (name, "package.module:function", line); `packages` and
    `py_modules` are what it says it distributes, where it says so literally. `name` is the
    distribution's own name. `is_lock`: a resolver's output, every version exact.
    """

    kind: str
    path: str
    dependencies: tuple[Dependency, ...] = ()
    includes: tuple[str, ...] = ()
    is_lock: bool = False
    problem: str | None = None
    entry_points: tuple[tuple[str, str, int], ...] = ()
    packages: tuple[str, ...] = ()
    py_modules: tuple[str, ...] = ()
    name: str | None = None

    @property
    def ecosystem(self) -> str:
        """Whose names these are: "python" (PyPI and conda), "npm", "cargo", "go", ..."""
        return ECOSYSTEMS.get(self.kind, "python")


def requirement(raw: str, line: int, group: str = "main") -> Dependency | None:
    """One requirement in PEP 508, pip's or conda's spelling; None for a local path or anything else."""
    raw = raw.strip()
    if not raw or len(raw) > _REQUIREMENT_LIMIT or raw.startswith((".", "/", "-", "file:")):
        return None
    try:
        parsed = Requirement(raw)
    except InvalidRequirement:
        return _loose_requirement(raw, line, group)
    exact = any(
        each.operator == "===" or (each.operator == "==" and not each.version.endswith(".*"))
        for each in parsed.specifier
    )
    url = parsed.url or ""
    pinned = exact or _COMMIT.search(url) is not None
    return Dependency(canonicalize_name(parsed.name), raw, line, pinned, group, url or str(parsed.specifier))


def _loose_requirement(raw: str, line: int, group: str) -> Dependency | None:
    if _ADDRESS.match(raw) is not None or _VERSION_CONTROL.match(raw) is not None:
        name = _name_in_address(raw)
        if name is None:
            return None
        return Dependency(canonicalize_name(name), raw, line, _COMMIT.search(raw) is not None, group, raw)
    match = _LOOSE.fullmatch(raw)
    if match is None:
        return None
    constraint = (match[2] or "").strip()
    return Dependency(canonicalize_name(match[1]), raw, line, is_exact(constraint), group, constraint)


def is_exact(constraint: str) -> bool:
    """Whether a version constraint leaves no choice: `==1.2`, or without a comparison all three numbers.

    The latter is how poetry, npm and conda (`=1.2.3`, `=1.2=build`) spell one version.
    """
    return _EXACT.fullmatch(constraint.strip()) is not None


def _name_in_address(address: str) -> str | None:
    """The distribution behind a version control or archive address."""
    egg = _EGG.search(address)
    if egg is not None:
        return egg[1]
    try:
        path = urlsplit(address if "://" in address else address.replace("git@", "git://", 1)).path
    except ValueError:  # "https://[" is no address, and no reason to lose the rest of the file
        return None
    parts = [part for part in path.split("/") if part]
    if not parts:
        return None
    if parts[-1].endswith(".whl"):
        try:
            return str(parse_wheel_filename(parts[-1])[0])
        except InvalidWheelFilename:
            return None
    if "archive" in parts[2:]:
        return parts[1]
    name = parts[-1].partition("@")[0].removesuffix(".git")
    if _VERSION_CONTROL.match(address) is None:
        name = re.sub(r"-\d.*|\.(?:zip|tar\.gz|tgz)$", "", name)
    return name if _LOOSE.fullmatch(name) is not None else None


def included(path: str, target: str) -> str | None:
    """The path, from the repository's root, of a file named in the file at `path`; None if outside."""
    target = target.strip().strip("\"'").replace("\\", "/")
    if not target or _ADDRESS.match(target) is not None or target.startswith(("/", "~", "$", "{")):
        return None
    resolved = normpath(join(dirname(path), target))
    return None if resolved.startswith("../") or resolved in ("..", ".") else resolved


def unique(names: list[str | None]) -> tuple[str, ...]:
    """The names that are there, each once, in order."""
    return tuple(dict.fromkeys(name for name in names if name))
