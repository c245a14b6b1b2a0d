"""What dangles on the way of something that is started: it stops before it does anything.

The way is what the image copies and installs, the object that the command names, and the imports that run
when the module is loaded; see `loading` and, for where modules are looked for, `import_paths`.
"""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.references.collect import dangling
from analyzer.references.first_party import IMPORTS
from analyzer.references.import_paths import unfound
from analyzer.references.installed import IMPORTS_PACKAGE
from analyzer.references.loading import loaded_with, runs_at_load
from analyzer.references.model import Outcome, Reference
from analyzer.references.server_calls import ends_at_once
from analyzer.references.started import STARTS
from analyzer.repository import Snapshot, derived
from analyzer.wiring.entrypoints import Start, starts
from analyzer.wiring.roles import is_example_path, is_test_path

# What no version of Python takes: code of Python 2 and of versions to come is refused for other reasons.
REFUSED = lazy_regex(
    r"line (\d{1,7}): (expected an indented block after [^\n]{1,80}|expected 'else' after 'if' expression)\Z"
)


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


def broken_start(repo: Snapshot, path: str, line: int, module: str | None) -> Reference | None:
    """What stops a place of the repository from starting a module of it; None where nothing is known to."""
    named = _named_by_starts(repo).get((path, line))
    if named is not None:
        return named
    unbuilt = broken_image(repo, path)
    if unbuilt is not None:
        return unbuilt
    if module is None:
        return None
    stopped = broken_load(repo, module, path) or not_found(repo, path, line, module)
    return stopped or ends_at_once(repo, path, line, module)


def not_found(repo: Snapshot, path: str, line: int, module: str) -> Reference | None:
    """The first import that ends a start because it looks for modules elsewhere, or under other names."""
    return next((each.reference for each in unfound(repo).get((path, line, module), ()) if each.stops), None)


def broken_image(repo: Snapshot, path: str) -> Reference | None:
    """What a container build names that is not there: it cannot be built."""
    return _broken_images(repo).get(path)


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
    """Build files that name what is not there, each with the first name."""
    found: dict[str, Reference] = {}
    for each in dangling(repo):
        if each.path in repo.dockerfiles and each.kind.startswith("image "):
            found.setdefault(each.path, each)
    return found


@derived
def _missing_at_load(repo: Snapshot) -> Mapping[str, tuple[Reference, ...]]:
    """Modules that cannot be loaded, each with the imports that fail, or where every Python stops reading."""
    found: dict[str, tuple[Reference, ...]] = {}
    for each in dangling(repo):
        if each.kind in (IMPORTS, IMPORTS_PACKAGE) and runs_at_load(repo, each.path, each.line or 0):
            found[each.path] = (*found.get(each.path, ()), each)
    for path, facts in repo.modules.items():
        refused = REFUSED.match(facts.problem or "") if facts.dialect == "recovered" else None
        if refused is not None:
            why = f"is refused by Python ({refused[2]})"
            unread = Reference(path, int(refused[1]), IMPORTS, "", Outcome.DANGLES, why)
            found[path] = (unread, *found.get(path, ()))
    return found
