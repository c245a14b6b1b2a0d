"""Whether what a schema is filled with came in with a request, and whether the schema is one of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.facts.requests.request_handlers import is_handler
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function, PythonFacts, words_of
from analyzer.text import word_set
from analyzer.wiring.modules import last_part

ANSWER_WORDS = word_set("response responses resp result results answer answers output outputs out reply")
REQUEST_WORDS = word_set("request requests req input inputs in query payload body params form")
# Parameters and variables that hold what came in, by the words of their names.
INCOMING_WORDS = REQUEST_WORDS | word_set("event message msg data json kwargs")
ALWAYS_INCOMING = word_set("request event consumer subscriber websocket")
# What is asked of a request or of a part of it, and still gives what came in.
READING_METHODS = word_set(
    "json get_json form dict model_dump to_dict _asdict items copy get pop read decode body data values post "
    "receive receive_json receive_text iter_json iter_text recv poll value"
)
_DECODERS = lazy_regex(
    r"(?:await\s+|\(\s*|\{\s*\*\*\s*|(?:\w{1,20}\.){0,2}(?:loads|literal_eval|dict|asdict|vars)\(\s*|self\.)"
)
_CHAIN = lazy_regex(r"([A-Za-z_]\w{0,60})((?:\.\w{1,60}|\([^()]{0,200}\)|\[[^\[\]]{0,200}\]){0,8})")
_METHOD = lazy_regex(r"\.(\w{1,60})\(")
_ASSIGNED = lazy_regex(r"\s*(\w{1,60})(?:\s?:[^=]{1,80})?\s?=\s?(?!=)(.{1,300})")
_LOOPED = lazy_regex(r"\bfor\s(\w{1,60})\sin\s(.{1,300})")
_MOST_ROWS = 8
_MOST_ROUNDS = 3
_MOST_BODY = 200


def fills_from_request(rows: Sequence[str], facts: PythonFacts, call: Call) -> bool:
    """Whether the mapping that a call unpacks (`Schema(**mapping)`) holds what came in with a request.

    True of a call that unpacks nothing: its name says that it reads (`Schema.model_validate`).
    """
    if not any(name == "**" for name, _value in call.keywords):
        return True
    written = _unpacked(rows, call)
    if written is None:
        return False
    return _is_incoming(written, _names_around(rows, facts, call))


def _names_around(rows: Sequence[str], facts: PythonFacts, call: Call) -> set[str]:
    around = [each for each in facts.functions if each.qualified_name == call.function]
    return _incoming(rows, facts, around[0]) if around else set(ALWAYS_INCOMING)


def is_given_a_request(rows: Sequence[str], facts: PythonFacts, call: Call) -> bool:
    """Whether what a schema is built from came in: the mapping that is unpacked, or the first argument.

    True of a call by keywords alone: what they are is not looked at.
    """
    unpacks = any(name == "**" for name, _value in call.keywords)
    if not unpacks and not call.positional:
        return bool(call.keywords)
    if unpacks:
        return fills_from_request(rows, facts, call)
    written = _behind_bracket(rows, call)
    return written is not None and _is_incoming(written.lstrip(), _names_around(rows, facts, call))


def is_answer_class(text: str, name: str) -> bool:
    """Whether a class is what a service answers with: by its name, or because a route says so."""
    words = words_of(name)
    if words & ANSWER_WORDS and not words & REQUEST_WORDS:
        return True
    if not name.isidentifier() or name not in text:
        return False
    pattern = rf"(?:\bresponse_model\s?=\s?|->\s?)(?:\w{{1,20}}\[)?(?:\w{{1,60}}\.)?{name}\b"
    return re.search(pattern, text) is not None


def _unpacked(rows: Sequence[str], call: Call) -> str | None:
    """What stands behind the two stars of a call, to the end of its row."""
    text = _behind_bracket(rows, call)
    if text is None:
        return None
    depth = 1
    for position, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        if depth == 0:
            return None
        if depth == 1 and text.startswith("**", position) and text[:position].rstrip()[-1:] in ("", ","):
            return text[position + 2 :].lstrip()
    return None


def _behind_bracket(rows: Sequence[str], call: Call) -> str | None:
    """What stands behind the bracket of a call, on its row and some more."""
    name = last_part(call.target)
    row = rows[call.line - 1][:500] if call.line <= len(rows) else ""
    begin = re.search(rf"\b{name}\s?\(", row) if name.isidentifier() else re.search(r"\(", row)
    if begin is None:
        return None
    return "\n".join([row[begin.end() :], *(each[:500] for each in rows[call.line : call.line + _MOST_ROWS])])


def _incoming(rows: Sequence[str], facts: PythonFacts, function: Function) -> set[str]:
    """The names of a function that hold what came in: parameters, and what is made of them."""
    handler = is_handler(facts, function)
    found = set(ALWAYS_INCOMING)
    for each in function.parameters:
        if each not in ("self", "cls") and (handler or words_of(each) & INCOMING_WORDS):
            found.add(each)
    body = [each[:500] for each in rows[function.line - 1 : function.end_line][:_MOST_BODY]]
    for _ in range(_MOST_ROUNDS):
        before = len(found)
        for row in body:
            for match in (_ASSIGNED.match(row), _LOOPED.search(row)):
                if match is not None and _is_incoming(match[2], found):
                    found.add(match[1])
        if len(found) == before:
            break
    return found


def _is_incoming(written: str, names: set[str]) -> bool:
    """Whether an expression reads from one of these names, and asks nothing else of it."""
    for _ in range(4):
        match = _DECODERS.match(written)
        if match is None:
            break
        written = written[match.end() :]
    chain = _CHAIN.match(written)
    if chain is None:
        return False
    root, rest = chain.groups()
    parts = rest.split(".")
    known = root in names or (root == "flask" and len(parts) > 1 and parts[1].startswith("request"))
    return (
        known and not rest.startswith("(") and all(each in READING_METHODS for each in _METHOD.findall(rest))
    )
