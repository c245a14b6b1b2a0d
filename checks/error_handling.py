"""Whether a request that cannot be answered gets a clear error.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.requests.bot_answers import Refusal, answers_by_path
from analyzer.facts.requests.incoming_values import fills_from_request, is_answer_class
from analyzer.facts.requests.program_answers import (
    error_answers,
    failure_handlers,
    handlers_over_models,
    only_throws,
    thrown_in_handlers,
)
from analyzer.facts.requests.request_checks import checks_of_requests
from analyzer.facts.requests.request_handlers import is_handler
from analyzer.facts.requests.request_schemas import built_from_request
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.parsing.python import code_only, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, import_graph, last_part, module_index, package_of
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.javascript.inputs import SCHEMA_OF_ANSWERS
from analyzer.wiring.other_programs.serving_path import input_checks, on_request
from analyzer.wiring.roles import is_example_path, is_test, is_test_path
from analyzer.wiring.routes.endpoints import endpoints
from analyzer.wiring.runs.called import called_by_requests

REFUSALS = word_set(
    "HTTPException abort HTTPBadRequest BadRequest ValidationError HTTPUnprocessableEntity "
    # Django, Litestar, aiohttp, Falcon, Sanic, BentoML
    "HttpResponseBadRequest HttpResponseForbidden HttpResponseNotFound HttpResponseNotAllowed "
    "HttpResponseServerError Http404 get_object_or_404 PermissionDenied SuspiciousOperation "
    "ValidationException ClientException NotAuthorizedException NotFoundException HTTPNotFound HTTPForbidden "
    "HTTPUnauthorized HTTPRequestEntityTooLarge HTTPInvalidParam HTTPMissingParam InvalidUsage BadInput"
)
# Whose classes frameworks fill from a request and check by the types of their fields.
CHECKED_RECORDS = word_set("dataclasses.dataclass pydantic.dataclasses.dataclass attrs.define attr.s")
ERROR_HANDLERS = word_set("exception_handler errorhandler add_exception_handler register_error_handler")
REQUEST_SCHEMAS = word_set(
    "pydantic.BaseModel marshmallow.Schema msgspec.Struct sqlmodel.SQLModel ninja.Schema ninja.ModelSchema"
)
CHECKERS = word_set("jsonschema.validate marshmallow.Schema().load")
# `return jsonify(...), 400`, `return {"message": "..."}, HTTPStatus.NOT_FOUND`, `}, 404`
RETURNED_STATUS = (
    r"(?:4(?:00|01|03|04|05|09|13|15|22|29)|50[0234]|(?:\w{1,20}\.){0,2}HTTP_[45]\d\d_?\w{0,40}"
    r"|(?:\w{1,20}\.){0,2}HTTPStatus\.(?:BAD_|UNAUTH|FORBIDDEN|NOT_|METHOD_NOT|CONFLICT|UNPROCESS|UNSUPPORTED"
    r"|TOO_MANY|INTERNAL_|SERVICE_UNAV|GATEWAY_)\w{0,40}(?:\.value)?)"
)
RETURNED_ERROR = lazy_regex(
    rf"\s*return(?:\b.{{1,400}},\s?{RETURNED_STATUS}|\s?\(.{{1,400}},\s?{RETURNED_STATUS}\))\s*(?:#|\Z)"
    rf"|\s*[)\]}}]{{1,4}},\s?{RETURNED_STATUS}\s*(?:#|\Z)"
    # what a function answers for the gateway before it
    rf"|[^#]{{0,200}}[\"']statusCode[\"']\s?:\s?{RETURNED_STATUS}\s?(?:[,}}#]|\Z)"
)
# `JSONResponse(..., status_code=502)`, `Response(..., status=status.HTTP_400_BAD_REQUEST)`
ERROR_ANSWERS = lazy_regex(r"(?:\w{0,40}Response|json_response|make_response)\Z")
ERROR_STATUS = lazy_regex(
    r"\bstatus(?:_code)?\s{0,2}=\s{0,2}(?:(?:\w{1,40}\.){0,3}(?:HTTP_)?[45]\d\d(?!\d)"
    r"|(?:\w{1,40}\.){0,2}HTTPStatus\.(?:BAD_|UNAUTH|FORBIDDEN|NOT_|METHOD_NOT|CONFLICT|UNPROCESS|UNSUPPORTED"
    r"|TOO_MANY|\w{1,20}_TOO_LARGE|INTERNAL_|SERVICE_UNAV|GATEWAY_))"
)
# What a function is called that makes an answer, where it is returned with the status of an error.
BUILDER_WORDS = word_set(
    "response responses respond reply error errors err fail failure failed answer json http reject rejected "
    "bad problem abort invalid status refuse refusal"
)
RETURNED_CALL = lazy_regex(r"\s*return\s(?:await\s)?((?:\w{1,60}\.){0,4})(\w{1,60})\(")
STATUS_GIVEN = lazy_regex(
    r"(?<![\w.\"'/-])(?:4(?:00|01|03|04|05|06|09|10|13|15|22|25|28|29)|50[0234])(?![\w.%\"'])"
    r"|\bHTTP_[45]\d\d|\bHTTPStatus\.(?:BAD_|UNAUTH|FORBIDDEN|NOT_|METHOD_NOT|CONFLICT|UNPROCESS|UNSUPPORTED|TOO_MANY"
    r"|INTERNAL_|SERVICE_UNAV|GATEWAY_)"
)
RAISED = lazy_regex(r"[ \t]+raise (?!NotImplemented)\w{0,60}(?:Error|Exception)\((?!\))")
MOST_ROWS = 8
MOST_ROUNDS = 5
COMMENTS = lazy_regex(r"^[ \t]*(?://|#|\*)[^\n]*|(?<=[\s;])//[^\n]*", re.MULTILINE)
CLIENT_ERRORS = lazy_regex(
    r"\b4(?:00|04|13|15|22|29)\b"
    # The same by name: `HttpStatus.BAD_REQUEST`, `status().isBadRequest()`, `HttpStatusCode.NotFound`.
    r"|(?i:status\w{0,6}(?:\(\))?\.(?:is|sc_)?|:)"
    r"(?i:bad_?request|not_?found|unprocessable_?(?:entity|content)|too_?many_?requests"
    r"|(?:payload|content)_?too_?large)\b"
    # `status(answer) mustBe BAD_REQUEST`, `assertEquals(BAD_REQUEST, answer.status())`.
    r"|\bstatus\([^\n]{0,200}[ (](?:BAD_REQUEST|NOT_FOUND|UNPROCESSABLE_ENTITY|TOO_MANY_REQUESTS)\b"
    r"|\((?:BAD_REQUEST|NOT_FOUND|UNPROCESSABLE_ENTITY|TOO_MANY_REQUESTS),[^\n]{0,200}\.status\("
)


@check(
    id="error_handling",
    title="error handling of the service",
    reads=(FileKind.PYTHON, FileKind.SOURCE),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.ADVERSARIAL,
        present="What does a caller of {path} get for a missing feature, and for one that is out of range?",
        absent="How should your service answer a request that the model cannot handle?",
        strong="Distinguishes bad input from a failing model, and says what the caller can do about each.",
        weak="Always returns something.",
    ),
    other_languages=OtherLanguages(
        "a program that answers requests can return errors",
        (Role.SERVE,),
    ),
    covers=("A8",),
    near=("error", "exception", "handler", "retry", "fallback"),
    named=(
        "error_handler",
        "error_handlers",
        "error_handling",
        "exception_handler",
        "exception_handlers",
        "error_middleware",
    ),
)
def error_handling(repo: Snapshot) -> Iterator[Observation]:
    """A request that cannot be answered gets a response that says so.

    Searched in the modules that answer requests. Present: a handler takes a schema, a decorator, a form
    or a bound of a parameter checks what came in, or code does so by a schema (the schema of an answer
    checks no request, and neither does one that is filled with anything but the request), or errors are
    raised, returned or handled explicitly. Substantive: both; or one of them and a test that expects a
    client error (a 4xx status). In other languages the same is asked of the functions that a route
    leads to: a library that checks what came in, a form that a handler takes, an answer with the status
    of an error or an error event in its stream, a handler of all failures.
    """
    found = {each.path for each in endpoints(repo)}
    found |= set(_views(repo, found))
    if not found and not on_request(repo):
        yield NotApplicable("no code here answers requests")
        return
    tested = _is_tested(repo)
    bots = {each.path for each in endpoints(repo) if each.tool.endswith(" bot")}
    for path in sorted(found):
        refused, checked = _at(path, _refused(repo, path)), _at(path, _checked(repo, path))
        if path in bots:
            refused = refused or _told(repo, path, Refusal.FAILURE)
            checked = checked or _told(repo, path, Refusal.CONTENT, Refusal.SIZE)
        refused = refused or _refused_beside(repo)
        yield from _evidence(checked, refused, tested=tested) or _of_raised(_at(path, _raised(repo, path)))
    best: dict[tuple[str | None, int | None], Evidence] = {}
    for path in on_request(repo):
        places = _checked_by_program(repo, path), _refused_by_program(repo, path)
        size = int(not handlers_over_models(repo).isdisjoint(on_request(repo)[path]))
        found_here = _evidence(*places, tested=tested) or _of_raised(thrown_in_handlers(repo, path))
        for each in (replace(one, size=size) for one in found_here):
            before = best.setdefault((each.path, each.line), each)
            if each.level > before.level:
                best[each.path, each.line] = each
    yield from best.values()


def _views(repo: Snapshot, registered: Collection[str]) -> Iterator[str]:
    """The modules of functions that answer requests and are registered elsewhere, as Django's views."""
    served, graph = called_by_requests(repo), import_graph(repo)
    for path in registered:
        for each in sorted(graph.get(path, frozenset()) & repo.modules.keys()):
            if not is_test(repo, each) and any(
                function.parameters[:1] == ("request",) and served.has(each, function.qualified_name)
                for function in repo.modules[each].functions
            ):
                yield each


