"""The files of programs, and which of them another one means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.language import Language
from analyzer.wiring.other_programs.languages import LANGUAGES_READ

MOST_HOPS = 6
_BY_NAME = {name: each for each in LANGUAGES_READ for name in each.names}


@derived
def programs(repo: Snapshot) -> Mapping[str, ProgramFacts]:
    """The files of programs that were read, with the facts of each."""
    return {path: facts for path, facts in repo.programs.items() if facts.language in _BY_NAME}


def language_at(repo: Snapshot, path: str) -> Language:
    """The language of a file of `programs`."""
    return _BY_NAME[programs(repo)[path].language]


@derived
def _resolved(repo: Snapshot) -> dict[tuple[str, str], tuple[str, ...]]:
    del repo
    return {}


def files_of(repo: Snapshot, path: str, module: str) -> tuple[str, ...]:
    """The files of this repository that an import of `module` in `path` means."""
    known = _resolved(repo)
    if (path, module) not in known:
        found = language_at(repo, path).resolve(repo, path, module)
        known[path, module] = tuple(dict.fromkeys(each for each in found if each in programs(repo)))
    return known[path, module]


@derived
def import_edges(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """For each file, those that it imports or sees without an import."""
    found = {}
    for path, facts in programs(repo).items():
        targets = [
            each
            for one in facts.imports
            if not one.type_checking
            for each in files_of(repo, path, one.module)
        ]
        targets += language_at(repo, path).beside(repo, path)
        found[path] = tuple(dict.fromkeys(each for each in targets if each != path))
    return found


@derived
def definitions_by_name(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The files that define a class or a function outside of any other, by its name."""
    found: dict[str, list[str]] = {}
    for path, facts in programs(repo).items():
        names = [each.name for each in facts.classes]
        names += [each.name for each in facts.functions if each.qualified_name == each.name]
        for name in names:
            found.setdefault(name, []).append(path)
    return {name: tuple(dict.fromkeys(paths)) for name, paths in found.items()}


def parts_of(rest: str) -> list[str]:
    """The names of a chain, calls left out: `Client().chat.create` gives three."""
    return [each for each in rest.replace("()", "").split(".") if each]


def final_target(repo: Snapshot, path: str, target: str) -> str:
    """A target followed through what other files of the repository export or assign, as far as it goes."""
    for _ in range(MOST_HOPS):
        module, mark, rest = target.partition(FROM_PACKAGE)
        if not mark:
            followed = _followed_locally(repo, path, target)
        else:
            places = _places(repo, path, module, rest)
            followed = next(
                (found for file in places if (found := _followed_in(repo, file, rest)) is not None), None
            )
        if followed is None or followed[1] == target:
            return target
        path, target = followed
    return target


def _places(repo: Snapshot, path: str, module: str, rest: str) -> tuple[str, ...]:
    if module != ANY_PACKAGE:
        return files_of(repo, path, module)
    names = parts_of(rest)
    return definitions_by_name(repo).get(names[0], ()) if names else ()


def _followed_locally(repo: Snapshot, path: str, target: str) -> tuple[str, str] | None:
    """What a function of the file gives, where that is known: `client().chat` is `openai#default().chat`."""
    for each in programs(repo)[path].functions:
        if each.returns and target.startswith(f"{each.qualified_name}()"):
            value = each.returns
            return path, value + target[len(each.qualified_name) + 2 :]
    return None


def _followed_in(repo: Snapshot, file: str, rest: str) -> tuple[str, str] | None:
    """What a name stands for in the file that defines or exports it."""
    facts = programs(repo)[file]
    for name, value in (*facts.exports, *((name, value) for name, value, _line in facts.assigned)):
        if rest == name or rest.startswith((f"{name}.", f"{name}(")):
            tail = rest[len(name) :]
            return (file, value + tail) if value != name or FROM_PACKAGE in value else (file, rest)
        if name == "*" and value.endswith("#*"):
            inner = files_of(repo, file, value[:-2])
            for deeper in inner:
                if any(rest.startswith(each) for each, _target in programs(repo)[deeper].exports):
                    return file, f"{value[:-1]}{rest}"
    for each in facts.functions:
        if each.returns and rest.startswith(f"{each.qualified_name}()"):
            return file, each.returns + rest[len(each.qualified_name) + 2 :]
    return None


def functions_meant(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The functions of the repository that a target used in a file means, as (path, qualified name)."""
    module, mark, rest = target.partition(FROM_PACKAGE)
    if not mark:
        rest = target
        places: tuple[str, ...] = (path, *language_at(repo, path).beside(repo, path))
        if target.startswith("?."):
            places = import_edges(repo)[path]
    else:
        places = _places(repo, path, module, rest)
    names = [each for each in parts_of(rest) if each != "?"]
    for file in dict.fromkeys(places):
        found = list(_functions_in(repo, file, names, unsure=rest.startswith("?")))
        yield from found
        if found and not mark:
            return


def _functions_in(repo: Snapshot, file: str, names: list[str], *, unsure: bool) -> Iterator[tuple[str, str]]:
    if not names or file not in programs(repo):
        return
    facts = programs(repo)[file]
    exported = dict(facts.exports)
    first = exported.get(names[0], names[0])
    if FROM_PACKAGE not in first:
        names = [*parts_of(first), *names[1:]]
    language = language_at(repo, file)
    whole = ".".join(names)
    for each in facts.functions:
        is_made = each.qualified_name.rpartition(".")[0] == whole and each.name in language.constructors
        is_last = unsure and each.name == names[-1] and not each.nested
        if each.qualified_name == whole or is_made or is_last:
            yield file, each.qualified_name
    owner, _, method = whole.rpartition(".")
    if owner and not unsure:
        yield from _inherited(repo, file, owner, method)


def _inherited(repo: Snapshot, file: str, owner: str, method: str) -> Iterator[tuple[str, str]]:
    """Methods of the classes that an object may be of: those that extend its type, and those it extends."""
    facts = programs(repo)[file]
    mine = next((each for each in facts.classes if each.qualified_name == owner), None)
    if mine is None:
        return
    above = {parts_of(base.partition(FROM_PACKAGE)[2] or base)[-1] for base in mine.bases if parts_of(base)}
    for path, name in _extending(repo).get(mine.name, ()):
        yield path, f"{name}.{method}"
    for name in above:
        for path in definitions_by_name(repo).get(name, ()):
            yield path, f"{name}.{method}"


@derived
def _extending(repo: Snapshot) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The classes that extend or implement a type, by the type's name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, facts in programs(repo).items():
        for each in facts.classes:
            for base in each.bases:
                names = parts_of(base.partition(FROM_PACKAGE)[2] or base)
                if names:
                    found.setdefault(names[-1], []).append((path, each.qualified_name))
    return {name: tuple(places) for name, places in found.items()}
