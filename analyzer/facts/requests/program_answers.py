"""Where programs in other languages than Python answer a request with an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.facts.requests.dotnet_failures import dotnet_failures
from analyzer.facts.requests.express_failures import express_failures
from analyzer.facts.requests.streamed_errors import streamed_errors
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import Node
from analyzer.wiring.other_programs.definitions import definitions_by_name
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.serving_path import around_requests, on_any_request
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.routes.endpoints import PREDICTING_ROUTE

# The names of errors as servers of all languages write them, and the status of each.
NAMED_STATUSES: Mapping[str, str] = {
    "badrequest": "400", "invalidargument": "400", "unauthorized": "401", "unauthenticated": "401",
    "forbidden": "403", "permissiondenied": "403", "notfound": "404", "methodnotallowed": "405",
    "notacceptable": "406", "conflict": "409", "gone": "410", "payloadtoolarge": "413",
    "requestentitytoolarge": "413", "contenttoolarge": "413", "unsupportedmediatype": "415",
    "unprocessableentity": "422", "unprocessablecontent": "422", "toomanyrequests": "429",
    "resourceexhausted": "429", "internalservererror": "500", "badgateway": "502",
    "serviceunavailable": "503", "gatewaytimeout": "504",
}  # fmt: skip
_NAMES = (
    r"bad_?request|invalid_?argument|un_?authorized|un_?authenticated|forbidden|permission_?denied|not_?found"
    r"|method_?not_?allowed|not_?acceptable|conflict|gone|payload_?too_?large|request_?entity_?too_?large"
    r"|content_?too_?large|unsupported_?media_?type|unprocessable_?(?:entity|content)|too_?many_?requests"
    r"|resource_?exhausted|internal_?server_?error|bad_?gateway|service_?unavailable|gateway_?timeout"
)
_NUMBERS = r"4(?:0[0134569]|1[0235]|2[2459])|50[0234]"
# What is called to give an answer; with the status of an error among its arguments, it gives an error.
ANSWERING_CALL = lazy_regex(
    r"(?i)(?:abort|respond|reply|render)_?\w{0,24}|send(?:_?(?:status|error|json|response|string)\w{0,12})?"
    r"|(?:set|write|format)_?(?:status|head|code|json|error|response)\w{0,12}"
    r"|status|json\w{0,6}|code|error(?:f|_?response)?"
    r"|head|halt|(?:\w{1,12}_?)?response\w{0,24}"
    r"|(?:new_?)?(?:web_?application|http|response_?status|status|api|client_?error|response)_?"
    r"(?:response_?|status_?|code_?)?(?:exception|error)\w{0,12}"
    r"|status_?code|problem\w{0,8}"
    r"|create_?error|throw|new_?error|new_?http_?error|fail|text|html|result\w{0,6}"
)
LOGGING_NAME = lazy_regex(r"(?i)(?:^|[.#/?\s;{])(?:\w{0,20}log(?:s|ger)?|logging|console|zap)\b")
# Words of gRPC, which a program's own kinds of failure are named by too, whatever becomes of them.
NAMES_OF_GRPC = frozenset({"permissiondenied", "resourceexhausted", "invalidargument", "unauthenticated"})
ERROR_BY_NAME = lazy_regex(
    rf"(?i)(?:new_?|typed_?results?\.)?({_NAMES})((?:_?http)?_?(?:exception|error|object_?result|result))?"
)
# `new ChatError("bad_request:api")`
ERROR_CLASS = lazy_regex(r"\w{0,60}(?:Error|Exception|Problem)")
ERROR_WORDS = lazy_regex(rf"(?i)({_NAMES})(?![a-z ])")
# Whose method of such a name answers; another object's does something else with the same word.
ANSWERING_OWNER = lazy_regex(
    r"(?i)|\?|\*|(?:.{0,80}[.#])?(?:(?:\w{1,20})?(?:response|results?|reply|errors?|server)\w{0,20}|res|ctx|context|c"
    r"|boom|http\w{0,20}|this|self|base|render\w{0,10})"
)
ERROR_STATUS_GIVEN = lazy_regex(
    rf"(?:[(,]\s{{0,2}}|^\s{{1,80}}|\bstatus(?:_?[cC]ode)?[\"']?\s{{0,2}}(?:[:=]|=>)\s{{0,2}})({_NUMBERS})"
    rf"(?=\s{{0,2}}(?:[,)}}\]]|$))|(?i:(?:status\w{{0,8}}|codes?|http)(?:\.|::|_)?(?:status)?"
    rf"(?:\d{{3}})?(?:HTTP_)?({_NAMES})|:({_NAMES}))\b"
)
# `ctx.status = 400`, `res$status <- 400`, `return { statusCode: 400 }`.
ERROR_STATUS_SET = lazy_regex(
    rf"\bstatus(?:_?[cC]ode)?[\"']?\s{{0,2}}(?:[:=]|<-|=>)\s{{0,2}}({_NUMBERS})L?(?![\w.])"
)
# What takes every failure of an application.
FOR_ALL_FAILURES = lazy_regex(
    r"(?i)handler|exception|recover|rescue|middleware|filter|catch|on_?error|problem_?details|status_?(?:code_?)?pages"
)
FAILURE_THROWN = lazy_regex(
    r"\s*(?:throw\s{1,4}(?:new\s{1,4})?(?:\w{1,60}\.)?\w{0,60}(?:Error|Exception)\w{0,20}\(\s{0,4}[^)\s]"
    r"|raise\s{1,4}(?:[\w:]{0,60}(?:Error|Exception)\b|[\"'])|stop\(\s{0,4}[\"'])"
)
ONLY_THROWN = lazy_regex(r"(?:^|[\s(?{>])throw\s{1,4}new\b")
COMMENT_ROW = lazy_regex(r"\s*(?://|#|\*|/\*)")
ANSWER_ROWS_READ = 8
LONGEST_ROW_READ = 500


class ErrorAnswer(Struct, frozen=True):
    """A line that answers with an error; `status` is "" where a handler of all failures gives it."""

    path: str
    line: int
    status: str


@derived
def error_answers(repo: Snapshot) -> Mapping[Node, tuple[ErrorAnswer, ...]]:
    """The errors that functions of an application answer with, in the order of their lines.

    Middleware stands where the application is made, and answers all the same.
    """
    found: dict[Node, list[ErrorAnswer]] = {}
    by_path: dict[str, list[str]] = {}
    for path, function in sorted(around_requests(repo).nodes):
        if not is_test_path(path) and not is_example_path(path):
            by_path.setdefault(path, []).append(function)
    for path, functions in by_path.items():
        facts, rows = programs(repo)[path], (repo.text(path) or "").split("\n")
        for function, line, status in _in_file(repo, facts, rows, frozenset(functions)):
            found.setdefault((path, function), []).append(ErrorAnswer(path, line, status))
    for use in uses(repo, Subject.REFUSAL):
        node = use.path, use.function or ""
        if use.called and node in on_any_request(repo):
            found.setdefault(node, []).append(ErrorAnswer(use.path, use.line, ""))
    return {
        node: tuple(dict.fromkeys(sorted(each, key=lambda one: one.line))) for node, each in found.items()
    }


@derived
def asking_handlers(repo: Snapshot) -> frozenset[Node]:
    """The functions that answer routes and ask a model, whatever the routes are named for."""
    return frozenset(node for each in routes(repo) if each.asks for node in each.handlers)


@derived
def handlers_over_models(repo: Snapshot) -> frozenset[Node]:
    """The functions that answer routes which are named for what a model gives, and ask one."""
    return frozenset(
        node
        for each in routes(repo)
        if each.asks and PREDICTING_ROUTE.search(each.route)
        for node in each.handlers
    )


def _in_file(
    repo: Snapshot, facts: ProgramFacts, rows: list[str], wanted: frozenset[str]
) -> Iterator[tuple[str, int, str]]:
    """(function, line, status) of the answers of some functions of a file."""
    for call in facts.calls:
        function = call.function or ""
        if function in wanted and LOGGING_NAME.search(call.target) is None:
            name = call.target.replace("()", "").rpartition("#")[2].rpartition(".")[2]
            match = ERROR_BY_NAME.fullmatch(name)
            if match is not None and _answers(repo, call.target, match):
                yield function, call.line, _status_of(match[1])
            elif (said := _said_by_class(call, name)) is not None:
                yield function, call.line, said
            elif (
                ANSWERING_CALL.fullmatch(name)
                and (status := _status_given(rows, call.line, name)) is not None
            ):
                yield function, call.line, status
    for each in facts.functions:
        if each.qualified_name in wanted:
            for line in streamed_errors(each, rows):
                if COMMENT_ROW.match(rows[line - 1]) is None and not LOGGING_NAME.search(rows[line - 1]):
                    yield each.qualified_name, line, ""
            for number in range(each.line, min(each.end_line, len(rows)) + 1):
                row = rows[number - 1][:LONGEST_ROW_READ]
                match = ERROR_STATUS_SET.search(row)
                if match is None or COMMENT_ROW.match(row):
                    continue
                if LOGGING_NAME.search(row[: match.start()]) is None:
                    yield each.qualified_name, number, match[1]


def _answers(repo: Snapshot, target: str, named: re.Match[str]) -> bool:
    """Whether a call that is named for an error is a class of errors, or the method of what answers."""
    owner = _owner(target)
    if named[1].replace("_", "").casefold() in NAMES_OF_GRPC and owner in definitions_by_name(repo):
        return False
    is_own = not owner and "#" not in target and target.replace("()", "") in definitions_by_name(repo)
    return bool(named[2]) or (not is_own and ANSWERING_OWNER.fullmatch(owner) is not None)


def _said_by_class(call: Call, name: str) -> str | None:
    """The status that the words of an error's class say: `new ChatError("bad_request:api")`."""
    match = ERROR_WORDS.match(call.strings[0]) if call.strings and ERROR_CLASS.fullmatch(name) else None
    return None if match is None else _status_of(match[1])


