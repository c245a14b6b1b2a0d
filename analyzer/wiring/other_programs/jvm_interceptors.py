"""Filters and interceptors of the JVM, which their framework runs before every request that it answers.

Sources: https://docs.spring.io/spring-framework/reference/web/webmvc/mvc-servlet/handlermapping-interceptor.html,
https://docs.spring.io/spring-framework/reference/web/webmvc/filters.html,
https://jakarta.ee/specifications/servlet/6.1/, https://jakarta.ee/specifications/restful-ws/4.0/,
https://grpc.github.io/grpc-java/javadoc/io/grpc/ServerInterceptor.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition
from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

INTERCEPTING_BASE = lazy_regex(
    r"org\.springframework\.[\w.]{1,60}#(?:(?:Async)?HandlerInterceptor(?:Adapter)?|OncePerRequestFilter"
    r"|GenericFilterBean|WebFilter|GlobalFilter)(?:\(\))?"
    r"|(?:javax|jakarta)\.servlet[\w.]{0,20}#(?:Http)?Filter(?:\(\))?"
    r"|(?:javax|jakarta)\.ws\.rs\.container#ContainerRequestFilter(?:\(\))?|io\.grpc#ServerInterceptor(?:\(\))?"
)
INTERCEPTING_METHODS = word_set("preHandle doFilter doFilterInternal filter interceptCall")
# What makes a framework take a class by itself.
FOUND_BY_MARK = lazy_regex(
    r"(?:.*#)?(?:Component|Service|Configuration|Provider|WebFilter|ApplicationScoped|GlobalInterceptor"
    r"|GrpcGlobalServerInterceptor)"
)


@derived
def intercepting(repo: Snapshot) -> tuple[tuple[str, str], ...]:
    """The methods, as (file, name), that run before requests: of classes that are marked or used."""
    found: list[tuple[str, str]] = []
    for path, facts in programs(repo).items():
        if is_test_path(path) or is_example_path(path):
            continue
        for kind in facts.classes:
            if any(INTERCEPTING_BASE.fullmatch(each) for each in kind.bases) and _is_used(repo, path, kind):
                found += [
                    (path, each.qualified_name)
                    for each in facts.functions
                    if each.qualified_name.rpartition(".")[0] == kind.qualified_name
                    and each.name in INTERCEPTING_METHODS
                ]
    return tuple(found)


def _is_used(repo: Snapshot, path: str, kind: ClassDefinition) -> bool:
    """Whether a framework finds the class by a mark, or another file holds, takes or makes one."""
    if any(FOUND_BY_MARK.fullmatch(each.target) for each in kind.decorators):
        return True
    named = f"{FROM_PACKAGE}{kind.name}"
    return any(
        each.removesuffix("()").endswith(named)
        for other in programs(repo)
        if other != path and not is_test_path(other)
        for each in _named_in(repo, other)
    )


def _named_in(repo: Snapshot, path: str) -> Iterator[str]:
    facts = programs(repo)[path]
    yield from (value for _name, value in facts.fields)
    for each in facts.functions:
        yield from each.takes
    yield from (call.target for call in facts.calls)
