"""Go: packages by the module's path, programs by what an image or a task builds, interfaces by their methods.

Sources: https://go.dev/ref/mod, https://go.dev/ref/spec#Packages, https://go.dev/ref/spec#Method_sets.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.go.builds import (
    GO_VALUED,
    MOST_BUILDS,
    Built,
    built_anywhere,
    built_by,
    built_in_image,
    go_folders,
    go_modules,
    main_folders,
    mains_at,
    name_of_program,
    rebuilt_by_air,
    renamed_in_image,
)
from analyzer.wiring.other_programs.go.encore import encore_endpoints, found_by_encore, started_by_encore
from analyzer.wiring.other_programs.go.gofr import GO_OTHER_FRAMEWORK, GOFR_SIGNS
from analyzer.wiring.other_programs.go.local_models import GO_JUDGING_SIGNS, GO_LOCAL_MODEL_SIGNS
from analyzer.wiring.other_programs.go.models import GO_MODEL_SIGNS
from analyzer.wiring.other_programs.go.operations import GO_OPERATION_SIGNS
from analyzer.wiring.other_programs.go.platforms import deployed_go
from analyzer.wiring.other_programs.go.protection import GO_PROTECTION_SIGNS
from analyzer.wiring.other_programs.go.reached import unreached_go
from analyzer.wiring.other_programs.go.services import GO_SERVICE_SIGNS
from analyzer.wiring.other_programs.go.twirp import twirp_services
from analyzer.wiring.other_programs.vocabulary.language import ByConvention, Language

GO_METHODS_MOST = 40
GO_BUILD_TEXT = lazy_regex(r"go build[^\"'\n&|;]{0,300}")
GO_EMBEDDED_MOST = 40
GO_BASES_MOST = 20
VERSION_FOLDER = lazy_regex(r"v(?:[2-9]|\d{2,3})")


def resolve_go(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The files of a package of the repository, by its import path."""
    del path
    folders = go_folders(repo)
    owners = [
        (plain, place)
        for name, place in go_modules(repo).items()
        for plain in {name, _without_version(name)}
        if module == plain or module.startswith(f"{plain}/")
    ]
    for name, place in sorted(owners)[-1:]:
        inside = normpath(join(place, module[len(name) :].lstrip("/")))
        inside = "" if inside == "." else inside
        if inside in folders:
            yield from folders[inside]
            return
        # A folder whose name is a version, which an import does not keep apart from that of a module.
        rest = module[len(name) :].lstrip("/")
        for folder, files in folders.items():
            middle = folder.removeprefix(f"{place}/") if place else folder
            first, _, last = middle.partition("/")
            if (VERSION_FOLDER.fullmatch(first) and last == rest) or (
                dirname(folder) == inside and VERSION_FOLDER.fullmatch(basename(folder))
            ):
                yield from files


def _without_version(name: str) -> str:
    head, _, last = name.rpartition("/")
    return head if VERSION_FOLDER.fullmatch(last) else name


def beside_go(repo: Snapshot, path: str) -> Iterator[str]:
    """The other files of the package: the same folder."""
    yield from (each for each in go_folders(repo).get(dirname(path), ()) if each != path)


