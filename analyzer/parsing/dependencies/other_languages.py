"""Locks and lists of dependencies of other languages, read line by line: names, versions, whether exact.

Build files of the JVM and of .NET are programs or documents of their own; only the usual spelling of a
dependency is read. A version that a parent, a platform or a catalogue gives is exact: those are.
Sources: https://rstudio.github.io/renv/articles/lockfile.html, https://pkgdocs.julialang.org/v1/toml-files,
https://go.dev/ref/mod#go-sum-files, https://bundler.io/man/bundle-lock.1.html, https://doc.rust-lang.org/cargo,
https://docs.gradle.org/current/userguide/dependency_locking.html, https://bun.sh/docs/pm/lockfile,
https://maven.apache.org/pom.html#Dependency_Version_Requirement_Specification,
https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies.facts import DEPENDENCIES_LIMIT, Dependency, DependencyFile
from analyzer.parsing.lines import lines_of

# Name, version ("" where it is given elsewhere), line, group.
Entry = tuple[str, str, int, str]
LONGEST_DECLARATION = 20_000

RENV_KEY = lazy_regex(r'"(Package|Version)":\s*"([^"]{1,200})"')
JULIA_ENTRY = lazy_regex(r"\[\[(?:deps\.)?([\w]{1,200})\]\]")
JULIA_VERSION = lazy_regex(r'version\s*=\s*"([^"]{1,100})"')
GO_SUM = lazy_regex(r"(\S{1,300}) (v[^\s/]{1,100}) h1:\S+")
GEM_SPEC = lazy_regex(r"    ([\w.-]{1,200}) \(([^()]{1,100})\)")
CARGO_KEY = lazy_regex(r'(name|version) = "([^"]{1,200})"')
GRADLE_LOCK = lazy_regex(r"([\w.-]{1,200}:[\w.-]{1,200}):([\w.+-]{1,100})=.*")
BUN_ENTRY = lazy_regex(r'\s+"[^"]{1,300}":\s*\["(@?[^"@]{1,200})@([^"@]{1,100})"')
NUGET_PACKAGE = lazy_regex(r'      "([\w.-]{1,200})": \{')
NUGET_VERSION = lazy_regex(r'        "resolved": "([^"]{1,100})"')
POM_TAG = lazy_regex(r"<(/?dependency|/?plugin|artifactId|version|scope)>(?:([^<]{1,300})</)?")
GRADLE_ENTRY = lazy_regex(
    r"\s*(?P<how>\w{1,60})\s*\(?\s*(?:platform\s*\(\s*|enforcedPlatform\s*\(\s*)?"
    r"(?:[\"'](?P<name>[\w.${}-]{1,200}:[\w.${}-]{1,200})(?::(?P<version>[^\"':]{1,100}))?[\"':]|libs\.(?P<known>[\w.]{1,200}))"
)
GRADLE_PARTS = lazy_regex(
    r"\s*(\w{1,60})\s*\(?\s*group\s*[:=]\s*[\"']([^\"']{1,200})[\"']\s*,\s*name\s*[:=]\s*[\"']([^\"']{1,200})[\"']"
    r"(?:\s*,\s*version\s*[:=]\s*[\"']?([^\"',)]{1,100}))?"
)
GRADLE_WORDS = frozenset(
    "implementation api compileOnly runtimeOnly annotationProcessor kapt ksp testImplementation compile "
    "runtime providedCompile testCompile testRuntimeOnly".split()
)
SBT_ENTRY = lazy_regex(
    r"\"([\w.-]{1,200})\"\s{1,9}%{1,3}\s{1,9}\"([\w.-]{1,200})\"\s{1,9}%\s{1,9}(\"[^\"]{1,100}\"|\w{1,100})(.{0,60})"
)
CSPROJ_ENTRY = lazy_regex(
    r"\s*<Package(?:Reference|Version)\s+(?:Include|Update)=\"([\w.-]{1,200})\"(?:\s+Version=\"([^\"]{1,100})\")?"
)
OPEN_VERSION = lazy_regex(r".*[\[\](),+*].*|LATEST|RELEASE|latest\..*|.*-SNAPSHOT", re.IGNORECASE)


def _renv(rows: list[str]) -> Iterator[Entry]:
    """A package's name stands before its version, each on a line of its own or all on one."""
    name, line = "", 0
    for number, row in enumerate(rows, 1):
        for key in RENV_KEY.finditer(row):
            if key[1] == "Package":
                name, line = key[2], number
            elif name:
                yield name, key[2], line, "main"
                name = ""


def _julia(rows: list[str]) -> Iterator[Entry]:
    name, line = "", 0
    for number, row in enumerate(rows, 1):
        if (named := JULIA_ENTRY.match(row)) is not None:
            name, line = named[1], number
        elif name and (version := JULIA_VERSION.match(row)) is not None:
            yield name, version[1], line, "main"
            name = ""


def _rows_of(pattern: re.Pattern[str]) -> Callable[[list[str]], Iterator[Entry]]:
    def read(rows: list[str]) -> Iterator[Entry]:
        for number, row in enumerate(rows, 1):
            if (found := pattern.match(row)) is not None:
                yield found[1], found[2], number, "main"

    return read


