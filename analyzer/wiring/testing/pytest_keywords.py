"""Which tests `pytest -k` and node ids choose: by parts of the names of the file, the class and the test.

https://docs.pytest.org/en/stable/how-to/usage.html#specifying-which-tests-to-run
"""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.repository import Snapshot, derived
from analyzer.wiring.testing.collection import TestFunction
from analyzer.wiring.testing.pytest_expressions import may_hold, names_in, tokens_of
from analyzer.wiring.testing.pytest_marks import marks_of

# What gives a test further names when it runs.
_GENERATING = "pytest_generate_tests"


def chosen_by_keywords(repo: Snapshot, tests: Iterable[TestFunction], expression: str) -> list[TestFunction]:
    """The tests that an expression of `-k` leaves; those of which nobody can tell stay."""
    tests = list(tests)
    tokens = tokens_of(expression)
    if not tokens:
        return tests
    names = names_in(tokens)
    kept = []
    for test in tests:
        marks = marks_of(repo, test)
        words = (test.path.casefold(), *test.name.casefold().split("."), *map(str.casefold, marks))
        own = [each for each in names if any(each.casefold() in word for word in words)]
        open_ended = _is_generated(repo) or "parametrize" in marks or test.style not in ("pytest", "unittest")
        if may_hold(tokens, own, sorted(set(names) - set(own)) if open_ended else []):
            kept.append(test)
    return kept


@derived
def _is_generated(repo: Snapshot) -> bool:
    return any(each.name == _GENERATING for facts in repo.modules.values() for each in facts.functions)


def chosen_by_ids(
    repo: Snapshot, tests: Iterable[TestFunction], ids: Iterable[tuple[str, str]]
) -> list[TestFunction]:
    """The tests that node ids leave, as (`tests/test_a.py`, `TestA::test_b[1]`).

    Files without one stay whole, and so do those of which a class is named that may inherit the test.
    """
    named: dict[str, list[str]] = {}
    for path, name in ids:
        named.setdefault(path, []).append(name.partition("[")[0].replace("::", "."))
    whole = {
        path
        for path, names in named.items()
        if {each.partition(".")[0] for each in names if "." in each} & _heirs(repo, path)
    }
    return [
        test
        for test in tests
        if test.path not in named
        or test.path in whole
        or any(test.name == each or test.name.startswith(f"{each}.") for each in named[test.path])
    ]


def _heirs(repo: Snapshot, path: str) -> frozenset[str]:
    """The classes of a file that derive from others than unittest's."""
    facts = repo.modules.get(path)
    return frozenset(
        each.qualified_name
        for each in (facts.classes if facts is not None else ())
        if any(not base.endswith("TestCase") for base in each.bases)
    )
