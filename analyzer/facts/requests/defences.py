"""What protects a service: libraries that are switched on, answers of its own, sizes, forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.requests.allowed_senders import allowed_senders
from analyzer.facts.requests.answered_pairs import answered_pairs
from analyzer.facts.requests.bot_answers import Refusal, answers_by_path
from analyzer.facts.requests.callers import FORBIDDEN, asks_caller
from analyzer.facts.requests.defence_catalogue import DEFENCES, Defence
from analyzer.facts.requests.error_lines import is_for_anything
from analyzer.facts.requests.limit_settings import limit_settings
from analyzer.facts.requests.refusal_classes import own_refusals
from analyzer.facts.requests.request_checks import asks_who_it_is, forms_asked
from analyzer.facts.requests.request_schemas import request_types
from analyzer.facts.requests.taken_dependencies import is_taken
from analyzer.facts.requests.validated_documents import validates_a_request
from analyzer.facts.requests.worded_refusals import words_refusal
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, Function, PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import Code, Use, last_part, package_of
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import called_by_requests, called_by_services
from analyzer.wiring.runs.known_code import known_code
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.serving.served_models import functions_that_ask

# What bounds a part of an address, and what only says where a credential is sent.
TELLING_LESS = ("fastapi.Query", "fastapi.Path", "fastapi.security.")
# Bounds that stand in a class hold for requests only where a handler takes that class.
CLASS_BOUNDS = word_set("pydantic")
DOCUMENT_CALLS = word_set("jsonschema.validate fastjsonschema.validate")
LIMIT_STATUS = {"429": "rate limit", "413": "input bound", "401": "authentication", "403": "authentication"}
STATUS = lazy_regex(r"\b(?:HTTP_)?(429|413|401|403)(?:_[A-Z_]{1,40})?\b")
# Calls that answer with a status.
REFUSING = lazy_regex(
    r"(?:HTTP(?:Exception|Error|Unauthorized|Forbidden|TooManyRequests|RequestEntityTooLarge)|APIException"
    r"|NotAuthenticated|PermissionDenied|Throttled|WebSocketException|abort|make_response|send_error|set_status"
    r"|Response|(?:JSON|ORJSON|UJSON|PlainText|HTML|Json|Http)Response\w{0,20})\Z"
)
# A function of the repository that answers: `await _send_error(send, status_code=413)`, or ASGI's own `send`.
ANSWERING_WORDS = word_set("error errors respond response reply reject refuse deny abort problem fail send")
STATUS_KEYWORDS = word_set("status status_code http_status")
RAW_SEND = "send"
RAW_START = lazy_regex(r"[\"']status[\"']\s?:\s?(?:429|413|401)\b")
STATUS_LINES = 5
ERROR_PARAMETERS = word_set("exc error err exception e _exc _error _err _exception _e")
# A branch whose condition only asks a setting: `if not settings.EXPORT_ENABLED:`.
SETTING_ALONE = lazy_regex(
    r"[ \t]*(?:el)?if[ \t]+(?:not[ \t]+)?"
    r"(?:[\w.]{0,60}(?:settings|config|cfg|flags|features)(?:\(\))?\.[\w.]{1,80}"
    r"|[A-Z][A-Z0-9_]{2,80})[ \t]*(?:(?:==|is)[ \t]*(?:not[ \t]+)?(?:False|True|None))?[ \t]*:[ \t]*(?:#.*)?"
)
CONDITION_ROWS = 20
REFUSES = lazy_regex(r"^\s*(?:raise|assert)\b|:\s*(?:raise|assert)\s")
# Calls that change a value and refuse none.
TIDYING = word_set(
    "isinstance str strip lstrip rstrip lower upper title capitalize casefold swapcase replace split rsplit "
    "splitlines join len round abs min max sum sorted reversed list set tuple dict bool repr format get "
    "items keys values copy append extend setdefault update zfill removeprefix removesuffix any all hasattr "
    "getattr type print"
)


# Why a bot does not answer, as a kind of defence.
REFUSED_BY_BOTS = (
    ("authentication", Refusal.SENDER, "a bot turns away who is not approved"),
    ("input bound", Refusal.SIZE, "a bot refuses what is beyond a limit"),
)


class Found(Struct, frozen=True):
    """One defence in place: its kind, where, and whether it is on the serving path or run by CI.

    `worded`: it only words what other code refuses. `aside`: it tells less than others of its kind: it stands
    before routes that ask no model beside others that do, bounds a part of an address, names where a
    credential is sent or passes on that one was refused.
    """

    kind: str
    path: str
    line: int
    note: str
    live: bool
    wired: bool
    worded: bool = False
    aside: bool = False


def defences(repo: Snapshot) -> Iterator[Found]:
    """What stands in code: libraries that are used, own answers, sizes, forms that are checked."""
    yield from _by_library(repo)
    yield from _by_status(repo)
    yield from _by_setting(repo)
    yield from _by_form(repo)
    for path, line, wired in allowed_senders(repo):
        yield Found("authentication", path, line, "a bot turns away who is not on its list", True, wired)
    for kind, why, note in REFUSED_BY_BOTS:
        for path, line in answers_by_path(repo, why).items():
            yield Found(kind, path, line, note, live=True, wired=True)


def _by_library(repo: Snapshot) -> Iterator[Found]:
    served = called_by_services(repo)
    seen: set[tuple[str, str]] = set()
    for use, defence in sorted(DEFENCES.uses(repo), key=lambda each: _comes_late(repo, each[0])):
        path = use.code.path
        if use.code.notebook or is_test(repo, path) or is_example_path(path) or (path, defence.name) in seen:
            continue
        line = _switched_on(repo, defence, use)
        if line is None:
            continue
        note, aside = use.target, use.target.startswith(TELLING_LESS)
        if defence.name == "input bound":
            if path not in called_by_requests(repo).modules:
                continue  # bounds on settings or on a program's own data are not bounds on requests
            asks_schema = use.target in DOCUMENT_CALLS and use.call is not None
            if asks_schema and not validates_a_request(repo, path, use.code.facts, use.call):
                continue  # a set of data that is read behind a route
            if package_of(use.target, CLASS_BOUNDS) is not None:
                types = request_types(repo)
                owner = types.owner(path, line, use.code.facts)
                if owner is None:
                    continue
                aside = _is_beside_models(repo, types.taken_by[path, owner.qualified_name])
                built = (path, owner.qualified_name) in types.built
                taken = "which is filled with what came in" if built else "which a handler takes"
                note = f"{use.target} in {owner.name}, {taken}"
        seen.add((path, defence.name))
        function = use.call.function if use.call is not None else None
        live = is_live(repo, use.code, function)
        asks = is_taken(repo, use)
        note = note if asks else f"{note}, which nothing that is served takes"
        wired = live and asks and served.has(path, function)
        yield Found(defence.name, path, line, note, live, wired, aside=aside)


def _comes_late(repo: Snapshot, use: Use) -> tuple[bool, bool]:
    return not is_taken(repo, use), use.target.startswith(TELLING_LESS)


def _is_beside_models(repo: Snapshot, taker: tuple[str, int, str]) -> bool:
    """Whether a handler that takes a class asks no model, and handlers of schemas do."""
    asking = functions_that_ask(repo)
    takers = request_types(repo).taken_by.values()
    return (taker[0], taker[2]) not in asking and any((path, name) in asking for path, _line, name in takers)


def _switched_on(repo: Snapshot, defence: Defence, use: Use) -> int | None:
    """The line where the use does something: a call with one of the keywords, a decorator, a class's own."""
    if use.call is not None:
        bounded = not defence.keywords or any(key in defence.keywords for key, _value in use.call.keywords)
        function = next((each for each in use.code.facts.functions if _decorates(use, each)), None)
        if function is not None and not _may_refuse(repo, use, function, defence):
            return None
        return use.line if bounded else None
    if defence.keywords:
        return None  # without one of them, it bounds nothing
    facts = use.code.facts
    decorated = [
        (each.line, function)
        for function in facts.functions
        for each in function.decorators
        if each.target.replace("()", "") == use.target
    ]
    if decorated:
        return next((line for line, each in decorated if _may_refuse(repo, use, each, defence)), None)
    for definition in facts.classes:
        if use.target in definition.bases:
            return definition.line
        if use.target in definition.names:
            word = last_part(use.target)
            return _line_in(repo, use.code.path, word, definition.line, definition.end_line)
    for function in facts.functions:
        if use.target in function.takes:
            return function.line
    return _handed_to_a_decorator(repo, use)


