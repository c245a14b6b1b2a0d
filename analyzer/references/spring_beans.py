"""Beans of Spring that need a plain value which nothing provides: the application ends while it starts.

A parameter of a `@Bean` method, or of the only constructor of a component, is looked for among the beans
by its type. Settings are no beans: without `@Value` a text or a number is nowhere. Said only of what the scan
of the application is sure to find, where nothing may leave it out, give it a value in another way, or make
beans that are not seen here.

https://docs.spring.io/spring-framework/reference/core/beans/java/bean-annotation.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition, Function
from analyzer.parsing.programs import ProgramFacts
from analyzer.references.first_party import IMPORTS
from analyzer.references.model import Outcome, Reference
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

PLAIN_VALUES = word_set("String Integer Long Boolean Double Float")
COMPONENTS = word_set("Component Service Repository Controller RestController")
MADE_BY_SPRING = COMPONENTS | {"Configuration"}
# Marks of a method or a constructor that change nothing of where its parameters come from.
HARMLESS = word_set("Bean Primary Order Autowired SuppressWarnings Deprecated Override Async Slf4j")
# What may leave a class out, or make it in another way, and what makes beans that are not seen here.
CONDITIONAL = lazy_regex(
    r".*#(?:Profile|Conditional\w*|ConfigurationProperties|ConstructorBinding|Lazy|Scope|\w*ArgsConstructor|Data"
    r"|ImportResource|ComponentScan|Import|TestConfiguration|RefreshScope)"
)
REGISTERS_BEANS = lazy_regex(
    r"\b(?:register(?:Bean|Singleton|BeanDefinition)|BeanDefinitionRegistry\w*|ImportResource)\b"
)
SIGNATURE_ROWS = 20
INITIALISER = "<init>"


def beans_without_values(repo: Snapshot) -> Mapping[str, Reference]:
    """By the file of each Spring Boot application of Java the first bean that ends it."""
    java = {
        path: facts
        for path, facts in programs(repo).items()
        if facts.language == "Java" and not is_test_path(path) and not is_example_path(path)
    }
    applications = {path: facts for path, facts in java.items() if _is_application(facts)}
    if not applications or _has_other_beans(repo, java):
        return {}
    provided = {
        each.returns.removesuffix("()")
        for facts in java.values()
        for each in facts.functions
        if "Bean" in _marks(each)
    }
    found: dict[str, Reference] = {}
    for path, facts in java.items():
        for each, name, kind in _asked(repo, path, facts):
            if kind in provided:
                continue
            why = f"asks for a {kind} ({name}) that no bean provides: the application ends there"
            for application, its in applications.items():
                if f"{facts.package}.".startswith(f"{its.package}."):
                    stop = Reference(path, each.line, IMPORTS, "", Outcome.DANGLES, why)
                    found.setdefault(application, stop)
    return found


def _is_application(facts: ProgramFacts) -> bool:
    """Whether a file is an application that scans its own package and leaves nothing out."""
    marks = [mark for own in facts.classes for mark in own.decorators]
    own = [each for each in marks if each.target.endswith("#SpringBootApplication")]
    return bool(own and facts.package) and not any(
        each.keywords or each.strings or CONDITIONAL.fullmatch(each.target) for each in marks
    )


def _has_other_beans(repo: Snapshot, java: Mapping[str, ProgramFacts]) -> bool:
    """Whether beans are made by other means than marks of Java: in code, in XML, in other languages."""
    others = any(
        facts.language in ("Kotlin", "Scala", "Groovy") and not is_test_path(path)
        for path, facts in programs(repo).items()
    )
    calls = (call.target for facts in java.values() for call in facts.calls)
    return (
        others
        or any(REGISTERS_BEANS.search(each) is not None for each in calls)
        or any(path.endswith(".xml") and "<bean" in repo.beginning(path, 65_536) for path in repo.all_paths)
    )


def _asked(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[tuple[Function, str, str]]:
    """The functions of beans that ask for a plain value, with the parameter and its type."""
    for own in facts.classes:
        marks = {each.target.rpartition("#")[2] for each in own.decorators}
        if any(CONDITIONAL.fullmatch(each.target) for each in own.decorators):
            continue
        if f"abstract class {own.name}" in (repo.text(path) or "" if marks & MADE_BY_SPRING else ""):
            continue
        for each in _made_by_spring(own, marks, facts):
            if PLAIN_VALUES & set(each.takes) and _marks(each) <= HARMLESS:
                yield from ((each, name, kind) for kind, name in _parameters(repo, path, each))


def _made_by_spring(own: ClassDefinition, marks: set[str], facts: ProgramFacts) -> Iterator[Function]:
    methods = [each for each in facts.functions if each.qualified_name == f"{own.qualified_name}.{each.name}"]
    if "Configuration" in marks:
        yield from (each for each in methods if "Bean" in _marks(each))
    constructors = [each for each in methods if each.name == INITIALISER]
    if COMPONENTS & marks and len(constructors) == 1:
        yield from constructors


def _marks(function: Function) -> set[str]:
    return {each.target.rpartition("#")[2] for each in function.decorators}


def _parameters(repo: Snapshot, path: str, function: Function) -> Iterator[tuple[str, str]]:
    """The type and name of each parameter that is a plain value itself, no list or supplier of such."""
    rows = (repo.text(path) or "").split("\n")[function.line - 1 : function.line - 1 + SIGNATURE_ROWS]
    text = "\n".join(row[:500] for row in rows)
    parts = function.qualified_name.split(".")
    name = parts[-2] if parts[-1] == INITIALISER and len(parts) > 1 else parts[-1]
    begin = text.find(f"{name}(")
    inside = text[begin + len(name) + 1 :].partition("{")[0].rpartition(")")[0] if begin >= 0 else ""
    for part in inside.split(",") if "<" not in inside and "@" not in inside else ():
        words = part.removeprefix("final ").split()
        words = words[1:] if words[:1] == ["final"] else words
        if len(words) == 2 and words[0] in PLAIN_VALUES:
            yield words[0], words[1]