def _cargo(rows: list[str]) -> Iterator[Entry]:
    name, line = "", 0
    for number, row in enumerate(rows, 1):
        if (found := CARGO_KEY.match(row)) is None:
            continue
        if found[1] == "name":
            name, line = found[2], number
        elif name:
            yield name, found[2], line, "main"
            name = ""


def _nuget_lock(rows: list[str]) -> Iterator[Entry]:
    name, line = "", 0
    for number, row in enumerate(rows, 1):
        if (named := NUGET_PACKAGE.match(row)) is not None:
            name, line = named[1], number
        elif name and (version := NUGET_VERSION.match(row)) is not None:
            yield name, version[1], line, "main"
            name = ""


def _pom(rows: list[str]) -> Iterator[Entry]:
    """Dependencies and not plug-ins, whose versions no program runs with."""
    inside, name, version, line, group = False, "", "", 0, "main"
    for number, row in enumerate(rows, 1):
        for tag in POM_TAG.finditer(row):
            if tag[1] == "dependency":
                inside, name, version, line, group = True, "", "", number, "main"
            elif tag[1] == "/dependency":
                if inside and name:
                    yield name, version, line, group
                inside = False
            elif tag[1] == "plugin":
                inside = False
            elif inside and tag[2]:
                value = tag[2].strip()
                if tag[1] == "artifactId" and not name:
                    name = value
                elif tag[1] == "version":
                    version = value
                elif tag[1] == "scope" and value == "test":
                    group = "dev"


def _gradle(rows: list[str]) -> Iterator[Entry]:
    for number, row in enumerate(rows, 1):
        if (parts := GRADLE_PARTS.match(row)) is not None and parts[1] in GRADLE_WORDS:
            yield (
                f"{parts[2]}:{parts[3]}",
                parts[4] or "",
                number,
                "dev" if parts[1].startswith("test") else "main",
            )
            continue
        found = GRADLE_ENTRY.match(row)
        if found is not None and found["how"] in GRADLE_WORDS:
            group = "dev" if found["how"].startswith("test") else "main"
            yield found["name"] or found["known"], found["version"] or "", number, group


def _sbt(rows: list[str]) -> Iterator[Entry]:
    for number, row in enumerate(rows, 1):
        for found in SBT_ENTRY.finditer(row):
            group = "dev" if "Test" in found[4] else "main"
            yield f"{found[1]}:{found[2]}", found[3].strip('"'), number, group


def _csproj(rows: list[str]) -> Iterator[Entry]:
    for number, row in enumerate(rows, 1):
        if (found := CSPROJ_ENTRY.match(row)) is not None:
            yield found[1], found[2] or "", number, "main"


RENV_LOCK = "renv.lock"
GEM_LOCK = "gemfile.lock"
LOCK_READERS: dict[str, Callable[[list[str]], Iterator[Entry]]] = {
    "renv.lock": _renv,
    "manifest.toml": _julia,
    "go.sum": _rows_of(GO_SUM),
    "gemfile.lock": _rows_of(GEM_SPEC),
    "cargo.lock": _cargo,
    "gradle.lockfile": _rows_of(GRADLE_LOCK),
    "packages.lock.json": _nuget_lock,
    "bun.lock": _rows_of(BUN_ENTRY),
}
LIST_READERS: dict[str, Callable[[list[str]], Iterator[Entry]]] = {
    "pom.xml": _pom,
    "build.gradle": _gradle,
    "build.gradle.kts": _gradle,
    "build.sbt": _sbt,
    "directory.packages.props": _csproj,
    ".csproj": _csproj,
}


def other_reader(path: str) -> tuple[Callable[[list[str]], Iterator[Entry]] | None, bool]:
    """What reads a file of another language, and whether it is a lock."""
    name = path.rpartition("/")[2].lower()
    if name.endswith(RENV_LOCK):
        name = RENV_LOCK  # `vetiver_renv.lock`, which a build copies to its usual name
    if name == "gems.locked" or (name.startswith("gemfile.") and name.endswith(".lock")):
        name = GEM_LOCK
    if name in LOCK_READERS:
        return LOCK_READERS[name], True
    return LIST_READERS.get(name) or LIST_READERS.get(name[name.rfind(".") :]), False


def parse_other(kind: str, path: str, content: bytes) -> DependencyFile:
    """Read a lock or a list of another language; a file that only has such a kind is not read."""
    read, is_lock = other_reader(path)
    if read is None:
        return DependencyFile(kind, path)
    rows = [each[:LONGEST_DECLARATION] for each in lines_of(content.decode("utf-8-sig", "replace"))]
    found: dict[tuple[str, str], Dependency] = {}
    for name, version, line, group in read(rows):
        exact = is_lock or OPEN_VERSION.fullmatch(version) is None
        raw = f"{name} {version}".strip()
        found.setdefault((name, version), Dependency(name, raw, line, exact, group, version))
        if len(found) == DEPENDENCIES_LIMIT:
            break
    return DependencyFile(kind, path, tuple(found.values()), is_lock=is_lock)
