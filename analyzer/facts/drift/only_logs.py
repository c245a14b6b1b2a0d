"""Functions that are named for an action and only write a line to a log: nobody is told."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.parsing.python import PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, reached_from
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.known_code import Place, known_code

WRITES_A_LINE = word_set("print log debug info warning warn error critical exception echo secho pprint")
# What a text for a log is made of, and where it is taken from.
MAKES_A_TEXT = word_set(
    "getLogger get_logger get_run_logger format join get items keys values str int float bool len round sum "
    "max min sorted list dict tuple set isinstance getattr hasattr any all append extend strftime isoformat "
    "now utcnow today upper lower title strip split replace dumps repr enumerate zip range time"
)
MOST_ROUNDS_OF_LOGS = 3


def does_nothing_but_log(repo: Snapshot, path: str, name: str, line: int | None = None) -> bool:
    """Whether what a module means by a function's name only writes to a log, or is empty.

    Without such a function of the repository within its reach nothing is known. Names of one word are also
    those of what others' objects do; with a `line`, such a call is asked whether it is of one.
    """
    known = known_code(repo)
    near = reached_from(repo, [path])
    places = [*known.names.functions.get(name, ()), *known.names.methods.get(name, ())]
    places = [place for place in places if place[0] in near and not is_test(repo, place[0])]
    if not places or ("_" not in name.strip("_") and not _called_plainly(repo.modules[path], name, line)):
        return False
    return all(place in _logging(repo) for place in places)


def _called_plainly(facts: PythonFacts, name: str, line: int | None) -> bool:
    """Whether a function is called by its name alone, or as a method of the class that calls it."""
    methods = {f"{each.qualified_name}.{method}" for each in facts.classes for method in each.methods}
    return any(
        call.target == name or (call.target in methods and last_part(call.target) == name)
        for call in facts.calls
        if line is None or call.line == line
    )


@derived
def _logging(repo: Snapshot) -> frozenset[Place]:
    """The functions that write to a log or are empty, and do nothing else."""
    known = known_code(repo)
    found: set[Place] = {place for place, each in known.functions.items() if each.empty}
    plain = WRITES_A_LINE | MAKES_A_TEXT
    calls = {
        place: frozenset(map(last_part, known.calls[place[0]].get(place[1], ())))
        for place, each in known.functions.items()
        if not each.empty
    }
    for _round in range(MOST_ROUNDS_OF_LOGS):
        logs = {name for name in _names(found) if _all_log(repo, name, found)}
        more = {
            place
            for place, called in calls.items()
            if place not in found and called <= plain | logs and called & (WRITES_A_LINE | logs)
        }
        if not more:
            break
        found |= more
    return frozenset(found)


def _names(places: Iterable[Place]) -> set[str]:
    return {name.rpartition(".")[2] for _path, name in places}


def _all_log(repo: Snapshot, name: str, found: set[Place]) -> bool:
    names = known_code(repo).names
    return all(place in found for place in (*names.functions.get(name, ()), *names.methods.get(name, ())))
