"""The files of programs, and which of them another one means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.definitions import (
    above,
    classes_by_any_name,
    classes_of,
    defined_in,
    definers_of,
    definitions_by_name,
    extending,
    extensions_of,
    first_names,
    functions_by_last_name,
    functions_of,
    held_in,
    in_whole,
    made_of,
    may_extend,
    methods_by_owner,
    parts_of,
    the_only,
)
from analyzer.wiring.other_programs.languages import LANGUAGE_BY_NAME
from analyzer.wiring.other_programs.vocabulary.language import Language
from analyzer.wiring.roles import is_test_path

MOST_HOPS = 12
UNKNOWN_TARGET = "?"
EVERYTHING = "*"
# What a module is as a whole, where a language has that.
WHOLE_MODULE = "default"


@derived
def programs(repo: Snapshot) -> Mapping[str, ProgramFacts]:
    """The files of programs that were read, with the facts of each."""
    found = repo.programs.items()
    return {path: each for path, each in found if each.language in LANGUAGE_BY_NAME and not each.notebook}


def language_at(repo: Snapshot, path: str) -> Language:
    """The language of a file of `programs`."""
    return LANGUAGE_BY_NAME[programs(repo)[path].language]


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
    for path in programs(repo):
        targets = (*imported_files(repo)[path], *language_at(repo, path).beside(repo, path))
        found[path] = tuple(dict.fromkeys(each for each in targets if each != path))
    return found


@derived
def imported_files(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """For each file, those that its imports mean."""
    found = {}
    for path, facts in programs(repo).items():
        by_class = language_at(repo, path).imports_classes
        targets: list[str] = []
        for one in facts.imports:
            if not one.type_checking:
                is_class = by_class and one.name is not None and one.name[:1].isupper()
                name = f".{(one.name or '').partition('.')[0]}" if is_class else ""
                targets += files_of(repo, path, one.module + name)
        found[path] = tuple(dict.fromkeys(each for each in targets if each != path))
    return found


@derived
def _followed_before(repo: Snapshot) -> dict[tuple[str, str], tuple[str, str]]:
    del repo
    return {}


def final_target(repo: Snapshot, path: str, target: str) -> str:
    """A target followed through what other files of the repository export or assign, as far as it goes."""
    return followed(repo, path, target)[1]


def followed(repo: Snapshot, path: str, target: str) -> tuple[str, str]:
    """The final target, with the file that it is written in the way of."""
    known = _followed_before(repo)
    begun = path, target
    if begun not in known:
        target = of_any_file(repo, path, target)
        for _ in range(MOST_HOPS):
            module, mark, rest = target.partition(FROM_PACKAGE)
            places = _places(repo, path, module, rest) if mark else _around(repo, path)
            step = _followed_in(repo, path, places, rest if mark else target, local=not mark)
            if step is None or step == (path, target):
                break
            path, target = step
        known[begun] = path, target
    return known[begun]


def of_any_file(repo: Snapshot, path: str, target: str) -> str:
    """A target whose class another file defines in a module that this one opens too: `Shop::Rates.all`.

    Only where a file's own module says nothing of the others in it; every other target stays as it is.
    """
    if FROM_PACKAGE in target or not target[:1].isupper() or not language_at(repo, path).opens_modules:
        return target
    names = parts_of(target)
    count = next((n for n, each in enumerate(names) if not each[:1].isupper()), len(names))
    name = ".".join(names[:count])
    here = classes_by_any_name(repo)[path]
    if count < 2 or name in here or name in here.values():
        return target
    return f"{ANY_PACKAGE}{FROM_PACKAGE}{target}" if name in definitions_by_name(repo) else target


def _around(repo: Snapshot, path: str) -> tuple[str, ...]:
    language = language_at(repo, path)
    if not language.shares_names:
        return (path,)
    return path, *(each for each in language.beside(repo, path) if each in programs(repo))


def _places(repo: Snapshot, path: str, module: str, rest: str) -> tuple[str, ...]:
    if module != ANY_PACKAGE:
        files = files_of(repo, path, module)
        return files if len(files) < 2 else _naming(repo, path, files, rest)
    return _nearest(repo, path, definers_of(repo, rest))


def _naming(repo: Snapshot, path: str, files: tuple[str, ...], rest: str) -> tuple[str, ...]:
    """Of the files of a package those that know a name of their own by which a chain begins."""
    first, known = rest.partition(".")[0].removesuffix("()"), first_names(repo)
    found = tuple(each for each in files if first in known[each] or EVERYTHING in known[each])
    return found if found or language_at(repo, path).imports_classes else files


def _nearest(repo: Snapshot, path: str, files: tuple[str, ...]) -> tuple[str, ...]:
    """Of the files that define a name those in the same language; if it imports some of them, those."""
    language = language_at(repo, path)
    same = tuple(each for each in files if language_at(repo, each) is language)
    near = {path, *import_edges(repo)[path]} if len(same) > 1 else ()
    return tuple(each for each in same if each in near) or same


def is_defined_here(repo: Snapshot, path: str, target: str) -> bool:
    """Whether what seems to come from any of the imported packages is a definition of this repository."""
    module, mark, rest = target.partition(FROM_PACKAGE)
    if module != ANY_PACKAGE or not mark or not rest:
        return False
    return "." not in rest and any(not is_test_path(each) for each in _places(repo, path, module, rest))


@derived
def _values(repo: Snapshot) -> Mapping[str, Mapping[str, str]]:
    """What names of a file stand for: exported and assigned ones, `f()` of a function, `Class.field`."""
    found = {}
    for path, facts in programs(repo).items():
        here = {f"{each.qualified_name}()": each.returns for each in facts.functions if each.returns}
        here.update((name, value) for name, value in facts.fields)
        here.update((name, value) for name, value, _line in reversed(facts.assigned))
        here.update((name, value) for name, value in reversed(facts.exports))
        found[path] = here
    return found


def _followed_in(
    repo: Snapshot, path: str, places: tuple[str, ...], rest: str, *, local: bool
) -> tuple[str, str] | None:
    """One step from a name to what it stands for, in the files that define or export it."""
    written = rest.split(".")
    for file in places:
        first, *more = in_whole(repo, file, written)
        values = _values(repo)[file]
        tail = "".join(f".{each}" for each in more)
        # What a name of its own stands for, a file knows already.
        for name, called in ((first, ""), (first.removesuffix("()"), "()")) if first != "?" else ():
            is_own = local and file == path and not name.endswith("()")
            if name in values and not is_own and (called == "" or first.endswith("()")):
                value = values[name]
                if value == name:
                    return file, rest
                return file, value + called + tail
        if more and (member := _member(repo, places, file, first.removesuffix("()"), more)) is not None:
            return file, member
        for star in _handed_on(repo).get(file, ()):
            inner = files_of(repo, file, star[:-2])
            if any(_may_give(repo, deeper, first.removesuffix("()")) for deeper in inner):
                return file, f"{star[:-1]}{rest}"
    return None


@derived
def _handed_on(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The files that hand on everything of others, as the targets of their exports."""
    stars = {
        path: tuple(value for name, value in facts.exports if name == EVERYTHING and value.endswith("#*"))
        for path, facts in programs(repo).items()
    }
    return {path: found for path, found in stars.items() if found}