def _handed_to_a_decorator(repo: Snapshot, use: Use) -> int | None:
    """The line of a decorator of the same package that is given what is used."""
    rows = rows_of(repo.text(use.code.path) or "")
    named = re.compile(rf"\(.*\b{re.escape(last_part(use.target))}\b")
    root = use.target.partition(".")[0]
    for function in use.code.facts.functions:
        for mark in function.decorators:
            if mark.target.partition(".")[0] == root and named.search(rows[mark.line - 1][:500]):
                return mark.line
    return None


def _decorates(use: Use, function: Function) -> bool:
    return any(
        each.line == use.line and each.target.replace("()", "") == use.target for each in function.decorators
    )


def _may_refuse(repo: Snapshot, use: Use, function: Function, defence: Defence) -> bool:
    """Whether what is decorated may refuse something: a validator that only trims bounds nothing."""
    if defence.name != "input bound":
        return True
    rows = rows_of(repo.text(use.code.path) or "")[function.line - 1 : function.end_line]
    calls = known_code(repo).calls.get(use.code.path, {}).get(function.qualified_name, ())
    refuses = any(REFUSES.search(row[:500]) for row in rows)
    return refuses or any(last_part(each) not in TIDYING for each in calls)


def _line_in(repo: Snapshot, path: str, word: str, first: int, last: int) -> int:
    rows = rows_of(repo.text(path) or "")
    return next((row for row in range(first, min(last, len(rows)) + 1) if word in rows[row - 1]), first)


