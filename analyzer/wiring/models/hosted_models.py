"""What a call does with a model that answers through a client, by the row of its library."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.parsing.python import Call
from analyzer.text import word_set
from analyzer.wiring.models.agent_catalogue import HOSTED
from analyzer.wiring.models.chain_models import chain_kind, haystack_kind, index_kind
from analyzer.wiring.models.hosted_catalogue import (
    NEAR_WORDS,
    PLAIN_RESOURCES,
    REMOTE_TRAINING,
    TRAINING_JOB,
    Hosted,
)
from analyzer.wiring.modules import package_of

# Views of a client that change how the answer comes and not who answers.
VIEWS = (".with_raw_response", ".with_streaming_response", ".with_structured_output")
# The services of Amazon whose clients ask models.
RUNTIMES = word_set("bedrock-runtime bedrock-agent-runtime sagemaker-runtime bedrock-agentcore")
LONGEST_RESOURCE = 4
GIVEN_MESSAGES = word_set(
    "messages.create messages.stream messages.parse chat.complete chat.complete_async chat.stream "
    "completions.create"
)


def hosted_kind(call: Call, target: str, *, near_models: bool) -> str | None:
    """What a call of an installed package does: "calls", "connects", or None if no model is known behind it.

    `near_models`: the file imports a component of Haystack that is a model.
    """
    found = chain_kind(target) or index_kind(target)
    if found is not None:
        return found
    row = HOSTED.of(target)
    if row is not None:
        return _of_row(row, call, target)
    return haystack_kind(target, near_models=near_models)


def rows_of(names: Iterable[str]) -> frozenset[Hosted]:
    """The libraries of hosted models among what a file imports."""
    return frozenset(row for row in map(HOSTED.of, names) if row is not None)


def asked_of_unknown(target: str, rows: frozenset[Hosted]) -> bool:
    """Whether what nobody can follow is asked as only a client of a model is asked."""
    tail = _tail(target)
    if tail.rpartition(".")[2] in NEAR_WORDS and rows:
        return True
    return any(
        each in PLAIN_RESOURCES or ("." in each and any(each in row.asks for row in rows))
        for each in _ends(tail)
    )


def asked_by_arguments(call: Call, target: str) -> bool:
    """Whether what nobody can follow is asked for an answer by the model and with the messages it is given.

    `client.messages.create(to=..., body=...)` sends a message to a telephone.
    """
    ends = tuple(_ends(_tail(target)))
    given = {name for name, _value in call.keywords}
    return not GIVEN_MESSAGES.isdisjoint(ends) and given >= {"model", "messages"}


def _of_row(row: Hosted, call: Call, target: str) -> str | None:
    package = package_of(target, frozenset(row.packages)) or ""
    rest = target[len(package) + 1 :]
    if row.named is not None and row.named.fullmatch(rest):
        return "calls"
    names = rest.replace("()", "").split(".")
    if row.within.intersection(names[:-1]):
        return None
    if _trains(rest, names):
        return "trains"
    if "()" not in rest:
        if rest in row.functions:
            return "calls"
        if names[-1] in row.classes or (len(names) > 1 and names[-2] in row.classes and _makes(names[-1])):
            return "connects"
        if names[-1] in ("client", "create_client") and _services(call) & RUNTIMES:
            return "connects"
        return "calls" if any("." in each and each in row.asks for each in _ends(rest)) else None
    if rest.endswith("()"):
        return "calls" if row.called and names[-1] in row.classes else None
    if any(each in row.asks for each in _ends(_tail(rest))):
        return "calls"
    if any(each in row.opens for each in _ends(_tail(rest))):
        return "connects"
    return "connects" if names[-1] in ("client", "create_client") and _services(call) & RUNTIMES else None


def _trains(rest: str, names: list[str]) -> bool:
    if any(each in REMOTE_TRAINING for each in _ends(_tail(rest))):
        return True
    return len(names) > 1 and names[-1] in ("run", "submit") and TRAINING_JOB.fullmatch(names[-2]) is not None


def _makes(name: str) -> bool:
    return name.startswith(("from_", "create"))


def _services(call: Call) -> frozenset[str]:
    named = (value for name, value in call.keywords if name == "service_name")
    return frozenset((*call.strings[:1], *named))


def _tail(target: str) -> str:
    """What is asked of the last object of a chain of calls."""
    for view in VIEWS:
        target = target.replace(view, "")
    return target.rpartition("()")[2].lstrip(".")


def _ends(dotted: str) -> list[str]:
    """`a.b.c` as `c`, `b.c` and `a.b.c`."""
    names = dotted.split(".")[-LONGEST_RESOURCE:]
    return [".".join(names[number:]) for number in range(len(names) - 1, -1, -1)]
