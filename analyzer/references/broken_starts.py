"""What dangles on the way of something that is started: it stops before it does anything.

The way is what the image copies and installs, the object that the command names, and the imports that run
when the module is loaded; see `loading` and, for where modules are looked for, `import_paths`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.references.collect import dangling
from analyzer.references.first_party import IMPORTS
from analyzer.references.import_paths import unfound
from analyzer.references.installed import IMPORTS_PACKAGE
from analyzer.references.loading import loaded_with, runs_at_load
from analyzer.references.model import Outcome, Reference
from analyzer.references.refused import refused_modules
from analyzer.references.server_calls import ends_at_once
from analyzer.references.started import STARTS
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.builds import Build
from analyzer.wiring.commands.images import build_of_service, stages_needed
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.starts.entrypoints import Start, starts

INSTRUCTION = "image instruction"
UNKNOWN_INSTRUCTION = lazy_regex(r"unknown instruction on line (\d{1,7})\Z")
SYNTAX = lazy_regex(r"#[ \t]{0,4}syntax[ \t]{0,4}=[ \t]{0,4}(\S{1,200})", re.IGNORECASE)


@derived
def broken_starts(repo: Snapshot) -> tuple[tuple[Start, Reference], ...]:
    """Every start of an image, a service or a process file that cannot succeed, with what it lacks."""
    found = []
    for start in starts(repo):
        if not is_example_path(start.path) and not is_test_path(start.path):
            broken = broken_start(repo, start.path, start.line, start.module)
            if broken is not None:
                found.append((start, broken))
    return tuple(found)


def broken_start(
    repo: Snapshot, path: str, line: int, module: str | None, *, packages: bool = True
) -> Reference | None:
    """What stops a place of the repository from starting a module of it; None where nothing is known to.

    `packages`: whether what an image does not install stops it, which whoever builds it may have mended.
    """
    named = _named_by_starts(repo).get((path, line))
    if named is not None:
        return named
    unbuilt = broken_image(repo, path) or _unbuilt_service(repo, path, line)
    if unbuilt is not None:
        return unbuilt
    if module is None:
        return None
    stopped = broken_load(repo, module, path if packages else None) or not_found(repo, path, line, module)
    return stopped or ends_at_once(repo, path, line, module)


def not_found(repo: Snapshot, path: str, line: int, module: str) -> Reference | None:
    """The first import that ends a start because it looks for modules elsewhere, or under other names."""
    return next((each.reference for each in unfound(repo).get((path, line, module), ()) if each.stops), None)


def broken_image(repo: Snapshot, path: str) -> Reference | None:
    """What a container build names that is not there: it cannot be built."""
    return _broken_images(repo).get(path)


def _unbuilt_service(repo: Snapshot, path: str, line: int) -> Reference | None:
    """What stops the image of a compose service from being built; one with a name may be pulled instead."""
    for service in repo.services.get(path, ()):
        if service.line == line and service.image is None:
            for build in build_of_service(repo, path, service):
                stop = broken_image(repo, build.path)
                return stop if stop is not None and is_in_build(repo, build, stop) else None
    return None


def is_in_build(repo: Snapshot, build: Build, stop: Reference) -> bool:
    """Whether a line of a build file is in a stage that a build needs; what no builder can read is in all."""
    image = repo.dockerfiles[build.path]
    needed = {each.line for each in stages_needed(image, build.target)}
    stage = max((each.line for each in image.stages if each.line <= (stop.line or 0)), default=0)
    return stop.kind == INSTRUCTION or stage in needed


def broken_load(repo: Snapshot, module: str, image: str | None = None) -> Reference | None:
    """The first import that fails when a module is loaded: of its own, or of what it loads.

    A package counts where the `image` is said that does not install it.
    """
    missing = _missing_at_load(repo)
    if not missing:
        return None
    for path in sorted(loaded_with(repo, module) & missing.keys()):
        for each in missing[path]:
            if each.kind == IMPORTS or (
                image is not None and each.why.endswith(f" {image} does not install")
            ):
                return each
    return None


@derived
def _named_by_starts(repo: Snapshot) -> Mapping[tuple[str, int], Reference]:
    return {(each.path, each.line or 0): each for each in dangling(repo) if each.kind == STARTS}


@derived
def _broken_images(repo: Snapshot) -> Mapping[str, Reference]:
    """Build files that name what is not there, each with the first name, or that no builder can read."""
    found: dict[str, Reference] = {}
    for path, image in repo.dockerfiles.items():
        unknown = UNKNOWN_INSTRUCTION.match(image.problem or "")
        if unknown is not None and not image.is_template and not _has_own_syntax(repo, path):
            why = "holds an instruction that no builder knows"
            found[path] = Reference(path, int(unknown[1]), INSTRUCTION, "", Outcome.DANGLES, why)
    for each in dangling(repo):
        if each.path in repo.dockerfiles and each.kind.startswith("image "):
            found.setdefault(each.path, each)
    return found


def _has_own_syntax(repo: Snapshot, path: str) -> bool:
    """Whether a build file names a front end of others, which may know more instructions."""
    named = SYNTAX.match((repo.text(path) or "")[:400])
    return named is not None and not named[1].startswith("docker/dockerfile")


@derived
def _missing_at_load(repo: Snapshot) -> Mapping[str, tuple[Reference, ...]]:
    """Modules that cannot be loaded, each with the imports that fail, or where every Python stops reading."""
    found: dict[str, tuple[Reference, ...]] = {}
    for each in dangling(repo):
        if each.kind in (IMPORTS, IMPORTS_PACKAGE) and runs_at_load(repo, each.path, each.line or 0):
            found[each.path] = (*found.get(each.path, ()), each)
    for each in refused_modules(repo):
        found[each.path] = (each, *found.get(each.path, ()))
    return found
