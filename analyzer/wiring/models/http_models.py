"""Models that are asked over HTTP without a client of their own, by the address that the request goes to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function, PythonFacts, code_only
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

HTTP_ROOTS = word_set("requests httpx aiohttp urllib3 urllib")
# `urlopen` sends what it is given, a body included.
SENDS = word_set("post request urlopen stream")
# Hosts that do nothing else, and paths that only servers of models have.
ASKED_ADDRESS = lazy_regex(
    r"api\.openai\.com/|api\.anthropic\.com/v1/(?:messages|complete)|generativelanguage\.googleapis\.com/"
    r"|api-inference\.huggingface\.co/|router\.huggingface\.co/|api\.groq\.com/openai|api\.mistral\.ai/v1"
    r"|openrouter\.ai/api/|api\.together\.xyz/|api\.deepseek\.com|api\.cohere\.(?:ai|com)/|api\.perplexity\.ai"
    r"|api\.replicate\.com/v1/(?:predictions|models)|dashscope\.aliyuncs\.com|open\.bigmodel\.cn/api"
    r"|api\.voyageai\.com/|integrate\.api\.nvidia\.com/|/chat/completions\b|/v1/messages[\"']"
    r"|/v1/completions\b|/v1/embeddings\b|/openai/deployments/|:11434/api/(?:generate|chat|embed)"
    r"|/api/(?:generate|chat|embed(?:dings)?)[\"'](?=[^\n]{0,200}(?:json|data|body)\s?=)"
    r"|\.endpoints\.huggingface\.cloud|\.inference\.ml\.azure\.com|\.(?:inference|models|services)\.ai\.azure\.com"
    r"|api\.runpod\.ai/v2/|api\.fireworks\.ai/inference|api\.cerebras\.ai/|api\.x\.ai/v1|api\.deepinfra\.com/"
    r"|api\.jina\.ai/v1/(?:embeddings|rerank|classify)|fal\.run/|api\.stability\.ai/v\d|api\.elevenlabs\.io/v1/"
    r"|api\.deepgram\.com/v1/(?:listen|speak)|api\.assemblyai\.com/v2/transcript|api\.clarifai\.com/v2/models"
    r"|/ai/run/@cf/|vision\.googleapis\.com/v1/|speech\.googleapis\.com/v1|language\.googleapis\.com/v"
    r"|aiplatform\.googleapis\.com/v1[^\s\"']{1,200}:(?:predict|rawPredict|generateContent|streamGenerateContent)"
    r"|/v2/models/[^\s\"']{1,100}/infer\b|/v1/models/[^\s\"']{1,100}:predict\b|/invocations[\"']"
)
# Every chat or completion is asked for with a body of these two, wherever the address is kept.
NAMES_MODEL = lazy_regex(r"[\"']model[\"']\s{0,4}:|\bdict\(\s{0,4}model\s?=")
HOLDS_QUESTION = lazy_regex(r"[\"'](?:messages|prompt)[\"']\s{0,4}:|\bmessages\s?=")
BODY_ARGUMENTS = word_set("json data content body")
NEAR_LINES = 3
# A variable of the environment whose name is unlike any other's, and how many of them are followed.
SET_VARIABLE = lazy_regex(r"[A-Z][A-Z0-9_]{2,60}")
# It is read by its name, or as the attribute of that name of a class of settings.
READ_VARIABLE = lazy_regex(r"[\"']([A-Z][A-Z0-9_]{2,60})[\"']|\.([a-z][a-z0-9_]{2,60})\b")
MOST_VARIABLES = 50


@derived
def http_models(repo: Snapshot) -> Mapping[str, frozenset[Call]]:
    """For each module the calls that send a request to a model."""
    found: dict[str, frozenset[Call]] = {}
    variables = _addressed_variables(repo)
    for path, facts in repo.modules.items():
        if HTTP_ROOTS.isdisjoint(each.module.partition(".")[0] for each in facts.imports):
            continue
        sends = [call for call in facts.calls if call.target.rpartition(".")[2] in SENDS]
        if sends:
            asked = _asked(repo.text(path) or "", facts, sends, variables)
            if asked:
                found[path] = asked
    return found


def _addressed_variables(repo: Snapshot) -> frozenset[str]:
    """The variables that an image or a compose service sets to the address of a model."""
    given = [each.environment for each in repo.dockerfiles.values()]
    given += [each.environment for services in repo.services.values() for each in services]
    found = [
        name
        for environment in given
        for name, value in environment
        if SET_VARIABLE.fullmatch(name) and ASKED_ADDRESS.search(f"{value[:400]}'")
    ]
    return frozenset(found[:MOST_VARIABLES])


def _asked(text: str, facts: PythonFacts, sends: list[Call], variables: frozenset[str]) -> frozenset[Call]:
    by_variable = bool(variables) and _reads(text, variables)
    addressed = by_variable or ASKED_ADDRESS.search(text) is not None
    if not addressed and (NAMES_MODEL.search(text) is None or HOLDS_QUESTION.search(text) is None):
        return frozenset()
    rows = code_only(text).split("\n")
    # A route of that path is asked by others.
    sends = [call for call in sends if not _is_mark(rows, call.line)]
    lines = _lines(rows, ASKED_ADDRESS) if addressed else []
    if by_variable:
        lines = sorted({*lines, *(number for number, row in enumerate(rows, 1) if _reads(row, variables))})
    there = set(lines)
    constants = {name for name, _value, line in facts.assigned if line in there}
    functions = {each.qualified_name: each for each in facts.functions}
    named, asked = _lines(rows, NAMES_MODEL), _lines(rows, HOLDS_QUESTION)
    return frozenset(
        call
        for call in sends
        if _names(functions, call, constants)
        or _near(functions, call, lines)
        or (_has_body(call) and _near(functions, call, named) and _near(functions, call, asked))
    )


def _lines(rows: list[str], pattern: re.Pattern[str]) -> list[int]:
    return [number for number, line in enumerate(rows, 1) if pattern.search(line)]


def _reads(text: str, variables: frozenset[str]) -> bool:
    return any(
        name in variables or attribute.upper() in variables for name, attribute in READ_VARIABLE.findall(text)
    )


def _has_body(call: Call) -> bool:
    return any(name in BODY_ARGUMENTS for name, _value in call.keywords)


def _is_mark(rows: list[str], line: int) -> bool:
    """Whether a line stands above a function, as that of a route does."""
    return any(row.lstrip().startswith("@") for row in rows[line - 1 : line])


def _names(functions: Mapping[str, Function], call: Call, constants: set[str]) -> bool:
    """Whether the function around the call names a constant that holds an address."""
    function = functions.get(call.function or "")
    return function is not None and bool(constants) and not constants.isdisjoint(function.names)


def _near(functions: Mapping[str, Function], call: Call, lines: list[int]) -> bool:
    """Whether an address stands in the function around the call, or beside a call outside of any."""
    function = functions.get(call.function or "")
    first = call.line - NEAR_LINES if function is None else function.line
    last = call.line + NEAR_LINES if function is None else function.end_line
    return bisect_right(lines, last) > bisect_right(lines, first - 1)
