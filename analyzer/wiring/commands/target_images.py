"""The stages of a build file that something builds by name (`--target`, `target:`), as images."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.parsing.dockerfile import Dockerfile, parse_dockerfile
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.builds import Build
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.images import build_of_service, built_by

MAXIMUM_TARGETS_BUILT = 100


@derived
def target_images(repo: Snapshot) -> tuple[tuple[str, Dockerfile], ...]:
    """Every named stage before the last that a service or a CI job builds, with its build file's path."""
    found: dict[tuple[str, str], Dockerfile] = {}
    for build in _built(repo):
        if build.target is None or (build.path, build.target) in found:
            continue
        image = _up_to(repo, build.path, build.target)
        if image is not None and len(found) < MAXIMUM_TARGETS_BUILT:
            found[build.path, build.target] = image
    return tuple((path, image) for (path, _target), image in found.items())


def image_of_build(repo: Snapshot, build: Build) -> Dockerfile:
    """The image that a build makes: that of the stage it names, or of the last."""
    named = None if build.target is None else _up_to(repo, build.path, build.target)
    return named or repo.dockerfiles[build.path]


def _built(repo: Snapshot) -> Iterator[Build]:
    for path, services in repo.services.items():
        for service in services:
            yield from build_of_service(repo, path, service)
    for run in ci_runs(repo):
        if "--target" in " ".join(run.reached.words):
            yield from built_by(repo, run.reached.words, run.reached.directory)


def _up_to(repo: Snapshot, path: str, target: str) -> Dockerfile | None:
    """The build file as if it ended with the stage of this name; None if that is its last."""
    stages = repo.dockerfiles[path].stages
    wanted = [number for number, each in enumerate(stages) if (each.name or "").lower() == target.lower()]
    if not wanted or wanted[0] == len(stages) - 1:
        return None
    lines = (repo.text(path) or "").split("\n")
    return parse_dockerfile("\n".join(lines[: stages[wanted[0] + 1].line - 1]).encode())
