"""What paths inside a container mean: a command passed to a container names files of the repository.

`docker compose run api pytest /srv/tests` runs the tests of the folder that is mounted at `/srv`, or
that the image copies there.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, join, normpath, relpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.tasks import Service
from analyzer.repository import Snapshot, derived

# The source of a volume that is a folder of the checkout: `.`, `./x`, `../x`, `$PWD/x`, `$(pwd)`.
VOLUME = lazy_regex(
    r"(?P<root>\$\{?PWD\}?|\$\(pwd\)|`pwd`|\$\{?GITHUB_WORKSPACE\}?|\$\{\{\s{0,4}github\.workspace\s{0,4}\}\}|\.{1,2})"
    r"(?P<source>/[^:]{0,300})?:(?P<target>/[^:]{0,300})(?::[\w,]{0,40})?"
)
MAX_EXTENDS = 5


class Mount(Struct, frozen=True):
    """A folder in a container that maps to a folder of the repository ("" is the root)."""

    target: str
    place: str


def service_mounts(repo: Snapshot, path: str, name: str) -> tuple[Mount, ...]:
    """What a compose service mounts or its image contains, with the services of the same file it extends."""
    services = {each.name: each for each in repo.services.get(path, ())}
    found: list[Mount] = []
    for _ in range(MAX_EXTENDS):
        service = services.get(name)
        if service is None:
            break
        found += volume_mounts(service.volumes, dirname(path))
        found += _built_mounts(repo, path, service)
        name = service.extends or ""
    return tuple(found)


@derived
def image_mounts(repo: Snapshot) -> tuple[Mount, ...]:
    """What the repository's images contain, for a command that runs in an image of unknown build."""
    return tuple(
        mount
        for path, image in repo.dockerfiles.items()
        for mount in _copied(image, _context(repo, path, image))
    )


def volume_mounts(volumes: Sequence[str], directory: str) -> tuple[Mount, ...]:
    """The volumes (`source:target`) whose source is a folder of the checkout, seen from a directory."""
    found = []
    for each in volumes:
        match = VOLUME.fullmatch(each)
        if match is None:
            continue
        base = "" if "WORKSPACE" in match["root"] or "github" in match["root"] else directory
        step = match["root"] if match["root"] in (".", "..") else "."
        place = normpath(join(base or ".", step, (match["source"] or "").strip("/")))
        if not place.startswith(".."):
            found.append(Mount(_clean(match["target"]), "" if place == "." else place))
    return tuple(found)


def on_the_outside(words: tuple[str, ...], mounts: Sequence[Mount], directory: str) -> tuple[str, ...]:
    """The words with paths of the container as paths of the repository, relative to the directory."""
    if not mounts:
        return words
    ordered = sorted(mounts, key=lambda each: len(each.target), reverse=True)
    return tuple(_translated(word, ordered, directory) for word in words)


def script_on_the_outside(repo: Snapshot, script: str, mounts: Sequence[Mount], directory: str) -> str:
    """A container's command with its paths as paths of the repository; shell text stays as it is.

    A script at the root of a container that no build file copies there is the one script of its name.
    """
    if "/" not in script or any(mark in script for mark in ";&|$`\n"):
        return script
    try:
        words = tuple(shlex.split(script))
    except ValueError:
        return script
    outside = on_the_outside(words, (*mounts, *image_mounts(repo)), directory)
    if outside and outside[0].startswith("/") and outside[0].endswith((".sh", ".bash")):
        named = [path for path in repo.target_files if basename(path) == basename(outside[0])]
        if len(named) == 1:
            outside = (relpath(named[0], directory or "."), *outside[1:])
    return script if outside == words else shlex.join(outside)


def _translated(word: str, mounts: Sequence[Mount], directory: str) -> str:
    name, mark, value = word.partition("=") if word.startswith("-") else ("", "", word)
    path = value.partition("::")[0]
    for mount in mounts:
        # A repository that fills the whole container needs no translation.
        if mount.target == "/":
            continue
        if path == mount.target or path.startswith(mount.target.rstrip("/") + "/"):
            rest = path[len(mount.target) :].strip("/")
            place = relpath(normpath(join(mount.place, rest) or "."), directory or ".")
            return f"{name}{mark}{place}{value[len(path) :]}"
    return word


def _built_mounts(repo: Snapshot, path: str, service: Service) -> Iterator[Mount]:
    if service.build_context is None:
        return
    context = normpath(join(dirname(path) or ".", service.build_context))
    context = "" if context == "." else context
    image = repo.dockerfiles.get(normpath(join(context, service.dockerfile or "Dockerfile")))
    if image is not None:
        yield from _copied(image, context)


def _context(repo: Snapshot, path: str, image: Dockerfile) -> str:
    """The folder a build most likely starts in: the file's own, or the root where its sources are."""
    sources = [source for source, _target in image.copies if source not in (".", "./")]
    near = dirname(path)
    if sources and not any(_stands(repo, join(near, each)) for each in sources):
        return ""
    return near


def _stands(repo: Snapshot, path: str) -> bool:
    plain = normpath(path)
    return repo.exists(plain) or plain in repo.directories


def _copied(image: Dockerfile, context: str) -> Iterator[Mount]:
    for source, target in image.copies:
        place = normpath(join(context or ".", source.lstrip("/")))
        if not place.startswith("..") and "*" not in source:
            yield Mount(_clean(join(image.workdir or "/", target)), "" if place == "." else place)


def _clean(path: str) -> str:
    return "/" + normpath(path).strip("/")
