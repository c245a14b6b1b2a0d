"""Where the files lie that services of compose files start: in their images, and in what is mounted there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.tasks import Service
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.images import build_of_service
from analyzer.wiring.commands.target_images import image_of_build
from analyzer.wiring.starts.inline_images import inline_images
from analyzer.wiring.starts.start_places import Places


def places_of_service(repo: Snapshot, path: str, service: Service) -> Places:
    """Where the files are that the command of a service names; without an image of ours, from its file."""
    mounts = tuple(_mounts(path, service))
    found = _image(repo, path, service)
    if found is None:
        return Places(repo, dirname(path), service.workdir, (), {}, mounts=mounts)
    context, image = found
    environment = dict(image.environment) | dict(service.environment)
    workdir = normpath(join(image.workdir or "/", service.workdir)) if service.workdir else image.workdir
    written = dict(image.written_files)
    return Places(repo, context, workdir, image.copies, environment, written=written, mounts=mounts)


@derived
def built_in(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The folders that services build each build file in."""
    found: dict[str, dict[str, None]] = {}
    for path, services in repo.services.items():
        for service in services:
            for build in build_of_service(repo, path, service) if not service.inline else ():
                found.setdefault(build.path, {})[build.context] = None
    return {file: tuple(folders) for file, folders in found.items()}


def _image(repo: Snapshot, path: str, service: Service) -> tuple[str, Dockerfile] | None:
    """The image of ours that a service is built from, and the folder it is built in."""
    if service.inline:
        inline = (each for each in inline_images(repo) if (each.path, each.service) == (path, service.name))
        return next(((each.context, each.image) for each in inline), None)
    build = next(build_of_service(repo, path, service), None)
    return None if build is None else (build.context, image_of_build(repo, build))


def _mounts(path: str, service: Service) -> Iterator[tuple[str, str]]:
    """Folders and files of the repository, from its root, that are put into the container."""
    for volume in service.volumes:
        source, _, target = volume.partition(":")
        if source.startswith(".") and target.startswith("/"):
            place = normpath(join(dirname(path) or ".", source))
            if not place.startswith(".."):
                yield ("" if place == "." else place), target.partition(":")[0]
