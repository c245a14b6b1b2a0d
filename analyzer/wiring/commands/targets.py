"""The targets of this repository that a command calls: in which file, and in which folder they run.

Each tool finds its file, the files it includes and their names by its own rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import is_shell_shebang
from analyzer.parsing.structured import block, text
from analyzer.parsing.tasks import Inclusion, Invocation, Target, TargetFile, parse_included
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.checkout import ROOT, inside, without_unknown_folder
from analyzer.wiring.globs import is_pattern, matches

# The synthetic target that depends on every environment a bare `tox` runs.
TOX_DEFAULT = "envlist"
MAXIMUM_FILES = 200
# The files of one project in a workspace of Nx or of moonrepo.
WORKSPACE_PROJECTS = word_set("project.json moon.yml")
# Tools that look for their file in the folders above the one they are called in, too.
SEARCHES_UPWARD = word_set("just taskfile pyproject pipfile package invoke mise")
# Kinds some of whose files only count where another one includes them.
OWN_NAMES = {
    "make": word_set("GNUmakefile makefile Makefile BSDmakefile"),
    "just": word_set("justfile Justfile .justfile JUSTFILE"),
}
# Tools that also read a folder of that name: invoke a package, mage what lies in it.
SUBFOLDERS = {"invoke": "tasks", "mage": "magefiles"}
COMPOSE_DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
COMPOSE_READ = frozenset(COMPOSE_DEFAULTS) | {each.replace(".y", ".override.y") for each in COMPOSE_DEFAULTS}
MAKE_REFERENCE = lazy_regex(r"\$\{([^{}\s:$]{1,100})\}")
# Scripts that fetch a build tool and hand it all words: https://maven.apache.org/wrapper/,
# https://docs.gradle.org/current/userguide/gradle_wrapper.html, https://mill-build.org/mill/cli/installation-ide.html.
BUILD_TOOL_WRAPPERS = word_set("mvnw gradlew mill millw amper sbtx")
OF_ANOTHER_PROGRAM = lazy_regex(
    r"\.(?:py|R|r|rb|jl|[cm]?[jt]s|pl|pm|php|lua|kts|scala|sc|groovy|exs?|go|cs|csx|fsx|psm1)\Z"
)
LONGEST_FIRST_LINE = 200
MAXIMUM_PASSES = 5
MAXIMUM_FILLED = 100_000


class Called(Struct, frozen=True):
    """A target that a call runs, the folder it runs in, and whether the call itself names it."""

    file: TargetFile
    target: Target
    directory: str
    named: bool


class _Part(Struct, frozen=True):
    """A file of a scope: what its names are called with in front, and where its targets run."""

    prefix: str
    file: TargetFile
    home: str


def targets_called(repo: Snapshot, call: Invocation, directory: str) -> Iterator[Called]:
    """The targets an invocation runs, with those they depend on."""
    if call.kind == "make" and call.file is None and (call.directory or "").startswith("$"):
        yield from _below(repo, call, directory)
        return
    where = inside(directory, call.directory)
    files = _files(repo, call, where)
    scope = _Scope(repo, files, where, dict(_assigned(call)))
    yield from scope.called(call)


def _below(repo: Snapshot, call: Invocation, directory: str) -> Iterator[Called]:
    """What `make -C $folder test` runs in a loop: the target of each folder below that has it."""
    for path, _file in _by_kind(repo).get("make", ())[:MAXIMUM_FILES]:
        folder = dirname(path)
        if folder != directory and f"{folder}/".startswith(f"{directory}/" if directory else ""):
            yield from targets_called(repo, replace(call, directory=None), folder)


def _assigned(call: Invocation) -> Iterator[tuple[str, str]]:
    """The variables that a call of make sets."""
    if call.kind == "make":
        for word in call.arguments:
            name, equals, value = word.partition("=")
            if equals:
                yield name.rstrip(":+?"), value


def _files(repo: Snapshot, call: Invocation, directory: str) -> list[TargetFile]:
    """The target files the invocation may mean: the named one, else those of its directory."""
    if call.kind == "workspace":
        return _of_workspace(repo, call)
    if call.file is not None:
        name = without_unknown_folder(call.file)
        paths = (inside(directory, name), inside(ROOT, name))
        return next((found for path in paths if (found := _read(repo, call.kind, path))), [])[:1]
    while True:
        found = _files_in(repo, call, directory)
        if found or not directory or call.kind not in SEARCHES_UPWARD:
            return found
        directory = dirname(directory)


def _of_workspace(repo: Snapshot, call: Invocation) -> list[TargetFile]:
    """The packages and projects of the repository, or those that the call names, by name or by folder."""
    found = [file for path, file in _by_kind(repo).get("package", ()) if dirname(path)]
    for path in repo.paths:
        if basename(path) in WORKSPACE_PROJECTS and (dirname(path) or path == "moon.yml"):
            found += _read(repo, "workspace", path)
    chosen = [file for file in found if call.arguments and _project_name(repo, file.path) in call.arguments]
    chosen = chosen or [file for file in found if basename(dirname(file.path)) in call.arguments]
    return (chosen or found)[:MAXIMUM_FILES]


def _project_name(repo: Snapshot, path: str) -> str:
    """What a project of a workspace calls itself, without the scope: `@shop/api` is asked for as `api`."""
    document = repo.json(path) if path.endswith(".json") else None
    return "" if document is None else text(block(document.value).get("name")).rpartition("/")[2]


def _files_in(repo: Snapshot, call: Invocation, directory: str) -> list[TargetFile]:
    below = SUBFOLDERS.get(call.kind)
    folders = {directory} if below is None else {directory, inside(directory, below)}
    own = OWN_NAMES.get(call.kind)
    found = [
        file
        for path, file in _by_kind(repo).get(call.kind, ())
        if inside(dirname(path), file.directory if call.kind == "mise" else None) in folders
        and (own is None or basename(path) in own)
    ]
    if call.kind == "compose" and not call.names:
        defaults = [file for file in found if basename(file.path) in COMPOSE_DEFAULTS]
        return defaults[:1] or (found if len(found) == 1 else [])
    if call.kind == "compose":
        # Without a name of a file compose reads its default one; others count where it has no such service.
        read = [file for file in found if basename(file.path) in COMPOSE_READ]
        if any(file.find(name) is not None for file in read for name in call.names):
            return read
    return found


@derived
def _by_kind(repo: Snapshot) -> dict[str, list[tuple[str, TargetFile]]]:
    """The target files of each kind, sorted by their path."""
    found: dict[str, list[tuple[str, TargetFile]]] = {}
    for path, files in repo.target_files.items():
        for file in files:
            found.setdefault(file.kind, []).append((path, file))
    return found


@derived
def _included_files(repo: Snapshot) -> dict[tuple[str, str], list[TargetFile]]:
    """Files that were read because another one includes them."""
    del repo
    return {}


def _read(repo: Snapshot, kind: str, path: str) -> list[TargetFile]:
    """The target files of a kind in a file that is named, whatever its name says."""
    if kind == "shell" and _is_no_script(repo, path):
        return []
    known = [file for file in repo.target_files.get(path, ()) if file.kind == kind]
    if known or not repo.exists(path) or path in repo.target_files:
        return known
    read = _included_files(repo)
    if (kind, path) not in read:
        content = repo.content(path)
        found = () if content is None else parse_included(kind, path, content)
        read[kind, path] = [file for file in found if file.kind == kind]
    return read[kind, path]


def _is_no_script(repo: Snapshot, path: str) -> bool:
    """Whether no shell reads a file that is run, or it only fetches the build tool that it is named for."""
    name = basename(path)
    if (
        name.removesuffix(".bat").removesuffix(".cmd") in BUILD_TOOL_WRAPPERS
        or OF_ANOTHER_PROGRAM.search(name) is not None
    ):
        return True
    first = (repo.beginning(path, LONGEST_FIRST_LINE) if repo.exists(path) else "").lstrip("\ufeff")
    return first.startswith("#!") and not is_shell_shebang(first)


class _Scope:
    """The targets of a call's files and of the files they include, by the names they have together."""

    def __init__(self, repo: Snapshot, files: list[TargetFile], where: str, assigned: dict[str, str]) -> None:
        self._repo = repo
        self._where = where
        self.parts: list[_Part] = []
        self._variables = assigned
        pending = [_Part("", file, self._home(file)) for file in files]
        seen: set[tuple[str, str, str]] = set()
        while pending and len(self.parts) < MAXIMUM_FILES:
            part = pending.pop(0)
            key = (part.prefix, part.file.path, part.home)
            if key in seen:
                continue
            seen.add(key)
            self.parts.append(part)
            for name, value in part.file.variables:
                self._variables.setdefault(name, value)
            for inclusion in part.file.includes:
                for file in self._included(part, inclusion):
                    home = self._home_of_included(part, inclusion, file)
                    pending += [_Part(part.prefix + each, file, home) for each in inclusion.prefixes]

    def _home(self, file: TargetFile) -> str:
        """Where the targets of a file run: beside it, or where the tool is called."""
        if file.kind in ("make", "shell", "invoke"):
            return self._where
        return inside(dirname(file.path), file.directory)

    def _home_of_included(self, part: _Part, inclusion: Inclusion, file: TargetFile) -> str:
        if inclusion.directory is not None:
            return inside(dirname(part.file.path), inclusion.directory)
        if file.kind == "just" and inclusion.prefixes != ("",):
            return inside(dirname(file.path), file.directory)  # a module of just runs beside its file
        return part.home

    def _included(self, part: _Part, inclusion: Inclusion) -> list[TargetFile]:
        # make reads from where it is called, other tools from the file that includes.
        bases = (
            [self._where, dirname(part.file.path)] if part.file.kind == "make" else [dirname(part.file.path)]
        )
        for base in dict.fromkeys(bases):
            for place in inclusion.places:
                path = inside(base, place)
                paths = matches(self._repo, path) if is_pattern(place) else (path,)
                files = [file for each in paths for file in _read(self._repo, part.file.kind, each)]
                if files:
                    return files[:MAXIMUM_FILES]
        return []

    def called(self, call: Invocation) -> Iterator[Called]:
        """The targets a call names, or the default ones, with those they depend on."""
        named = [("", name) for name in self._names(call)]
        pending = [(within, name, True) for within, name in named]
        visited: set[tuple[str, str]] = set()
        while pending:
            within, name, is_named = pending.pop(0)
            if (within, name) in visited:
                continue
            visited.add((within, name))
            for part, target in self._found(name, within):
                pending += [(part.prefix, each, False) for each in target.depends]
                yield Called(part.file, self._filled(target), self._directory(part, target), is_named)

    def _names(self, call: Invocation) -> list[str]:
        if not call.names:
            return self._default_names()
        names = list(call.names)
        if call.kind != "just":
            return names
        # `just module recipe` means the same as `just module::recipe`.
        modules = {part.prefix for part in self.parts if part.prefix}
        while len(names) > 1 and f"{names[0]}::" in modules and not self._exact(names[0], ""):
            names[:2] = [f"{names[0]}::{names[1]}"]
        return names

    def _default_names(self) -> list[str]:
        names: list[str] = []
        for part in self.parts:
            file = part.file
            if part.prefix:
                continue
            if file.default is not None:
                names.append(file.default)
            elif file.kind == "tox" and file.find(TOX_DEFAULT) is not None:
                names.append(TOX_DEFAULT)
            elif file.kind in ("tox", "nox", "shell", "compose"):
                names += [target.name for target in file.targets]
            if names and file.kind in ("make", "just"):
                break
        return names

    def _found(self, name: str, within: str) -> list[tuple[_Part, Target]]:
        """What a name means to a target of a file whose names begin with `within`."""
        if name.startswith(":") and within:
            return self._exact(name[1:], "")
        return self._exact(name, within) or (self._exact(name.lstrip(":"), "") if within else [])

    def _exact(self, name: str, within: str) -> list[tuple[_Part, Target]]:
        full = within + name.lstrip(":")
        found: list[tuple[_Part, Target]] = []
        for part in self.parts:
            if full.startswith(part.prefix):
                rest = full[len(part.prefix) :]
            elif part.prefix and full == part.prefix.rstrip(":"):
                rest = part.file.default or ""
            else:
                continue
            target = part.file.find(rest) if rest else None
            if target is not None:
                found.append((part, target))
        return found

    def _directory(self, part: _Part, target: Target) -> str:
        return self._where if target.in_place else inside(part.home, target.directory)

    def _filled(self, target: Target) -> Target:
        """The target with variables of the other files, and of the call, replaced in its script."""
        script = target.script
        for _ in range(MAXIMUM_PASSES if self._variables and "${" in script else 0):
            before = script
            script = MAKE_REFERENCE.sub(
                lambda found: self._variables.get(found[1], found.group())[:500], script
            )
            if script == before or len(script) > MAXIMUM_FILLED:
                break
        return target if script == target.script else replace(target, script=script)
