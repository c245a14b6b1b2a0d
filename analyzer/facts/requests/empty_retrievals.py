"""Questions for which nothing was found: they get a fixed answer, and the model is not asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import Code, last_part

# What a search answers with.
RETRIEVED_WORDS = word_set(
    "chunk chunks doc docs document documents passage passages hits matches context contexts snippets "
    "sources retrieved evidence citations nodes results"
)
# `if not chunks:`, `if len(docs) == 0:`
IF_EMPTY = lazy_regex(
    r"^(?P<indent>[ \t]+)(?:el)?if[ \t]+(?:not[ \t]+(?:self\.)?(?P<plain>\w{1,60})"
    r"|len\((?P<counted>\w{1,60})\)[ \t]*(?:==[ \t]*0|<[ \t]*1))[ \t]*(?:or\b[^\n:]{1,200})?:[ \t]*$"
)
# What says that there is no answer: "I don't have enough context", "No relevant documents were found".
NO_ANSWER = lazy_regex(
    r"[\"'][^\"'\n]{0,80}"
    r"\b(?:(?:do|does|did|could|can|was|were|is|are|have|has)(?:n\\?['’]t|[ ]not)|cannot|unable[ ]to|no)"
    r"[ ](?:[\w'’-]{1,20}[ ]){0,5}?"
    r"(?:context|information|answer|know|documents?|sources?|passages?|content|evidence|knowledge)\b",
    re.IGNORECASE,
)
LEAVES_WITH = lazy_regex(r"^[ \t]+(?:return|yield)\b")
ROWS_OF_BLOCK = 24
# How functions are called that ask a model, whoever wrote them.
ASKING_WORDS = word_set(
    "generate agenerate llm invoke ainvoke astream converse complete completion completions chat ask"
)
# What only gets one ready, or turns texts into numbers.
GETS_READY = word_set("get make create build client load init embed embedding embeddings")


def unanswered_questions(repo: Snapshot, code: Code) -> Iterator[tuple[int, str | None]]:
    """The line and function where a search that found nothing is answered in place of the model.

    The model is asked further below in the same function, there or by a function that asks one.
    """
    text = repo.text(code.path) or ""
    if NO_ANSWER.search(text) is None:
        return
    rows = text.split("\n")
    uses = [each for each in model_uses(repo) if each.kind != "defines" and "embed" not in each.target]
    asking = {last_part(each.function) for each in uses if each.function}
    for number, row in enumerate(rows, 1):
        found = IF_EMPTY.match(row[:400]) if "if " in row else None
        if found is None or words_of(found["plain"] or found["counted"]).isdisjoint(RETRIEVED_WORDS):
            continue
        if not _answers_nothing(rows[number : number + ROWS_OF_BLOCK], len(found["indent"])):
            continue
        function = code.function_at(number)
        later = [each for each in code.facts.calls if each.function == function and each.line > number]
        names = {last_part(each.target) for each in later}
        here = any(
            (each.code.path, each.function) == (code.path, function) and each.line > number for each in uses
        )
        if function is not None and (here or any(_asks(each, asking) for each in names)):
            yield number, function


def _asks(name: str, asking: set[str]) -> bool:
    """Whether a function of this name asks a model for an answer."""
    words = words_of(name)
    return (name in asking or not words.isdisjoint(ASKING_WORDS)) and words.isdisjoint(GETS_READY)


def _answers_nothing(rows: list[str], indent: int) -> bool:
    """Whether the block of a branch leaves the function, and says in a text that there is no answer."""
    block: list[str] = []
    for row in rows:
        if row.strip() and len(row) - len(row.lstrip()) <= indent:
            break
        block.append(row[:400])
    return any(map(LEAVES_WITH.match, block)) and NO_ANSWER.search("\n".join(block)) is not None
