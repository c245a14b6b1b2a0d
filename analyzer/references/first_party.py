"""Imports of this repository's own modules and names: is what they name here?

Only what is first-party for sure can dangle. A module counts as such where the import is relative, or where
the folder it begins with is a package on the importer's path that no installed package is called after.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.parsing.python import Import
from analyzer.references.distributions import providers
from analyzer.references.makers import made_elsewhere
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import ever_touched, existed
from analyzer.references.python_names import (
    DYNAMIC,
    GENERATED_MODULES,
    declared_names,
    exists_at,
    has_name,
    is_other_than_python,
    is_standard,
    packages_above,
    python_files,
    relative_base,
    roots_of,
    stems,
)
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import module_index
from analyzer.wiring.orchestrators import ORCHESTRATORS
from analyzer.wiring.places import EXTENSION_TEXT
from analyzer.wiring.roles import is_example_path, is_test_path

IMPORTS = "imports"
IMPORTS_LATER = "imports when it is called"

# Folders of files that other programs read, or that stand for a project to come: never run as they are.
SPECIMEN_FOLDERS = word_set(
    "fixtures fixture testdata test_data snippets cookiecutter skeleton scaffold boilerplate stubs typings "
    "archive archived deprecated legacy old attic playground sandbox scratch"
)
TEST_INPUT_FOLDERS = word_set("data resources input inputs cases assets files samples")
TOPS_OF_ORCHESTRATORS = frozenset(each.partition(".")[0] for each in ORCHESTRATORS.packages)
SURVIVED = "the code goes on when this import fails"
FOR_TYPES = "imported for type checkers only"


def own_imports(repo: Snapshot) -> Iterator[Reference]:
    """Every import of first-party code in live modules, one reference a module or missing name."""
    for path, facts in repo.modules.items():
        if is_specimen(path):
            continue
        seen: set[tuple[str, str | None]] = set()
        said: set[tuple[str, str, Outcome]] = set()
        for each in facts.imports:
            if (each.module, each.name) not in seen:
                seen.add((each.module, each.name))
                found = _reference(repo, path, each)
                if found is not None and (found.kind, found.name, found.outcome) not in said:
                    said.add((found.kind, found.name, found.outcome))
                    yield found


def is_specimen(path: str) -> bool:
    """Whether a path lies where code is kept to be shown, read or filled in rather than run."""
    folders = path.split("/")[:-1]
    return (
        is_example_path(path)
        or any(each.casefold() in SPECIMEN_FOLDERS for each in folders)
        or (is_test_path(path) and any(each in TEST_INPUT_FOLDERS for each in folders))
        or any(mark in path for mark in ("{{", "{%", "<%"))
    )


def _reference(repo: Snapshot, path: str, each: Import) -> Reference | None:
    """The reference of one import; None where it means a package of somebody else."""
    answer = judged_import(repo, path, each.module, each.name)
    if answer is None:
        return None
    outcome, why, missing, was_there = answer
    if outcome is Outcome.DANGLES:
        if each.guarded or each.type_checking:
            outcome, why = Outcome.CANNOT_BE_TOLD, SURVIVED if each.guarded else FOR_TYPES
        elif f"{missing.rpartition('.')[2]}.py" in (repo.text(path) or ""):
            outcome, why = Outcome.MADE_ELSEWHERE, "the code itself handles the file of that name"
    kind = IMPORTS_LATER if each.nested else IMPORTS
    name = missing if outcome is Outcome.DANGLES else each.module
    there = was_there if outcome is Outcome.DANGLES else None
    return Reference(path, each.line, kind, name, outcome, why, there)


Answer = tuple[Outcome, str, str, bool | None]
RESOLVES: Answer = (Outcome.RESOLVES, "", "", None)


@derived
def _known_answers(repo: Snapshot) -> dict[tuple[str, str, str | None], Answer | None]:
    """Files of one folder often import the same names."""
    del repo
    return {}


def judged_import(repo: Snapshot, importer: str, module: str, name: str | None) -> Answer | None:
    """(outcome, why, what is missing, whether it existed) of an import; None if it is not of ours."""
    known = _known_answers(repo)
    key = (dirname(importer), module, name)
    if module.partition(".")[0] == basename(importer).removesuffix(".py"):
        return None  # a wrapper named after the package it wraps imports that package, not itself
    if key not in known:
        known[key] = _judged(repo, importer, module, name)
    return known[key]


def _judged(repo: Snapshot, importer: str, module: str, name: str | None) -> Answer | None:
    if module.startswith("."):
        base = relative_base(importer, module)
        if base is None:
            return Outcome.CANNOT_BE_TOLD, "its dots lead out of the repository", "", None
        below = module.lstrip(".").replace(".", "/")
        return _at(repo, [join(base, below) if below else base], module, name, sure=True)
    parts = module.replace(".", "/")
    top = parts.partition("/")[0]
    if top not in stems(repo).modules and top not in stems(repo).folders:
        return None
    if _is_known_library(top) and not module_index(repo).is_local(importer, module, name):
        return None  # an empty package of that name, or a folder, does not hide what is installed
    here = roots_of(repo, importer)
    places = stems(repo).ending_with(parts)
    near = [each for each in places if each[: -len(parts)].rstrip("/") in here]
    if is_standard(module) or top in declared_names(repo):
        return RESOLVES if near else None
    near = [each for each in near if _is_own(repo, each, each[: len(each) - len(parts)] + top)]
    if near:
        return _at(repo, near, module, name, sure=len(near) == len(places))
    if places:
        return _at(repo, list(places), module, name, sure=False)
    owners = [each for each in stems(repo).folders.get(top, ()) if dirname(each) in here]
    if not any(_is_package(repo, each) for each in owners):
        return None
    below = parts.partition("/")[2]
    if "/" in below and stems(repo).ending_with(below):
        return Outcome.CANNOT_BE_TOLD, "its module stands in another folder", "", None
    return _missing(repo, [join(dirname(each), parts) for each in owners], module)


def _is_known_library(top: str) -> bool:
    return bool(providers(top)) or top in TOPS_OF_ORCHESTRATORS


def _is_own(repo: Snapshot, place: str, top: str) -> bool:
    """Whether a module at a place is ours beyond doubt: a file, or in a package that others import."""
    return _is_package(repo, top) or (place == top and bool(python_files(repo, place)))


def _is_package(repo: Snapshot, folder: str) -> bool:
    """Whether a folder is a package whose other modules are imported by its name."""
    return repo.exists(join(folder, "__init__.py")) or bool(
        _python_below(repo).get(folder) and folder in _imported_folders(repo)
    )


@derived
def _python_below(repo: Snapshot) -> dict[str, bool]:
    """The folders that hold a Python file themselves, or in one of their own folders."""
    found: dict[str, bool] = {}
    for path in repo.modules:
        for folder in packages_above(dirname(path)):
            found[folder] = True
    return found


@derived
def _imported_folders(repo: Snapshot) -> frozenset[str]:
    """Folders without `__init__.py` whose modules are imported by the folder's name somewhere."""
    found: set[str] = set()
    for facts in repo.modules.values():
        for each in facts.imports:
            if "." in each.module and not each.module.startswith("."):
                parts = each.module.replace(".", "/")
                for place in stems(repo).ending_with(parts):
                    found.add(place[: -len(parts)] + parts.partition("/")[0])
    return frozenset(found)


