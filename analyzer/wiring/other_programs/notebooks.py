"""What notebooks in languages beside Python are about: calls of packages, which nothing starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.languages import LANGUAGE_BY_NAME
from analyzer.wiring.other_programs.uses import ProgramUse
from analyzer.wiring.other_programs.vocabulary.language import Language
from analyzer.wiring.other_programs.vocabulary.meant import comes_from, is_meant
from analyzer.wiring.other_programs.vocabulary.signs import Sign, Subject, is_package
from analyzer.wiring.roles import is_example_path, is_test_path


@derived
def notebook_programs(repo: Snapshot) -> Mapping[str, ProgramFacts]:
    """Notebooks in languages beside Python that are read: their code, which nothing starts."""
    found = {path: facts for path, facts in repo.programs.items() if facts.notebook}
    for path, each in (*repo.notebooks.items(), *repo.run_documents.items()):
        if each.program is not None:
            found[path] = each.program
    return {path: facts for path, facts in sorted(found.items()) if facts.language in LANGUAGE_BY_NAME}


@derived
def _uses(repo: Snapshot) -> Mapping[Subject, tuple[ProgramUse, ...]]:
    found: dict[Subject, list[ProgramUse]] = {}
    for path, facts in notebook_programs(repo).items():
        if not is_test_path(path) and not is_example_path(path):
            for use in _in_notebook(repo, path, facts):
                found.setdefault(use.sign.subject, []).append(use)
    return {subject: tuple(each) for subject, each in found.items()}


def notebook_uses(repo: Snapshot, *subjects: Subject) -> tuple[ProgramUse, ...]:
    """The calls in notebooks that are about some subjects, in the order of the files."""
    return tuple(use for subject in subjects for use in _uses(repo).get(subject, ()))


def _in_notebook(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ProgramUse]:
    language = LANGUAGE_BY_NAME[facts.language]
    imported = (each.module for each in facts.imports if not each.type_checking)
    modules = tuple(dict.fromkeys((*imported, *language.attached(repo, path))))
    signs: dict[str, tuple[Sign, ...]] = {}
    for call in facts.calls:
        target = call.declared or call.target
        module = target.partition(FROM_PACKAGE)[0] if FROM_PACKAGE in target else ""
        if module not in signs:
            signs[module] = tuple(_possible(language, modules if module == ANY_PACKAGE else (module,)))
        for sign in signs[module]:
            calls = sign.calls
            if calls is not None and is_meant(sign, call, ()) and comes_from(sign, calls, target, modules):
                yield ProgramUse(
                    path, call.line, call.function, sign, target, True, call.strings, call.keywords
                )


def _possible(language: Language, modules: tuple[str, ...]) -> Iterator[Sign]:
    for sign in language.signs:
        if (
            any(is_package(each, one) for each in modules if each for one in sign.packages)
            or not sign.packages
        ):
            yield sign
