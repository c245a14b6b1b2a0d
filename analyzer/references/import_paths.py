"""Imports that a start cannot find: of modules beside the one it names, in a folder it does not look in.

`python -m pkg.mod` and the servers that are given `pkg.mod:app` look for modules in the folder that `pkg`
stands in, and `python main.py` in that of `main.py`: `import other` in `pkg/mod.py` does not find
`pkg/other.py`. Nor does `python pkg/main.py` find a module that stands beside `pkg`, wherever it is called
from. Where anything else may put that folder on the path, nothing is said; what a script itself puts there
below such an import comes too late for it.

A relative import cannot climb above the first part of the name that its module is loaded by: in `api.main`,
`from ..models import x` fails wherever `api` stands, and so does `from .x import y` in a script.

Sources: https://docs.python.org/3/library/sys_path_init.html, https://docs.python.org/3/using/cmdline.html,
https://uvicorn.dev/settings/ (`--app-dir`), https://docs.gunicorn.org/en/stable/settings.html (`pythonpath`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.python import Import
from analyzer.parsing.shell import Words, unwrap
from analyzer.references.contexts import build_file
from analyzer.references.distributions import comes_with, providers
from analyzer.references.first_party import is_specimen
from analyzer.references.image_runs import installs_itself
from analyzer.references.loading import at_load, loaded_with, runs_at_load
from analyzer.references.model import Outcome, Reference
from analyzer.references.own_imports import OwnImport, own_imports, python_places, top_of
from analyzer.references.placed_folders import copied, folders_around, mounted
from analyzer.references.python_names import (
    declared_names,
    exists_at,
    has_name,
    is_standard,
    stems,
)
from analyzer.references.said_places import said_around, said_in_documents, said_places
from analyzer.references.started import OBJECT, OBJECT_SERVERS, is_module
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.modules import module_index, reached_from
from analyzer.wiring.runs.execution import started_by_run
from analyzer.wiring.starts.entrypoints import Start, starts, task_starts

NOT_ON_PATH = "imports from beside it"
ABOVE_PACKAGE = "imports from above its package"
# Servers that look in the working directory, or in the folder an option names, for `module:object`.
LOOKING_SERVERS = OBJECT_SERVERS - word_set("uwsgi flask faust")
NAMED_MODULE = lazy_regex(r"[A-Za-z_]\w{0,100}(?:\.\w{1,100}){0,20}")
# Code that puts folders on the path, and files that do.
CHANGES_PATH = lazy_regex(r"\bsys\.path\b|addsitedir|__path__|PYTHONPATH")
PATH_FILES = word_set("sitecustomize.py usercustomize.py")
PACKAGING_FILES = word_set("setup.py setup.cfg pyproject.toml")
DISCOVERED_FOLDERS = word_set("src lib python")
LISTS_FOLDER = lazy_regex(r"^[ \t]*(?:-e|--editable|\.{1,2}(?:/|\[|[ \t]*$)|file:)", re.MULTILINE)
# Copies of whatever code lies in a folder.
GLOBS = ("*", "*.py")
PROJECT_RUNNERS = lazy_regex(r"\b(?:uv|poetry|pdm|hatch|rye|pipenv|pixi)[ \t]+run\b")
BY_UV = lazy_regex(r"\buv[ \t]+(?:run|sync)\b")
NAME_OF_UV = lazy_regex(r"\buv\b")
BUILD_SYSTEM = lazy_regex(r"build-system|\bpackage = true")
IS_PACKAGED = lazy_regex(r"build-system|\bpackage = true|tool\.(?:poetry|setuptools|hatch|pdm|flit)")
OFFICIAL_BASE = lazy_regex(r"(?:docker\.io/)?(?:library/)?python(?::|@|$)")
# A job that sets up nothing runs where something was set up already, the path of modules perhaps.
SETS_UP = lazy_regex(r"\b(?:pip3?|uv|poetry|pdm|pipenv|rye|hatch|pixi|conda|mamba|micromamba|easy_install)\b")
MOST_LOADED = 300


class Unfound(Struct, frozen=True):
    """An import of the module `target` that a start does not find; `stops`: nothing starts then."""

    reference: Reference
    target: str
    stops: bool


@derived
def unfound(repo: Snapshot) -> Mapping[tuple[str, int, str], tuple[Unfound, ...]]:
    """The imports that cannot be found, by the place that starts and the module started there."""
    found: dict[tuple[str, int, str], tuple[Unfound, ...]] = {}
    for start in (*starts(repo), *task_starts(repo), *ci_starts(repo)):
        module = start.module
        if module is None or module not in repo.modules or is_specimen(start.path):
            continue
        root = _root(unwrap(start.words), module)
        missing = (
            ()
            if root is None
            else (*_above_package(repo, start, module, root), *_missing(repo, start, module, root))
        )
        if missing:
            found[start.path, start.line, module] = missing
    return found


@derived
def ci_starts(repo: Snapshot) -> tuple[Start, ...]:
    """What commands of CI jobs start outside images, whatever comes of it."""
    return tuple(
        Start(run.pipeline.path, run.line, run.reached.words, module, run.step.run or "")
        for run in ci_runs(repo)
        if run.reached.place.path not in repo.dockerfiles
        for module in sorted(started_by_run(repo, run))
    )


def _root(words: Words, file: str) -> str | None:
    """The folder in which a command looks for modules, by the file that it is known to start."""
    if words[:1] == ("python",) and len(words) > 1 and words[1].endswith(".py"):
        return dirname(file) if basename(words[1]) == basename(file) else None
    named = module_named(words)
    stem = file.removesuffix(".py").removesuffix("/__main__").removesuffix("/__init__")
    if named is None or not is_module(f"{stem}.py", named):
        return None
    return stem.removesuffix(named.replace(".", "/")).rstrip("/")


def module_named(words: Words) -> str | None:
    """The module that a command has loaded from where it runs, or from where its options say."""
    if words[:2] == ("python", "-m") and len(words) > 2:
        words = words[2:]
        if words[0] not in OBJECT_SERVERS:
            return words[0] if NAMED_MODULE.fullmatch(words[0]) else None
    if not words or basename(words[0]) not in LOOKING_SERVERS:
        return None
    for word in words[1:]:
        match = OBJECT.fullmatch(word)
        if match is not None:
            return match["module"]
    return None


def _above_package(repo: Snapshot, start: Start, module: str, root: str) -> Iterator[Unfound]:
    """What is imported at load from above the package that a module is loaded as part of.

    The names are followed from the one in the command: through relative imports, and through those of a full
    name whose file stands where the name says, seen from the folder that the command looks in.
    """
    index = module_index(repo)
    words = unwrap(start.words)
    loaded: dict[str, tuple[str, ...]] = {module: _package(module, root)}
    if words[1:2] and words[1].endswith(".py"):
        loaded[module] = ()  # a script is part of no package
    queue = [module]
    while queue and len(loaded) < MOST_LOADED:
        path = queue.pop(0)
        for each in at_load(repo.modules[path].imports):
            target = index.resolve(path, each.module, each.name)
            if target not in repo.modules or target is None or not runs_at_load(repo, path, each.line):
                continue
            level = len(each.module) - len(each.module.lstrip("."))
            if level > len(loaded[path]):
                yield Unfound(_climbing(start, path, each, loaded[path]), target, stops=True)
            elif target not in loaded and (level or _stands_as_named(target, root, each)):
                loaded[target] = _package(target, root)
                queue.append(target)


def _package(path: str, root: str) -> tuple[str, ...]:
    """The parts of the package that a file is part of, named from a folder."""
    return tuple(dirname(path)[len(root) :].strip("/").split("/")) if dirname(path) != root else ()


def _stands_as_named(target: str, root: str, each: Import) -> bool:
    named = f"{root}/{each.module.replace('.', '/')}".lstrip("/")
    return target.startswith((f"{named}/", f"{named}.py"))


def _climbing(start: Start, path: str, each: Import, package: tuple[str, ...]) -> Reference:
    words = unwrap(start.words)
    command = " ".join(words[:3]) if words[:2] == ("python", "-m") else basename(words[0])
    place = f"the package {'.'.join(package)}" if package else "no package"
    why = f"which is above what {command} of {start.path} loads: {basename(path)} is part of {place} there"
    return Reference(path, each.line, ABOVE_PACKAGE, each.module, Outcome.DANGLES, why)


def _missing(repo: Snapshot, start: Start, module: str, root: str) -> Iterator[Unfound]:
    """What is imported from beside a module in a folder that nothing puts on the path."""
    loaded = loaded_with(repo, module)
    words = unwrap(start.words)
    of_script = words[:1] == ("python",) and root and basename(dirname(words[1])) == basename(root)
    candidates = [
        (path, own.each, target)
        for path in sorted(reached_from(repo, [module]) & repo.modules.keys())
        for own in own_imports(repo).get(path, ())
        if (target := _beside(repo, root, path, own) or (of_script and _higher(repo, root, own)))
    ]
    if candidates and _changes_path(repo, reached_from(repo, [module]) | loaded):
        candidates = [
            each for each in candidates if each[0] == module and _is_too_early(repo, module, each[1])
        ]
    for path, each, target in candidates:
        folder = dirname(top_of(target, each))
        higher = f"{root}/".startswith(f"{folder}/" if folder else "") and folder != root
        may_be_found = _may_be_found_above if higher else _may_be_found
        if not may_be_found(repo, start, folder, each):
            yield Unfound(
                _reference(start, path, each, target),
                target,
                path in loaded and not (each.guarded or each.nested) and runs_at_load(repo, path, each.line),
            )


def _reference(start: Start, path: str, each: Import, target: str) -> Reference:
    words = unwrap(start.words)
    command = " ".join(words[:3]) if words[:2] == ("python", "-m") else basename(words[0])
    folder = dirname(top_of(target, each))
    where = folder or "the root of the repository"
    why = f"which stands in {where}, where {command} of {start.path} does not look for modules"
    return Reference(path, each.line, NOT_ON_PATH, each.module, Outcome.DANGLES, why)


def _beside(repo: Snapshot, root: str, path: str, own: OwnImport) -> str | None:
    """The module that an import means, where it stands between the importer and the root."""
    each, target, folder = own.each, own.target, own.folder
    inside = folder.startswith(f"{root}/") if root else folder != ""
    if not inside or not (dirname(path) + "/").startswith(f"{folder}/"):
        return None
    top = each.module.partition(".")[0]
    if exists_at(repo, f"{root}/{top}".lstrip("/")) or is_standard(top) or is_installed(repo, top):
        return None
    if each.name not in (None, "*") and target.removesuffix(".py").endswith(each.module.replace(".", "/")):
        return target if has_name(repo, target, each.name or "") else None
    return target


def _higher(repo: Snapshot, root: str, own: OwnImport) -> str | None:
    """The module that an import means, where it stands in a folder above that of the script started."""
    folder, top = own.folder, own.each.module.partition(".")[0]
    if not root.startswith(f"{folder}/" if folder else "") or folder == root:
        return None
    others = (other for other in stems(repo).ending_with(top) if other != own.place)
    if any(other in python_places(repo) for other in others):
        return None
    return None if is_standard(top) or is_installed(repo, top) else own.target


def is_installed(repo: Snapshot, top: str) -> bool:
    """Whether a package of this name is installed, for all that is declared."""
    return top in declared_names(repo) or not providers(top).isdisjoint(_coming_along(repo))


@derived
def _coming_along(repo: Snapshot) -> frozenset[str]:
    """The packages that are installed for Python, and what is known to come with them."""
    files = (file for file in repo.dependencies.values() if file.ecosystem == "python")
    return comes_with({each.name for file in files for each in file.dependencies})


def _changes_path(repo: Snapshot, modules: frozenset[str]) -> bool:
    """Whether the modules, or code that runs with every program, may put other folders on the path."""
    if has_path_files(repo):
        return True
    texts = (repo.text(path) or "" for path in sorted(modules))
    return any(CHANGES_PATH.search(text) for text in texts)


def _is_too_early(repo: Snapshot, module: str, each: Import) -> bool:
    """Whether nothing that a script does or loads before an import at its top puts a folder on the path."""
    if each.guarded or each.nested or not runs_at_load(repo, module, each.line) or has_path_files(repo):
        return False
    index = module_index(repo)
    before = "\n".join((repo.text(module) or "").split("\n")[: each.line - 1])
    earlier = {
        target
        for other in at_load(repo.modules[module].imports)
        if other.line < each.line
        and (target := index.resolve(module, other.module, other.name)) in repo.modules
        and target is not None
    }
    # Started as a part of a package, that is loaded first.
    around = {
        path for path in repo.modules if basename(path) == "__init__.py" and module.startswith(dirname(path))
    }
    loaded = around.union(*(loaded_with(repo, target) for target in earlier))
    texts = (before, *(repo.text(path) or "" for path in sorted(loaded)))
    return not any(CHANGES_PATH.search(text) for text in texts)


def has_path_files(repo: Snapshot) -> bool:
    """Whether code that runs with every program may put folders on the path."""
    return any(basename(path) in PATH_FILES or path.endswith(".pth") for path in repo.paths)


def _may_be_found(repo: Snapshot, start: Start, folder: str, each: Import) -> bool:
    """Whether a folder may be on the path of a start, or its files may lie elsewhere where it runs."""
    name, top = basename(folder), each.module.partition(".")[0]
    places = {basename(dirname(place)) for place in stems(repo).ending_with(top)} - {""} | {name}
    around = folders_around(repo, folder)
    if said_places(start.script).names(places, around) or any(
        said.names(places, around) for said in said_around(repo, start.path)
    ):
        return True
    return _is_laid_out_anew(repo, name, top) or _is_packaged(repo, start, folder, top)


def _may_be_found_above(repo: Snapshot, start: Start, folder: str, each: Import) -> bool:
    """Whether a folder above a script may be on the path, or the script may lie elsewhere where it runs."""
    names = {basename(dirname(start.module or "")), each.module.partition(".")[0]}
    if start.path in repo.pipelines:
        of_job = (said_places(start.script), *said_around(repo, start.path, others=False))
        return any(each.may_put_above(names) for each in of_job) or _is_installed_in_ci(repo, start)
    own = repo.dockerfiles.get(start.path)
    stages = own.stages if own is not None else ()
    names_of_stages = {stage.name for stage in stages}
    alone = bool(stages) and all(
        OFFICIAL_BASE.match(each.base) or each.base in names_of_stages for each in stages
    )
    # What another image sets is nothing to one that is built from what Python's own images hold.
    said = [said_places(start.script), *said_around(repo, start.path, others=not alone)]
    if own is None:  # where a person starts it, what a document says may be done
        said += said_in_documents(repo)
    if any(each.may_put_above(names) for each in said):
        return True
    images = (own,) if own is not None and alone else tuple(repo.dockerfiles.values())
    copies = own.copies if own is not None and alone else tuple(copied(repo))
    moved = any(image.is_template or image.problem is not None for image in images)
    moved = moved or any(_is_moved(*each, names) for each in (*copies, *mounted(repo)))
    return moved or _is_packaged(repo, start, folder, each.module.partition(".")[0])


def _is_installed_in_ci(repo: Snapshot, start: Start) -> bool:
    """Whether a job may install the repository's own package before it starts a script."""
    text = repo.text(start.path) or ""
    if SETS_UP.search(text) is None:
        return True
    if installs_itself(NAME_OF_UV.sub("", text)) or lists_itself(repo):
        return True
    built = BUILD_SYSTEM if BY_UV.search(text) is not None else IS_PACKAGED
    return any(_may_be_packaged(repo, path, built) for path in repo.paths)


