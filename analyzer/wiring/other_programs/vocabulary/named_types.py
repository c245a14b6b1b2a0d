"""Types that files use by their names alone, without an import of the file that defines them."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived

TYPE_CHAIN = lazy_regex(r"[A-Z]\w*(?:\.[A-Z]\w*)*")


@derived
def _definers(repo: Snapshot) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The files that define a type, by the language and every name that the type may be called by."""
    found: dict[tuple[str, str], list[str]] = {}
    for path, facts in repo.programs.items():
        for each in facts.classes:
            name = each.qualified_name
            while name:
                found.setdefault((facts.language, name), []).append(path)
                name = name.partition(".")[2]
    return {name: tuple(dict.fromkeys(paths)) for name, paths in found.items()}


def types_used(facts: ProgramFacts) -> tuple[str, ...]:
    """The names of types that a file uses and does not import one by one."""
    targets = [each.target for each in facts.calls]
    targets += [each for one in facts.classes for each in (*one.bases, *one.names)]
    targets += [each.receiver for each in facts.handed]
    targets += [each for one in facts.functions for each in (*one.names, *one.takes, one.returns)]
    found: dict[str, None] = {}
    for target in targets:
        module, mark, rest = target.partition(FROM_PACKAGE)
        match = TYPE_CHAIN.match(rest) if mark and module == ANY_PACKAGE else None
        if match is not None:
            found[match[0]] = None
    return tuple(found)


def files_of_type(repo: Snapshot, language: str, name: str) -> tuple[str, ...]:
    """The files of a type, or of the one it lies in: the longest name that a file defines."""
    while name:
        if (language, name) in _definers(repo):
            return _definers(repo)[language, name]
        name = name.rpartition(".")[0]
    return ()
