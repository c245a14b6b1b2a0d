"""What stands in a class or above it, and holds for all requests that it, or one built on it, answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.parsing.code_facts import ClassDefinition
from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.ruby.language import RUBY_NAME
from analyzer.wiring.other_programs.serving_path import around_requests
from analyzer.wiring.other_programs.uses import ProgramUse

SKIPS_GUARD = ("skip_before_action", "skip_before_filter")
MOST_HEIRS = 2_000
# A class, and the file it stands in.
Kind = tuple[str, str]


def met_by_requests(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a use stands in a class, or above it, of which one of the functions answers.

    What a class of Ruby says of itself holds for the classes that are built on it, unless they take it back.
    """
    owner = _owner(repo, use)
    if owner is None:
        return False
    kinds = [(use.path, owner)]
    in_body = use.function is None
    if in_body:
        kinds += [each for each in _heirs(repo, owner) if not _is_skipped(repo, each, use)]
    only = [value for name, value in use.keywords if name == "only" and value] if in_body else []
    return any(
        function.startswith(f"{name}.") and (not only or function.rpartition(".")[2] in only)
        for path, name in kinds
        for function in _around_by_path(repo).get(path, ())
    )


@derived
def _around_by_path(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The functions that requests meet, by their files."""
    found: dict[str, list[str]] = {}
    for path, function in around_requests(repo).nodes:
        found.setdefault(path, []).append(function)
    return {path: tuple(functions) for path, functions in found.items()}


def _owner(repo: Snapshot, use: ProgramUse) -> str | None:
    """The class that a use is a mark of or stands in; bodies of classes are read in Ruby alone."""
    facts = programs(repo)[use.path]
    if use.function is not None:
        named = (each.qualified_name for each in facts.classes)
        return use.function if use.function in named else None
    around = [each for each in facts.classes if each.line <= use.line <= each.end_line]
    if facts.language != RUBY_NAME or not around:
        return None
    return max(around, key=lambda each: each.line).qualified_name


@derived
def _built_on(repo: Snapshot) -> Mapping[str, tuple[tuple[str, ClassDefinition], ...]]:
    """The classes of Ruby by the last names of those that they are built on."""
    found: dict[str, list[tuple[str, ClassDefinition]]] = {}
    for path, facts in programs(repo).items():
        for kind in facts.classes if facts.language == RUBY_NAME else ():
            for base in kind.bases:
                found.setdefault(_plain(base).rpartition(".")[2], []).append((path, kind))
    return {name: tuple(kinds) for name, kinds in found.items()}


def _heirs(repo: Snapshot, owner: str) -> Iterator[Kind]:
    """The classes that are built on a class, and those built on them."""
    waiting, seen = [owner], {owner}
    while waiting and len(seen) < MOST_HEIRS:
        name = waiting.pop()
        for path, kind in _built_on(repo).get(name.rpartition(".")[2], ()):
            if kind.qualified_name not in seen and _may_mean(kind.bases, name):
                seen.add(kind.qualified_name)
                waiting.append(kind.qualified_name)
                yield path, kind.qualified_name


def _may_mean(bases: tuple[str, ...], name: str) -> bool:
    """Whether one of the bases is written as a class or the end of its name."""
    return any(name == each or name.endswith(f".{each}") for each in map(_plain, bases))


def _plain(target: str) -> str:
    return target.rpartition(FROM_PACKAGE)[2].replace("()", "")


def _is_skipped(repo: Snapshot, kind: Kind, use: ProgramUse) -> bool:
    """Whether a class takes back for all its actions what a class above it asks."""
    path, _name = kind
    return any(
        call.target in SKIPS_GUARD and not call.keywords and set(call.strings) & set(use.strings)
        for call in programs(repo)[path].calls
    )