def _may_be_packaged(repo: Snapshot, path: str, built: re.Pattern[str]) -> bool:
    """Whether a file is of a project that tools install; `built` is what says so in a `pyproject.toml`.

    Without a build system uv installs none: https://docs.astral.sh/uv/concepts/projects/config/#build-systems
    """
    name = basename(path)
    if name != "pyproject.toml":
        return name in PACKAGING_FILES
    return built.search(repo.text(path) or "") is not None


def _is_moved(source: str, target: str, names: set[str]) -> bool:
    """Whether a copy puts the folder of a script, or what it imports, in another place than beside it."""
    parts, place = normpath(source).split("/"), normpath(target.partition(":")[0]).split("/")
    named = {name for name in names if name in parts or f"{name}.py" in parts}
    return "$" in source or (bool(named) and not (named & set(place) and not (names - named) & set(place)))


def _is_laid_out_anew(repo: Snapshot, folder: str, top: str) -> bool:
    """Whether an image or a service puts the files of the folder in another place."""
    if any(image.is_template or image.problem is not None for image in repo.dockerfiles.values()):
        return True
    for source, target in (*copied(repo), *mounted(repo)):
        parts, last = normpath(source).split("/"), basename(source.rstrip("/"))
        if last.partition(".")[0] == top or last.endswith(GLOBS) or "$" in source:
            return True
        if folder in parts and folder not in normpath(target.partition(":")[0]).split("/"):
            return True
    return False


