"""Middleware of ASP.NET Core that answers for every failure of what comes after it.

Source: https://learn.microsoft.com/aspnet/core/fundamentals/middleware/write.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function
from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

INVOKES = word_set("Invoke InvokeAsync")
CATCHES_ALL = lazy_regex(
    r"\s{0,40}\}?\s{0,4}catch(?:\s{0,4}\((?:System\.)?Exception\b[^)]{0,60}\))?\s{0,4}\{?\s{0,20}(?://.{0,200})?"
)
ANSWERS_FAILURE = lazy_regex(
    r"\.StatusCode\s{0,4}=(?!=)|\bProblemDetails\b|\bResults\.(?:Problem|StatusCode)\("
)
PUTS_IN_MIDDLEWARE = lazy_regex(
    r"\.UseMiddleware(?:<(?:\w{1,60}\.){0,6}(?P<given>\w{1,80})>|\(typeof\((?:\w{1,60}\.){0,6}(?P<said>\w{1,80})\)\))"
)


def dotnet_failures(repo: Snapshot) -> Iterator[tuple[str, int]]:
    """The file and line of each `catch` of a middleware that an application puts in and that answers then."""
    used = set(_put_in(repo))
    for path, facts in programs(repo).items() if used else ():
        if facts.language != "C#" or is_test_path(path) or is_example_path(path):
            continue
        text = repo.text(path) or ""
        if ANSWERS_FAILURE.search(text) is None:
            continue
        rows = text.split("\n")
        for each in facts.functions:
            owner = each.qualified_name.rpartition(".")[0].rpartition(".")[2]
            if owner in used and each.name in INVOKES and _takes_request(each):
                lines = range(each.line, min(each.end_line, len(rows)) + 1)
                found = (number for number in lines if CATCHES_ALL.fullmatch(rows[number - 1][:300].rstrip()))
                yield from ((path, line) for line in list(found)[:1])


def _put_in(repo: Snapshot) -> Iterator[str]:
    for path, facts in programs(repo).items():
        if facts.language == "C#" and not is_test_path(path) and not is_example_path(path):
            for match in PUTS_IN_MIDDLEWARE.finditer(repo.text(path) or ""):
                yield match["given"] or match["said"]


def _takes_request(function: Function) -> bool:
    names = (each.replace("()", "").rpartition(FROM_PACKAGE)[2] for each in function.takes)
    return any(each == "HttpContext" for each in names)
