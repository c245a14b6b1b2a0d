"""The cross-reference engine for commands: from a CI step through targets to what actually runs.

`make test` in a workflow is worth what the recipe of `test` runs. A command is followed through
Makefiles, tox, nox, package scripts, shell scripts and compose services; loops are cut.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from posixpath import dirname, join, normpath

from analyzer.parsing.shell import SCRIPT_DIRECTORY, Command, parse_script, unwrap
from analyzer.parsing.tasks import Invocation, Target, TargetFile, invocation, read_options
from analyzer.repository import Snapshot, derived
from analyzer.wiring.containers import image_mounts, on_the_outside, service_mounts, volume_mounts

MAX_DEPTH = 12
MAX_COMMANDS = 20_000
ROOT = ""
# The synthetic target that depends on every environment a bare `tox` runs.
TOX_DEFAULT = "envlist"


class Failure(IntEnum):
    """What happens to a job when a command in it fails; the weakest link on the way counts."""

    STOPS = 0
    # A shell without `set -e` or `pipefail` goes on, and only its last command decides.
    UNNOTICED = 1
    # Somebody said that it must not matter: `|| true`, `continue-on-error`.
    MASKED = 2


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file on the way to a command."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A command that actually runs. `trail` leads to it, `directory` is where it runs ("" = root)."""

    words: tuple[str, ...]
    directory: str
    failure: Failure
    trail: tuple[Place, ...]

    @property
    def place(self) -> Place:
        return self.trail[-1]


@dataclass(frozen=True, slots=True)
class _Script:
    text: str
    path: str
    lines: tuple[int, ...]
    first_line: int
    directory: str
    failure: Failure
    trail: tuple[Place, ...]
    errexit: bool = True
    pipefail: bool = False

    def place(self, line: int) -> Place:
        if 1 <= line <= len(self.lines):
            return Place(self.path, self.lines[line - 1])
        return Place(self.path, self.first_line + line - 1)


def follow(
    repo: Snapshot,
    script: str,
    path: str,
    line: int,
    directory: str = ROOT,
    *,
    errexit: bool = True,
    pipefail: bool = False,
) -> tuple[Reached, ...]:
    """Every command that a script runs, followed into the targets of this repository.

    `errexit` and `pipefail` say how the shell is started.
    """
    start = _Script(
        script, path, (), line, directory, Failure.STOPS, trail=(), errexit=errexit, pipefail=pipefail
    )
    return tuple(_Walker(repo).run(start))


@derived
def _parsed_scripts(repo: Snapshot) -> dict[tuple[str, bool, bool], tuple[Command, ...]]:
    """What was read of scripts: the same ones are followed from several places."""
    del repo
    return {}


def commands_of(
    repo: Snapshot, script: str, *, errexit: bool = True, pipefail: bool = False
) -> tuple[Command, ...]:
    """The commands of shell text, read once for a repository."""
    known = _parsed_scripts(repo)
    key = (script, errexit, pipefail)
    if key not in known:
        known[key] = parse_script(script, errexit=errexit, pipefail=pipefail)
    return known[key]


def _commands(repo: Snapshot, script: _Script) -> Iterator[tuple[Command, Failure]]:
    """The commands with the effect of their failure: as the shell is started, and at its strictest."""
    commands = commands_of(repo, script.text, errexit=script.errexit, pipefail=script.pipefail)
    strict = commands_of(repo, script.text, errexit=True, pipefail=True)
    for command, strictly in zip(commands, strict, strict=True):
        if strictly.masked:
            yield command, Failure.MASKED
        else:
            yield command, Failure.UNNOTICED if command.masked else Failure.STOPS


