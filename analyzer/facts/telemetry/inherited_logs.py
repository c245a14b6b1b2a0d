"""Calls of a logger that a class of Java, Kotlin or Scala has from a type above: of the repository, or not.

A type of a library is not seen: what it gives under the usual names is taken to be a logger, because nothing
else of the file could be. Functions on Ktor's `Application` have its `log`
(https://api.ktor.io/ktor-server-core/io.ktor.server.application/log.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition
from analyzer.parsing.programs import ProgramFacts, called_name
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

JVM_LANGUAGES = frozenset(("Java", "Kotlin", "Scala"))
# `val logger: Logger get() = LoggerFactory.getLogger(javaClass)`, `protected final Log log = getLog(...)`
LOGGER_MADE = lazy_regex(
    r"(?P<name>\b(?:logger|log|LOGGER|LOG))\b[^;{}]{0,80}?"
    r"\b(?:LoggerFactory\.getLogger|LogManager\.getLogger|LogFactory\.getLog|KotlinLogging\.logger"
    r"|Logger\.getLogger)\b"
)
OWN_ALONE = lazy_regex(r"\bprivate\b[^;\n]{0,60}\Z")
LEVEL_CALLED = lazy_regex(r"\?\.(?:trace|debug|info|warn|warning|error|severe|fine)")
COMPANION = lazy_regex(r"\bcompanion\s{1,8}object(?:\s{1,4}\w{1,60})?\s{0,4}:\s{0,4}(?P<base>\w{1,80})")
GIVEN_LOGGERS = word_set("log logger LOG LOGGER")
KTOR_APPLICATION = "io.ktor.server.application"
ON_APPLICATION = lazy_regex(r"\bfun\s{1,4}Application\.")
BASES_UP = 5
ROW_OF_LOG = 400


def inherited_log_calls(repo: Snapshot) -> Iterator[tuple[str, int]]:
    """The file and line of each call of a logger that stands in a type above."""
    for path, facts in programs(repo).items():
        if facts.language not in JVM_LANGUAGES or is_test_path(path) or is_example_path(path):
            continue
        calls = [each for each in facts.calls if LEVEL_CALLED.fullmatch(each.target)]
        rows = (repo.text(path) or "").split("\n") if calls else []
        for names, line, end_line in _places(repo, facts, rows) if calls else ():
            for call in calls:
                row = rows[call.line - 1][:ROW_OF_LOG]
                inside = line <= call.line <= end_line
                if inside and any(f"{name}." in row or f"{name}?." in row for name in names):
                    yield path, call.line


def _places(
    repo: Snapshot, facts: ProgramFacts, rows: Sequence[str]
) -> Iterator[tuple[frozenset[str], int, int]]:
    """Names of loggers that are given from outside, with the first and the last line that know them."""
    for kind in facts.classes:
        if names := _inherited(repo, facts, kind, rows):
            yield names, kind.line, kind.end_line
    if any(each.module == KTOR_APPLICATION for each in facts.imports):
        for function in facts.functions:
            if ON_APPLICATION.search(rows[function.line - 1][:ROW_OF_LOG]) is not None:
                yield frozenset(("log",)), function.line, function.end_line


@derived
def _givers(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The names of the loggers that types of the repository give to those that extend them."""
    found: dict[str, set[str]] = {}
    for path, facts in programs(repo).items():
        text = (repo.text(path) or "") if facts.language in JVM_LANGUAGES else ""
        if "getLog" not in text and "KotlinLogging" not in text:
            continue
        rows = text.split("\n")
        for kind in facts.classes:
            body = "\n".join(row[:ROW_OF_LOG] for row in rows[kind.line - 1 : kind.end_line])
            for match in LOGGER_MADE.finditer(body):
                if OWN_ALONE.search(body[: match.start("name")]) is None:
                    found.setdefault(kind.name, set()).add(match["name"])
    return {name: frozenset(each) for name, each in found.items()}


@derived
def _bases(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The names of the types above each class, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for facts in programs(repo).values():
        if facts.language in JVM_LANGUAGES:
            for kind in facts.classes:
                found.setdefault(kind.name, tuple(map(called_name, kind.bases)))
    return found


def _inherited(
    repo: Snapshot, facts: ProgramFacts, kind: ClassDefinition, rows: Sequence[str]
) -> frozenset[str]:
    """The names of the loggers that a class has from above, or from what its companion is."""
    above = [called_name(each) for each in kind.bases]
    if facts.language == "Kotlin":
        body = "\n".join(row[:ROW_OF_LOG] for row in rows[kind.line - 1 : kind.end_line])
        above += [match["base"] for match in COMPANION.finditer(body)]
    names = set(GIVEN_LOGGERS) if any(_is_of_a_library(repo, each) for each in kind.bases) else set()
    for _ in range(BASES_UP):
        names.update(name for each in above for name in _givers(repo).get(each, ()))
        above = [base for each in above for base in _bases(repo).get(each, ())]
    return frozenset(names)


def _is_of_a_library(repo: Snapshot, base: str) -> bool:
    """Whether a type above is imported from a package that no file of the repository belongs to."""
    package, _, name = base.partition("#")
    if not name or package in _packages(repo):
        return False
    return package != "*" or called_name(name) not in _bases(repo)


@derived
def _packages(repo: Snapshot) -> frozenset[str]:
    return frozenset(each.package for each in programs(repo).values() if each.language in JVM_LANGUAGES)
