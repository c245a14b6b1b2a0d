"""The cross-reference engine for commands: from a CI step through targets to what actually runs.

`make test` in a workflow is worth what the recipe of `test` runs. A command is followed through
Makefiles, tox, nox, package scripts, shell scripts and compose services; loops are cut.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from enum import IntEnum
from posixpath import dirname

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import (
    SCRIPT_DIRECTORY,
    Command,
    drops_status,
    fails_nothing,
    moved_to,
    parse_script,
    unwrap,
)
from analyzer.parsing.tasks import WHEEL_TESTS, Invocation, invocation, read_options, told_by_environment
from analyzer.repository import Snapshot, derived
from analyzer.wiring.checkout import ROOT, in_checkout, inside
from analyzer.wiring.commands.builds import Build
from analyzer.wiring.commands.containers import (
    image_mounts,
    on_the_outside,
    script_on_the_outside,
    service_mounts,
    volume_mounts,
)
from analyzer.wiring.commands.images import (
    BUILD_VALUED,
    build_of_service,
    built_by,
    entrypoint_of_build,
    start_of_build,
    steps_of_build,
)
from analyzer.wiring.commands.scripts import Variables, beside_script, commands_of, library_of
from analyzer.wiring.commands.targets import Called, targets_called

MAX_DEPTH = 12
# Calls that run more than what stands in the repository: hooks of others beside its own.
BESIDE_OTHERS = ("hooks",)
# The variables of the environment by which runners are told what to run.
PROFILES_SET = lazy_regex(r"^COMPOSE_PROFILES=[\"']?([\w*,-]{1,200})", re.MULTILINE)
CHOOSING = {"tox": "TOXENV", "nox": "NOXSESSION"}
MAX_COMMANDS = 20_000


class Failure(IntEnum):
    """What happens to a job when a command in it fails; the weakest link on the way counts."""

    STOPS = 0
    # A shell without `set -e` or `pipefail` goes on, and only its last command decides.
    UNNOTICED = 1
    # Somebody said that it must not matter: `|| true`, `continue-on-error`.
    MASKED = 2


class Place(Struct, frozen=True):
    """A line of a file on the way to a command."""

    path: str
    line: int


class Reached(Struct, frozen=True):
    """A command that actually runs. `trail` leads to it, `directory` is where it runs ("" = root)."""

    words: tuple[str, ...]
    directory: str
    failure: Failure
    trail: tuple[Place, ...]

    @property
    def place(self) -> Place:
        return self.trail[-1]


class _Script(Struct, frozen=True):
    text: str
    path: str
    lines: tuple[int, ...]
    first_line: int
    directory: str
    failure: Failure
    trail: tuple[Place, ...]
    errexit: bool = True
    pipefail: bool = False
    arguments: tuple[str, ...] | None = None

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
    variables: Variables = (),
    checkout: str = ROOT,
    lines: tuple[int, ...] = (),
) -> tuple[Reached, ...]:
    """Every command that a script runs, followed into the targets of this repository.

    `errexit` and `pipefail` say how the shell is started, `variables` what is in its environment,
    `checkout` the folder in which the repository was checked out; `lines[n - 1]` is line n's line in the
    file, where the script's lines do not follow each other from `line` on.
    """
    directory = inside(ROOT, in_checkout(directory, checkout))
    start = _Script(
        script, path, lines, line, directory, Failure.STOPS, trail=(), errexit=errexit, pipefail=pipefail
    )
    return tuple(_Walker(repo, variables, checkout).run(start))


def follow_builds(repo: Snapshot, builds: Iterable[Build], path: str, line: int) -> Iterator[Reached]:
    """Every command that building images runs, for a step that builds them without a command."""
    walker = _Walker(repo, ())
    for build in builds:
        yield from walker.build(build, Failure.STOPS, (Place(path, line),))


@derived
def tagged_images(repo: Snapshot) -> dict[str, Build]:
    """The images that commands of CI and of task files build, by the names they give them."""
    scripts = [
        (step.run, step.directory or ROOT)
        for pipeline in repo.pipelines.values()
        for job in pipeline.jobs
        for step in job.steps
        if step.run is not None
    ]
    scripts += [
        (target.script, dirname(path))
        for path, files in repo.target_files.items()
        for file in files
        for target in file.targets
    ]
    found: dict[str, Build] = {}
    for text, directory in scripts:
        for command in commands_of(repo, text) if "build" in text else ():
            words = unwrap(command.words)
            place = inside(inside(ROOT, directory), command.directory)
            for build in built_by(repo, words, place):
                options = read_options(words, BUILD_VALUED)
                for name in (*options.values.get("-t", ()), *options.values.get("--tag", ())):
                    found.setdefault(name, build)
    return found


def _commands(
    repo: Snapshot, script: _Script, variables: Variables, library: str = ""
) -> Iterator[tuple[Command, Failure]]:
    """The commands with the effect of their failure: as the shell is started, and at its strictest."""
    commands, strict = (
        commands_of(
            repo,
            script.text,
            errexit=errexit,
            pipefail=pipefail,
            arguments=script.arguments,
            variables=variables,
            library=library,
        )
        for errexit, pipefail in ((script.errexit, script.pipefail), (True, True))
    )
    for command, strictly in zip(commands, strict, strict=True):
        if strictly.masked or fails_nothing(command.words):
            yield command, Failure.MASKED
        else:
            unnoticed = command.masked or drops_status(command.words)
            yield command, Failure.UNNOTICED if unnoticed else Failure.STOPS


class _Walker:
    """One walk: remembers which targets it is inside of, so that a loop ends."""

    def __init__(self, repo: Snapshot, variables: Variables, checkout: str = ROOT) -> None:
        self._repo = repo
        self._variables = variables
        self._checkout = checkout
        self._environment = dict(variables)
        self._seen: set[tuple[str, str, tuple[str, ...], Failure]] = set()
        self._count = 0

    def run(self, script: _Script) -> Iterator[Reached]:
        clones = "git clone" in script.text
        commands = list(_commands(self._repo, script, self._variables))
        library = library_of(self._repo, (each for each, _ in commands), script.path, script.directory)
        if library:
            commands = list(_commands(self._repo, script, self._variables, library))
        for command, failure in commands:
            self._count += 1
            if self._count > MAX_COMMANDS:
                return
            directory = inside(ROOT, in_checkout(_within(script, command.directory), self._checkout))
            words = tuple(in_checkout(each, self._checkout) for each in command.words)
            if clones and directory not in self._repo.directories:
                # What is cloned and entered is the repository itself, under a name we cannot know.
                directory = ROOT
            yield from self._command(
                beside_script(words, script.path, directory),
                directory,
                max(script.failure, failure),
                (*script.trail, script.place(command.line)),
            )

    def _command(
        self, words: tuple[str, ...], directory: str, failure: Failure, trail: tuple[Place, ...]
    ) -> Iterator[Reached]:
        """What the words run: the first target they name that is ours, else they themselves."""
        directory = inside(directory, moved_to(words))
        if len(trail) <= MAX_DEPTH:
            for call in invocation(words):
                targets = list(self._called(call, directory, failure, trail))
                nothing = True
                for target in targets:
                    for each in target:
                        nothing = False
                        yield each
                # Services that only run their images have no command of their own, and those that are
                # built first are built by these words.
                alone = call.kind == "compose" and (nothing or "--build" in words)
                if targets and call.kind not in BESIDE_OTHERS and not alone:
                    return
        words = unwrap(words)
        if not words:
            return
        for build in built_by(self._repo, words, directory):
            yield from self.build(build, failure, trail)
        yield Reached(words, directory, failure, trail)

    def build(self, build: Build, failure: Failure, trail: tuple[Place, ...]) -> Iterator[Reached]:
        """What building an image runs."""
        for step in steps_of_build(self._repo, build):
            yield from self._once(
                ("image", build.path, (str(step.line), step.directory)),
                _Script(step.script, build.path, (), step.line, step.directory, failure, trail),
            )

    def _started(self, build: Build, failure: Failure, trail: tuple[Place, ...]) -> Iterator[Reached]:
        """What a container of the image runs when it is told nothing else."""
        start = start_of_build(self._repo, build)
        if start is not None:
            line, script = start
            script = script_on_the_outside(self._repo, script, (), build.context)
            yield from self._once(
                ("start", build.path, (script,)),
                _Script(script, build.path, (), line, build.context, failure, trail),
            )

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
            build = tagged_images(self._repo).get(call.names[0])
            if call.arguments:
                mounts = (*volume_mounts(call.volumes, directory), *image_mounts(self._repo))
                before = entrypoint_of_build(self._repo, build) if build is not None else ()
                words = on_the_outside((*before, *call.arguments), mounts, directory)
                yield self._inner(words, directory, failure, trail)
            elif build is not None:
                yield self._started(build, failure, trail)
            return
        if call.names == (WHEEL_TESTS,) and (told := told_by_environment(self._environment)):
            yield self._inner(("sh", "-c", told), directory, failure, trail)
            return
        for called in targets_called(self._repo, self._chosen(call), directory):
            if call.kind == "compose" and call.arguments and not called.named:
                continue  # what a service needs is started too, but not with these words
            if call.kind == "compose" and not call.names and not self._in_profile(called, call):
                continue
            if call.kind == "hooks" and called.target.name in self._environment.get("SKIP", "").split(","):
                continue
            yield self._target(called, call, failure, trail)

    def _in_profile(self, called: Called, call: Invocation) -> bool:
        """Whether a call that names no service starts this one: it has no profile, or an asked one."""
        services = self._repo.services.get(called.file.path, ())
        profiles = next((each.profiles for each in services if each.name == called.target.name), ())
        settings = self._repo.text(inside(dirname(called.file.path), ".env")) or "" if profiles else ""
        written = (*PROFILES_SET.findall(settings), self._environment.get("COMPOSE_PROFILES", ""))
        asked = {*call.profiles, *",".join(written).split(",")}
        return not profiles or not asked.isdisjoint({*profiles, "*"}) or "$" in "".join(asked)

    def _chosen(self, call: Invocation) -> Invocation:
        """The invocation with the targets that a variable of the environment names, if it names none."""
        written = self._environment.get(CHOOSING.get(call.kind, ""), "")
        if call.names or not written or "$" in written:
            return call
        return replace(call, names=tuple(each for each in re.split(r"[,\s]+", written) if each))

    def _target(
        self, called: Called, call: Invocation, failure: Failure, trail: tuple[Place, ...]
    ) -> Iterator[Reached]:
        file, target = called.file, called.target
        here = (*trail, Place(file.path, target.line))
        if file.kind == "compose":
            if call.counted is not None and target.name not in call.counted:
                failure = max(failure, Failure.UNNOTICED)
            yield from self._image(called, not (call.arguments or target.script), failure, here)
        if file.kind == "compose" and call.arguments:
            folder = dirname(file.path)
            mounts = (
                *volume_mounts(call.volumes, folder),
                *service_mounts(self._repo, file.path, target.name),
            )
            words = on_the_outside(call.arguments, mounts, folder)
            yield from self._inner(words, folder, failure, here)
            return
        if file.kind == "compose":
            mounts = service_mounts(self._repo, file.path, target.name)
            script = script_on_the_outside(self._repo, target.script, mounts, called.directory)
            target = replace(target, script=script)
        arguments = call.arguments if called.named else ()
        yield from self._once(
            (file.kind, f"{called.directory}:{file.path}", (target.name, *arguments)),
            _Script(
                target.script,
                file.path,
                target.line_map,
                target.script_line,
                called.directory,
                max(failure, Failure.MASKED if target.masked else Failure.STOPS),
                here,
                errexit=target.errexit,
                arguments=arguments,
            ),
        )

    def _image(
        self, called: Called, starts: bool, failure: Failure, trail: tuple[Place, ...]
    ) -> Iterator[Reached]:
        """What building the image of a compose service runs, and its start where the service says none."""
        for service in self._repo.services.get(called.file.path, ()):
            if service.name == called.target.name:
                for build in build_of_service(self._repo, called.file.path, service):
                    yield from self.build(build, failure, trail)
                    if starts:
                        yield from self._started(build, failure, trail)


def _within(script: _Script, directory: str | None) -> str:
    """Where a command of the script runs; a script may move to the folder it stands in."""
    if directory is not None and directory.split("/")[0] == SCRIPT_DIRECTORY:
        return inside(dirname(script.path), directory.partition("/")[2] or None)
    return inside(script.directory, directory)


def command_text(command: Command | Reached) -> str:
    """The words of a command as one line, for a note."""
    return " ".join(command.words)[:160]
