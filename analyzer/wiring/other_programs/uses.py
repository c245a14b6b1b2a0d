"""Where programs use the packages that are about a subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analyzer.parsing.code_facts import Keywords
from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import final_target, language_at, programs
from analyzer.wiring.other_programs.language import Sign, Subject, is_package
from analyzer.wiring.roles import is_example_path, is_test_path

GENERATED_FOR = "generated for "


@dataclass(frozen=True, slots=True)
class ProgramUse:
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
        """What is called, without the path of its package."""
        return self.target.rpartition(FROM_PACKAGE)[2] or self.target


@derived
def all_uses(repo: Snapshot) -> Mapping[Subject, tuple[ProgramUse, ...]]:
    """Every use of a sign by subject, in the order of the files; tests and examples are among them."""
    found: dict[Subject, list[ProgramUse]] = {}
    for path, facts in programs(repo).items():
        for use in _in_file(repo, path, facts):
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
    signs = language_at(repo, path).signs
    imported = [each for each in facts.imports if not each.type_checking]
    modules = tuple(dict.fromkeys(each.module for each in imported))
    handed: dict[tuple[str, int], list[str]] = {}
    for each in facts.handed:
        handed.setdefault((each.target, each.line), []).append(each.receiver)
    for call in facts.calls:
        target = final_target(repo, path, call.target)
        for sign in _possible(repo, path, target, modules):
            if sign.calls is not None and _comes_from(sign, sign.calls, target, modules):
                if sign.strings is not None and not any(map(sign.strings.fullmatch, call.strings)):
                    continue
                handlers = tuple(handed.get((call.target, call.line), ()))
                yield ProgramUse(
                    path, call.line, call.function, sign, target, True, call.strings, call.keywords, handlers
                )
    marked = [(each.qualified_name, mark) for each in facts.functions for mark in each.decorators]
    marked += [(each.qualified_name, mark) for each in facts.classes for mark in each.decorators]
    for sign in signs:
        if sign.decorators is not None:
            for name, mark in marked:
                if _comes_from(sign, sign.decorators, mark.target, modules):
                    yield ProgramUse(
                        path, mark.line, name, sign, mark.target, True, mark.strings, mark.keywords, (name,)
                    )
        if sign.bases is not None:
            for kind in facts.classes:
                for base in kind.bases:
                    if _comes_from(sign, sign.bases, base, modules):
                        yield ProgramUse(path, kind.line, kind.qualified_name, sign, base, True)
        for one in imported:
            if any(is_package(one.module, package) for package in sign.packages):
                yield ProgramUse(path, one.line, None, sign, f"{one.module}{FROM_PACKAGE}", called=False)
                break


@derived
def _signs_of_modules(repo: Snapshot) -> dict[tuple[str, str], tuple[Sign, ...]]:
    del repo
    return {}


def _possible(repo: Snapshot, path: str, target: str, modules: tuple[str, ...]) -> Iterator[Sign]:
    """The signs that a call can be one of, by the package that it comes from."""
    language, known = language_at(repo, path), _signs_of_modules(repo)
    module, mark, _rest = target.partition(FROM_PACKAGE)
    from_ = modules if module == ANY_PACKAGE else (module,) if mark else ()
    found: list[Sign] = []
    for each in ("", *from_, *(f"{GENERATED_FOR}{one}" for one in modules)):
        key = language.names[0], each
        if key not in known:
            generated = each.startswith(GENERATED_FOR)
            name = each.removeprefix(GENERATED_FOR)
            known[key] = tuple(
                sign
                for sign in language.signs
                if sign.calls is not None
                and sign.generated == generated
                and (any(is_package(name, one) for one in sign.packages) if name else not sign.packages)
            )
        found += known[key]
    yield from {id(each): each for each in found}.values() if len(found) > 1 else found


def _comes_from(sign: Sign, pattern: re.Pattern[str], target: str, modules: tuple[str, ...]) -> bool:
    """Whether a target is one of a sign's calls, and of one of its packages."""
    module, mark, rest = target.partition(FROM_PACKAGE)
    if sign.generated:
        return pattern.fullmatch(rest if mark else target) is not None and any(
            is_package(each, package) for each in modules for package in sign.packages
        )
    if not mark:
        return not sign.packages and pattern.fullmatch(target) is not None
    if not sign.packages or pattern.fullmatch(rest) is None:
        return False
    from_ = modules if module == ANY_PACKAGE else (module,)
    return any(is_package(each, package) for each in from_ for package in sign.packages)