_Place = tuple[str, int]


def _at(path: str, line: int | None) -> _Place | None:
    return None if line is None else (path, line)


def _told(repo: Snapshot, path: str, *whys: Refusal) -> _Place | None:
    """Where a bot tells a sender for one of these reasons that nothing follows, in its own file first."""
    places = answers_by_path(repo, *whys)
    first = path if path in places else min(places, default=path)
    return _at(first, places.get(first))


def _evidence(checked: _Place | None, refused: _Place | None, *, tested: bool) -> list[Evidence]:
    ways = [place for place in (refused, checked) if place is not None]
    if not ways:
        return []
    level = Level.SUBSTANTIVE if len(ways) == 2 or tested else Level.PRESENT
    words = " and ".join(
        word
        for word, place in (
            ("requests are validated", checked),
            ("errors are handled explicitly", refused),
        )
        if place is not None
    )
    return [Evidence(*ways[0], level, words)]


def _of_raised(place: _Place | None) -> list[Evidence]:
    note = "a handler raises an error, without a status of its own"
    return [] if place is None else [Evidence(*place, Level.PRESENT, note)]


def _is_tested(repo: Snapshot) -> bool:
    """Whether a test expects a client error."""
    if any(
        CLIENT_ERRORS.search(code_only(repo.text(path) or ""))
        for path, facts in repo.modules.items()
        if is_test(repo, path) and facts.assertions and CLIENT_ERRORS.search(repo.text(path) or "")
    ):
        return True
    return any(
        CLIENT_ERRORS.search(COMMENTS.sub("", repo.text(path) or "")) is not None
        for path, facts in programs(repo).items()
        if is_test_path(path) and facts.assertions
    )


