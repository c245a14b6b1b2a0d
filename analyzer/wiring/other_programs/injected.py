"""Methods of objects that a class was handed, in languages that write no types: by who is made beside whom.

`Answerer.new(llm: Llm.new)`: what `Answerer` asks an object for that nobody knows may be a method of `Llm`,
where some file makes both and both are classes of this repository.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_test_path

UNTYPED = word_set("JavaScript TypeScript Ruby")
# What containers, requests, loggers and promises are asked for: it says nothing of whose method it is.
ASKED_OF_ANYTHING = word_set(
    "get set put push pop map filter reduce find each forEach then catch finally json send status on once "
    "emit off slice join split keys values entries has add delete clear log info warn error debug call apply "
    "bind toString to_s new first last size length count include includes close open read write end next "
    "save update create destroy use listen render redirect test match replace trim sort all where merge dig "
    "fetch"
)
MOST_MEANT = 4
Method = tuple[str, str]


def methods_handed_in(repo: Snapshot, path: str, function: str, target: str) -> Iterator[Method]:
    """The methods that a class may ask for, of an unknown object, if it was handed one in some file."""
    owner, dot, _method = function.rpartition(".")
    asked = target.rpartition(".")[2].removesuffix("()")
    if not dot or not target.startswith("?.") or asked in ASKED_OF_ANYTHING:
        return
    language = programs(repo)[path].language
    if language not in UNTYPED:
        return
    makers = _made_in(repo).get(owner.rpartition(".")[2], frozenset())
    found = [
        place
        for kind, place in _methods(repo).get(asked, ())
        if kind != owner and makers & _made_in(repo).get(kind.rpartition(".")[2], frozenset())
    ]
    if len(found) <= MOST_MEANT:
        yield from found


@derived
def _made_in(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The files that make objects of a class, by the last part of its name; tests are left out."""
    found: dict[str, set[str]] = {}
    for path, facts in programs(repo).items():
        if facts.language in UNTYPED and not is_test_path(path):
            for call in facts.calls:
                name = call.target.rpartition(FROM_PACKAGE)[2].rpartition(".")[2].removesuffix("()")
                if name[:1].isupper():
                    found.setdefault(name, set()).add(path)
    return {name: frozenset(paths) for name, paths in found.items()}


@derived
def _methods(repo: Snapshot) -> Mapping[str, tuple[tuple[str, Method], ...]]:
    """The methods of classes by their last name, with the class."""
    found: dict[str, list[tuple[str, Method]]] = {}
    for path, facts in programs(repo).items():
        if facts.language in UNTYPED and not is_test_path(path):
            kinds = {each.qualified_name for each in facts.classes}
            for each in facts.functions:
                owner = each.qualified_name.rpartition(".")[0]
                if owner in kinds:
                    found.setdefault(each.name, []).append((owner, (path, each.qualified_name)))
    return {name: tuple(methods) for name, methods in found.items()}
