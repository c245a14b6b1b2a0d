"""Images that cannot be built or started as they were committed; services and processes that cannot start."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.references.broken_starts import broken_image, broken_starts
from analyzer.references.collect import dangling
from analyzer.references.model import Reference
from analyzer.references.program_imports import broken_programs
from analyzer.references.started import STARTS
from analyzer.repository import Snapshot, derived

SERVING = ("service is built", "service mounts", "service takes settings", "service extends")


@derived
def image_stops(repo: Snapshot) -> Mapping[str, Reference]:
    """The first name, of every build file, without which its image is not built or does not start."""
    built = {path: broken_image(repo, path) for path in repo.dockerfiles}
    found = {path: each for path, each in built.items() if each is not None}
    for start, reference in broken_starts(repo):
        if start.path in repo.dockerfiles:
            found.setdefault(start.path, reference)
    for each, reference in broken_programs(repo):
        if each.path in repo.dockerfiles:
            found.setdefault(each.path, reference)
    return found


@derived
def service_stops(repo: Snapshot) -> tuple[Reference, ...]:
    """The names in compose files without which a service does not start, the first of each service."""
    found: dict[tuple[str, int | None], Reference] = {}
    for each in dangling(repo):
        if each.path in repo.services and each.kind.startswith(SERVING):
            found.setdefault((each.path, each.line), each)
    for start, reference in broken_starts(repo):
        if start.path in repo.services:
            found.setdefault((start.path, start.line), reference)
    return tuple(found.values())


@derived
def process_stops(repo: Snapshot) -> tuple[Reference, ...]:
    """What process files and units of a machine name, without which a process of theirs does not start."""
    found: dict[tuple[str, int | None], Reference] = {}
    for start, reference in broken_starts(repo):
        if start.path not in repo.dockerfiles and start.path not in repo.services:
            found.setdefault((start.path, start.line), reference)
    for each in dangling(repo):
        if each.path.endswith(".service") and each.kind == STARTS:
            found.setdefault((each.path, each.line), each)
    return tuple(found.values())


def stop_words(stop: Reference) -> str:
    """What cannot happen, for a note: "be built: line 3 copies src, which is not in the repository"."""
    built = stop.kind.startswith("image ")
    return f"be {'built' if built else 'started'}: {stop.path}:{stop.line} {stop.words}"