def _at(repo: Snapshot, places: list[str], module: str, name: str | None, *, sure: bool) -> Answer | None:
    """The answer for a module that would stand at one of the places; `sure`: nowhere else."""
    there = [each for each in places if exists_at(repo, each)]
    if not there:
        return _missing(repo, places, module)
    if name is None or name == "*":
        return RESOLVES
    unsure = not sure
    for place in there:
        if exists_at(repo, join(place, name)):
            return RESOLVES
        for file in python_files(repo, place):
            found = has_name(repo, file, name)
            if found:
                return RESOLVES
            unsure = unsure or found is None
        unsure = unsure or is_other_than_python(repo, place)
    if unsure:
        return Outcome.CANNOT_BE_TOLD, "its module may have the name by other means", "", None
    missing = f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
    if any(not python_files(repo, each) for each in there):
        return _missing(repo, [join(each, name) for each in there], missing)
    if GENERATED_MODULES.fullmatch(name) is not None:
        return Outcome.MADE_ELSEWHERE, "the name of generated code", "", None
    return Outcome.DANGLES, "which its module does not define", missing, None


def _missing(repo: Snapshot, places: list[str], module: str) -> Answer | None:
    """The answer for a module that is at none of the places: who might make it."""
    if repo.tree_problem is not None:
        return Outcome.CANNOT_BE_TOLD, repo.tree_problem, "", None
    parts = [part for part in module.split(".") if part]
    if any(GENERATED_MODULES.fullmatch(part) is not None for part in parts):
        return Outcome.MADE_ELSEWHERE, "the name of generated code", "", None
    for place in places:
        for above in packages_above(dirname(place)):
            if any(_is_dynamic(repo, each) for each in python_files(repo, above)):
                return Outcome.CANNOT_BE_TOLD, f"{above} changes its own modules when it runs", "", None
            if is_other_than_python(repo, above):
                return Outcome.CANNOT_BE_TOLD, f"{above} is not read", "", None
        why = made_elsewhere(repo, f"{place}.py")
        if why is not None:
            return Outcome.MADE_ELSEWHERE, why, "", None
    if any(part in _copied_names(repo) for part in parts[1:]):
        return Outcome.CANNOT_BE_TOLD, "an image or a service puts a folder of that name elsewhere", "", None
    if any(_is_built(repo, each) for each in places):
        return Outcome.CANNOT_BE_TOLD, "a build file names it", "", None
    wanted = [each for place in places for each in (f"{place}.py", place)]
    moved = not module.startswith(".") and _stood_anywhere(repo, module.replace(".", "/"))
    return Outcome.DANGLES, "", module, moved or existed(repo, wanted)


