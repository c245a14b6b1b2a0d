"""Whether a request that cannot be answered gets a clear error.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.requests.bot_answers import Refusal, answers_by_path
from analyzer.facts.requests.error_lines import (
    about_whom,
    error_lines,
    is_of_the_method,
    most_telling,
    raised_line,
)
from analyzer.facts.requests.incoming_values import fills_from_request, is_answer_class
from analyzer.facts.requests.program_answers import (
    asking_handlers,
    error_answers,
    failure_handlers,
    handlers_over_models,
    only_throws,
    thrown_in_handlers,
)
from analyzer.facts.requests.request_checks import checks_of_requests
from analyzer.facts.requests.request_handlers import is_handler
from analyzer.facts.requests.request_schemas import built_from_request
from analyzer.facts.requests.required_members import required_of_requests
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, import_graph, last_part, package_of
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.javascript.inputs import SCHEMA_OF_ANSWERS
from analyzer.wiring.other_programs.serving_path import input_checks, on_request
from analyzer.wiring.roles import is_example_path, is_test, is_test_path
from analyzer.wiring.routes.endpoints import endpoints
from analyzer.wiring.runs.called import called_by_requests
from analyzer.wiring.serving.served_models import asks_model, functions_that_ask

# Whose classes frameworks fill from a request and check by the types of their fields.
CHECKED_RECORDS = word_set("dataclasses.dataclass pydantic.dataclasses.dataclass attrs.define attr.s")
REQUEST_SCHEMAS = word_set(
    "pydantic.BaseModel marshmallow.Schema msgspec.Struct sqlmodel.SQLModel ninja.Schema ninja.ModelSchema"
)
CHECKERS = word_set("jsonschema.validate marshmallow.Schema().load")
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
    views = set(_views(repo, found)) - found
    found |= views
    if not found and not on_request(repo):
        yield NotApplicable("no code here answers requests")
        return
    tested = _is_tested(repo)
    bots = {each.path for each in endpoints(repo) if each.tool.endswith(" bot")}
    over = _over_models(repo, found)
    best: dict[tuple[str | None, int | None], Evidence] = {}
    for path in sorted(found):
        refused, checked = _at(path, _refused(repo, path)), _at(path, _checked(repo, path))
        if path in bots:
            refused = refused or _told(repo, path, Refusal.FAILURE)
            checked = checked or _told(repo, path, Refusal.CONTENT, Refusal.SIZE)
        refused = refused or _refused_beside(repo, views - import_graph(repo).get(path, frozenset()))
        if refused is not None and checked is not None and is_of_the_method(repo, *refused):
            refused = None
        here = _evidence(checked, refused, tested=tested) or _of_raised(_at(path, raised_line(repo, path)))
        _keep(best, here, over=path in over)
    for_all = {(each.path, each.line) for each in failure_handlers(repo)}
    for path in on_request(repo):
        places = _checked_by_program(repo, path), _refused_by_program(repo, path)
        asks = not handlers_over_models(repo).isdisjoint(on_request(repo)[path])
        here = _evidence(*places, tested=tested) or _of_raised(thrown_in_handlers(repo, path))
        if (
            places[1] in for_all
        ):  # what answers for every failure says as much as one answer of a checked request
            here = [replace(each, size=1) for each in here]
        _keep(best, here, over=asks)
    yield from best.values()


def _keep(
    best: dict[tuple[str | None, int | None], Evidence], found: Iterable[Evidence], *, over: bool
) -> None:
    """Keeps the strongest evidence of a place; what stands before a model counts more than what does not."""
    for each in found:
        each = replace(each, size=each.size + 2 * int(over))
        before = best.setdefault((each.path, each.line), each)
        if (each.level, each.size) > (before.level, before.size):
            best[each.path, each.line] = each


def _over_models(repo: Snapshot, paths: Collection[str]) -> frozenset[str]:
    """Of modules that answer requests those with a handler from which calls lead to a model."""
    routes = {each.path for each in endpoints(repo)}
    asking = {each.path for each in endpoints(repo) if asks_model(repo, each)}
    views = {path for path, _function in functions_that_ask(repo)} - routes
    return frozenset((asking | views) & set(paths))


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
    return [Evidence(*ways[0], level, words, size=len(ways) - 1)]


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
    best = min(found, key=lambda each: (each[0] != path, each), default=None)
    required = ((node[0], line) for node, line in required_of_requests(repo).items() if node in nodes)
    return best or min(required, default=None)


def _refused_by_program(repo: Snapshot, path: str) -> _Place | None:
    answers = error_answers(repo)
    nodes = on_request(repo)[path]
    nodes |= {(use.path, use.function or "") for use, holds in input_checks(repo) if holds & nodes}
    given = [each for node in nodes for each in answers.get(node, ())]
    # What answers for all failures says more than an exception that it turns into an answer.
    said = [each for each in given if not only_throws(repo, each)] or list(failure_handlers(repo)) or given
    first = {each for node in nodes & handlers_over_models(repo) for each in answers.get(node, ())}
    # A table of routes holds those of many files: what stands beside a handler that asks a model says more.
    asking = {file for file, _function in nodes & asking_handlers(repo)}
    best = min(
        said,
        key=lambda each: (
            each not in first,
            each.path not in asking,
            each.path != path,
            _about(each.status),
            each.path,
            each.line,
        ),
        default=None,
    )
    return None if best is None else (best.path, best.line)


def _about(status: str) -> int:
    """What is told of a request before who asks, and both before what failed in the server."""
    return 2 if status[:1] == "5" else int(status in ("401", "403"))


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
    """The line of a module that refuses or handles, in a handler over a model or of a schema first."""
    facts, schemas = repo.modules[path], _schema_names(repo)
    taking = {
        each.qualified_name
        for each in facts.functions
        if is_handler(facts, each) and any(last_part(name) in schemas for name in each.takes)
    }
    return most_telling(repo, path, taking)


def _refused_beside(repo: Snapshot, elsewhere: Collection[str]) -> _Place | None:
    """Where code that runs for requests refuses one or answers for all errors, beside the files of routes.

    `elsewhere` are the modules that answer for other routes.
    """
    return next((place for place in _refusals_beside(repo) if place[0] not in elsewhere), None)


@derived
def _refusals_beside(repo: Snapshot) -> tuple[_Place, ...]:
    """Of each file beside those of routes the line that tells most, what is said of a request first."""
    running, found = called_by_requests(repo), list[tuple[int, _Place]]()
    for path in sorted(running.modules - {each.path for each in endpoints(repo)}):
        facts = repo.modules.get(path)
        if facts is None or is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, facts, notebook=False)
        lines = (line for line in error_lines(repo, path) if running.has(path, code.function_at(line)))
        found += sorted((about_whom(repo, path, line), (path, line)) for line in lines)[:1]
    return tuple(place for _about_whom, place in sorted(found))


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