def _may_give(repo: Snapshot, file: str, name: str) -> bool:
    """Whether a file says what a name stands for, or hands on everything of yet another."""
    return name in _values(repo)[file] or file in _handed_on(repo)


def _member(repo: Snapshot, places: tuple[str, ...], file: str, owner: str, names: list[str]) -> str | None:
    """What a field of an object holds, or a method of it gives."""
    values = _values(repo)[file]
    tail = "".join(f".{each}" for each in names[1:])
    for name, called in ((names[0], ""), (names[0].removesuffix("()"), "()")):
        value = values.get(f"{owner}.{name}")
        if value is not None and (called == "" or names[0].endswith("()")):
            return value + (called if not value.endswith("()") else "") + tail
    kind = classes_of(repo)[file].get(owner)
    own = f"{owner}.{names[0].removesuffix('()')}"
    if kind is not None and names[0].endswith("()") and own not in functions_of(repo)[file]:
        for name in _read_by(names[0].removesuffix("()")):
            if f"{owner}.{name}" in values:
                return values[f"{owner}.{name}"] + tail
    if kind is None or not kind.bases or any(own in functions_of(repo)[each] for each in places):
        return None
    # What a class of this repository does not have itself comes from what it extends.
    outside = [each for each in kind.bases if FROM_PACKAGE in each and not files_of_target(repo, file, each)]
    return f"{outside[0].removesuffix('()')}().{'.'.join(names)}" if len(kind.bases) == len(outside) else None


def _read_by(method: str) -> Iterator[str]:
    """The fields that a method which is written nowhere reads: `getModel()` and `model()` read `model`."""
    yield method
    name = method.removeprefix("get")
    if name != method and name:
        yield name[0].lower() + name[1:]


def files_of_target(repo: Snapshot, path: str, target: str) -> tuple[str, ...]:
    """The files of this repository that a target of a package can be defined in."""
    module, mark, rest = target.partition(FROM_PACKAGE)
    return _places(repo, path, module, rest) if mark else ()


