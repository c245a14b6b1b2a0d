"""Where Python code answers a request with an error, and which of these places tells most."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analyzer.facts.requests.request_handlers import is_handler
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only, words_of
from analyzer.repository import Snapshot
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import Code, last_part, module_index
from analyzer.wiring.serving.served_models import functions_that_ask

REFUSALS = word_set(
    "HTTPException abort HTTPBadRequest BadRequest ValidationError HTTPUnprocessableEntity "
    # Django, Litestar, aiohttp, Falcon, Sanic, BentoML
    "HttpResponseBadRequest HttpResponseForbidden HttpResponseNotFound HttpResponseNotAllowed "
    "HttpResponseServerError Http404 get_object_or_404 PermissionDenied SuspiciousOperation "
    "ValidationException ClientException NotAuthorizedException NotFoundException HTTPNotFound HTTPForbidden "
    "HTTPUnauthorized HTTPRequestEntityTooLarge HTTPInvalidParam HTTPMissingParam InvalidUsage BadInput"
)
ERROR_HANDLERS = word_set("exception_handler errorhandler add_exception_handler register_error_handler")
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
ROWS_BELOW_EXCEPT = 4
# A registration of the handler that a library brings for its own error.
OF_A_LIBRARY = lazy_regex(r"\bRateLimitExceeded\b")
# What an answer says by its status: of a server that fails, of a caller who left, of who asks.
OF_THE_SERVER = lazy_regex(
    r"(?<![\w.])(?:5\d\d|499)(?!\w)|HTTP_5\d\d|HTTPStatus\.(?:INTERNAL_|BAD_GATEWAY|SERVICE_UNAV|GATEWAY_)|ServerError\b"
)
OF_THE_CALLER = lazy_regex(
    r"(?<![\w.])40[13](?!\w)|HTTP_40[13]|HTTPStatus\.(?:UNAUTH|FORBIDDEN)|Forbidden\b|Unauthorized\b|PermissionDenied\b"
)
OF_THE_METHOD = lazy_regex(
    r"(?<![\w.])405(?!\w)|HTTP_405|METHOD_NOT_ALLOWED|\b(?:HttpResponseNotAllowed|HTTPMethodNotAllowed)\b"
)
UNFORESEEN = lazy_regex(r"(?<![\w.])500(?!\w)|HTTP_500|INTERNAL_SERVER_ERROR|ServerError\b")


def error_lines(repo: Snapshot, path: str) -> list[int]:
    """The lines that refuse a request, handle an exception for all of them, or return a client error."""
    calls = repo.modules[path].calls
    handling = [each.line for each in calls if last_part(each.target) in ERROR_HANDLERS]
    refusing = [each for each in calls if last_part(each.target) in REFUSALS]
    first = {each.line for each in refusing}
    if any(OF_THE_METHOD.search(each.target) is None for each in refusing):
        return sorted({*first, *handling})
    rows = code_only(repo.text(path) or "").split("\n")
    answers = (each.line for each in calls if ERROR_ANSWERS.match(last_part(each.target)))
    answered = [line for line in answers if _says_an_error(rows, line)]
    returned = [number for number, row in enumerate(rows, 1) if RETURNED_ERROR.match(row[:500])]
    return sorted({*first, *handling, *answered, *returned, *_by_builders(repo, path, rows)})


def most_telling(repo: Snapshot, path: str, taking: Collection[str]) -> int | None:
    """The line of an error that a reader is shown of a module, `taking` being its handlers of schemas.

    What is said of a request comes before an answer to whatever failed and a library's handler of its own
    error; then what is answered where a model is asked, where a schema is taken, and of more than who asks.
    """
    lines, code = error_lines(repo, path), Code(path, repo.modules[path], notebook=False)
    if len(lines) < 2:
        return next(iter(lines), None)
    asking = functions_that_ask(repo)

    def order(line: int) -> tuple[bool, bool, bool, bool, bool, int, int]:
        function, said = code.function_at(line), _call_from(repo, path, line)
        about = 2 * int(OF_THE_SERVER.search(said) is not None) or int(OF_THE_CALLER.search(said) is not None)
        unforeseen = UNFORESEEN.search(said) is not None and is_for_anything(repo, path, line)
        of_library = is_of_library(repo, path, line)
        method = OF_THE_METHOD.search(said) is not None
        return (
            method,
            of_library,
            unforeseen,
            (path, function) not in asking,
            function not in taking,
            about,
            line,
        )

    return min(lines, key=order)


def is_for_anything(repo: Snapshot, path: str, line: int) -> bool:
    """Whether a line stands right below the beginning of a handler of exceptions."""
    rows = rows_of(repo.text(path) or "")[max(0, line - 1 - ROWS_BELOW_EXCEPT) : line - 1]
    return any(row.lstrip().startswith("except") for row in rows)


def is_of_the_method(repo: Snapshot, path: str, line: int) -> bool:
    """Whether a line refuses a request for its HTTP method alone, which says nothing of what it brought."""
    return path in repo.modules and OF_THE_METHOD.search(_call_from(repo, path, line)) is not None


def about_whom(repo: Snapshot, path: str, line: int) -> int:
    """What a refusing line is about: 0 the request, 1 who asks, 2 the server, 3 the method, 4 a library."""
    said = _call_from(repo, path, line)
    marks = (OF_A_LIBRARY, OF_THE_METHOD, OF_THE_SERVER, OF_THE_CALLER)
    return next((4 - place for place, mark in enumerate(marks) if mark.search(said) is not None), 0)


def is_of_library(repo: Snapshot, path: str, line: int) -> bool:
    """Whether a line registers a handler of an error that a library raises and answers itself."""
    return OF_A_LIBRARY.search(_call_from(repo, path, line)) is not None


def _call_from(repo: Snapshot, path: str, line: int) -> str:
    """The text of a call that begins on a line, up to where its brackets close."""
    depth, said = 0, []
    for row in rows_of(repo.text(path) or "")[line - 1 : line - 1 + MOST_ROWS]:
        said.append(row[:500])
        depth += row.count("(") - row.count(")")
        if depth <= 0:
            break
    return "\n".join(said)


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


def raised_line(repo: Snapshot, path: str) -> int | None:
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
