"""What is kept in a file of an object as something else than a model: an index, chunks, a cache.

It is told by the names that the line gives it: the name that it is bound to, that of its file, and, where it
is handed back, that of the function and what the function says it returns. Who asks it for a prediction or a
transformation, under a name that says the same, has a model of it all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function, PythonFacts, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.pickled_models import CONTAINERS, OPENS_FILE
from analyzer.wiring.models.unpickled_data import ASKED, KEEPS_MODELS, KEPT_UNDER, asks_something
from analyzer.wiring.modules import last_part, reaching

THINGS = word_set(
    "index indexes indices chunk chunks document documents docs passage passages corpus vocab vocabulary "
    "embedding embeddings metadata bm25 postings history record records row rows column columns mapping "
    "vectorizer vectoriser dataframe df ndarray"
)
# Where something is kept, whatever it is: of these nothing may be asked at all.
CACHES_AND_STORES = word_set("cache caches store stores")
MODELS = word_set(
    "model models clf classifier classifiers regressor estimator estimators predictor predictors pipeline "
    "pipe learner booster forest network net"
)
FILE = lazy_regex(r"([\w.-]{1,80})\.(?:pkl|pickle|p|joblib|jbl|dill|sav|bin|dump)\b")
RETURNS = lazy_regex(r"\)\s{0,20}->\s{0,20}([^:\n]{1,80}):")
OWNER = lazy_regex(r"([A-Za-z_]\w{0,80})(?:\(\)|\[[^\]\n]{0,80}\])?\.([A-Za-z_]\w{0,40})[ \t]*\(")
ROWS_OF_HEAD = 12


@derived
def kept_as_other(repo: Snapshot) -> Mapping[str, frozenset[Call]]:
    """For each live module the calls that load something else than a model by its names."""
    found: dict[str, frozenset[Call]] = {}
    for path, facts in repo.modules.items():
        loads = [call for call in facts.calls if call.target in CONTAINERS - KEEPS_MODELS]
        rows = (repo.text(path) or "").split("\n") if loads else []
        other = frozenset(call for call in loads if _is_other(repo, path, facts, rows, call))
        if other:
            found[path] = other
    return found


def _is_other(repo: Snapshot, path: str, facts: PythonFacts, rows: list[str], call: Call) -> bool:
    words = frozenset(word for name in _names(facts, rows, call) for word in words_of(name))
    if words & MODELS:
        return False
    if words & THINGS:
        return not _is_asked(repo, path, call, words & THINGS)
    return bool(words & CACHES_AND_STORES) and not asks_something(repo, path)


def _names(facts: PythonFacts, rows: list[str], call: Call) -> Iterator[str]:
    """What the line, the one that opens the file, and a function that hands the object back call it."""
    if not 0 < call.line <= len(rows):
        return
    row = rows[call.line - 1][:400]
    above = rows[call.line - 2][:400] if call.line > 1 and OPENS_FILE.match(rows[call.line - 2]) else ""
    yield from (each[1] for each in FILE.finditer(f"{row}\n{above}"))
    bound = KEPT_UNDER.match(row)
    if bound is not None:
        yield bound["name"].rpartition(".")[2]
    function = next((each for each in facts.functions if each.qualified_name == call.function), None)
    if function is not None and _hands_back(function, rows, call, bound["name"] if bound else None):
        yield function.name
        head = "\n".join(each[:200] for each in rows[function.line - 1 : function.line + ROWS_OF_HEAD])
        said = RETURNS.search(head)
        if said is not None:
            yield said[1]


def _hands_back(function: Function, rows: list[str], call: Call, name: str | None) -> bool:
    if name is None:
        return rows[call.line - 1].lstrip().startswith("return ")
    return any(each.strip() == f"return {name}" for each in rows[call.line : function.end_line])


def _is_asked(repo: Snapshot, path: str, call: Call, things: frozenset[str]) -> bool:
    """Whether what is loaded is asked, by the function that loads it or under a name that says the same."""
    loader = last_part(call.function or "")
    for each in reaching(repo, [path]) & repo.modules.keys():
        asks = [other for other in repo.modules[each].calls if last_part(other.target) in ASKED]
        rows = (repo.text(each) or "").split("\n") if asks else []
        for ask in asks:
            made = last_part(ask.target.rpartition("().")[0])
            if made and ((made == loader and "." in ask.target) or (each == path and ask.line == call.line)):
                return True
            row = rows[ask.line - 1][:400] if ask.line <= len(rows) else ""
            if any(found[2] in ASKED and things & words_of(found[1]) for found in OWNER.finditer(row)):
                return True
    return False
