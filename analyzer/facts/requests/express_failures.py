"""Where applications of Express hand every failure to a function: one of four parameters that answers.

Source: https://expressjs.com/en/guide/error-handling.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function
from analyzer.parsing.programs import Handed
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.index import final_target, functions_meant, programs
from analyzer.wiring.other_programs.serving_path import around_requests
from analyzer.wiring.roles import is_example_path, is_test_path

EXPRESS_USE = lazy_regex(
    r"(?:express|express-serve-static-core|express-promise-router|express-ws|connect)#"
    r"(?:default\.)?(?:default|Router|Express|Application|IRouter|express(?:\.\w+)?)\(\)(?:\.\w+\(\))*\.use"
)
FAILURE_PARAMETERS = 4
EXPRESS_LANGUAGES = ("JavaScript", "TypeScript")
# What a function calls that ends a request.
ANSWERS_REQUEST = lazy_regex(r"(?:.*[.#])?(?:json|send|sendStatus|status|end|render|redirect|writeHead)")


def express_failures(repo: Snapshot) -> Iterator[tuple[str, int]]:
    """The lines where an application or router is told what answers its failures."""
    nodes = around_requests(repo).nodes
    for path, facts in programs(repo).items():
        if facts.language not in EXPRESS_LANGUAGES or is_test_path(path) or is_example_path(path):
            continue
        for each in facts.handed:
            if each.target.endswith(".use") and (path, each.enclosing or "") in nodes:
                target = final_target(repo, path, each.target)
                if EXPRESS_USE.fullmatch(target) and any(map(_answers_failure, _meant(repo, path, each))):
                    yield path, each.line


def _meant(repo: Snapshot, path: str, handed: Handed) -> Iterator[Function]:
    for place, name in functions_meant(repo, path, handed.receiver):
        yield from (each for each in programs(repo)[place].functions if each.qualified_name == name)


def _answers_failure(function: Function) -> bool:
    return len(function.parameters) == FAILURE_PARAMETERS and any(
        ANSWERS_REQUEST.fullmatch(each) for each in function.names
    )
