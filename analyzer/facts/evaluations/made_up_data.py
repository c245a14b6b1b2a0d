"""Tests on data that the test itself makes up: they try out the code, and judge no model."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from analyzer.parsing.python import Function, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import last_part

# Calls that make rows, by the last part of their names.
MAKING_ROWS = word_set(
    "make_classification make_regression make_blobs make_moons make_circles make_friedman1 "
    "make_multilabel_classification default_rng RandomState rand randn randint normal uniform "
    "random_sample standard_normal DataFrame Series array tensor zeros ones arange linspace full range"
)
MADE_UP_WORDS = word_set("synthetic fake dummy toy mock random generated sample")
# A word of a name that says that rows come from somewhere else.
READING_WORDS = word_set("load read fetch open download get_dataset pull query from")
WRITING_ROWS = word_set(
    "to_csv to_parquet to_json to_feather to_pickle to_excel to_sql savez savetxt write_csv"
)
# Methods by which a model answers: a plain class of a test that has one stands in for a model.
ANSWERING = word_set(
    "predict predict_proba predict_log_proba decision_function score_samples apredict __call__ forward "
    "generate agenerate complete acomplete invoke ainvoke encode embed embed_query classify infer score"
)
DRAWING = word_set("given")
MOST_FIXTURES = 20


def is_on_made_up_data(repo: Snapshot, path: str, test: str | None) -> bool:
    """Whether a test and its fixtures make their rows or the model themselves, and read none."""
    # Values that a library draws for every run: https://hypothesis.readthedocs.io, `@given`.
    made = any(
        last_part(mark.target) in DRAWING
        for each in repo.modules[path].functions
        if each.qualified_name == test
        for mark in each.decorators
    )
    stand_ins = _stand_ins(repo.modules[path])
    reads = writes = False
    for name, prepares in _names(repo, path, test):
        last = last_part(name)
        words = words_of(last)
        reads = reads or bool(words & READING_WORDS)
        writes = writes or (prepares and last in WRITING_ROWS)
        made = made or last in MAKING_ROWS or last in stand_ins or bool(words & MADE_UP_WORDS)
    # A fixture may keep the rows that it made in a file, which the test reads.
    return made and (writes or not reads)


def _stand_ins(facts: PythonFacts) -> frozenset[str]:
    """The plain classes of a test file that answer like a model, and those whose methods make one."""
    plain = {each.qualified_name: each for each in facts.classes if not each.bases}
    found = {each.name for each in plain.values() if ANSWERING & set(each.methods)}
    makers = {
        owner
        for each in facts.functions
        if (owner := each.qualified_name.rpartition(".")[0]) in plain
        and any(name.removesuffix("()") in found for name in each.names)
    }
    return frozenset(found | {plain[each].name for each in makers})


def _names(repo: Snapshot, path: str, test: str | None) -> Iterator[tuple[str, bool]]:
    """What the test, its fixtures and the code of its module around them call, and whether a fixture does."""
    facts = repo.modules[path]
    yield from ((call.target, False) for call in facts.calls if call.function is None)
    for where, function in prepared_by(repo, path, test):
        prepares = function.qualified_name != test
        calls = repo.modules[where].calls
        yield from ((call.target, prepares) for call in calls if call.function == function.qualified_name)
        yield from ((name, prepares) for name in function.names)


def prepared_by(repo: Snapshot, path: str, test: str | None) -> Iterator[tuple[str, Function]]:
    """The test, and what is run before it: the fixtures that it takes, theirs, and its set-up."""
    facts = repo.modules[path]
    waiting = [(path, each) for each in facts.functions if each.qualified_name == test]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_FIXTURES:
        where, function = waiting.pop()
        yield where, function
        for name in (*function.parameters, "setUp", "setUpClass", "setup_method"):
            if name not in seen and name not in ("self", "cls"):
                seen.add(name)
                waiting += _fixtures(repo, where, name, function.qualified_name.rpartition(".")[0])


def _fixtures(repo: Snapshot, path: str, name: str, owner: str) -> Iterator[tuple[str, Function]]:
    """The functions of that name in the class, the module, or the nearest conftest above it."""
    folder = dirname(path)
    places = [path, join(folder, "conftest.py")]
    while folder:
        folder = dirname(folder)
        places.append(join(folder, "conftest.py"))
    for place in places:
        facts = repo.modules.get(place)
        functions = facts.functions if facts is not None else ()
        found = [
            each
            for each in functions
            if each.name == name and each.qualified_name.rpartition(".")[0] in _seen_by(facts, owner)
        ]
        if found:
            yield from ((place, each) for each in found)
            return


def _seen_by(facts: PythonFacts | None, owner: str) -> frozenset[str]:
    """Where the fixtures of a test of this class may stand: in it, in its bases, and outside of classes."""
    bases = (
        each.bases for each in (facts.classes if facts is not None else ()) if each.qualified_name == owner
    )
    return frozenset({"", owner}.union(*bases))
