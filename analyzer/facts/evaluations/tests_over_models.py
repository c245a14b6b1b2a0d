"""Which tests have a model behind them: by what their file imports, or by a fixture above it."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from analyzer.repository import Snapshot, derived
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import last_part, reaching
from analyzer.wiring.testing.collection import test_functions
from analyzer.wiring.testing.unsure_tests import fixture_names

CONFTEST = "conftest.py"


def is_over_models(repo: Snapshot, path: str, test: str) -> bool:
    """Whether a test of this name may ask a model."""
    return path in _over_models(repo) or not _taken(repo, path, test).isdisjoint(
        name for conftest in _above(path) for name in _giving_models(repo, conftest)
    )


@derived
def _over_models(repo: Snapshot) -> frozenset[str]:
    return _with_models(repo) & set(test_functions(repo))


@derived
def _with_models(repo: Snapshot) -> frozenset[str]:
    return reaching(repo, {use.code.path for use in model_uses(repo) if use.kind != "defines"})


def _taken(repo: Snapshot, path: str, test: str) -> frozenset[str]:
    facts = repo.modules.get(path)
    found = (each.parameters for each in facts.functions if each.qualified_name == test) if facts else ()
    return frozenset(name for parameters in found for name in parameters)


def _above(path: str) -> Iterator[str]:
    folder = dirname(path)
    while True:
        yield join(folder, CONFTEST)
        if not folder:
            return
        folder = dirname(folder)


def _giving_models(repo: Snapshot, conftest: str) -> frozenset[str]:
    """The fixtures of a file that ask or load a model, or call what the file imports."""
    facts = repo.modules.get(conftest)
    if facts is None or conftest not in _with_models(repo):
        return frozenset()
    imported = {each.alias for each in facts.imports}
    used = {use.function for use in model_uses(repo) if use.code.path == conftest}
    giving: set[str] = set()
    for _ in range(2):  # one fixture may take another
        for each in facts.functions:
            calls = (call.target for call in facts.calls if call.function == each.qualified_name)
            own = any(last_part(target.partition("()")[0]) in imported for target in calls)
            if own or each.qualified_name in used or not giving.isdisjoint(each.parameters):
                giving.update(fixture_names(each))
    return frozenset(giving)