def _checked_by_program(repo: Snapshot, path: str) -> _Place | None:
    nodes = on_request(repo)[path]
    found = (
        (use.path, use.line)
        for use, holds in input_checks(repo)
        if holds & nodes and use.tool != SCHEMA_OF_ANSWERS
    )
    return min(found, key=lambda each: (each[0] != path, each), default=None)


def _refused_by_program(repo: Snapshot, path: str) -> _Place | None:
    answers = error_answers(repo)
    nodes = on_request(repo)[path]
    nodes |= {(use.path, use.function or "") for use, holds in input_checks(repo) if holds & nodes}
    given = [each for node in nodes for each in answers.get(node, ())]
    # What answers for all failures says more than an exception that it turns into an answer.
    said = [each for each in given if not only_throws(repo, each)] or list(failure_handlers(repo)) or given
    first = {each for node in nodes & handlers_over_models(repo) for each in answers.get(node, ())}
    found = [(each not in first, each.path, each.line) for each in said]
    best = min(found, key=lambda each: (each[1] != path, each), default=None)
    return None if best is None else best[1:]


def _checked(repo: Snapshot, path: str) -> int | None:
    """The line on which a handler takes a schema, or code checks or builds what came in by one."""
    facts, schemas = repo.modules[path], _schema_names(repo)
    lines = [each.line for each in facts.calls if package_of(each.target, CHECKERS)]
    lines += checks_of_requests(facts)
    lines += [
        each.line
        for each in facts.functions
        if is_handler(facts, each) and any(last_part(name) in schemas for name in each.takes)
    ]
    built = [
        (each, last_part(name))
        for each in facts.calls
        if (name := built_from_request(each)) is not None and last_part(name) in schemas
    ]
    text = repo.text(path) or "" if built else ""
    rows = text.split("\n")
    lines += [
        each.line
        for each, name in built
        if fills_from_request(rows, facts, each) and not is_answer_class(text, name)
    ]
    return min(lines, default=None)