def _owner(target: str) -> str:
    """What stands before the last name of a target, without its package."""
    return target.replace("()", "").rpartition("#")[2].rpartition(".")[0]


def _status_of(name: str) -> str:
    return NAMED_STATUSES.get(name.replace("_", "").casefold(), "")


def _status_given(rows: list[str], line: int, name: str) -> str | None:
    """The status of an error in a call that begins on this line, up to where its brackets close."""
    depth, start = 0, max(0, rows[line - 1].find(name)) if line <= len(rows) else 0
    for row in rows[line - 1 : line - 1 + ANSWER_ROWS_READ]:
        row, start = row[start : start + LONGEST_ROW_READ], 0
        match = ERROR_STATUS_GIVEN.search(row)
        if match is not None:
            return match[1] or _status_of(match[2] or match[3])
        depth += row.count("(") + row.count("{") - row.count(")") - row.count("}")
        if depth <= 0:
            break
    return None


@derived
def failure_handlers(repo: Snapshot) -> tuple[ErrorAnswer, ...]:
    """Where applications hand every failure to code that answers with an error."""
    around, answering = around_requests(repo), on_any_request(repo)
    classes = {
        (path, each.qualified_name) for path, facts in programs(repo).items() for each in facts.classes
    }
    found = []
    for use in uses(repo, Subject.REFUSAL):
        node = use.path, use.function or ""
        is_set_up = node not in answering and around.has(use) and FOR_ALL_FAILURES.search(use.shown)
        if use.called and (use.handlers or node in classes or is_set_up):
            found.append(ErrorAnswer(use.path, use.line, ""))
    found += (ErrorAnswer(path, line, "") for path, line in (*dotnet_failures(repo), *express_failures(repo)))
    return tuple(found)


def only_throws(repo: Snapshot, answer: ErrorAnswer) -> bool:
    """Whether an answer is an exception alone, which something else turns into an answer."""
    row = "".join((repo.text(answer.path) or "").split("\n")[answer.line - 1 : answer.line])
    return ONLY_THROWN.search(row[:LONGEST_ROW_READ]) is not None


def thrown_in_handlers(repo: Snapshot, path: str) -> tuple[str, int] | None:
    """The first line of a handler of a file's routes that throws an error with a text."""
    nodes = {node for each in routes(repo) if each.use.path == path for node in each.handlers if node[1]}
    for file, function in sorted(nodes):
        rows = (repo.text(file) or "").split("\n")
        for each in programs(repo)[file].functions:
            if each.qualified_name == function:
                for number in range(each.line, min(each.end_line, len(rows)) + 1):
                    if FAILURE_THROWN.match(rows[number - 1][:LONGEST_ROW_READ]):
                        return file, number
    return None
