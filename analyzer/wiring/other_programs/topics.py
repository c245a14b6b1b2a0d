"""Topics that programs publish to, and the functions that take messages from them, by the written names.

Sources: https://docs.spring.io/spring-kafka/reference, https://kafka.js.org/docs, https://pkg.go.dev (Sarama,
kafka-go, NATS, AMQP, Redis streams), https://docs.confluent.io/kafka-clients/dotnet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import functions_meant, programs
from analyzer.wiring.other_programs.taken import takes_messages
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

# A function of a file, as in the graph of calls.
Place = tuple[str, str]
# Handlers that answer messages, by the names of their signs.
OF_MESSAGES = frozenset({"Kafka listener", "message listener", "messages", "message consumer"})
PUBLISHING_CALLS = lazy_regex(
    r"(?i)(?:.*[.#])?(?:send|sendasync|sendmessages?|sendtoqueue|produce\w*|publish\w*|convertandsend|emit|xadd"
    r"|writemessages|input|producerrecord|producermessage|newpublisher|sendmessagecommand|[lr]push|basicpublish\w*)"
)
# A text beside a word for what messages wait in: `Topic: "rows"`, `topics = {"rows"}`, `subscribe("rows")`.
_QUOTED = r"[\"'`][\w./-]{1,120}[\"'`]"
NAMED_TOPIC = lazy_regex(
    r"(?i)\b(?:topics?|queues?|queuename|subjects?|streams?|channel|routing_?key|destination)[\"']?[ \t]{0,4}"
    r"(?::=|[:=(,])[ \t]{0,4}(?:\[\]string)?[\[({]?[ \t]{0,4}"
    rf"(?P<names>{_QUOTED}(?:[ \t]{{0,4}},[ \t]{{0,4}}{_QUOTED}){{0,9}})"
)
A_TOPIC = lazy_regex(r"[\w./-]{1,120}")
ROWS_OF_PUBLISHING = 4
MOST_ROWS_OF_TAKER = 3_000


@derived
def taken_topics(repo: Snapshot) -> Mapping[str, tuple[Place, ...]]:
    """The functions that take messages, by the written names of the topics that they take them from."""
    takers: dict[str, list[Place]] = {}
    for use in uses(repo, Subject.QUEUE, Subject.HANDLER):
        if use.called and _is_taker(repo, use):
            for topic in sorted(_taken(repo, use)):
                takers.setdefault(topic, []).extend(_handlers(repo, use))
    return {topic: tuple(dict.fromkeys(places)) for topic, places in takers.items()}


def _is_taker(repo: Snapshot, use: ProgramUse) -> bool:
    if use.sign.subject is Subject.QUEUE:
        return takes_messages(repo, use)
    return use.tool in OF_MESSAGES


def _handlers(repo: Snapshot, use: ProgramUse) -> Iterator[Place]:
    handed = [node for each in use.handlers for node in functions_meant(repo, use.path, each)]
    yield from handed or ((use.path, use.function or ""),)


def _taken(repo: Snapshot, use: ProgramUse) -> frozenset[str]:
    """The topics of a mark or a call: written there, else all that its file names."""
    written = {*use.strings, *(value for _name, value in use.keywords)}
    rows = (repo.text(use.path) or "").split("\n")[:MOST_ROWS_OF_TAKER]
    if use.sign.decorators is not None:
        rows = rows[use.line - 1 : use.line - 1 + ROWS_OF_PUBLISHING]
    elif use.strings:
        rows = []
    named = {name for row in rows for name in _names(row)}
    return frozenset(each for each in named | written if A_TOPIC.fullmatch(each) is not None)


def _names(row: str) -> Iterator[str]:
    for match in NAMED_TOPIC.finditer(row[:300]):
        yield from A_TOPIC.findall(match["names"])


@derived
def published_topics(repo: Snapshot) -> Mapping[Place, frozenset[str]]:
    """The topics by their written names that functions of programs publish to; tests are left out."""
    found: dict[Place, frozenset[str]] = {}
    for path, facts in programs(repo).items():
        if is_test_path(path) or is_example_path(path):
            continue
        for call, topics in _published(repo, path, facts):
            place = path, call.function or ""
            found[place] = found.get(place, frozenset()) | topics
    return found


def _published(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[tuple[Call, frozenset[str]]]:
    calls = [each for each in facts.calls if PUBLISHING_CALLS.fullmatch(each.target.removesuffix("()"))]
    rows = (repo.text(path) or "").split("\n") if calls else []
    for call in calls:
        near = rows[call.line - 1 : call.line - 1 + ROWS_OF_PUBLISHING]
        named = {name for row in near for name in _names(row)}
        named.update(each for each in call.strings[:2] if A_TOPIC.fullmatch(each) is not None)
        if named:
            yield call, frozenset(named)
