"""Functions of Spring Cloud Function: beans that a platform or a web server calls by their names.

Sources: https://docs.spring.io/spring-cloud-function/reference/spring-cloud-function/programming-model.html,
https://docs.spring.io/spring-cloud-function/reference/adapters/aws-intro.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.jvm.builds import module_of, modules
from analyzer.wiring.other_programs.vocabulary.language import ByConvention
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign

CLOUD_FUNCTION_BUILD = lazy_regex(r"spring-cloud-(?:starter-)?function")
BEAN = lazy_regex(r"(?:\*|org\.springframework\.context\.annotation)#Bean")
COMPONENT = lazy_regex(r"(?:\*|org\.springframework\.stereotype)#(?:Component|Service)")
FUNCTION_TYPE = lazy_regex(r"(?:(?:\*|java\.util\.function|kotlin)#)?(?:Bi)?Function(?:\(\))?")
# Types of functions in Kotlin are written with an arrow: `fun classify(): (In) -> Out = { ... }`.
ARROW_TYPE = lazy_regex(r"fun\s{1,4}\w{1,80}\([^()\n]{0,200}\)\s{0,4}:\s{0,4}\([^()\n]{0,120}\)\s{0,4}->")
CLOUD_FUNCTION = sign(Subject.HANDLER, "Spring Cloud Function", "")


def function_conventions(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ByConvention]:
    """The beans that give a function, and the components that are one, where the build has the library."""
    build = modules(repo).get(module_of(repo, path) or "", "")
    if CLOUD_FUNCTION_BUILD.search(build) is None:
        return
    rows = (repo.text(path) or "").split("\n")
    for each in facts.functions:
        if any(BEAN.fullmatch(mark.target) for mark in each.decorators):
            written = " ".join(rows[each.line - 1 : each.line + 2])
            if FUNCTION_TYPE.fullmatch(each.returns) or ARROW_TYPE.search(written):
                name = each.qualified_name
                yield ByConvention(CLOUD_FUNCTION, name, each.line, each.name, (name,))
    for kind in facts.classes:
        marked = any(COMPONENT.fullmatch(mark.target) for mark in kind.decorators)
        name = f"{kind.qualified_name}.apply"
        if marked and any(FUNCTION_TYPE.fullmatch(base) for base in kind.bases) and "apply" in kind.methods:
            yield ByConvention(CLOUD_FUNCTION, name, kind.line, kind.name, (name,))