def _refused(repo: Snapshot, path: str) -> int | None:
    """The first line of a module that refuses or handles, before others in a handler that takes a schema."""
    facts, lines = repo.modules[path], _refusals(repo, path)
    if len(lines) < 2:
        return next(iter(lines), None)
    schemas, code = _schema_names(repo), Code(path, facts, notebook=False)
    taking = {
        each.qualified_name
        for each in facts.functions
        if is_handler(facts, each) and any(last_part(name) in schemas for name in each.takes)
    }
    return next((line for line in lines if code.function_at(line) in taking), lines[0])


def _refusals(repo: Snapshot, path: str) -> list[int]:
    """The lines that refuse a request, handle an exception for all of them, or return a client error."""
    calls = repo.modules[path].calls
    first = [each.line for each in calls if last_part(each.target) in REFUSALS | ERROR_HANDLERS]
    if first:
        return first
    rows = code_only(repo.text(path) or "").split("\n")
    answers = (each.line for each in calls if ERROR_ANSWERS.match(last_part(each.target)))
    answered = [line for line in answers if _says_an_error(rows, line)]
    returned = [number for number, row in enumerate(rows, 1) if RETURNED_ERROR.match(row[:500])]
    return sorted({*answered, *returned, *_by_builders(repo, path, rows)})


@derived
def _refused_beside(repo: Snapshot) -> _Place | None:
    """Where code that runs for requests refuses one or answers for all errors, beside the files of routes."""
    running = called_by_requests(repo)
    for path in sorted(running.modules - {each.path for each in endpoints(repo)}):
        facts = repo.modules.get(path)
        if facts is None or is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, facts, notebook=False)
        for line in _refusals(repo, path):
            if running.has(path, code.function_at(line)):
                return path, line
    return None


def _by_builders(repo: Snapshot, path: str, rows: list[str]) -> Iterator[int]:
    """The lines that return what a framework's or an own function makes of an error's status."""
    facts, index = repo.modules[path], module_index(repo)
    methods = {name for each in facts.classes for name in each.methods}
    ours = {each.alias for each in facts.imports if index.resolve(path, each.module, each.name)}
    ours |= facts.local_definitions
    for call in facts.calls:
        name = last_part(call.target)
        if not words_of(name) & BUILDER_WORDS:
            continue
        match = RETURNED_CALL.match(rows[call.line - 1][:500])
        if match is None or match[2] != name:
            continue
        owner = (match[1] or "").partition(".")[0]
        own = name in methods if owner in ("self", "cls") else (owner or name) in ours
        if (own or ERROR_ANSWERS.match(name)) and _names_an_error(rows, call.line, match.end()):
            yield call.line


def _names_an_error(rows: list[str], line: int, start: int) -> bool:
    """Whether the arguments of a call, which begin there, hold the status of an error."""
    depth, text = 1, ""
    for row in [rows[line - 1][start:500], *(each[:500] for each in rows[line : line + MOST_ROWS])]:
        for character in row:
            depth += (character in "([{") - (character in ")]}")
            if depth == 0:
                return STATUS_GIVEN.search(text) is not None
            text += character
        text += "\n"
    return False


def _raised(repo: Snapshot, path: str) -> int | None:
    """The first line of a handler that raises an error with a text."""
    facts, rows = repo.modules[path], (repo.text(path) or "").split("\n")
    handlers = [each for each in facts.functions if is_handler(facts, each)]
    lines = (number for each in handlers for number in range(each.line, each.end_line + 1))
    return min((number for number in lines if RAISED.match(rows[number - 1][:500])), default=None)


def _says_an_error(rows: list[str], line: int) -> bool:
    """Whether the answer that begins on this line has an error's status before its brackets close."""
    depth = 0
    for row in rows[line - 1 : line - 1 + MOST_ROWS]:
        if ERROR_STATUS.search(row[:500]):
            return True
        depth += row.count("(") - row.count(")")
        if depth <= 0:
            break
    return False


@derived
def _schema_names(repo: Snapshot) -> frozenset[str]:
    """The schemas, and the classes that are made from another one of the repository."""
    bases = {
        each.name: {last_part(base) for base in each.bases}
        for facts in repo.modules.values()
        for each in facts.classes
    }
    found = {
        each.name
        for facts in repo.modules.values()
        for each in facts.classes
        if any(package_of(base, REQUEST_SCHEMAS) for base in each.bases)
        or any(package_of(mark.target, CHECKED_RECORDS) for mark in each.decorators)
    }
    for _round in range(MOST_ROUNDS):
        more = {name for name, above in bases.items() if above & found} - found
        if not more:
            break
        found |= more
    return frozenset(found)
