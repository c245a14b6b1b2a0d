"""Classes that answer requests by an interface which a generator writes when the project is built.

Sources: https://openapi-generator.tech/docs/plugins, https://openapi-generator.tech/docs/generators/spring,
https://openapi-generator.tech/docs/generators/kotlin-spring.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.jvm.builds import JVM_NAMES, modules
from analyzer.wiring.other_programs.vocabulary.language import ByConvention
from analyzer.wiring.other_programs.vocabulary.named_types import files_of_type
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign

OPENAPI_GENERATOR = lazy_regex(r"openapi-generator|org\.openapi\.generator|swagger-codegen")
# The generators that write the interfaces of servers; the others write clients.
SERVER_GENERATOR = lazy_regex(
    r"generatorName(?:\.set\(|[ \t]{0,4}=|>)[ \t]{0,4}[\"']?"
    r"(?:[\w-]{0,20}spring|jaxrs(?!-cxf-client)[\w-]{0,20}|[\w-]{0,20}-server)\b"
)
API_PACKAGE = lazy_regex(r"apiPackage(?:\.set\(|[ \t]{0,4}=|>)[ \t]{0,4}[\"']?([\w.]{1,200})")
END_OF_SETTINGS = "</configuration>"
GENERATED_NAME = lazy_regex(r"\w{1,80}Api(?:Delegate|Service)?")
BEAN_MARKS = lazy_regex(
    r"(?:.*#)?(?:Component|Controller|RestController|Service|Path|ApplicationScoped|RequestScoped|Singleton)"
)
ANSWERING_MARK = "RestController"
OPEN_TO_OTHERS = lazy_regex(r"\b(?:override|public)\b|@Override")
GENERATED_INTERFACE = sign(Subject.ROUTE, "OpenAPI interface", "")


@derived
def _interface_packages(repo: Snapshot) -> frozenset[str]:
    """The packages of the interfaces that generators write for servers."""
    found: set[str] = set()
    for build in modules(repo).values():
        if OPENAPI_GENERATOR.search(build) is not None:
            for settings in build.split(END_OF_SETTINGS):
                if SERVER_GENERATOR.search(settings) is not None:
                    found.update(API_PACKAGE.findall(settings))
    return frozenset(found)


def generated_conventions(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ByConvention]:
    """The methods by which a class answers for an interface that is in no file of the repository."""
    packages = _interface_packages(repo)
    answering = {kind.qualified_name for kind in facts.classes if _answers(repo, kind, packages)}
    rows = (repo.text(path) or "").split("\n") if answering else []
    for each in facts.functions if answering else ():
        written = " ".join(rows[each.line - 1 : each.line + 1])
        if each.qualified_name.rpartition(".")[0] in answering and OPEN_TO_OTHERS.search(written):
            handlers = (each.qualified_name,)
            yield ByConvention(GENERATED_INTERFACE, each.qualified_name, each.line, each.name, handlers)


def _answers(repo: Snapshot, kind: ClassDefinition, packages: frozenset[str]) -> bool:
    """Whether a framework makes a class, and one of its bases is such an interface.

    What a class is marked to answer requests with may come with a dependency that holds the interface.
    """
    marks = [mark.target for mark in kind.decorators if BEAN_MARKS.fullmatch(mark.target)]
    controls = any(each.endswith(ANSWERING_MARK) for each in marks)
    if not marks or not (packages or controls):
        return False
    for base in kind.bases:
        module, _, written = base.rpartition(FROM_PACKAGE)
        name = written.removesuffix("()")
        if (module in packages or (controls and module)) and GENERATED_NAME.fullmatch(name) is not None:
            return not any(files_of_type(repo, language, name) for language in JVM_NAMES)
    return False
