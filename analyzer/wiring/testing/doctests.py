"""Examples in docstrings and documents that doctest runs: `>>> add(1, 2)` and what it must answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import module_index
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.testing.collection import TestFunction

EXAMPLE = lazy_regex(r"[ \t]*>>>[ \t]+\S")
SKIPPED = lazy_regex(r"#\s*doctest:[^\n]{0,80}\+SKIP")
IMPORTED = lazy_regex(r">>>\s+(?:from|import)\s+([\w.]{1,200})")
DOCUMENTS = (".rst", ".md", ".txt")
MAXIMUM_DOCUMENTS = 500


@derived
def doctests_of_modules(repo: Snapshot) -> Mapping[str, tuple[TestFunction, ...]]:
    """The examples in the docstrings of every module, one test for each definition that has some."""
    found: dict[str, tuple[TestFunction, ...]] = {}
    for path, facts in repo.modules.items():
        text = repo.text(path) or ""
        if ">>>" not in text:
            continue
        owners = [(each.line, each.qualified_name) for each in facts.functions]
        owners += [(each.line, each.qualified_name) for each in facts.classes]
        owners.sort()
        tests = tuple(_tests(path, text, owners, first_party=not is_test_path(path)))
        if tests:
            found[path] = tests
    return found


@derived
def doctests_of_documents(repo: Snapshot) -> Mapping[str, tuple[TestFunction, ...]]:
    """The examples in documents; they are about first-party code where they import some."""
    found: dict[str, tuple[TestFunction, ...]] = {}
    index = module_index(repo)
    paths = [path for path in repo.paths if path.endswith(DOCUMENTS)]
    for path in paths[:MAXIMUM_DOCUMENTS]:
        text = repo.text(path) or ""
        if ">>>" not in text:
            continue
        imported = (index.resolve("_", match[1]) for match in IMPORTED.finditer(text))
        tests = tuple(_tests(path, text, [], first_party=any(each is not None for each in imported)))
        if tests:
            found[path] = tests
    return found


def _tests(
    path: str, text: str, owners: list[tuple[int, str]], *, first_party: bool
) -> Iterator[TestFunction]:
    """One test for each definition: the line of its first example, how many say what must come out."""
    starts = [line for line, _name in owners]
    counted: dict[str, tuple[int, int]] = {}
    for line, answered in _examples(text):
        position = bisect_right(starts, line) - 1
        name = owners[position][1] if position >= 0 else "doctest"
        first, answers = counted.get(name, (line, 0))
        counted[name] = (first, answers + answered)
    for name, (line, answers) in counted.items():
        yield TestFunction(path, name, line, "doctest", answers, 0, first_party)


def _examples(text: str) -> Iterator[tuple[int, bool]]:
    """The line of each example that runs, and whether it says what must come out."""
    lines = lines_of(text)
    for number, line in enumerate(lines):
        if EXAMPLE.match(line) is None or SKIPPED.search(line[:500]) is not None:
            continue
        after = number + 1
        while after < len(lines) and lines[after].strip().startswith("..."):
            after += 1
        answer = lines[after].strip() if after < len(lines) else ""
        yield number + 1, bool(answer) and not answer.startswith((">>>", '"""', "'''", "```"))