def started_go(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """`go run ./cmd/x`; a program that the build file, a task or a release makes; a ready function."""
    words = unwrap(words)
    if not words:
        return
    if words[:2] == ("go", "run"):
        rest = list(words[2:])
        while rest and rest[0].startswith("-"):
            option = rest.pop(0)
            if option in GO_VALUED and rest:
                rest.pop(0)
        for place in mains_at(repo, folder, rest[0] if rest else "."):
            yield from main_folders(repo)[place]
        return
    if basename(words[0]) == "air":
        built = tuple(rebuilt_by_air(repo, folder)) or tuple(
            Built("", main_folders(repo)[each]) for each in mains_at(repo, folder, ".")
        )
        yield from (file for each in built for file in each.files)
        return
    program = words[0]
    for each in built_by(repo, words, folder):
        if words[0] == "ko":
            yield from each.files
    yield from _files_of_program(repo, program, path)


def _files_of_program(repo: Snapshot, program: str, path: str) -> Iterator[str]:
    """The main package that a program was built from, by its name where it is started."""
    found: list[Built] = []
    for build_file in _build_files(repo, path):
        image = repo.dockerfiles[build_file]
        built = built_in_image(repo, build_file, image)
        names = renamed_in_image(image, program)
        found += [each for each in built if each.name in names]
        if not found and len({each.files for each in built}) == 1 and "/" in program:
            found += built
        if not found and not built:
            found += [each for each in built_anywhere(repo) if each.name in names]
    if not found and path not in repo.dockerfiles:
        found += [each for each in built_anywhere(repo) if each.name == basename(program)]
        found = found or list(_built_as_written(repo, program, path))
        # A compose file names programs of other images by their names alone.
        if not found and ("/" in program or path not in repo.services):
            found += [
                Built(basename(program), files)
                for place, files in main_folders(repo).items()
                if name_of_program(repo, place) == basename(program)
            ]
    for each in found:
        yield from each.files


def _built_as_written(repo: Snapshot, program: str, path: str) -> Iterator[Built]:
    """What the file that starts a program says to build: `buildCommand: go build -o app ./cmd/x`."""
    for match in islice(GO_BUILD_TEXT.finditer(repo.text(path) or ""), MOST_BUILDS):
        for each in built_by(repo, tuple(match[0].split()), dirname(path)):
            if each.name == basename(program):
                yield each


def _build_files(repo: Snapshot, path: str) -> Iterator[str]:
    """The build file itself, or those that the services of a compose file are built by."""
    if path in repo.dockerfiles:
        yield path
    for service in repo.services.get(path, ()):
        if service.build_context is not None:
            place = normpath(join(dirname(path), service.build_context, service.dockerfile or "Dockerfile"))
            if place in repo.dockerfiles:
                yield place


# -- interfaces ---------------------------------------------------------------------------------


class _Method(Struct, frozen=True):
    """A method of a type: the file it stands in, and the names of the types that it takes."""

    path: str
    takes: frozenset[str]


Methods = Mapping[str, _Method]


@derived
def _methods(repo: Snapshot) -> Mapping[tuple[str, str], Methods]:
    """The methods of each type, by the folder of its package and its name."""
    found: dict[tuple[str, str], dict[str, _Method]] = {}
    for folder, files in go_folders(repo).items():
        for path in files:
            facts = repo.programs.get(path)
            for each in facts.functions if facts is not None else ():
                owner, _, name = each.qualified_name.rpartition(".")
                if owner and not each.nested and "." not in owner:
                    takes = frozenset(_type_name(one) for one in each.takes)
                    found.setdefault((folder, owner), {})[name] = _Method(path, takes)
    return found


@derived
def _types(repo: Snapshot) -> Mapping[tuple[str, str], tuple[str, ClassDefinition]]:
    return {
        (folder, each.qualified_name): (path, each)
        for folder, files in go_folders(repo).items()
        for path in files
        if (facts := repo.programs.get(path)) is not None
        for each in facts.classes
    }


def _type_name(target: str) -> str:
    return target.rpartition(FROM_PACKAGE)[2].replace("()", "").rpartition(".")[2]


@derived
def _embedded_by_type(repo: Snapshot) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    del repo
    return {}


@derived
def _method_sets(repo: Snapshot) -> dict[tuple[str, str], Methods]:
    del repo
    return {}


def _all_methods(repo: Snapshot, folder: str, name: str) -> Methods:
    """The methods of a type and of the types that it embeds, its own ones first."""
    known = _method_sets(repo)
    if (folder, name) not in known:
        found: dict[str, _Method] = {}
        seen, waiting = {(folder, name)}, deque([(folder, name)])
        while waiting:
            key = waiting.popleft()
            for method, each in _methods(repo).get(key, {}).items():
                found.setdefault(method, each)
            fresh = [each for each in _embedded(repo, *key) if each not in seen]
            seen.update(fresh[: GO_EMBEDDED_MOST - len(seen)])
            waiting.extend(each for each in fresh if each in seen)
        known[folder, name] = found
    return known[folder, name]


def _embedded(repo: Snapshot, folder: str, name: str) -> tuple[tuple[str, str], ...]:
    """The types that a type embeds."""
    known = _embedded_by_type(repo)
    if (folder, name) not in known:
        known[folder, name] = tuple(_find_embedded(repo, folder, name))
    return known[folder, name]


def _find_embedded(repo: Snapshot, folder: str, name: str) -> Iterator[tuple[str, str]]:
    kind = _types(repo).get((folder, name))
    for base in kind[1].bases[:GO_BASES_MOST] if kind is not None else ():
        module, mark, rest = base.partition(FROM_PACKAGE)
        places = {dirname(each) for each in resolve_go(repo, "", module)} if mark else {folder}
        yield from ((place, rest if mark else base) for place in sorted(places))


@derived
def _implementers(repo: Snapshot) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """For each interface, the types that have all of its methods."""
    interfaces = {key for key, (_path, kind) in _types(repo).items() if kind.methods}
    by_method: dict[str, set[tuple[str, str]]] = {}
    for key in _types(repo):
        if key not in interfaces:
            for name in _all_methods(repo, *key):
                by_method.setdefault(name, set()).add(key)
    found = {}
    for key in interfaces:
        wanted = _all_methods(repo, *key)
        having = [by_method.get(name, set()) for name in list(wanted)[:GO_METHODS_MOST]]
        able = set.intersection(*having) if having else set()
        found[key] = tuple(sorted(each for each in able if _takes_the_same(repo, wanted, each)))
    return found


def _takes_the_same(repo: Snapshot, wanted: Methods, key: tuple[str, str]) -> bool:
    mine = _all_methods(repo, *key)
    return all(
        not each.takes or not mine[name].takes or each.takes == mine[name].takes
        for name, each in wanted.items()
        if name in mine
    )


def overridden_go(repo: Snapshot, path: str, owner: str, method: str) -> Iterator[tuple[str, str]]:
    """The methods of the types that fulfil an interface; of a struct, those of what it embeds."""
    folder = dirname(path)
    for place, name in _implementers(repo).get((folder, owner), ()):
        found = _all_methods(repo, place, name).get(method)
        if found is not None:
            yield from _by_name(repo, found, name, method)
    own = _methods(repo).get((folder, owner), {})
    if method not in own:
        found = _all_methods(repo, folder, owner).get(method)
        if found is not None:
            yield from _by_name(repo, found, owner, method)


def _by_name(repo: Snapshot, found: _Method, owner: str, method: str) -> Iterator[tuple[str, str]]:
    """The method in its file: of the type itself, or of the one that it embeds."""
    names = [each.qualified_name for each in repo.programs[found.path].functions if each.name == method]
    yield from ((found.path, name) for name in names if name == f"{owner}.{method}" or len(names) == 1)


GO_SIGNS = (
    *GO_SERVICE_SIGNS,
    *GO_PROTECTION_SIGNS,
    *GO_MODEL_SIGNS,
    *GO_LOCAL_MODEL_SIGNS,
    *GO_JUDGING_SIGNS,
    *GO_OPERATION_SIGNS,
    *GOFR_SIGNS,
    GO_OTHER_FRAMEWORK,
)


def _conventions(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ByConvention]:
    yield from encore_endpoints(repo, path, facts)
    yield from twirp_services(repo, path, facts)


def _deployed(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    yield from deployed_go(repo)
    yield from started_by_encore(repo)


GO_LANGUAGE = Language(
    names=("Go",),
    signs=GO_SIGNS,
    resolve=resolve_go,
    started=started_go,
    beside=beside_go,
    runs_imported=True,
    unreached=unreached_go,
    starts=frozenset({"main"}),
    on_load=frozenset({"init"}),
    overridden=overridden_go,
    deployed=_deployed,
    conventions=_conventions,
    found=found_by_encore,
    named_bases=False,
    constructors=frozenset({"ServeHTTP"}),
)
