"""Ways to retrieve that are listed by name and handed, one after the other, to a function that measures them.

`for name, search in {"bm25": search_bm25, "hybrid": search_hybrid}.items(): evaluate(search, test_set)`
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code

RETRIEVING = word_set(
    "retrieve retrieval retriever search dense sparse bm25 hybrid rerank reranked reranker rrf lexical "
    "semantic vector knn colbert splade"
)
# What stands behind a name and a mark in a table, or behind a comma in a pair.
LISTED_FUNCTION = lazy_regex(
    r"(?:[\"'][^\"'\n]{1,80}[\"']|\b\w{1,60})[ ]{0,4}[:,][ ]{0,4}(?P<name>[A-Za-z_]\w{1,80})[ ]{0,4}"
    r"(?=[,)}\]]|\Z)"
)
EACH_OF = lazy_regex(
    r"(?P<indent>[ \t]*)(?:async )?for (?P<names>\w{1,60}(?:, ?\w{1,60}){0,2}) in [^\n]{1,200}:[ \t]*\Z"
)
MEASURES_IT = lazy_regex(
    r"(?i)\b\w{0,40}(?:evaluat|measur|benchmark|score|compare|ablat)\w{0,60}\((?P<given>[^()\n]{0,300})"
)
HELD_OUT_NAME = lazy_regex(r"(?i)\b\w{0,30}(?:test|eval|gold|golden|held|benchmark|truth)\w{0,30}\b")
WORD_GIVEN = lazy_regex(r"\b[A-Za-z_]\w{0,80}\b")
ROWS_OF_LIST = 15
ROWS_OF_ROUND = 12
FEWEST_WAYS = 2
MOST_LISTING_ROWS = 5_000
LONGEST_LISTING_ROW = 400


def retrieval_configurations(repo: Snapshot, code: Code) -> tuple[int, int, bool] | None:
    """The line of the list, how many ways it has, and whether they are measured on a kept set."""
    known = {name for name in _callable_names(code.facts) if words_of(name) & RETRIEVING}
    if len(known) < FEWEST_WAYS or code.notebook:
        return None
    rows = [row[:LONGEST_LISTING_ROW] for row in (repo.text(code.path) or "").split("\n")[:MOST_LISTING_ROWS]]
    places = [
        (line, found["name"])
        for line, row in enumerate(rows, 1)
        for found in LISTED_FUNCTION.finditer(row)
        if found["name"] in known
    ]
    listed = _largest_list(places)
    held_out = _measured_in_rounds(rows) if listed is not None else None
    return None if listed is None or held_out is None else (*listed, held_out)


def _callable_names(facts: PythonFacts) -> set[str]:
    own = {each.name for each in facts.functions} | {each.name for each in facts.classes}
    return own | {each.alias for each in facts.imports if each.name is not None}


def _largest_list(places: list[tuple[int, str]]) -> tuple[int, int] | None:
    """Where most different ones stand near one another: the line of the first, and how many there are."""
    best: tuple[int, int] | None = None
    start = 0
    for at, (line, _name) in enumerate(places):
        while line - places[start][0] > ROWS_OF_LIST:
            start += 1
        number = len({name for _line, name in places[max(start, at - ROWS_OF_LIST) : at + 1]})
        if number >= FEWEST_WAYS and (best is None or number > best[1]):
            best = (places[start][0], number)
    return best


def _measured_in_rounds(rows: list[str]) -> bool | None:
    """Whether a loop hands what it goes through to what measures; True where it is given a kept set too."""
    found: bool | None = None
    for at, head in enumerate(rows):
        each = EACH_OF.fullmatch(head)
        if each is None:
            continue
        names = set(WORD_GIVEN.findall(each["names"]))
        for row in rows[at + 1 : at + 1 + ROWS_OF_ROUND]:
            if row.strip() and len(row) - len(row.lstrip()) <= len(each["indent"]):
                break
            for call in MEASURES_IT.finditer(row):
                if names & set(WORD_GIVEN.findall(call["given"])):
                    found = found or HELD_OUT_NAME.search(call["given"]) is not None
    return found
