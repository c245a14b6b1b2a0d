"""Messages that a program hands to a mediator or publishes inside itself, and the methods that take them.

`mediator.Send(new Ask(...))` runs the `Handle` of the class that is an `IRequestHandler<Ask, ...>`: who takes
a message is told by its type. Sources: https://github.com/jbogard/MediatR/wiki,
https://github.com/martinothamar/Mediator, https://docs.axoniq.io/axon-framework-reference/ (command and query
dispatchers), https://docs.spring.io/spring-framework/reference/core/beans/context-introduction.html (events).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import functions_meant, programs
from analyzer.wiring.roles import is_test_path

# Calls that hand a message over, by the type of what is asked.
MESSAGE_SENT = lazy_regex(
    r"(?:\*|MediatR|Mediator)#(?:I?Mediator|ISender|IPublisher)\(\)\.(?:Send|Publish|CreateStream)"
    r"|org\.springframework\.[\w.]{1,40}#Application(?:EventPublisher|Context)\(\)\.publishEvent"
    r"|org\.axonframework\.[\w.]{1,60}#\w{0,30}(?:Command|Query)Gateway\(\)\.(?:send\w{0,10}|query|subscriptionQuery)"
)
# The same of a variable whose type is not known, in a file that uses the package.
MESSAGE_SENT_BY_ANY = lazy_regex(r"\?\.(?:Send|Publish|CreateStream)")
MEDIATOR_PACKAGES = word_set("MediatR Mediator Mediator.Abstractions")
# Classes whose method takes a message, and annotations of a method that does.
TAKES_MESSAGES = lazy_regex(
    r"I(?:Stream)?(?:Request|Command|Query|Notification|\w{0,40}Event)Handler(?:\(\))?"
)
TAKING_METHODS = word_set("Handle HandleAsync")
MARKED_AS_TAKER = lazy_regex(
    r"org\.springframework\.[\w.]{1,40}#(?:Transactional)?(?:EventListener|ApplicationModuleListener)"
    r"|org\.axonframework\.[\w.]{1,60}#(?:Command|Query|Event)Handler"
)
TYPE_NAMES = lazy_regex(r"[A-Z]\w*(?:\.[A-Z]\w*){0,5}")
LONGEST_SENDING_ROW = 300
# A function of a file, as in the graph of calls.
Place = tuple[str, str]


@derived
def message_edges(repo: Snapshot) -> tuple[tuple[Place, Place], ...]:
    """From each function that hands a message to others to the methods that take its type."""
    takers = _takers(repo)
    return tuple(
        dict.fromkeys(
            ((path, function.qualified_name), place)
            for path, facts in (programs(repo).items() if takers else ())
            for function in _senders(facts)
            for name in _mentioned(repo, path, function)
            for place in takers.get(name, ())
        )
    )


@derived
def _takers(repo: Snapshot) -> Mapping[str, tuple[Place, ...]]:
    """The methods that take messages, by the name of the message's type."""
    found: dict[str, list[Place]] = {}
    for path, facts in programs(repo).items():
        if is_test_path(path):
            continue
        handlers = {each.qualified_name for each in facts.classes if _takes_messages(each.bases)}
        for each in facts.functions:
            owner = each.qualified_name.rpartition(".")[0]
            marked = any(MARKED_AS_TAKER.fullmatch(one.target) for one in each.decorators)
            if marked or (owner in handlers and each.name in TAKING_METHODS):
                for name in _types(each.takes[0])[-1:] if each.takes else ():
                    found.setdefault(_whole(facts, owner, name), []).append((path, each.qualified_name))
    return {name: tuple(places) for name, places in found.items()}


def _whole(facts: ProgramFacts, owner: str, name: str) -> str:
    """The name of a type with that of the class which it lies in, beside the one that uses it."""
    known = {each.qualified_name for each in facts.classes}
    around = owner
    while around:
        if f"{around}.{name}" in known:
            return f"{around}.{name}"
        around = around.rpartition(".")[0]
    return name


def _takes_messages(bases: tuple[str, ...]) -> bool:
    return any(TAKES_MESSAGES.fullmatch(each.rpartition(FROM_PACKAGE)[2]) for each in bases)


def _senders(facts: ProgramFacts) -> Iterator[Function]:
    """The functions that hand a message over."""
    uses_package = any(each.module in MEDIATOR_PACKAGES for each in facts.imports)
    sending = {
        call.function
        for call in facts.calls
        if MESSAGE_SENT.fullmatch(call.target)
        or (uses_package and MESSAGE_SENT_BY_ANY.fullmatch(call.target))
    }
    yield from (each for each in facts.functions if each.qualified_name in sending)


def _mentioned(repo: Snapshot, path: str, function: Function) -> Iterator[str]:
    """The types that a function names, takes, or is given by what it calls."""
    for target in (*function.names, *function.takes):
        yield from _types(target)
        yield from _inside_another(repo, path, function, target)
        for place, name in functions_meant(repo, path, target):
            meant = next((one for one in programs(repo)[place].functions if one.qualified_name == name), None)
            if meant is not None:
                yield from _types(meant.returns)


def _inside_another(repo: Snapshot, path: str, function: Function, target: str) -> Iterator[str]:
    """The types of that last name which lie in a class that the function writes before it."""
    last = "".join(_types(target)[:1])
    every = [each for each in _takers(repo) if each.rpartition(".")[2] == last and each != last]
    if every:
        rows = (repo.text(path) or "").split("\n")[function.line - 1 : function.end_line]
        yield from (each for each in every if any(each in row[:LONGEST_SENDING_ROW] for row in rows))


def _types(target: str) -> tuple[str, ...]:
    """The type that a target begins with, after those that it lies in: `Add.Command` gives two."""
    match = TYPE_NAMES.match(target.rpartition(FROM_PACKAGE)[2])
    names = match[0].split(".") if match is not None else []
    return tuple(".".join(names[: count + 1]) for count in range(len(names)))
