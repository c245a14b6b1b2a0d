"""Where images and services put the folders of a repository."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.repository import Snapshot


def copied(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """What images copy, with the place they put it in."""
    for image in repo.dockerfiles.values():
        yield from image.copies


def mounted(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """What services mount, with the place they put it in."""
    for services in repo.services.values():
        for service in services:
            for first, mark, rest in (each.partition(":") for each in service.volumes):
                if mark:
                    yield first, rest


def folders_around(repo: Snapshot, folder: str) -> frozenset[str]:
    """Absolute paths that hold a folder where images and services put it, and are never the folder itself.

    `/app` where the folder `app` is copied to `/app/app`: what looks there finds `app.x` and no `x`.
    """
    places: set[str] = set()
    for path, image in repo.dockerfiles.items():
        for source, target in image.copies:  # of a context that is the root, or the build file's own folder
            places.update(_places(folder, source, target))
            places.update(_places(folder, join(dirname(path), source), target))
    for source, target in mounted(repo):
        places.update(_places(folder, source, target.partition(":")[0]))
    return frozenset(above for place in places for above in _above(place)) - places


def _places(folder: str, source: str, target: str) -> Iterator[str]:
    """Where a copy of `source` to `target` may put the folder."""
    taken = normpath(source).strip("/")
    while taken.startswith("../"):
        taken = taken[3:]
    if taken in ("", ".", ".."):
        yield normpath(join(target, folder))
    elif basename(taken) == basename(folder):
        yield normpath(target)
    elif folder.startswith(f"{taken}/"):
        yield normpath(join(target, folder[len(taken) + 1 :]))


def _above(place: str) -> Iterator[str]:
    while (place := dirname(place)) not in ("", "/"):
        yield place
