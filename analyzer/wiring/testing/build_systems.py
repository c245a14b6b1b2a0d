"""Pants, Bazel, Buck and Please: which tests their build files declare, and which of them a command runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from posixpath import basename, dirname, join

from msgspec import Struct
from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.lines import lines_of
from analyzer.parsing.structured import block, items, load_toml, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.globs import matches
from analyzer.wiring.testing.collected import Collected, is_below, outcome, place_of
from analyzer.wiring.testing.collection import TestFunction, test_functions
from analyzer.wiring.testing.foreign_tests import foreign_tests
from analyzer.wiring.testing.own_runners import tests_of_program

RULE_FILES = lazy_regex(r"(?:BUILD(?:\.(?:bazel|pants|plz|[a-z]{1,20}))?|BUCK(?:\.v2)?|TARGETS(?:\.v2)?)")
RULE = lazy_regex(
    r"^[ \t]*([a-z_]{0,60}(?:py|python|pytest)[a-z_]{0,60}tests?|[a-z_]{0,60}pytest[a-z_]{0,60})[ \t]*\(",
    re.MULTILINE,
)
RULE_SETTING = lazy_regex(
    r"\b(name|srcs|sources|source|main)\s{0,9}=\s{0,9}(?:glob\(\s{0,9})?(\[[^\]]{0,5000}\]|\"[^\"]{0,300}\"|'[^']{0,300}')"
)
QUOTED_WORD = lazy_regex(r"[\"']([^\"']{1,300})[\"']")
PANTS_SOURCES = ("test_*.py", "*_test.py", "tests.py")
MAXIMUM_RULE = 10_000
MAXIMUM_BUILD_FILES = 1_000
TESTING_GOALS = word_set("test coverage cover")

Collects = Callable[[tuple[str, ...], str], Collected | None]


class Rule(Struct, frozen=True):
    """A rule for tests in a build file: its kind, its name, the files it lists, and its text."""

    kind: str
    folder: str
    name: str
    sources: tuple[str, ...]
    body: str


@derived
def rules_for_tests(repo: Snapshot) -> tuple[Rule, ...]:
    """Every rule of a build file that declares tests in Python."""
    paths = [path for path in repo.paths if RULE_FILES.fullmatch(basename(path))]
    return tuple(rule for path in paths[:MAXIMUM_BUILD_FILES] for rule in _rules_in(repo, path))


def _rules_in(repo: Snapshot, path: str) -> Iterator[Rule]:
    content = "\n".join(
        "" if line.lstrip().startswith("#") else line for line in lines_of(repo.text(path) or "")
    )
    starts = list(RULE.finditer(content))
    for number, match in enumerate(starts):
        following = starts[number + 1].start() if number + 1 < len(starts) else len(content)
        body = content[match.end() : min(following, match.end() + MAXIMUM_RULE)]
        end = re.search(r"^[ \t]*\)", body, re.MULTILINE)
        body = body if end is None else body[: end.start()]
        settings = {found[1]: QUOTED_WORD.findall(found[2]) for found in RULE_SETTING.finditer(body)}
        named = [*settings.get("srcs", ()), *settings.get("sources", ()), *settings.get("source", ())]
        name = next(iter(settings.get("name", ())), "")
        yield Rule(match[1], dirname(path), name, tuple(each for each in named if each[:1] != "!"), body)


def tests_of_pants(repo: Snapshot, arguments: tuple[str, ...], directory: str) -> Collected | None:
    """`pants test ::`: what pytest collects in the files that targets for tests own."""
    words = _without_aliases(repo, [each for each in arguments if not each.startswith("-")])
    if "test" not in words:
        return None
    places = _places([each for each in words if each != "test" and _is_spec(each)], directory)
    tests: list[TestFunction] = []
    table = test_functions(repo)
    for rule in rules_for_tests(repo):
        if rule.kind in ("python_test", "python_tests"):
            for pattern in rule.sources or PANTS_SOURCES:
                for path in matches(repo, join(rule.folder, pattern)):
                    if any(is_below(path, place) for place in places):
                        tests += table.get(path, ())
    return outcome("pants test", tests, "no target for tests in Python owns a test")


def _is_spec(word: str) -> bool:
    return ":" in word or "/" in word or word.endswith(".py")


def _without_aliases(repo: Snapshot, words: list[str]) -> list[str]:
    content = repo.content("pants.toml") if repo.exists("pants.toml") else None
    aliases = block(block(block(load_toml(content).value).get("cli")).get("alias")) if content else {}
    found: list[str] = []
    for word in words:
        meaning = aliases.get(word)
        parts = text(meaning).split() or list(map(text, items(meaning)))
        found += parts if parts else [word]
    return found


def tests_of_bazel(
    repo: Snapshot, arguments: tuple[str, ...], directory: str, collects: Collects
) -> Collected | None:
    """`bazel test //...`: tests of other languages, and those in Python that a rule runs.

    A plain `py_test` runs its file: tests in it that nothing starts do not run.
    """
    words = [each for each in arguments if not each.startswith("-")]
    if not words or words[0] not in TESTING_GOALS:
        return None
    places = _places(words[1:], directory)
    tests: list[TestFunction] = []
    for rule in rules_for_tests(repo):
        if any(is_below(rule.folder, place) or rule.folder == place for place in places):
            tests += _of_rule(repo, rule, collects)
    foreign = tuple(
        each for each in foreign_tests(repo) if any(is_below(each.path, place) for place in places)
    )
    found = outcome("bazel test", tests, "no rule runs a test that is known")
    return replace(found, foreign=foreign, why_none=None if foreign else found.why_none)


def _of_rule(repo: Snapshot, rule: Rule, collects: Collects) -> Iterator[TestFunction]:
    table: Mapping[str, tuple[TestFunction, ...]] = test_functions(repo)
    paths = [
        path
        for each in rule.sources or (f"{rule.name}.py",)
        for path in matches(repo, join(rule.folder, each))
    ]
    # A rule of its own, or a main program or dependency of that name, gives the files to pytest.
    by_pytest = "pytest" in rule.kind or re.search(
        r"pytest_(?:main|runner|wrapper)|run_pytest|:pytest\b", rule.body
    )
    for path in paths:
        if by_pytest:
            yield from table.get(path, ())
        elif path.endswith(".py"):
            found = tests_of_program(repo, path, "", collects)
            yield from found.tests if found is not None else ()


def _places(specs: list[str], directory: str) -> list[str]:
    """The folders and files that addresses mean: `//svc/...`, `svc::`, `//svc:test`, `tests/test_a.py`."""
    places: list[str] = []
    for spec in specs:
        rooted = spec.startswith("//")
        plain = spec.removeprefix("//").partition(":")[0].removesuffix("...").rstrip("/")
        places.append(place_of("" if rooted else directory, plain or "."))
    return places or [""]