class _Walker:
    """One walk: remembers which targets it is inside of, so that a loop ends."""

    def __init__(self, repo: Snapshot) -> None:
        self._repo = repo
        self._seen: set[tuple[str, str, tuple[str, ...], Failure]] = set()
        self._count = 0

    def run(self, script: _Script) -> Iterator[Reached]:
        clones = "git clone" in script.text
        for command, failure in _commands(self._repo, script):
            self._count += 1
            if self._count > MAX_COMMANDS:
                return
            directory = _within(script, command.directory)
            if clones and directory not in self._repo.directories:
                # What is cloned and entered is the repository itself, under a name we cannot know.
                directory = ROOT
            yield from self._command(
                command.words,
                directory,
                max(script.failure, failure),
                (*script.trail, script.place(command.line)),
            )

    def _command(
        self, words: tuple[str, ...], directory: str, failure: Failure, trail: tuple[Place, ...]
    ) -> Iterator[Reached]:
        """What the words run: the first target they name that is ours, else they themselves."""
        if len(trail) <= MAX_DEPTH:
            for call in invocation(words):
                targets = list(self._called(call, directory, failure, trail))
                if targets:
                    for target in targets:
                        yield from target
                    return
        words = unwrap(words)
        if not words:
            return
        for path in _images_built(self._repo, words, directory):
            for line, body in self._repo.dockerfiles[path].run_scripts:
                yield from self._once(
                    ("image", path, (str(line),)),
                    _Script(body, path, (), line, dirname(path), failure, trail),
                )
        yield Reached(words, directory, failure, trail)

    def _inner(
        self, words: tuple[str, ...], directory: str, failure: Failure, trail: tuple[Place, ...]
    ) -> Iterator[Reached]:
        """A command passed as words, e.g. to a container."""
        for command in parse_script(shlex.join(words)):
            inner = Failure.MASKED if command.masked else Failure.STOPS
            yield from self._command(
                command.words, inside(directory, command.directory), max(failure, inner), trail
            )

    def _once(self, key: tuple[str, str, tuple[str, ...]], script: _Script) -> Iterator[Reached]:
        # A target called once with its failure swallowed and once without counts both times.
        seen = (*key, script.failure)
        if seen in self._seen:
            return
        self._seen.add(seen)
        yield from self.run(script)

    def _called(
        self, call: Invocation, directory: str, failure: Failure, trail: tuple[Place, ...]
    ) -> Iterator[Iterator[Reached]]:
        """One iterator for each target of this repository that the invocation runs."""
        if call.kind == "container":
            if call.arguments:
                mounts = (*volume_mounts(call.volumes, directory), *image_mounts(self._repo))
                words = on_the_outside(call.arguments, mounts, directory)
                yield self._inner(words, directory, failure, trail)
            return
        where = inside(directory, call.directory)
        for file in self._files(call, where):
            names = call.names or _default_names(file)
            for target in self._targets(file, names):
                if call.kind == "compose" and call.arguments and target.name not in names:
                    continue  # what a service needs is started too, but not with these words
                yield self._target(file, target, call, where, failure, trail)

    def _files(self, call: Invocation, directory: str) -> list[TargetFile]:
        """The target files the invocation may mean: the named one, else those of its directory."""
        if call.file is not None:
            paths = [inside(directory, call.file), inside(ROOT, call.file)]
        else:
            # invoke also reads a package of that name.
            folders = {directory, inside(directory, "tasks")} if call.kind == "invoke" else {directory}
            paths = [path for path in self._repo.target_files if dirname(path) in folders]
        files = [
            file for path in paths for file in self._repo.target_files.get(path, ()) if file.kind == call.kind
        ]
        included = [
            file
            for each in files
            for name in each.includes
            for file in self._repo.target_files.get(inside(dirname(each.path), name), ())
            if file.kind == call.kind
        ]
        return files[:1] + included if call.file is not None else files + included

    def _targets(self, file: TargetFile, names: tuple[str, ...]) -> Iterator[Target]:
        pending = list(names)
        visited: set[str] = set()
        while pending:
            name = pending.pop(0)
            if name in visited:
                continue
            visited.add(name)
            target = file.find(name)
            if target is not None:
                pending.extend(target.depends)
                yield target

    def _target(
        self,
        file: TargetFile,
        target: Target,
        call: Invocation,
        where: str,
        failure: Failure,
        trail: tuple[Place, ...],
    ) -> Iterator[Reached]:
        here = (*trail, Place(file.path, target.line))
        if file.kind == "compose" and call.arguments:
            folder = dirname(file.path)
            mounts = (
                *volume_mounts(call.volumes, folder),
                *service_mounts(self._repo, file.path, target.name),
            )
            words = on_the_outside(call.arguments, mounts, folder)
            yield from self._inner(words, folder, failure, here)
            return
        directory = _target_directory(file, target, where)
        yield from self._once(
            (file.kind, file.path, (target.name, *call.arguments)),
            _Script(
                target.script,
                file.path,
                target.line_map,
                target.script_line,
                directory,
                max(failure, Failure.MASKED if target.masked else Failure.STOPS),
                here,
                # A shell script goes on after a failure until it says otherwise; a recipe does not.
                errexit=file.kind != "shell",
            ),
        )


def _default_names(file: TargetFile) -> tuple[str, ...]:
    if file.default is not None:
        return (file.default,)
    if file.kind == "tox" and file.find(TOX_DEFAULT) is not None:
        return (TOX_DEFAULT,)
    if file.kind in ("tox", "nox", "shell"):
        return tuple(target.name for target in file.targets)
    return ()


def _target_directory(file: TargetFile, target: Target, where: str) -> str:
    """A shell script and an invoke task run where they are called from; other targets beside their file."""
    return inside(where if file.kind in ("shell", "invoke") else dirname(file.path), target.directory)


def _within(script: _Script, directory: str | None) -> str:
    """Where a command of the script runs; a script may move to the folder it stands in."""
    if directory is not None and directory.split("/")[0] == SCRIPT_DIRECTORY:
        return inside(dirname(script.path), directory.partition("/")[2] or None)
    return inside(script.directory, directory)


def inside(base: str, relative: str | None) -> str:
    """A path of the repository; one that leads out of it is read from the root."""
    if relative is None:
        return base
    if relative.startswith(("~", "$")):
        return ROOT
    path = normpath(join(base, relative.lstrip("/")))
    while path.startswith("../"):
        path = path[3:]
    return ROOT if path in (".", "..") else path


BUILD_PREFIXES = (
    ("docker", "build"),
    ("docker", "buildx", "build"),
    ("docker", "image", "build"),
    ("podman", "build"),
    ("buildah", "bud"),
    ("buildah", "build"),
)
BUILD_VALUED = (
    "-f --file -t --tag --build-arg --build-context --target --platform --label --cache-from --cache-to "
    "--progress --network --secret --ssh -o --output --iidfile --metadata-file --builder --add-host "
    "--attest -m --memory --shm-size --ulimit --provenance --sbom"
)


def _images_built(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str]:
    """The container build files that a build command reads."""
    prefix = next((each for each in BUILD_PREFIXES if words[: len(each)] == each), None)
    if prefix is None:
        return
    options = read_options(words[len(prefix) :], BUILD_VALUED)
    file = options.last("-f", "--file")
    context = options.plain[0] if options.plain else "."
    names = [inside(directory, file)] if file else [inside(inside(directory, context), "Dockerfile")]
    yield from (name for name in names if name in repo.dockerfiles)


def command_text(command: Command | Reached) -> str:
    """The words of a command as one line, for a note."""
    return " ".join(command.words)[:160]
