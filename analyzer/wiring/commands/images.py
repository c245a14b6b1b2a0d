"""Images that commands build: which stages of a build file are built, what their steps run, how they start.

Only the stages that the wanted one needs are built, as BuildKit and Buildah do.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath, relpath

from msgspec import Struct

from analyzer.parsing.dockerfile import Dockerfile, Instruction, Stage
from analyzer.parsing.shell import Words
from analyzer.parsing.tasks import Service, read_compose_build, read_options
from analyzer.repository import Snapshot
from analyzer.wiring.checkout import inside, without_unknown_folder
from analyzer.wiring.commands.bake import baked
from analyzer.wiring.commands.builds import Build

BUILD_PREFIXES = (
    ("docker", "build"),
    ("docker", "buildx", "build"),
    ("docker", "buildx", "b"),
    ("docker", "builder", "build"),
    ("docker", "image", "build"),
    ("podman", "build"),
    ("nerdctl", "build"),
    ("buildah", "bud"),
    ("buildah", "build"),
)
BAKE_PREFIXES = (("docker", "buildx", "bake"), ("docker", "bake"))
BUILD_VALUED = (
    "-f --file -t --tag --build-arg --build-context --target --platform --label --cache-from --cache-to "
    "--progress --network --secret --ssh -o --output --iidfile --metadata-file --builder --add-host "
    "--attest -m --memory --shm-size --ulimit --provenance --sbom --annotation --call --allow"
)
BAKE_VALUED = "-f --file --set --builder --progress --metadata-file --provenance --sbom --allow --call"
MAXIMUM_STAGES = 100


class BuildStep(Struct, frozen=True):
    """A RUN that is executed: its line, its shell text, and the folder of the repository it runs in."""

    line: int
    script: str
    directory: str


def built_by(repo: Snapshot, words: Words, directory: str) -> Iterator[Build]:
    """The images that the words of a command build from files of the repository."""
    call = read_compose_build(words)
    if call is not None:
        yield from _of_services(repo, inside(directory, call.directory), call.file, call.names)
        return
    prefix = next((each for each in BAKE_PREFIXES if words[: len(each)] == each), None)
    if prefix is not None:
        options = read_options(words[len(prefix) :], BAKE_VALUED)
        files = (*options.values.get("-f", ()), *options.values.get("--file", ()))
        found = tuple(baked(repo, directory, files, tuple(options.plain)))
        yield from found or _of_services(repo, directory, None, tuple(options.plain))
        return
    prefix = next((each for each in BUILD_PREFIXES if words[: len(each)] == each), None)
    if prefix is not None:
        options = read_options(words[len(prefix) :], BUILD_VALUED)
        context = options.plain[0] if options.plain else "."
        yield from build_of(repo, directory, context, options.last("-f", "--file"), options.last("--target"))


def build_of(
    repo: Snapshot, directory: str, context: str | None, file: str | None, target: str | None
) -> Iterator[Build]:
    """The build of a context, if its build file is one of the repository's."""
    place = inside(directory, without_unknown_folder(context or "."))
    path = inside(directory, without_unknown_folder(file)) if file else inside(place, "Dockerfile")
    if path not in repo.dockerfiles and not file:
        path = inside(place, "Containerfile")
    if path in repo.dockerfiles:
        yield Build(path, target or None, place)


def _of_services(repo: Snapshot, directory: str, file: str | None, names: tuple[str, ...]) -> Iterator[Build]:
    for path, services in repo.services.items():
        if path != inside(directory, file) if file is not None else dirname(path) != directory:
            continue
        for each in services:
            if each.name in names or not names:
                yield from build_of_service(repo, path, each)


def build_of_service(repo: Snapshot, path: str, service: Service) -> Iterator[Build]:
    """The image that a compose service is built from."""
    if service.build_context is not None:
        place = inside(dirname(path), service.build_context)
        yield from build_of(repo, place, ".", service.dockerfile, service.build_target)


def steps_of_build(repo: Snapshot, build: Build) -> tuple[BuildStep, ...]:
    """The RUNs of the stages that a build needs, in order."""
    image = repo.dockerfiles[build.path]
    scripts = dict(image.run_scripts)
    found: list[BuildStep] = []
    for stage in stages_needed(image, build.target):
        workdir = _inherited_workdir(image, stage)
        copies: list[tuple[str, str]] = []
        for each in stage.instructions:
            if each.keyword == "WORKDIR":
                workdir = normpath(join(workdir, each.value.strip("\"'")))
            elif each.keyword in ("COPY", "ADD"):
                copies += _copied(each, workdir)
            elif each.keyword == "RUN" and each.line in scripts:
                place = _place(repo, build.context, workdir, copies)
                found.append(BuildStep(each.line, _from_workdir(scripts[each.line], workdir), place))
    return tuple(found)


