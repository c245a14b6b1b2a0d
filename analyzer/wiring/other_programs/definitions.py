"""What the files of programs define, by the names it may be called by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import commonpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition, Function
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.languages import LANGUAGE_BY_NAME
from analyzer.wiring.other_programs.vocabulary.language import Language
from analyzer.wiring.roles import is_test_path

MOST_BASES = 12
MOST_EXTENSIONS = 6
# A class or a module of Ruby as it is named.
NAMED_CLASSES = lazy_regex(r"[A-Z]\w*(?:\.[A-Z]\w*)*")


@derived
def _read(repo: Snapshot) -> Mapping[str, ProgramFacts]:
    found = repo.programs.items()
    return {path: each for path, each in found if each.language in LANGUAGE_BY_NAME and not each.notebook}


@derived
def definitions_by_name(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The files that define a class or a function outside of any other, by its name.

    A class inside of others goes by the names of those around it too: `A.B.C`, `B.C` and `C`.
    """
    found: dict[str, list[str]] = {}
    for path, facts in _read(repo).items():
        names = list(classes_by_any_name(repo)[path])
        names += [each.name for each in facts.functions if each.qualified_name == each.name]
        for name in names:
            found.setdefault(name, []).append(path)
    return {name: tuple(dict.fromkeys(paths)) for name, paths in found.items()}


@derived
def classes_by_any_name(repo: Snapshot) -> Mapping[str, Mapping[str, str]]:
    """The classes of each file by every name that they may be called by."""
    found: dict[str, dict[str, str]] = {}
    for path, facts in _read(repo).items():
        here = found.setdefault(path, {})
        for each in facts.classes:
            name = each.qualified_name
            while name:
                here.setdefault(name, each.qualified_name)
                name = name.partition(".")[2]
    return found


def in_whole(repo: Snapshot, file: str, names: list[str]) -> list[str]:
    """The names of a chain (with calls), a class of the file that they begin with by its whole name."""
    known = classes_by_any_name(repo)[file]
    for count in range(len(names) - 1, 0, -1) if known else ():
        whole = known.get(".".join(each.removesuffix("()") for each in names[:count]))
        if whole is not None:
            called = "()" if names[count - 1].endswith("()") else ""
            return [whole + called, *names[count:]]
    return names


def definers_of(repo: Snapshot, rest: str) -> tuple[str, ...]:
    """The files that define what a chain begins with: the longest of its names that is one of a class."""
    names = parts_of(rest)
    for count in range(len(names), 0, -1):
        found = definitions_by_name(repo).get(".".join(names[:count]))
        if found is not None:
            return found
    return ()


def parts_of(rest: str) -> list[str]:
    """The names of a chain, calls left out: `Client().chat.create` gives three."""
    return [each for each in rest.replace("()", "").split(".") if each]


