"""Where infrastructure breaks: the first name in it that is not there, and images that cannot be built."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename, dirname

from analyzer.facts.infrastructure.manifest import TERRAFORM_ENDINGS
from analyzer.references.broken_starts import broken_image, broken_start
from analyzer.references.collect import dangling
from analyzer.references.helm import UNDER_A_CONDITION
from analyzer.references.images import built_files
from analyzer.references.model import Reference
from analyzer.repository import Snapshot, derived

_KINDS = ("Terraform ", "Kustomize ", "Kubernetes ", "Helm ", "a chart ", "the service sends")


def broken_manifest(repo: Snapshot, path: str) -> Reference | None:
    """The first name that an infrastructure file gives which is not there.

    Terraform reads a folder as one program, and Helm a chart: a file of it breaks them all.
    """
    if path.endswith(TERRAFORM_ENDINGS):
        return _by_folder(repo).get(dirname(path))
    if basename(path) == "Chart.yaml":
        folder = f"{dirname(path)}/".lstrip("/")
        return next((each for place, each in _by_file(repo).items() if place.startswith(folder)), None)
    return _by_file(repo).get(path)


def broken_images(repo: Snapshot) -> Reference | None:
    """What stops an image build or the start of its image, if no build of the repository is whole."""
    first: Reference | None = None
    for path, image in built_files(repo):
        broken = broken_image(repo, path) or broken_start(repo, path, image.start_line or 1, None)
        if broken is None:
            return None
        first = first or broken
    return first


@derived
def _by_file(repo: Snapshot) -> Mapping[str, Reference]:
    found: dict[str, Reference] = {}
    for each in dangling(repo):
        if each.kind.startswith(_KINDS) and each.why != UNDER_A_CONDITION:
            found.setdefault(each.path, each)
    return found


@derived
def _by_folder(repo: Snapshot) -> Mapping[str, Reference]:
    found: dict[str, Reference] = {}
    for path, each in _by_file(repo).items():
        if path.endswith(TERRAFORM_ENDINGS):
            found.setdefault(dirname(path), each)
    return found
