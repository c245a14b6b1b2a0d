"""Whether a request that cannot be answered gets a clear error.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.request_schemas import built_from_request, is_handler
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.endpoints import endpoints
from analyzer.wiring.modules import last_part, package_of
from analyzer.wiring.roles import is_test

REFUSALS = word_set("HTTPException abort HTTPBadRequest BadRequest ValidationError HTTPUnprocessableEntity")
ERROR_HANDLERS = word_set("exception_handler errorhandler add_exception_handler register_error_handler")
REQUEST_SCHEMAS = word_set("pydantic.BaseModel marshmallow.Schema msgspec.Struct")
CHECKERS = word_set("jsonschema.validate marshmallow.Schema().load")
# `return jsonify(...), 400`
RETURNED_ERROR = lazy_regex(
    r"\s*return\b.{1,400},\s?(?:4(?:00|01|03|04|05|09|13|15|22|29)|50[0234])\)?\s*(?:#|\Z)"
)
# `JSONResponse(..., status_code=502)`, `Response(..., status=status.HTTP_400_BAD_REQUEST)`
ERROR_ANSWERS = lazy_regex(r"(?:\w{0,40}Response|json_response|make_response)\Z")
ERROR_STATUS = lazy_regex(
    r"\bstatus(?:_code)?\s{0,2}=\s{0,2}(?:(?:\w{1,40}\.){0,3}(?:HTTP_)?[45]\d\d(?!\d)"
    r"|(?:\w{1,40}\.){0,2}HTTPStatus\.(?:BAD_|UNAUTH|FORBIDDEN|NOT_|METHOD_NOT|CONFLICT|UNPROCESS|UNSUPPORTED"
    r"|TOO_MANY|\w{1,20}_TOO_LARGE|INTERNAL_|SERVICE_UNAV|GATEWAY_))"
)
RAISED = lazy_regex(r"[ \t]+raise (?!NotImplemented)\w{0,60}(?:Error|Exception)\((?!\))")
MOST_ROWS = 8
MOST_ROUNDS = 5
CLIENT_ERRORS = lazy_regex(r"\b4(?:00|04|13|15|22|29)\b")


@check(
    id="error_handling",
    title="error handling of the service",
    reads=(FileKind.PYTHON,),
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
)
def error_handling(repo: Snapshot) -> Iterator[Observation]:
    """A request that cannot be answered gets a response that says so.

    Searched in the modules that answer requests. Present: a handler takes a schema or code checks what came
    in by one (the schema of an answer checks no request), or errors are raised, returned or handled
    explicitly. Substantive: both; or one of them and a test that expects a client error (a 4xx status).
    """
    found = endpoints(repo)
    if not found:
        yield NotApplicable("no code here answers requests")
        return
    tested = any(
        CLIENT_ERRORS.search(repo.text(path) or "")
        for path, facts in repo.modules.items()
        if is_test(repo, path) and facts.assertions
    )
    for path in sorted({each.path for each in found}):
        checked, refused = _checked(repo, path), _refused(repo, path)
        ways = [line for line in (checked, refused) if line is not None]
        if ways:
            level = Level.SUBSTANTIVE if len(ways) == 2 or tested else Level.PRESENT
            words = " and ".join(
                word
                for word, line in (
                    ("requests are validated", checked),
                    ("errors are handled explicitly", refused),
                )
                if line is not None
            )
            yield Evidence(path, refused or checked, level, words)
        elif (raised := _raised(repo, path)) is not None:
            note = "a handler raises an error, without a status of its own"
            yield Evidence(path, raised, Level.PRESENT, note)


def _checked(repo: Snapshot, path: str) -> int | None:
    """The line on which a handler takes a schema, or code checks or builds what came in by one."""
    facts, schemas = repo.modules[path], _schema_names(repo)
    lines = [each.line for each in facts.calls if package_of(each.target, CHECKERS)]
    lines += [
        each.line
        for each in facts.functions
        if is_handler(facts, each) and any(last_part(name) in schemas for name in each.takes)
    ]
    lines += [
        each.line
        for each in facts.calls
        if (name := built_from_request(each)) is not None and last_part(name) in schemas
    ]
    return min(lines, default=None)


def _refused(repo: Snapshot, path: str) -> int | None:
    """The line that refuses a request, handles an exception for all of them, or returns a client error."""
    calls = repo.modules[path].calls
    first = next((each.line for each in calls if last_part(each.target) in REFUSALS | ERROR_HANDLERS), None)
    if first is not None:
        return first
    rows = (repo.text(path) or "").split("\n")
    answers = (each.line for each in calls if ERROR_ANSWERS.match(last_part(each.target)))
    answered = [line for line in answers if _says_an_error(rows, line)]
    returned = [number for number, row in enumerate(rows, 1) if RETURNED_ERROR.match(row[:500])]
    return min(answered + returned, default=None)


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
    }
    for _round in range(MOST_ROUNDS):
        more = {name for name, above in bases.items() if above & found} - found
        if not more:
            break
        found |= more
    return frozenset(found)
