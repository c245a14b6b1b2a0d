"""Messages to actors of Akka and Pekko: who asks or tells runs the behaviour that takes the message's type.

Sources: https://pekko.apache.org/docs/pekko/current/typed/interaction-patterns.html,
https://pekko.apache.org/docs/pekko/current/actors.html, https://doc.akka.io/libraries/akka-core/current/typed/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_test_path

ACTOR_PACKAGES = lazy_regex(r"(?:akka|org\.apache\.pekko)\.(?:actor|pattern|cluster)\b.*")
# Functions that take messages: behaviours that a function makes, and methods of classes that are actors.
MAKES_BEHAVIOUR = lazy_regex(
    r"(?:.*[#.])?(?:Behaviors\.(?:receive\w{0,20}|withTimers|setup|supervise)|newReceiveBuilder|receiveBuilder)(?:\(\).*)?"
)
TAKING_NAMES = lazy_regex(r"receive(?:Command|Recover)?|onMessage|createReceive")
# `case Score(row, replyTo) =>`, `case score: Score`, `.onMessage(Score.class, ...)`, `is Score ->`
MESSAGE_TAKEN = lazy_regex(
    r"\bcase\s{1,4}(?:\w{1,40}\s{0,2}@\s{0,2})?(?:\w{1,40}\s{0,2}:\s{0,2})?(?P<pattern>[A-Z][\w.]{0,80})"
    r"|\b(?:onMessage|match|onSignal)\w{0,12}\(\s{0,4}(?P<given>[A-Z][\w.]{0,80})(?:\.class|::class)"
    r"|\bis\s{1,4}(?P<kind>[A-Z][\w.]{0,80})\s{0,4}->"
)
LONGEST_TAKING_ROW = 300
# A name that more behaviours take says nothing of who is meant.
MOST_TAKERS = 12
MOST_ROWS_OF_BEHAVIOUR = 400
# A function of a file, as in the graph of calls.
Place = tuple[str, str]


@derived
def actor_edges(repo: Snapshot) -> tuple[tuple[Place, Place], ...]:
    """From each function that makes a message of an actor to the behaviours that take it."""
    takers = _takers(repo)
    found = []
    for path, facts in _with_actors(repo) if takers else ():
        for sender in facts.functions:
            place = path, sender.qualified_name
            for name in dict.fromkeys(_last_names(sender)):
                found += [(place, taker) for taker in takers.get(name, ()) if taker != place]
    return tuple(dict.fromkeys(found))


def _with_actors(repo: Snapshot) -> Iterator[tuple[str, ProgramFacts]]:
    for path, facts in programs(repo).items():
        if not is_test_path(path) and any(
            ACTOR_PACKAGES.fullmatch(f"{each.module}.{each.name or ''}") for each in facts.imports
        ):
            yield path, facts


def _last_names(function: Function) -> Iterator[str]:
    """The names of what a function makes or calls, without what stands before them."""
    for target in function.names:
        last = target.replace("()", "").rpartition(FROM_PACKAGE)[2].rpartition(".")[2]
        if last[:1].isupper():
            yield last


@derived
def _takers(repo: Snapshot) -> Mapping[str, tuple[Place, ...]]:
    """The behaviours that take messages, by the last name of the message's type: of classes defined here."""
    defined = {each.name for facts in programs(repo).values() for each in facts.classes}
    found: dict[str, list[Place]] = {}
    for path, facts in _with_actors(repo):
        rows: list[str] = []
        for each in facts.functions:
            if not each.nested and _takes_messages(each):
                rows = rows or (repo.text(path) or "").split("\n")
                body = rows[each.line - 1 : min(each.end_line, each.line + MOST_ROWS_OF_BEHAVIOUR)]
                for name in {name for row in body for name in _taken(row)} & defined:
                    found.setdefault(name, []).append((path, each.qualified_name))
    return {name: tuple(places) for name, places in found.items() if len(places) <= MOST_TAKERS}


def _takes_messages(function: Function) -> bool:
    return TAKING_NAMES.fullmatch(function.name) is not None or any(
        MAKES_BEHAVIOUR.fullmatch(each) for each in function.names
    )


def _taken(row: str) -> Iterator[str]:
    for match in MESSAGE_TAKEN.finditer(row[:LONGEST_TAKING_ROW]):
        yield next(each for each in match.groups() if each).rpartition(".")[2]


__all__ = ["actor_edges"]
