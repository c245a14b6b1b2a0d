"""Where Python programs take messages from a topic, a queue or a stream, and where they publish them.

A loop over a consumer has no decorator that names its handler: what takes a message is a call. Sources:
https://docs.confluent.io/platform/current/clients/confluent-kafka-python, https://kafka-python.readthedocs.io,
https://aiokafka.readthedocs.io, https://pika.readthedocs.io, https://docs.aio-pika.com, https://nats.io,
https://redis.io/docs/latest/develop/data-types/streams, https://docs.kombu.me, https://pulsar.apache.org/docs,
https://boto3.amazonaws.com (SQS, Kinesis), https://cloud.google.com/python/docs/reference/pubsub,
https://learn.microsoft.com/python/api/overview/azure/servicebus-readme, https://eclipse.dev/paho.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.modules import last_part, module_index
from analyzer.wiring.roles import is_example_path, is_test


class Broker(Tool, frozen=True):
    """A client of a broker: the calls that take messages, and what makes the object that does.

    `makes` are shown where the file takes nothing by a call: a loop goes over the object itself.
    """

    takes: frozenset[str]
    makes: frozenset[str] = frozenset()


BROKERS = Catalogue(
    Broker(
        "Kafka",
        ("confluent_kafka",),
        word_set("poll consume"),
        word_set("Consumer DeserializingConsumer AvroConsumer AIOConsumer"),
    ),
    Broker("Kafka", ("kafka",), word_set("poll"), word_set("KafkaConsumer")),
    Broker("Kafka", ("aiokafka",), word_set("getone getmany"), word_set("AIOKafkaConsumer")),
    Broker("RabbitMQ", ("pika",), word_set("basic_consume basic_get consume")),
    Broker("RabbitMQ", ("aio_pika", "aiormq"), word_set("consume iterator basic_consume"), word_set("RPC")),
    Broker("RabbitMQ", ("kombu",), word_set("consume drain_events"), word_set("Consumer SimpleQueue")),
    Broker("NATS", ("nats",), word_set("subscribe pull_subscribe")),
    Broker(
        "Redis",
        ("redis", "aioredis"),
        word_set("xread xreadgroup blpop brpop brpoplpush blmove bzpopmin subscribe psubscribe"),
    ),
    Broker("SQS", ("boto3", "aioboto3", "aiobotocore"), word_set("receive_message receive_messages")),
    Broker("Pub/Sub", ("google.cloud.pubsub", "google.cloud.pubsub_v1"), word_set("subscribe pull")),
    Broker(
        "Service Bus",
        ("azure.servicebus",),
        word_set("receive_messages"),
        word_set("get_queue_receiver get_subscription_receiver"),
    ),
    Broker(
        "Event Hubs",
        ("azure.eventhub",),
        word_set("receive receive_batch"),
        word_set("EventHubConsumerClient"),
    ),
    Broker("Pulsar", ("pulsar",), word_set("receive"), word_set("subscribe")),
    Broker(
        "MQTT",
        ("paho", "aiomqtt", "asyncio_mqtt", "gmqtt"),
        word_set("subscribe loop_forever message_callback_add"),
    ),
    Broker("STOMP", ("stomp",), word_set("subscribe")),
    Broker("NSQ", ("nsq",), frozenset(), word_set("Reader")),
    Broker("Quix Streams", ("quixstreams",), word_set("dataframe"), word_set("get_consumer")),
)  # fmt: skip
# Calls that no other object has, whatever this one is held in.
TAKING_ALONE = word_set(
    "xreadgroup basic_consume receive_message receive_messages blpop brpop pull_subscribe"
)
# A consumer of any other package, which is handed the function that it calls for each message.
OTHER_CONSUMER = Broker("", (), frozenset())
NAMED_CONSUMER = lazy_regex(r"\w{0,40}(?:Consumer|Subscriber|Listener)")
HANDED_CALLBACK = lazy_regex(r"\w{0,30}(?:callback|handler|callable|on_message|process_message)\w{0,30}")
PUBLISHING = word_set(
    "produce send send_and_wait publish basic_publish xadd rpush lpush send_message publish_message "
    "send_messages produce_async"
)
NAMING_TOPICS = word_set(
    "topic topics routing_key queue queue_name subject stream name channel channels QueueUrl exchange "
    "subscription subscription_path topic_path"
)
GIVEN_TO_BROKER = lazy_regex(
    r"(?:^|[,(\[{])\s{0,20}(?:(?P<key>\w{1,40})\s{0,2}=(?!=)\s{0,2})?[\[({]?\s{0,20}"
    r"(?:[rbuf]{0,2}[\"'](?P<literal>[^\"'\n]{1,120})[\"']|(?P<name>[A-Za-z_][\w.]{0,80}))"
)
PLAIN_TOPIC = lazy_regex(r"[\w./#*-]{1,120}")
LONGEST_GIVEN = 300
ROWS_OF_TAKING_CALL = 8
MOST_TAKERS_FOLLOWED = 20
# A function of a module, as in the walk of calls.
Place = tuple[str, str]


class MessageTaker(Struct, frozen=True):
    """A call that takes messages, the function around it ("" outside of all), and from which topics."""

    path: str
    line: int
    function: str
    tool: str
    topics: frozenset[str]


@derived
def message_takers(repo: Snapshot) -> tuple[MessageTaker, ...]:
    """The places of live modules that take messages, one for each class or function, in order."""
    used = frozenset(
        tool
        for facts in repo.modules.values()
        for each in facts.imports
        if (tool := BROKERS.of(f"{each.module}.{each.name}" if each.name else each.module)) is not None
    )
    found: list[MessageTaker] = []
    for path, facts in repo.modules.items():
        if not is_test(repo, path) and not is_example_path(path):
            found.extend(_in_module(repo, path, facts, used))
    return tuple(found[:MOST_TAKERS_FOLLOWED])


def _in_module(
    repo: Snapshot, path: str, facts: PythonFacts, used: frozenset[Broker]
) -> Iterator[MessageTaker]:
    classes = {each.qualified_name for each in facts.classes}
    groups: dict[str, list[tuple[bool, Call, Broker]]] = {}
    for call in facts.calls:
        broker = _broker_of(call, used) or _other_consumer(repo, path, facts, call)
        if broker is not None:
            owner = (call.function or "").rpartition(".")[0]
            key = owner if owner in classes else call.function or ""
            made = last_part(call.target) not in broker.takes
            groups.setdefault(key, []).append((made, call, broker))
    rows = (repo.text(path) or "").split("\n") if groups else []
    for calls in groups.values():
        _made, call, broker = min(calls, key=lambda each: (each[0], each[1].line))
        named = [_given(rows, each.line, last_part(each.target)) for _is_made, each, _broker in calls]
        topics = frozenset(topic for each in named for topic in _topics(repo, each))
        yield MessageTaker(path, call.line, call.function or "", broker.name, topics)


def _broker_of(call: Call, used: frozenset[Broker]) -> Broker | None:
    last = last_part(call.target)
    for target in (call.target, call.declared) if used else ():
        broker = BROKERS.of(target) if target else None
        if broker is not None:
            return broker if last in broker.takes | broker.makes else None
    if last in TAKING_ALONE:
        return next((each for each in sorted(used, key=_by_name) if last in each.takes), None)
    return None


def _other_consumer(repo: Snapshot, path: str, facts: PythonFacts, call: Call) -> Broker | None:
    if NAMED_CONSUMER.fullmatch(last_part(call.target)) is None or not any(
        HANDED_CALLBACK.fullmatch(name) for name, _value in call.keywords
    ):
        return None
    index = module_index(repo)
    root = call.target.partition(".")[0]
    foreign = any(
        each.module.partition(".")[0] == root and not index.is_local(path, each.module, each.name)
        for each in facts.imports
    )
    return OTHER_CONSUMER if foreign else None


def _by_name(broker: Broker) -> tuple[str, ...]:
    return (broker.name, *broker.packages)


@derived
def publishers(repo: Snapshot) -> Mapping[str, frozenset[Place]]:
    """The functions that publish, by the topics that somebody of the repository takes messages from."""
    wanted = {topic for each in message_takers(repo) for topic in each.topics}
    found: dict[str, set[Place]] = {}
    for path, facts in repo.modules.items() if wanted else ():
        calls = [each for each in facts.calls if each.function and last_part(each.target) in PUBLISHING]
        rows = (repo.text(path) or "").split("\n") if calls else []
        for call in calls:
            given = _given(rows, call.line, last_part(call.target))
            told = [each for each in given if each[0] in NAMING_TOPICS] or given[:1]
            for topic in wanted.intersection(_topics(repo, told)):
                found.setdefault(topic, set()).add((path, call.function or ""))
    return {topic: frozenset(places) for topic, places in found.items()}


def _given(rows: list[str], line: int, name: str) -> list[tuple[str, str, str]]:
    """What a call is given: the keyword, the literal text and the name of each argument, as written."""
    text = " ".join(each[:LONGEST_GIVEN] for each in rows[line - 1 : line - 1 + ROWS_OF_TAKING_CALL])
    _before, parenthesis, rest = text.partition(f"{name}(")
    if not parenthesis:
        return []
    rest, depth = rest[:LONGEST_GIVEN], 1
    for end, sign in enumerate(rest):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            rest = rest[:end]
            break
    return [
        (each["key"] or "", each["literal"] or "", each["name"] or "")
        for each in GIVEN_TO_BROKER.finditer(rest)
    ]


def _topics(repo: Snapshot, given: list[tuple[str, str, str]]) -> Iterator[str]:
    """The topics that a call is given: literal names, constants by their value, settings by their name."""
    for key, literal, name in given:
        if key and key not in NAMING_TOPICS:
            continue
        if literal and PLAIN_TOPIC.fullmatch(literal) is not None:
            yield literal
        last = name.rpartition(".")[2]
        if last in _constants(repo):
            yield _constants(repo)[last] or f"{{{last}}}"
        elif "." in name and not name.startswith("self."):
            yield f"{{{last}}}"


@derived
def _constants(repo: Snapshot) -> Mapping[str, str]:
    """The constants of modules: their literal text, "" of what is read or where two modules differ."""
    found: dict[str, str] = {}
    for facts in repo.modules.values():
        for name, value, _line in facts.assigned:
            if name.isupper():
                plain = value if PLAIN_TOPIC.fullmatch(value) is not None and "." not in value else ""
                found[name] = plain if found.get(name, plain) == plain else ""
    return found