@derived
def functions_of(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The functions of each file by their whole names."""
    return {
        path: frozenset(each.qualified_name for each in facts.functions)
        for path, facts in _read(repo).items()
    }


@derived
def classes_of(repo: Snapshot) -> Mapping[str, Mapping[str, ClassDefinition]]:
    """The classes of each file by their whole names; of several with one name, the first."""
    return {
        path: {each.qualified_name: each for each in reversed(facts.classes)}
        for path, facts in _read(repo).items()
    }


def may_extend(language: Language, name: str) -> bool:
    """Whether a method of that name may be defined for an object of any type."""
    return language.extensions is not None and language.extensions.fullmatch(name) is not None


@derived
def _extensions(repo: Snapshot) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The methods of classes that take what they are for, by their language and name."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for path, facts in _read(repo).items():
        language = LANGUAGE_BY_NAME[facts.language]
        for each in facts.functions if language.extensions is not None else ():
            if each.parameters and "." in each.qualified_name and not each.nested:
                found.setdefault((language.names[0], each.name), []).append((path, each.qualified_name))
    return {name: tuple(places) for name, places in found.items()}


def extensions_of(repo: Snapshot, path: str, language: Language, name: str) -> tuple[tuple[str, str], ...]:
    """The methods of that name that may be defined for any object, in the files nearest to one."""
    every = _extensions(repo).get((language.names[0], name), ())
    if len(every) > 1:
        shared = [len(commonpath((path, place)).split("/")) if "/" in path else 0 for place, _name in every]
        nearest = max(shared)
        every = tuple(each for each, depth in zip(every, shared, strict=True) if depth == nearest)
    return every if len(every) <= MOST_EXTENSIONS else ()


@derived
def _only_ones(repo: Snapshot) -> Mapping[tuple[str, str], tuple[str, str]]:
    """The methods whose name no other method of the language has outside of tests."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for path, facts in _read(repo).items():
        for each in facts.functions if not is_test_path(path) else ():
            if "_" in each.name.strip("_") and "." in each.qualified_name and not each.nested:
                found.setdefault((facts.language, each.name), []).append((path, each.qualified_name))
    return {name: places[0] for name, places in found.items() if len(places) == 1}


def the_only(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The one method of a name of several words, where no other class has one of that name.

    A class that is defined elsewhere, and its objects, have methods of their own: `Net::HTTP.get_response`.
    """
    owner, _dot, name = target.rpartition("#")[2].rpartition(".")
    found = _only_ones(repo).get((_read(repo)[path].language, name))
    if found is not None and not _is_of_others(repo, owner.removesuffix("()")):
        yield found


def _is_of_others(repo: Snapshot, owner: str) -> bool:
    known = definitions_by_name(repo)
    return (
        NAMED_CLASSES.fullmatch(owner) is not None
        and owner not in known
        and owner.rpartition(".")[2] not in known
    )


@derived
def functions_by_last_name(repo: Snapshot) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The functions of each file that stand in no other, by their last name."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path, facts in _read(repo).items():
        here = found.setdefault(path, {})
        for each in facts.functions:
            if not each.nested:
                here[each.name] = (*here.get(each.name, ()), each.qualified_name)
    return found


@derived
def first_names(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The names of each file by which others begin a chain: of what it defines, assigns and exports."""
    found = {}
    for path, facts in _read(repo).items():
        names = {each.qualified_name for each in facts.functions} | set(classes_by_any_name(repo)[path])
        names |= {name for name, _value in facts.exports} | {name for name, _value, _line in facts.assigned}
        names |= {name for name, _receivers in facts.wrapped} | {name for name, _value in facts.fields}
        found[path] = frozenset(each.partition(".")[0] for each in names)
    return found


@derived
def held_in(repo: Snapshot) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The functions of each file by the names before their own that are objects, no definitions.

    So are those that were handed to the call which made the value of a variable, by its name.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path, facts in _read(repo).items():
        here, defined = found.setdefault(path, {}), defined_in(repo)[path]
        for each in facts.functions:
            owner = each.qualified_name.rpartition(".")[0]
            while owner:
                if owner not in defined:
                    here[owner] = (*here.get(owner, ()), each.qualified_name)
                owner = owner.rpartition(".")[0]
        for name, receivers in facts.wrapped:
            own = tuple(each for each in receivers if each in defined)
            here[name] = (*here.get(name, ()), *own)
    return found


@derived
def made_of(repo: Snapshot) -> Mapping[str, Mapping[str, str]]:
    """Of each file the variables that a call made of an object with functions, and that object.

    `const service = guarded(methods)` answers to the names that `methods` has.
    """
    found: dict[str, dict[str, str]] = {}
    for path, facts in _read(repo).items():
        here, objects = found.setdefault(path, {}), held_in(repo)[path]
        handed = {
            (f"{each.target}()", each.line): each.receiver
            for each in reversed(facts.handed)
            if each.receiver in objects
        }
        for name, value, line in facts.assigned if handed else ():
            if (value, line) in handed and name not in objects:
                here[name] = handed[value, line]
    return found


@derived
def methods_by_owner(repo: Snapshot) -> Mapping[str, Mapping[str, list[Function]]]:
    """The functions of each file by what stands in front of their last name."""
    found: dict[str, dict[str, list[Function]]] = {}
    for path, facts in _read(repo).items():
        by_owner = found.setdefault(path, {})
        for each in facts.functions:
            by_owner.setdefault(each.qualified_name.rpartition(".")[0], []).append(each)
    return found


@derived
def defined_in(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The functions and classes of each file by their whole names."""
    return {
        path: functions_of(repo)[path] | {each.qualified_name for each in facts.classes}
        for path, facts in _read(repo).items()
    }


def above(repo: Snapshot, file: str, owner: str, method: str) -> Iterator[tuple[str, str]]:
    """The nearest methods of that name in the classes that a class extends."""
    waiting, seen = [(file, owner)], {(file, owner)}
    for _ in range(MOST_BASES):
        if not waiting:
            return
        place, name = waiting.pop(0)
        kind = classes_of(repo)[place].get(name)
        for base in kind.bases if kind is not None else ():
            parts = parts_of(base.partition(FROM_PACKAGE)[2] or base)
            for path in definitions_by_name(repo).get(parts[-1], ()) if parts else ():
                whole = classes_by_any_name(repo)[path].get(parts[-1], parts[-1])
                if f"{whole}.{method}" in functions_of(repo)[path]:
                    yield path, f"{whole}.{method}"
                elif (path, whole) not in seen:
                    seen.add((path, whole))
                    waiting.append((path, whole))


@derived
def extending(repo: Snapshot) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The classes that extend or implement a type, by the type's name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, facts in _read(repo).items():
        for each in facts.classes:
            for base in each.bases:
                names = parts_of(base.partition(FROM_PACKAGE)[2] or base)
                if names:
                    found.setdefault(names[-1], []).append((path, each.qualified_name))
    return {name: tuple(places) for name, places in found.items()}
