"""Where programs use the packages that are about a subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call, Decorator, Import, Keywords
from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE, NAME_DOT, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.definitions import definers_of
from analyzer.wiring.other_programs.held import is_held
from analyzer.wiring.other_programs.http_models import OVER_HTTP, asked_over_http, sent_elsewhere
from analyzer.wiring.other_programs.index import (
    final_target,
    import_edges,
    is_defined_here,
    language_at,
    programs,
)
from analyzer.wiring.other_programs.julia_scopes import is_own_function, with_module
from analyzer.wiring.other_programs.vocabulary.language import Language
from analyzer.wiring.other_programs.vocabulary.meant import comes_from, is_meant
from analyzer.wiring.other_programs.vocabulary.people import PEOPLE_SIGNS
from analyzer.wiring.other_programs.vocabulary.signs import (
    ANY_OTHER,
    Sign,
    SignIndex,
    Subject,
    is_package,
    says_no_more,
)
from analyzer.wiring.roles import is_example_path, is_test_path

ASKING_SUBJECTS = (Subject.MODEL_CALL, Subject.MODEL_LOAD)
ANSWERING_SUBJECTS = (Subject.ROUTE, Subject.HANDLER, Subject.SERVER)


# Objects of which nobody knows where they were made.
UNKNOWN_OBJECTS = ("?", "any()")
# How JavaScript names what a module gives as a whole.
WHOLE_PACKAGE = "default"

# Formulas and tables that functions of R itself make: no package is meant by a call that begins with one.
PLAIN_VALUE_OF_R = lazy_regex(
    r"(?:\*|stats|base)#(?:as·formula|formula|reformulate|as·data·frame|data·frame|as·matrix|matrix|model·matrix"
    r"|model·frame|cbind|rbind|subset|na·omit|read·csv|scale)\(\)"
)


class ProgramUse(Struct, frozen=True):
    """A call, decorator, class or import that is about a subject.

    `called`: more than an import. `function` is the function around it, None at the level of the file.
    `handlers`: the functions that are handed to the call, or that a decorator stands above.
    """

    path: str
    line: int
    function: str | None
    sign: Sign
    target: str
    called: bool
    strings: tuple[str, ...] = ()
    keywords: Keywords = ()
    handlers: tuple[str, ...] = ()

    @property
    def tool(self) -> str:
        return self.sign.tool

    @property
    def shown(self) -> str:
        """What is called, without the path of its package; what a package gives as a whole has its name."""
        module, _, rest = self.target.rpartition(FROM_PACKAGE)
        if rest.startswith(WHOLE_PACKAGE) and not rest[len(WHOLE_PACKAGE) : len(WHOLE_PACKAGE) + 1].isalnum():
            rest = module.rpartition("/")[2] + rest[len(WHOLE_PACKAGE) :]
        return (rest or self.target).removeprefix("?.").replace(NAME_DOT, ".")


@derived
def all_uses(repo: Snapshot) -> Mapping[Subject, tuple[ProgramUse, ...]]:
    """Every use of a sign by subject, in the order of the files; tests and examples are among them."""
    found: dict[Subject, list[ProgramUse]] = {}
    for path, facts in programs(repo).items():
        in_file = tuple(_in_file(repo, path, facts))
        for use in (*in_file, *_over_http(repo, path, facts, in_file)):
            found.setdefault(use.sign.subject, []).append(use)
    return {subject: tuple(each) for subject, each in found.items()}


def uses(repo: Snapshot, *subjects: Subject, tests: bool = False) -> tuple[ProgramUse, ...]:
    """The uses of some subjects in live code (or, with `tests`, in tests)."""
    every = all_uses(repo)
    return tuple(
        use
        for subject in subjects
        for use in every.get(subject, ())
        if is_test_path(use.path) == tests and not is_example_path(use.path)
    )


def _in_file(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ProgramUse]:
    imported = [each for each in facts.imports if not each.type_checking]
    attached = language_at(repo, path).attached(repo, path)
    modules = tuple(dict.fromkeys((*(each.module for each in imported), *attached)))
    known = _Known(repo, path, modules)
    used: set[Sign] = set()
    for use in _more_than_imports(repo, path, facts, known):
        used.add(use.sign)
        sent = sent_elsewhere(facts, use.function, use.target) if use.sign.tool == OVER_HTTP.tool else None
        yield (
            use if sent is None else replace(use, line=sent.line, function=sent.function, target=sent.target)
        )
    yield from _only_imported(repo, path, imported, used)


def _only_imported(
    repo: Snapshot, path: str, imported: list[Import], used: set[Sign]
) -> Iterator[ProgramUse]:
    """The imports of packages of which the file calls nothing that is known, whatever it is about."""
    seen: set[Sign] = set()
    language = language_at(repo, path)
    of_used = {each for used_sign in used if not used_sign.generated for each in used_sign.packages}
    by_name = {used_sign.tool for used_sign in used if used_sign.generated}
    for one in imported:
        if language.broad and f"{one.module}.{one.name or ''}".startswith(language.broad):
            continue
        if any(is_package(one.module, each) for each in of_used if each != "*"):
            continue
        signs = _signs_of(repo, language, one.module)
        for each in signs:
            if each.tool in by_name:
                continue
            if each.imported and each not in seen and not _is_of_many_uses(each, one.module, signs):
                seen.add(each)
                yield ProgramUse(path, one.line, None, each, f"{one.module}{FROM_PACKAGE}", called=False)


def _is_of_many_uses(sign: Sign, module: str, signs: tuple[Sign, ...]) -> bool:
    """Whether a package trains models, and loads or asks them as well: its import does not tell which."""
    if sign.subject is not Subject.TRAINING:
        return False
    meant = {each for each in sign.packages if is_package(module, each)}
    asking = (each for each in signs if each.tool == sign.tool and each.subject in ASKING_SUBJECTS)
    return meant <= {package for each in asking for package in each.packages}


def _more_than_imports(repo: Snapshot, path: str, facts: ProgramFacts, known: _Known) -> Iterator[ProgramUse]:
    """The calls, decorators and classes of a file, and what frameworks call of it."""
    modules = known.modules
    yield from _called(repo, path, facts, known)
    yield from _of_what_was_handed_in(repo, path, facts)
    for each in facts.handed:
        receiver = final_target(repo, path, each.receiver)
        for sign in known.of(receiver):
            if sign.handed is not None and comes_from(sign, sign.handed, receiver, modules):
                yield ProgramUse(path, each.line, each.enclosing, sign, receiver, True, each.strings)
    for found in language_at(repo, path).conventions(repo, path, facts):
        function, strings = found.function or None, (found.route,)
        yield ProgramUse(
            path, found.line, function, found.sign, found.function, True, strings, (), found.handlers
        )
    yield from _marked(path, facts, known)
    for kind in facts.classes:
        for base in kind.bases:
            for sign in known.of(base):
                if sign.bases is not None and comes_from(sign, sign.bases, base, modules):
                    yield ProgramUse(path, kind.line, kind.qualified_name, sign, base, True)


def _over_http(
    repo: Snapshot, path: str, facts: ProgramFacts, others: tuple[ProgramUse, ...]
) -> Iterator[ProgramUse]:
    """Models that are asked by the address of a request, in functions that ask none otherwise."""
    called = [each for each in others if each.called]
    answering = frozenset(each.line for each in called if each.sign.subject in ANSWERING_SUBJECTS)
    asking = frozenset(each.function for each in called if each.sign.subject is Subject.MODEL_CALL)
    for call in asked_over_http(repo, path, facts, answering, asking):
        target = final_target(repo, path, call.declared or call.target)
        yield ProgramUse(path, call.line, call.function, OVER_HTTP, target, True, call.strings, call.keywords)


def _marked(path: str, facts: ProgramFacts, known: _Known) -> Iterator[ProgramUse]:
    """The decorators and annotations of functions and classes."""
    marked = [(each.qualified_name, mark, True) for each in facts.functions for mark in each.decorators]
    marked += [(each.qualified_name, mark, False) for each in facts.classes for mark in each.decorators]
    of_class: dict[str, list[str]] = {}
    for name, mark, is_function in marked:
        if not is_function:
            of_class.setdefault(name, []).append(mark.target.rpartition(FROM_PACKAGE)[2])
    for name, mark, is_function in marked:
        around = of_class.get(name.rpartition(".")[0] if is_function else name, ())
        for sign in known.of(mark.target):
            if sign.decorators is None or not comes_from(sign, sign.decorators, mark.target, known.modules):
                continue
            if (sign.methods and not is_function) or (
                sign.unless and any(map(sign.unless.fullmatch, around))
            ):
                continue
            if sign.strings is not None and not any(map(sign.strings.fullmatch, _said_by(mark))):
                continue
            yield ProgramUse(
                path, mark.line, name, sign, mark.target, True, mark.strings, mark.keywords, (name,)
            )


def _said_by(mark: Decorator) -> tuple[str, ...]:
    """The texts that a decorator is given, with a name or without."""
    return *mark.strings, *(value for _name, value in mark.keywords)


def _called(repo: Snapshot, path: str, facts: ProgramFacts, known: _Known) -> Iterator[ProgramUse]:
    handed: dict[tuple[str, int], list[str]] = {}
    for each in facts.handed:
        handed.setdefault((each.target, each.line), []).append(each.receiver)
    attached = language_at(repo, path).attached(repo, path)
    for call in facts.calls:
        if attached and is_defined_here(repo, path, call.target):
            continue
        # What a call is by the object that it belongs to says more than its name alone.
        said = "" if PLAIN_VALUE_OF_R.match(call.declared) is not None else call.declared
        target = final_target(repo, path, said or call.target)
        if attached and target.startswith("?."):
            target = with_module(repo, path, call, attached) or target
        handlers = tuple(handed.get((call.target, call.line), ()))
        # What is called by a name of this repository may be meant by that name too.
        by_name = call.target.startswith(ANY_PACKAGE) and not said
        both = (target, call.target) if by_name else (target,)
        matching = {sign: each for each in reversed(both) for sign in known.called(each)}
        for sign, meant in matching.items():
            if (sign.generated and _is_of_its_class(call, meant)) or says_no_more(sign, matching):
                continue
            if sign.packages == (ANY_OTHER,) and is_own_function(repo, path, call):
                continue
            if is_meant(sign, call, handlers) and (sign.held is None or is_held(repo, path, call, sign.held)):
                yield ProgramUse(
                    path, call.line, call.function, sign, meant, True, call.strings, call.keywords, handlers
                )


def _of_what_was_handed_in(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ProgramUse]:
    """Calls that only the objects of one package have, of an object that came from elsewhere."""
    language = language_at(repo, path)
    signs = _unmistakable(repo, language)
    for call in facts.calls if signs else ():
        target = call.target
        if call.declared or not target.startswith(UNKNOWN_OBJECTS):
            continue
        for each in signs:
            if each.elsewhere is not None and each.elsewhere.fullmatch(target) and is_meant(each, call, ()):
                yield ProgramUse(
                    path, call.line, call.function, each, target, True, call.strings, call.keywords
                )
                break


def _unmistakable(repo: Snapshot, language: Language) -> tuple[Sign, ...]:
    """The signs of such calls whose package some file of the language imports."""
    known, name = _known_unmistakable(repo), language.names[0]
    if name not in known:
        modules = {
            module
            for path, facts in programs(repo).items()
            if language_at(repo, path).names[0] == name
            for module in (*(each.module for each in facts.imports), *language.attached(repo, path))
        }
        known[name] = tuple(
            each
            for each in language.signs
            if each.elsewhere is not None
            and any(is_package(module, package) for module in modules for package in each.packages)
        )
    return known[name]


@derived
def _known_unmistakable(repo: Snapshot) -> dict[str, tuple[Sign, ...]]:
    del repo
    return {}


def _is_of_its_class(call: Call, target: str) -> bool:
    """Whether a method of a class is called by another method of it: no use of what the class is."""
    owner, called, _method = target.partition("().")
    return bool(called) and owner == (call.function or "").rpartition(".")[0]


class _Known:
    """The signs that a target in a file can be one of."""

    def __init__(self, repo: Snapshot, path: str, modules: tuple[str, ...]) -> None:
        language = language_at(repo, path)
        self._repo = repo
        self._seen = frozenset((path, *import_edges(repo)[path]))
        self._language = language
        self.modules = modules
        self._imported, self._generated = _signs_of_all(repo, language, modules)
        self._by_module: dict[str, tuple[Sign, ...]] = {}

    def called(self, target: str) -> tuple[Sign, ...]:
        """The signs that a call of a target is one of."""
        signs = self.of(target)
        known, key = _called_before(self._repo), (self._language.names[0], self.modules, len(signs), target)
        if key not in known:
            known[key] = tuple(
                each
                for each in signs
                if each.calls is not None and comes_from(each, each.calls, target, self.modules)
            )
        return known[key]

    def of(self, target: str) -> tuple[Sign, ...]:
        module, mark, rest = target.partition(FROM_PACKAGE)
        if module == ANY_PACKAGE and mark:
            # What this file sees of the repository itself hides what is imported whole.
            own = definers_of(self._repo, rest)
            return self._generated if any(each in self._seen for each in own) else self._imported
        known = self._by_module.get(module if mark else "")
        if known is None:
            found = _signs_of(self._repo, self._language, module if mark else "")
            known = tuple(dict.fromkeys((*found, *self._generated)))
            self._by_module[module if mark else ""] = known
        return known


@derived
def _signs_by_module(repo: Snapshot) -> dict[tuple[str, str], tuple[Sign, ...]]:
    del repo
    return {}


@derived
def _called_before(repo: Snapshot) -> dict[tuple[str, tuple[str, ...], int, str], tuple[Sign, ...]]:
    del repo
    return {}


@derived
def _signs_by_modules(
    repo: Snapshot,
) -> dict[tuple[str, tuple[str, ...]], tuple[tuple[Sign, ...], tuple[Sign, ...]]]:
    del repo
    return {}


def _signs_of_all(
    repo: Snapshot, language: Language, modules: tuple[str, ...]
) -> tuple[tuple[Sign, ...], tuple[Sign, ...]]:
    """The signs of any of some modules, and those of them that are of generated code."""
    known, key = _signs_by_modules(repo), (language.names[0], modules)
    if key not in known:
        found = dict.fromkeys(sign for each in modules for sign in _signs_of(repo, language, each))
        known[key] = tuple(found), tuple(sign for sign in found if sign.generated)
    return known[key]


def _signs_of(repo: Snapshot, language: Language, module: str) -> tuple[Sign, ...]:
    """The signs of a module's package; of no module, those of what the language has built in."""
    known, key = _signs_by_module(repo), (language.names[0], module)
    if key not in known:
        known[key] = tuple(
            each
            for each in _index_of(repo, language).candidates(module)
            if (not each.packages and not module)
            or any(is_package(module, package) for package in each.packages if module)
        )
    return known[key]


def _index_of(repo: Snapshot, language: Language) -> SignIndex:
    known, name = _indexes(repo), language.names[0]
    if name not in known:
        known[name] = SignIndex((*language.signs, *PEOPLE_SIGNS))
    return known[name]


@derived
def _indexes(repo: Snapshot) -> dict[str, SignIndex]:
    del repo
    return {}
