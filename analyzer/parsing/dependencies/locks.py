"""Lock files. A resolver writes them, one key a line, so they are read line by line.

That keeps files of several megabytes cheap, which a general loader would refuse. Every entry is exact
by nature. Packages of the project itself (uv's editable and virtual sources) are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from packaging.utils import canonicalize_name

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies.facts import DEPENDENCIES_LIMIT, Dependency, DependencyFile
from analyzer.parsing.lines import lines_of

NIX_LOCK = "nix-lock"


class _Locked(Struct, frozen=True):
    """A locked package; `own` is the directory of the repository it comes from, if it does."""

    name: str
    version: str
    line: int
    group: str = "main"
    own: str = ""


_TOML_KEY = lazy_regex(r"(name|version|category|groups|source)\s*=\s*(.*)")
_QUOTED = lazy_regex(r"\"([^\"]*+)\"|'([^']*+)'")
_OWN_SOURCE = lazy_regex(r"\{\s*(?:editable|virtual|directory)\s*=\s*\"([^\"]*+)\"")
_JSON_KEY = lazy_regex(r"([ \t]+)\"([^\"]*+)\":\s*(?:\{|\"([^\"]*+)\")")
_YAML_ENTRY = lazy_regex(r"(- |  )(name|version|category|conda|pypi|kind):\s*(.*)")
_YARN_ENTRY = lazy_regex(r"\"?(@?[^@\s\"]+)@\S.*:")
_YARN_VERSION = lazy_regex(r"  version:?\s+\"?([^\s\"]+)\"?")
_PNPM_ENTRY = lazy_regex(r"  ['/\"]{0,2}(@?[^@\s'\"/]+(?:/[^@\s'\"/]+)?)[@/](\d[^\s():'\"]*)[^:]*:.*")


def _toml_packages(lines: list[str]) -> Iterator[_Locked]:
    """uv.lock, poetry.lock, pdm.lock, pylock.toml: one `[[package]]` table after the other."""
    inside = False
    name, version, line, group, own = "", "", 0, "main", ""
    for number, text in enumerate([*lines, "[end]"], 1):
        if text.startswith("["):
            if inside and name:
                yield _Locked(name, version, line, group, own)
            inside = text.strip() in ("[[package]]", "[[packages]]")
            name, version, line, group, own = "", "", 0, "main", ""
        elif inside and (match := _TOML_KEY.match(text)) is not None:
            words = [first or second for first, second in _QUOTED.findall(match[2])]
            match match[1], words:
                case "name", [value, *_]:
                    name, line = value, number
                case "version", [value, *_]:
                    version = value
                case "category" | "groups", [value, *_]:
                    group = "main" if value == "default" else value
                case "source", _:
                    source = _OWN_SOURCE.match(match[2])
                    own = source[1] if source else ""
                case _:
                    pass


def _pipfile_packages(lines: list[str]) -> Iterator[_Locked]:
    """Pipfile.lock: sections at one level of indentation, packages below, versions below those."""
    groups = {"_meta": "", "default": "main", "develop": "dev"}
    group, name, line = "", "", 0
    for number, text in enumerate(lines, 1):
        match = _JSON_KEY.match(text)
        if match is None:
            continue
        depth, key, value = len(match[1]) // 4, match[2], match[3]
        if depth == 1:
            group = groups.get(key, key)
        elif depth == 2 and group:
            name, line = key, number
        elif depth == 3 and group and key in ("version", "ref") and value:
            yield _Locked(name, value.lstrip("="), line, group)


def _npm_packages(lines: list[str]) -> Iterator[_Locked]:
    """package-lock.json: `"node_modules/name": {` since version 2, `"name": {` before.

    It is indented as the package.json is: by two spaces, by four, by tabs.
    """
    inside, name, line, unit = False, "", 0, 0
    for number, text in enumerate(lines, 1):
        match = _JSON_KEY.match(text)
        if match is None:
            continue
        unit = unit or max(1, len(match[1]))
        depth, key, value = len(match[1]) // unit, match[2], match[3]
        if depth == 1:
            inside = key in ("packages", "dependencies")
        elif depth == 2 and inside:
            name, line = key.rpartition("node_modules/")[2], number
        elif depth == 3 and key == "version" and inside and name and value:
            yield _Locked(name, value, line)


def _yaml_packages(lines: list[str]) -> Iterator[_Locked]:
    """conda-lock.yml and pixi.lock: entries of a list at the left margin."""
    name, version, line, group = "", "", 0, "main"
    for number, text in enumerate([*lines, "- kind: end"], 1):
        match = _YAML_ENTRY.fullmatch(text)
        if match is None:
            continue
        key, value = match[2], match[3].strip().strip("\"'")
        if match[1] == "- ":
            if name:
                yield _Locked(name, version, line, group)
            name, version, line, group = "", "", number, "main"
            if key == "conda":
                name, version = _conda_file(value)
        if not line:  # before the first entry of the list
            continue
        if key == "name":
            name = value
        elif key == "version":
            version = value
        elif key == "category":
            group = value


def _conda_file(address: str) -> tuple[str, str]:
    """`.../name-version-build.conda` as name and version."""
    parts = address.rpartition("/")[2].rsplit("-", 2)
    return (parts[0], parts[1]) if len(parts) == 3 else ("", "")


def _nix_inputs(lines: list[str]) -> Iterator[_Locked]:
    """flake.lock and devenv.lock: collections of packages at one commit each, as JSON with two spaces."""
    name, line = "", 0
    for number, text in enumerate(lines, 1):
        match = _JSON_KEY.match(text)
        if match is None:
            continue
        depth, key, value = len(match[1]) // 2, match[2], match[3]
        if depth == 2 and value is None:
            name, line = key, number
        elif depth == 4 and key in ("rev", "narHash") and name and value:
            yield _Locked(name, value, line)
            name = ""


def _yarn_packages(lines: list[str]) -> Iterator[_Locked]:
    name, line = "", 0
    for number, text in enumerate(lines, 1):
        if (entry := _YARN_ENTRY.fullmatch(text)) is not None:
            name, line = entry[1], number
        elif name and (version := _YARN_VERSION.fullmatch(text)) is not None:
            yield _Locked(name, version[1], line)
            name = ""


def _pnpm_packages(lines: list[str]) -> Iterator[_Locked]:
    for number, text in enumerate(lines, 1):
        if (entry := _PNPM_ENTRY.fullmatch(text)) is not None:
            yield _Locked(entry[1], entry[2], number)


_READERS: dict[str, Callable[[list[str]], Iterator[_Locked]]] = {
    "uv.lock": _toml_packages,
    "poetry.lock": _toml_packages,
    "pdm.lock": _toml_packages,
    "pylock.toml": _toml_packages,
    "pipfile.lock": _pipfile_packages,
    "pixi.lock": _yaml_packages,
    "conda-lock.yml": _yaml_packages,
    "conda-lock.yaml": _yaml_packages,
    "flake.lock": _nix_inputs,
    "devenv.lock": _nix_inputs,
    "package-lock.json": _npm_packages,
    "npm-shrinkwrap.json": _npm_packages,
    "yarn.lock": _yarn_packages,
    "pnpm-lock.yaml": _pnpm_packages,
}


def parse_lock(kind: str, path: str, content: bytes) -> DependencyFile:
    """Read a lock file of any of the known formats: names, exact versions, groups."""
    # A script's own lock and a named `pylock` have names of their own, in the same format.
    read = _READERS.get(path.rpartition("/")[2].lower(), _toml_packages)
    lines = lines_of(content.decode("utf-8-sig", "replace"))
    dependencies: dict[tuple[str, str], Dependency] = {}
    own: str | None = None
    for each in read(lines):
        if each.own:
            own = each.name if each.own == "." else own
            continue
        name = each.name if kind == "npm-lock" else canonicalize_name(each.name)
        raw = f"{each.name}=={each.version}"
        found = Dependency(name, raw, each.line, True, each.group, f"=={each.version}")
        dependencies.setdefault((name, each.version), found)
        if len(dependencies) == DEPENDENCIES_LIMIT:
            break
    return DependencyFile(
        kind=kind, path=path, dependencies=tuple(dependencies.values()), is_lock=True, name=own
    )