def functions_meant(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The functions of the repository that a target used in a file means, as (path, qualified name)."""
    known = _meant(repo)
    if (path, target) not in known:
        known[path, target] = tuple(dict.fromkeys(_all_meant(repo, path, target)))
    yield from known[path, target]


@derived
def _meant(_repo: Snapshot) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """What targets were found to mean so far: a file says many of them again and again."""
    return {}


def _all_meant(repo: Snapshot, path: str, target: str) -> list[tuple[str, str]]:
    target = of_any_file(repo, path, target)
    found = list(_functions_meant(repo, path, target))
    place, final = followed(repo, path, target)
    if (place, final) != (path, target):
        there = list(_functions_meant(repo, place, of_any_file(repo, place, final)))
        found += there or language_at(repo, place).dispatched(repo, place, final)
    found += language_at(repo, path).dispatched(repo, path, target)
    if not found and language_at(repo, path).unique_methods:
        found += the_only(repo, path, target)
    return found


def methods_meant(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The methods that others may call of an object that is handed to them."""
    place, final = followed(repo, path, target)
    if not final.endswith("()"):
        return
    module, mark, rest = final.partition(FROM_PACKAGE)
    places = _places(repo, place, module, rest) if mark else _around(repo, place)
    written = (rest if mark else final).removesuffix("()")
    for file in places:
        owner = classes_by_any_name(repo)[file].get(written, written)
        lower = language_at(repo, file).hands_classes is not None
        for each in methods_by_owner(repo)[file].get(owner, ()):
            is_public = each.name[:1] not in "_" and (lower or not each.name[:1].islower())
            if not each.nested and is_public:
                yield file, each.qualified_name
                yield from language_at(repo, file).overridden(repo, file, owner, each.name)


def _functions_meant(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    module, mark, rest = target.partition(FROM_PACKAGE)
    rest = rest if mark else target
    names = [each for each in parts_of(rest) if each != UNKNOWN_TARGET]
    places: Iterable[str] = _places(repo, path, module, rest) if mark else ()
    if not mark:
        seen = imported_files(repo) if language_at(repo, path).imports_classes else import_edges(repo)
        places = seen[path] if target.startswith("?.") else _around(repo, path)
    unsure = rest.startswith(UNKNOWN_TARGET)
    known = False
    for file in dict.fromkeys(places):
        found = list(_last_in(repo, file, names) if unsure else _functions_in(repo, file, names))
        yield from found
        known = known or bool(found)
        if found and not mark:
            return
    language = language_at(repo, path)
    if len(names) == 1 and "." not in rest and language.bare_methods and not (mark and places):
        for kind in programs(repo)[path].classes:
            yield from above(repo, path, kind.qualified_name, names[0])
    elif len(names) > 1 and not known and may_extend(language, names[-1]):
        yield from extensions_of(repo, path, language, names[-1])


def _last_in(repo: Snapshot, file: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """The functions of a file by their last name alone: what they are called for is not known."""
    known = functions_by_last_name(repo).get(file)
    if known and names:
        name = language_at(repo, file).same_methods.get(names[-1], names[-1])
        yield from ((file, each) for each in known.get(names[-1], known.get(name, ())))


@derived
def _exports(repo: Snapshot) -> Mapping[str, Mapping[str, str]]:
    """What each file hands on, by the name it has for others."""
    return {path: dict(facts.exports) for path, facts in programs(repo).items()}


def _functions_in(repo: Snapshot, file: str, names: list[str]) -> Iterator[tuple[str, str]]:
    if not names or file not in programs(repo):
        return
    exported = _exports(repo)[file]
    if (
        names[0] == WHOLE_MODULE
        and len(names) > 1
        and exported.get(WHOLE_MODULE, UNKNOWN_TARGET).startswith(UNKNOWN_TARGET)
    ):
        names = names[1:]
    first = exported.get(names[0], names[0])
    # What a call made of functions is these functions, whatever the call gives.
    if FROM_PACKAGE not in first and not (first.endswith(")") and names[0] in held_in(repo)[file]):
        names = [*parts_of(first), *names[1:]]
    language = language_at(repo, file)
    names = in_whole(repo, file, [*names, ""])[:-1]
    whole = ".".join(names)
    if whole not in functions_of(repo)[file] and names[-1] in language.same_methods:
        whole = ".".join((*names[:-1], language.same_methods[names[-1]]))
    functions = functions_of(repo)[file]
    for name in (whole, *(f"{whole}.{each}" for each in language.constructors)):
        if name in functions:
            yield file, name
    made = made_of(repo)[file].get(names[0]) if len(names) > 1 else None
    if made is not None and whole not in functions and f"{made}.{names[1]}" in functions:
        yield file, f"{made}.{names[1]}"
    # An object that holds functions is handed over whole.
    if whole not in defined_in(repo)[file]:
        yield from ((file, each) for each in held_in(repo)[file].get(whole, ()))
    owner, _, method = whole.rpartition(".")
    if owner:
        yield from _inherited(repo, file, owner, method)


def _inherited(repo: Snapshot, file: str, owner: str, method: str) -> Iterator[tuple[str, str]]:
    """Methods of the classes that an object may be of: those that extend its type, and those it extends."""
    mine = classes_of(repo)[file].get(owner)
    if mine is None:
        return
    language = language_at(repo, file)
    yield from language.overridden(repo, file, owner, method)
    for path, name in extending(repo).get(mine.name, ()) if language.named_bases else ():
        yield path, f"{name}.{method}"
    if language.named_bases:
        yield from above(repo, file, owner, method)
