"""Where infrastructure breaks: the first name in it that is not there, and images that cannot be built."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename, dirname

from analyzer.references.collect import dangling
from analyzer.references.images import built_files
from analyzer.references.model import Reference
from analyzer.repository import Snapshot, derived

_KINDS = ("Terraform ", "Kustomize ", "Kubernetes ", "Helm ", "a chart ", "the service sends")


def broken_manifest(repo: Snapshot, path: str) -> Reference | None:
    """The first name that an infrastructure file gives which is not there.

    Terraform reads a folder as one program, and Helm a chart: a file of it breaks them all.
    """
    if path.endswith(".tf"):
        return _by_folder(repo).get(dirname(path))
    if basename(path) == "Chart.yaml":
        folder = f"{dirname(path)}/".lstrip("/")
        return next((each for place, each in _by_file(repo).items() if place.startswith(folder)), None)
    return _by_file(repo).get(path)


def broken_images(repo: Snapshot) -> Reference | None:
    """A name that is not there in an image build, if none of the image builds of the repository is whole."""
    builds = [path for path, _image in built_files(repo)]
    broken: dict[str, Reference] = {}
    for each in dangling(repo):
        if each.kind.startswith("image "):
            broken.setdefault(each.path, each)
    return broken[builds[0]] if builds and all(path in broken for path in builds) else None


@derived
def _by_file(repo: Snapshot) -> Mapping[str, Reference]:
    found: dict[str, Reference] = {}
    for each in dangling(repo):
        if each.kind.startswith(_KINDS):
            found.setdefault(each.path, each)
    return found


@derived
def _by_folder(repo: Snapshot) -> Mapping[str, Reference]:
    found: dict[str, Reference] = {}
    for path, each in _by_file(repo).items():
        if path.endswith(".tf"):
            found.setdefault(dirname(path), each)
    return found
