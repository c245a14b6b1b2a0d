"""Applications of Rack without a framework: classes that answer by `call(env)`, and where one is run.

What is made with another application (`initialize(app)`) stands between, and answers by itself nothing.
https://github.com/rack/rack/blob/main/SPEC.rdoc
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived

RACK_CALL = lazy_regex(r"\s*def (?:self\.)?call[ (]\s?_?env\)?\s*$")
TAKES_APPLICATION = lazy_regex(r"\s*def initialize[ (]\s?_?app\b")
# Classes of one name that a `config.ru` may run.
MOST_RACK_CLASSES = 10
# A function of a file, as in the graph of calls.
Place = tuple[str, str]


def rack_methods(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[tuple[str, int]]:
    """The methods of a file by which classes answer a request, with their lines."""
    calls = [each for each in facts.functions if each.name == "call" and "." in each.qualified_name]
    rows = (repo.text(path) or "").split("\n") if calls else []
    between = {
        each.qualified_name.rpartition(".")[0]
        for each in facts.functions
        if calls and each.name == "initialize" and TAKES_APPLICATION.match(rows[each.line - 1][:200])
    }
    for each in calls:
        answers = RACK_CALL.match(rows[each.line - 1][:200]) is not None
        if answers and each.qualified_name.rpartition(".")[0] not in between:
            yield each.qualified_name, each.line


@derived
def rack_edges(repo: Snapshot) -> tuple[tuple[Place, Place], ...]:
    """From what a `config.ru` does to the methods of the classes that it names."""
    rackups = {path: facts for path, facts in repo.programs.items() if path.endswith(".ru")}
    answering = [
        (path, name)
        for path, facts in (repo.programs.items() if rackups else ())
        if facts.language == "Ruby"
        for name, _line in rack_methods(repo, path, facts)
    ]
    by_class: dict[str, list[Place]] = {}
    for place in answering:
        by_class.setdefault(place[1].rpartition(".")[0], []).append(place)
    return tuple(
        ((path, ""), place)
        for path, facts in rackups.items()
        for name in sorted(_named(facts))
        for place in by_class.get(name, ())[:MOST_RACK_CLASSES]
    )


def _named(facts: ProgramFacts) -> frozenset[str]:
    """The classes that a file names in what it calls or hands over."""
    targets = (*(each.target for each in facts.calls), *(each.receiver for each in facts.handed))
    return frozenset(each.rpartition(FROM_PACKAGE)[2].partition("()")[0] for each in targets)