def _from_workdir(script: str, workdir: str) -> str:
    """The text with paths below the working directory as they are from there."""
    if len(workdir) < 2 or workdir not in script:
        return script
    return re.sub(rf"(?<![\w/.-]){re.escape(workdir)}/(?=\w)", "./", script)


def _named(image: Dockerfile) -> Mapping[str, Stage]:
    stages = {str(number): each for number, each in enumerate(image.stages)}
    return stages | {each.name.lower(): each for each in image.stages if each.name is not None}


def stages_needed(image: Dockerfile, target: str | None) -> list[Stage]:
    """The stages that the wanted one is made from, and itself, in the order of the file."""
    named = _named(image)
    wanted = named.get(target.lower()) if target is not None else None
    pending = [wanted if wanted is not None else image.stages[-1]] if image.stages else []
    needed: list[Stage] = []
    while pending and len(needed) < MAXIMUM_STAGES:
        stage = pending.pop()
        if any(each is stage for each in needed):
            continue
        needed.append(stage)
        origins = [stage.base, *(origin for each in stage.instructions for origin in _origins(each))]
        pending += [named[each.lower()] for each in origins if each.lower() in named]
    return sorted(needed, key=lambda each: each.line)


def _origins(instruction: Instruction) -> Iterator[str]:
    """The stages that a COPY takes from or a RUN mounts."""
    for flag in instruction.flags:
        name, _, value = flag.partition("=")
        if name == "--from":
            yield value.strip('"')
        elif name == "--mount":
            yield from (each[len("from=") :] for each in value.split(",") if each.startswith("from="))


def _inherited_workdir(image: Dockerfile, stage: Stage) -> str:
    """Where an image of the file leaves a stage that is built on it."""
    named = _named(image)
    base = named.get(stage.base.lower())
    for _ in range(MAXIMUM_STAGES):
        if base is None or base is stage:
            return "/"
        places = [each.value.strip("\"'") for each in base.instructions if each.keyword == "WORKDIR"]
        if places:
            return normpath(join("/", *places))
        base = named.get(base.base.lower())
    return "/"


def _copied(instruction: Instruction, workdir: str) -> Iterator[tuple[str, str]]:
    if any(each.startswith("--from") for each in instruction.flags) or len(instruction.words) < 2:
        return
    *sources, destination = instruction.words
    place = normpath(join(workdir, destination))
    yield from ((source, place) for source in sources)


def _place(repo: Snapshot, context: str, workdir: str, copies: list[tuple[str, str]]) -> str:
    """The folder of the repository that stands at the working directory of an image."""
    folders: list[str] = []
    for source, destination in copies:
        origin = inside(context, source)
        if origin and origin not in repo.directories:
            continue
        if destination == workdir:
            folders.append(origin)
        elif workdir.startswith(destination.rstrip("/") + "/"):
            below = inside(origin, relpath(workdir, destination))
            folders += [below] if below in repo.directories else []
    return folders[0] if len(set(folders)) == 1 else context


def start_of_build(repo: Snapshot, build: Build) -> tuple[int, str] | None:
    """What a container of the image runs, as shell text with its line; None if the base image decides."""
    image = repo.dockerfiles[build.path]
    entrypoint, command = _start(image, build.target)
    first = entrypoint or command
    if first is None:
        return None
    text = _text(first)
    if entrypoint is not None and command is not None and entrypoint.exec_form:
        text = f"{text} {_text(command)}"
    return first.line, _from_workdir(text, image.workdir)


def entrypoint_of_build(repo: Snapshot, build: Build) -> Words:
    """The words that stand before what a container is told to run; () if there are none or a script's."""
    entrypoint, _command = _start(repo.dockerfiles[build.path], build.target)
    if entrypoint is None or not entrypoint.exec_form or "/" in (entrypoint.words or ("/",))[0]:
        return ()
    return entrypoint.words


def _start(image: Dockerfile, target: str | None) -> tuple[Instruction | None, Instruction | None]:
    """As Docker combines them: an ENTRYPOINT resets a CMD that came with the stage it is built on."""
    named = _named(image)
    stage = named.get(target.lower()) if target is not None else None
    stage = stage if stage is not None else (image.stages[-1] if image.stages else None)
    chain: list[Stage] = []
    while stage is not None and stage not in chain and len(chain) < MAXIMUM_STAGES:
        chain.append(stage)
        stage = named.get(stage.base.lower())
    entrypoint: Instruction | None = None
    command: Instruction | None = None
    for each in reversed(chain):
        own = False
        for instruction in each.instructions:
            if instruction.keyword == "CMD":
                command, own = instruction, True
            elif instruction.keyword == "ENTRYPOINT":
                entrypoint, command = instruction, command if own else None
    return entrypoint, command


def _text(instruction: Instruction) -> str:
    return shlex.join(instruction.words) if instruction.exec_form else instruction.value