def _by_status(repo: Snapshot) -> Iterator[Found]:
    """Code on the way of a request that answers with 429, 413, 401 or 403: the project's own limit."""
    served = called_by_services(repo)
    for path in sorted(served.modules):
        if is_test(repo, path):
            continue
        facts = repo.modules[path]
        found: dict[str, Found] = {}
        for line, function, status, rows in _refusals(repo, path):
            kind = LIMIT_STATUS.get(status)
            if kind == "authentication" and _is_switched_off(rows, line):
                continue
            if status == FORBIDDEN and not asks_caller(rows, line, function):
                continue
            if words_refusal(facts, function, status, rows):
                continue
            if kind is not None and (kind not in found or found[kind].aside):
                worded = _is_given_an_error(facts, function)
                aside = kind == "authentication" and is_for_anything(repo, path, line)
                answer = Found(kind, path, line, f"responds with {status}", True, True, worded, aside)
                if kind not in found or not aside:
                    found[kind] = answer
        yield from found.values()


def _refusals(repo: Snapshot, path: str) -> Iterator[tuple[int, str | None, str, list[str]]]:
    """Line, function and status of each refusal that a request may meet in a module, with the rows of it."""
    served, facts = called_by_services(repo), repo.modules[path]
    rows = list(rows_of(repo.text(path) or ""))
    found: list[tuple[int, str | None, str]] = []
    for call in facts.calls:
        own = own_refusals(repo).get(last_part(call.target))
        if not (own or _may_answer(call)) or not served.has(path, call.function):
            continue
        if last_part(call.target) == RAW_SEND and not _starts_answer(rows, call.line):
            continue
        status = _status(rows, call.line) or own
        if status is not None:
            found.append((call.line, call.function, status))
    code = Code(path, facts, notebook=False)
    for line, status in answered_pairs(facts, rows):
        function = code.function_at(line)
        if served.has(path, function):
            found.append((line, function, status))
    for line, function, status in sorted(found, key=lambda each: each[0]):
        yield line, function, status, rows


def _is_given_an_error(facts: PythonFacts, function: str | None) -> bool:
    """Whether a function is handed the error that it answers for."""
    return any(
        each.qualified_name == function and not ERROR_PARAMETERS.isdisjoint(each.parameters)
        for each in facts.functions
    )


def _may_answer(call: Call) -> bool:
    """Whether a call answers a request with a status: a framework's, an own one that is given it, ASGI's."""
    name = last_part(call.target)
    if REFUSING.match(name) or name == RAW_SEND:
        return True
    if not name[:1].islower() and not name.startswith("_"):
        return False  # a class of errors may be a client's, too
    given = any(key in STATUS_KEYWORDS and value in LIMIT_STATUS for key, value in call.keywords)
    return given and not words_of(name).isdisjoint(ANSWERING_WORDS)


def _starts_answer(rows: list[str], line: int) -> bool:
    return any(RAW_START.search(row[:500]) for row in rows[line - 1 : line - 1 + STATUS_LINES])


def _status(rows: list[str], line: int) -> str | None:
    """The status in a call that begins on this line, up to where its brackets close."""
    depth = 0
    for row in rows[line - 1 : line - 1 + STATUS_LINES]:
        match = STATUS.search(row[:500])
        if match is not None:
            return match[1]
        depth += row.count("(") - row.count(")")
        if depth <= 0:
            break
    return None


def _is_switched_off(rows: list[str], line: int) -> bool:
    """Whether the branch around a line is taken because of a setting alone, whoever asks."""
    indent = len(rows[line - 1]) - len(rows[line - 1].lstrip())
    for row in reversed(rows[max(0, line - 1 - CONDITION_ROWS) : line - 1]):
        if row.strip() and len(row) - len(row.lstrip()) < indent:
            return SETTING_ALONE.fullmatch(row[:300]) is not None
    return False


def _by_setting(repo: Snapshot) -> Iterator[Found]:
    for kind, path, row, note in limit_settings(repo, sorted(called_by_services(repo).modules)):
        yield Found(kind, path, row, note, live=True, wired=True)


def _by_form(repo: Snapshot) -> Iterator[Found]:
    """Forms and serializers that are asked whether what came in is valid; one for a login asks who it is."""
    served = called_by_services(repo)
    for path in sorted(served.modules):
        if is_test(repo, path):
            continue
        asked = sorted(forms_asked(repo.modules[path]), key=lambda each: asks_who_it_is(each.target))
        for call in asked[:1]:
            owner, _dot, method = call.target.rpartition(".")
            name = owner.removesuffix("()").rpartition(".")[2]
            kind = "authentication" if asks_who_it_is(call.target) else "input bound"
            wired = served.has(path, call.function)
            aside = kind == "authentication"  # a form for a login comes after what others send
            yield Found(kind, path, call.line, f"{name}.{method}", live=True, wired=wired, aside=aside)
