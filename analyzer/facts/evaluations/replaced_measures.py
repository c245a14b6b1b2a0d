"""Tests that put something of their own in the place of what measures: they judge no model.

`monkeypatch.setattr(module, "holdout_errors", ...)` (https://docs.pytest.org/en/stable/how-to/monkeypatch.html),
`patch("app.evaluate", ...)`, `patch.object(app, "evaluate", ...)` (https://docs.python.org/3/library/unittest.mock.html)
and the same of `mocker`: in the test, in its decorators, in what prepares it, or in a helper that it calls.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.evaluations.evaluation_words import LIMIT_WORDS, METRIC_WORDS, NOT_METRICS
from analyzer.facts.evaluations.made_up_data import prepared_by
from analyzer.parsing.code_facts import Decorator
from analyzer.parsing.python import MEASURING_WORDS, Call, Function, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import last_part

REPLACING = (".setattr", ".patch", ".patch.object")
# How a model is asked: with its answers written by hand nothing is measured either.
ASKING_A_MODEL = word_set("predict predict_proba predict_batch batch_predict")
# A function of such a name keeps or shows a measure that another one made; the others name no function.
KEEPS_OR_NAMES = word_set(
    "log save write record publish report print plot show push emit send export store track register "
    "path dir folder file name names url key config settings client logger collector registry"
)
MOST_PREPARING = 20


def replaces_what_measures(repo: Snapshot, path: str, test: str) -> bool:
    """Whether a test, or what prepares it, replaces a function that measures a model or asks it."""
    functions = [*prepared_by(repo, path, test), *_preparing_all(repo, path)]
    for where, function in functions[:MOST_PREPARING]:
        facts = repo.modules[where]
        if any(map(_replaces, _decorators(facts, function))):
            return True
        around = (function, *_helpers(facts, function))
        if any(_replaces(call) for each in around for call in _calls(facts, each)):
            return True
    return False


def _preparing_all(repo: Snapshot, path: str) -> list[tuple[str, Function]]:
    """The fixtures of a file that are used without being named."""
    return [
        (path, each)
        for each in repo.modules[path].functions
        if any(("autouse", "True") in mark.keywords for mark in each.decorators)
    ]


def _calls(facts: PythonFacts, function: Function) -> Iterator[Call]:
    return (each for each in facts.calls if each.function == function.qualified_name)


def _decorators(facts: PythonFacts, function: Function) -> Iterator[Decorator]:
    yield from function.decorators
    owner = function.qualified_name.rpartition(".")[0]
    for each in facts.classes:
        if each.qualified_name == owner:
            yield from each.decorators


def _helpers(facts: PythonFacts, function: Function) -> Iterator[Function]:
    """The functions of the same file and the methods of the same class that a function calls."""
    owner = function.qualified_name.rpartition(".")[0]
    called = {each.target for each in _calls(facts, function)}
    methods = {last_part(each) for each in called}
    for each in facts.functions:
        of_class = bool(owner) and each.qualified_name.rpartition(".")[0] == owner
        if each is not function and each.name in (methods if of_class else called):
            yield each


def _replaces(call: Call | Decorator) -> bool:
    """Whether a call puts something in the place of what measures or asks a model."""
    if not call.strings or not f".{call.target}".endswith(REPLACING):
        return False
    name = call.strings[0].rpartition(".")[2]
    words = words_of(name)
    if name.isupper() or words & (KEEPS_OR_NAMES | NOT_METRICS | LIMIT_WORDS):
        return False
    return name in ASKING_A_MODEL or bool(words & (METRIC_WORDS | MEASURING_WORDS))