def _stood_anywhere(repo: Snapshot, parts: str) -> bool:
    """Whether a module stood below some folder in any commit, which may have been a root of its own."""
    return any(
        path == parts or path.endswith("/" + parts)
        for name in ever_touched(repo)
        if parts in name
        for path in packages_above(name.removesuffix(".py"))
    )


def _is_dynamic(repo: Snapshot, path: str) -> bool:
    return DYNAMIC.search(repo.text(path) or "") is not None


BUILD_FILES = word_set(
    "setup.py setup.cfg pyproject.toml MANIFEST.in CMakeLists.txt Cargo.toml meson.build BUILD BUILD.bazel "
    "build.py hatch_build.py .flake8 mypy.ini .coveragerc .pre-commit-config.yaml .dockerignore"
)
COMPILING_FILES = word_set(
    "setup.py CMakeLists.txt Cargo.toml meson.build BUILD BUILD.bazel build.py hatch_build.py"
)


@derived
def _build_texts(repo: Snapshot) -> tuple[tuple[str, str], ...]:
    found = [path for path in repo.paths if basename(path) in BUILD_FILES]
    return tuple((basename(path), repo.text(path) or "") for path in found[:200])


def _is_built(repo: Snapshot, place: str) -> bool:
    """Whether a build file mentions the module (a compiled extension, a file it writes), or its folder."""
    above = [each for each in packages_above(place) if not exists_at(repo, each)]
    tails = {"/".join(each.split("/")[-2:]) for each in above if "/" in each}
    for name, text in _build_texts(repo):
        if name in COMPILING_FILES and basename(place) in text:
            return True
        if any(tail in text for tail in tails):
            return True
        if EXTENSION_TEXT.search(text) and any(tail.replace("/", ".") in text for tail in tails):
            return True
    return False


@derived
def _copied_names(repo: Snapshot) -> frozenset[str]:
    """Names under which images and services place folders and files, without those of the whole context."""
    found: set[str] = set()
    for image in repo.dockerfiles.values():
        for source, target in image.copies:
            if normpath(source).strip("/") != normpath(target).strip("/"):
                found.update(basename(each.rstrip("/")).partition(".")[0] for each in (source, target))
    for services in repo.services.values():
        for service in services:
            for each in service.volumes:
                found.update(basename(part.rstrip("/")).partition(".")[0] for part in each.split(":")[:2])
    return frozenset(found - {"", "app", "src", "code", "workspace"})