def _is_packaged(repo: Snapshot, start: Start, folder: str, top: str) -> bool:
    """Whether the repository may be installed where it starts, and its modules with it."""
    image = repo.dockerfiles.get(start.path) or _image_of_service(repo, start)
    installing = image is None or any(installs_itself(script) for _line, script in image.run_scripts)
    if not (installing or PROJECT_RUNNERS.search(start.script)) and not lists_itself(repo):
        return False
    name = basename(folder)
    for path in repo.paths:
        if basename(path) in PACKAGING_FILES:
            text = repo.text(path) or ""
            if name in DISCOVERED_FOLDERS or dirname(path) == folder or name in text or top in text:
                return True
    return False


def _image_of_service(repo: Snapshot, start: Start) -> Dockerfile | None:
    """The build file of the service of a compose file that starts something."""
    services = [each for each in repo.services.get(start.path, ()) if each.line <= start.line]
    if not services:
        return None
    return repo.dockerfiles.get(build_file(start.path, max(services, key=lambda each: each.line)) or "")


def lists_itself(repo: Snapshot) -> bool:
    """Whether a list of requirements names a folder of the repository: `-e .`."""
    return any(
        LISTS_FOLDER.search(repo.text(path) or "")
        for path in repo.paths
        if path.endswith((".txt", ".in")) and "require" in path
    )
