"""The folders that container images are built in: by CI, compose files, targets and scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from msgspec import Struct

from analyzer.parsing.ci import Step
from analyzer.parsing.tasks import Service
from analyzer.references.commands import build_of, is_plain
from analyzer.references.scripts import commands_said
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.ci_commands import active_steps

BUILD_ACTIONS = ("docker/build-push-action@", "docker/bake-action@", "redhat-actions/buildah-build@")


class ImageBuild(Struct, frozen=True):
    """A place that builds an image: the build file, and the folder it is built in ("" is the root)."""

    path: str
    line: int
    file: str
    context: str


@derived
def image_builds(repo: Snapshot) -> tuple[ImageBuild, ...]:
    """Every build whose file and folder are said without a variable."""
    return tuple(
        each for each in (*_by_commands(repo), *_by_services(repo), *_by_actions(repo)) if each is not None
    )


@derived
def contexts(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The folders that each build file is known to be built in."""
    table: dict[str, dict[str, None]] = {}
    for each in image_builds(repo):
        table.setdefault(each.file, {})[each.context] = None
    return {file: tuple(found) for file, found in table.items()}


def _build(path: str, line: int, directory: str, context: str, file: str | None) -> ImageBuild | None:
    if not is_plain(context) or (file is not None and not is_plain(file)):
        return None
    place = normpath(join(directory or ".", context))
    name = normpath(join(place, "Dockerfile") if file is None else join(directory or ".", file))
    if place.startswith("..") or name.startswith(".."):
        return None
    return ImageBuild(path, line, name, "" if place == "." else place)


def _by_commands(repo: Snapshot) -> Iterator[ImageBuild | None]:
    for said in commands_said(repo):
        build = build_of(said.words)
        if build is not None:
            for directory in said.directories:
                yield _build(said.text.path, said.line, directory, build.context, build.file)


def _by_services(repo: Snapshot) -> Iterator[ImageBuild | None]:
    for path, services in repo.services.items():
        for each in services:
            if each.build_context is not None:
                # The build file of a service is named from its context.
                file = join(each.build_context, each.dockerfile) if each.dockerfile else None
                yield _build(path, each.line, dirname(path), each.build_context, file)


def build_file(path: str, service: Service) -> str | None:
    """The build file of a service of a compose file, where both are said without a variable."""
    if service.build_context is None:
        return None
    file = join(service.build_context, service.dockerfile) if service.dockerfile else None
    found = _build(path, service.line, dirname(path), service.build_context, file)
    return None if found is None else found.file


def _by_actions(repo: Snapshot) -> Iterator[ImageBuild | None]:
    for each in active_steps(repo):
        if (each.step.uses or "").startswith(BUILD_ACTIONS):
            context, file = of_action(each.step)
            yield _build(each.pipeline.path, each.step.line, "", context, file)


def of_action(step: Step) -> tuple[str, str | None]:
    """The folder and the build file that a step's action is given."""
    options = dict(step.options)
    file = options.get("file", options.get("dockerfiles", options.get("containerfiles")))
    return options.get("context", ".").strip() or ".", file.strip() if file else None
