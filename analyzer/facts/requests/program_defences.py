"""What protects services that are not written in Python: what their packages limit, check, guard and ask."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.requests.callers import FORBIDDEN, asks_caller
from analyzer.facts.requests.defences import LIMIT_STATUS, Found
from analyzer.facts.requests.off_by_default import is_off_by_default
from analyzer.facts.requests.program_answers import ErrorAnswer, error_answers
from analyzer.facts.requests.record_bounds import bounds_of_models
from analyzer.facts.requests.unarmed_defences import is_switched_off, is_unarmed
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import Node, reached_by
from analyzer.wiring.other_programs.class_guards import met_by_requests
from analyzer.wiring.other_programs.in_ci import tested_in_ci
from analyzer.wiring.other_programs.index import import_edges
from analyzer.wiring.other_programs.served import can_never_run, routes
from analyzer.wiring.other_programs.serving_path import (
    RUN_VALIDATORS,
    around_requests,
    input_checks,
    on_any_request,
)
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject

SUBJECT_KINDS = {Subject.GUARDRAIL: "guardrail", Subject.AUTHENTICATION: "authentication"}
# What a limit is of, by the words of what is called: how often somebody asks, or how much is sent.
OF_SIZE = lazy_regex(r"(?i)size|bytes|body|length|multipart|upload|payload|maxfile|limit_?reader")
# What only bounds how much of something is read: of a request where it reads the body of one.
BOUNDS_READING = lazy_regex(r"(?:\A|[.#])(?:LimitReader|LimitedReader)\Z")
READS_BODY_OF_REQUEST = lazy_regex(
    r"\b(?:r|req|request|hr|httpReq|c\.Request(?:\(\))?|ctx\.Request(?:\(\))?)\.Body\b|\bRequestBody\b"
)
# How much a model may answer bounds no request.
OF_ANSWER_LENGTH = lazy_regex(r"(?i)answer|output|max_?(?:completion_?)?tokens")
OF_TIME = lazy_regex(r"(?i)time[- ]?(?:out|limit)|deadline|abort|cancellation")
OF_RATE = lazy_regex(
    r"(?:(?<![a-zA-Z])|http)rate|Rate|RATE|(?i:throttl|quota|bucket|slow-?down|attack|limiter|tollbooth|\blimit)"
)
# `BodyLimit: 4 << 20`, `serverOptions.Limits.MaxRequestBodySize = 1000;`, `parse.json(maxLength = 10 * 1024)`
SIZE_SETTING = lazy_regex(
    r"(?i)(?!\s*(?://|#|\*))[^\"'\n]{0,120}?\b(?P<name>body_?limit|max_?request_?body_?size|max_?multipart_?memory"
    r"|max_?http_?buffer_?size|multipart_?body_?length_?limit"
    r"|(?:(?<=\.json\()|(?<=\.text\()|(?<=\.raw\()|(?<=Json\()|(?<=Text\()|(?<=FormData\())maxLength)\b"
    r"[\"']?\s{0,4}[:=]\s{0,4}(?![=>]|0\b|null|nil|None|undefined|(?:int|number|string|Int|Long)\b)"
)
# `limits: { fileSize: 5 * 1024 * 1024 }` of what takes uploads, in a file of its own.
UPLOAD_LIMIT = lazy_regex(
    r"\blimits\s{0,8}:\s{0,8}\{[^{}]{0,300}?\b(?P<name>fileSize|fieldSize)\s{0,8}:(?!\s{0,8}(?:0\b|Infinity|undefined|number\b))"
)
TAKES_UPLOADS = lazy_regex(r"[\"'](?:multer|busboy|@fastify/multipart|@nestjs/platform-express\S{0,60})[\"']")
TAKING_UPLOADS = ("Interceptor(", "multer(")
GIVEN_UPLOADS = lazy_regex(r"\b(?:\w{0,20}Files?Interceptor|multer)\([^\n]{0,200}?\b[a-z]\w{1,60}\s{0,4}\)")
# What stands in all of these names.
MAY_SET_A_SIZE = lazy_regex(r"[lL][iI][mM][iI][tT]|[mM][aA][xX]")
ROW_CUT = 300
# A comparison of the status that somebody else answered, a few rows above.
_RECEIVED = (
    r"(?i:\b(?:when|case)\s{{1,4}}(?:\w{{1,20}}\.)?(?:{0}|{1})\b"
    r"|(?:status|code)\w{{0,12}}(?:\(\))?\s{{0,4}}={{2,3}}\s{{0,4}}(?:\w{{1,20}}\.)?(?:{0}|{1})\b)"
)
RECEIVED = {
    "429": lazy_regex(_RECEIVED.format("429", "(?:Status)?TooManyRequests|too_many_requests")),
    "401": lazy_regex(_RECEIVED.format("401", "(?:Status)?Unauthorized")),
    "413": lazy_regex(_RECEIVED.format("413", "(?:Status)?RequestEntityTooLarge")),
}
NEVER = lazy_regex(r"(?!)")
ROWS_BEFORE = 4
# Limiters of anything: of what others ask as well as of what the program itself asks of others.
GENERAL_LIMITER = lazy_regex(
    r"(?i)golang\.org/x/time|juju/ratelimit|uber\.org/ratelimit|uber-go/ratelimit|\bbottleneck|\bp-(?:limit|queue|throttle)"
    r"|common\.util\.concurrent|resilience4j|\blimiter\b|semaphore|ratelimit-?by|async-?lock"
)
# What only fills an object, unless marks of its fields say what they may hold.
LONGEST_SHOWN = 80
# What rules of FluentValidation bound; that something is there bounds nothing.
RULE_BOUND = lazy_regex(
    r"\.(?:M(?:ax|in)imumLength|Length|(?:In|Ex)clusiveBetween|(?:Less|Greater)Than(?:OrEqualTo)?|Matches"
    r"|PrecisionScale|ScalePrecision|IsInEnum|EmailAddress|CreditCard)\("
)
# Marks of a field that say that it is there, or its type: a value of any size is still let in.
MARKS_FIELDS = frozenset(("class-validator", "data annotations", "Bean Validation"))
ONLY_THERE_OR_TYPED = lazy_regex(
    r"(?:.*[#.])?(?:Required|Is(?:Optional|Defined|NotEmpty(?:Object)?|String|Number|Int|Boolean|Date|Object|Array"
    r"|Instance)|ValidateIf|ValidateNested|NotNull|NotBlank|NotEmpty)(?:\(\))?"
)
FILLS_OBJECT = lazy_regex(r"\.(?:Should|Must)?Bind\w*\Z")
# That a field is there, or may be missing, bounds nothing.
FIELD_BOUND = lazy_regex(r"\b(?:binding|validate):\"(?!-?\")(?!(?:(?:required|omitempty|dive),?){1,4}\")")


def program_defences(repo: Snapshot) -> Iterator[Found]:
    """The first defence of each kind in each file; a limit on time alone defends against nobody."""
    seen: set[tuple[str, str]] = set()
    for kind, use, on_path, aside in _by_package(repo):
        if (use.path, kind) not in seen:
            live = on_path or start_of(repo, use.path, use.function) is not None
            if not live and can_never_run(repo, use):
                continue
            seen.add((use.path, kind))
            yield Found(kind, use.path, use.line, f"{use.tool}: {_shown(use)}", live, on_path, aside=aside)
    for path, line, name in (*_sizes(repo), *_upload_sizes(repo)):
        if (path, "input bound") not in seen:
            seen.add((path, "input bound"))
            yield Found("input bound", path, line, f"size limit {name}", live=True, wired=True)
    for node, answers in error_answers(repo).items():
        for each in answers:
            answered = LIMIT_STATUS.get(each.status)
            if each.status == FORBIDDEN and not _asks_caller(repo, each, node[1]):
                continue
            if answered is not None and (each.path, answered) not in seen:
                if _is_passed_on(repo, each):
                    continue
                seen.add((each.path, answered))
                off = answered == "authentication" and is_off_by_default(repo, each.path)
                note = f"responds with {each.status}" + (", where a switch is turned on" if off else "")
                yield Found(
                    answered,
                    each.path,
                    each.line,
                    note,
                    live=True,
                    wired=not off,
                    aside=_is_aside(repo, node),
                )


def _is_passed_on(repo: Snapshot, answer: ErrorAnswer) -> bool:
    """Whether a refusal only repeats what another service was found to have answered: `when 429`."""
    rows = (repo.text(answer.path) or "").split("\n")
    before = rows[max(0, answer.line - 1 - ROWS_BEFORE) : answer.line]
    return any(RECEIVED.get(answer.status, NEVER).search(row[:ROW_CUT]) for row in before)


def _asks_caller(repo: Snapshot, answer: ErrorAnswer, function: str) -> bool:
    return asks_caller((repo.text(answer.path) or "").split("\n"), answer.line, function)


@derived
def _before_models(repo: Snapshot) -> frozenset[Node]:
    """What may run while a route is answered that asks a model."""
    return reached_by(repo, {node for each in routes(repo) if each.asks for node in each.handlers})


@derived
def _beside_models(repo: Snapshot) -> frozenset[str]:
    """The files of functions that answer routes and ask no model, where those of another file do."""
    asking = {node[0] for each in routes(repo) if each.asks for node in each.handlers}
    others = {node[0] for each in routes(repo) for node in each.handlers}
    return frozenset(others - asking if asking else ())


def _is_aside(repo: Snapshot, node: Node) -> bool:
    return node[0] in _beside_models(repo) and node not in _before_models(repo)


def _by_package(repo: Snapshot) -> Iterator[tuple[str, ProgramUse, bool, bool]]:
    """The kind of a defence, its use, whether a request meets it, and whether this asks no model."""
    around, tested = around_requests(repo), tested_in_ci(repo)
    # A test of CI that asks a guardrail shows that it holds.
    in_tests = [each for each in uses(repo, Subject.GUARDRAIL, tests=True) if each.path in tested]
    for use in (*uses(repo, Subject.LIMIT, *SUBJECT_KINDS), *in_tests):
        kind = SUBJECT_KINDS.get(use.sign.subject) or _limit_of(repo, use)
        if not use.called or kind is None or is_unarmed(repo, use):
            continue
        # What limits how often something is done protects the service only where a request meets it.
        node = use.path, use.function or ""
        if kind != "rate limit" or GENERAL_LIMITER.search(use.target) is None or node in on_any_request(repo):
            met = around.has(use) or met_by_requests(repo, use) or _holds_everywhere(repo, use)
            met = met or (kind == "guardrail" and use.path in tested)
            off = kind == "authentication" and (
                is_switched_off(repo, use) or is_off_by_default(repo, use.path)
            )
            yield kind, use, met and not off, _is_aside(repo, node)
    before = _before_models(repo)
    for use, holds in input_checks(repo):
        if not _only_fills(repo, use) and not is_unarmed(repo, use):
            yield "input bound", use, bool(holds), bool(before) and before.isdisjoint(holds)
    # What a record bounds holds for whatever fills it, a person's page as well as a question.
    for use in bounds_of_models(repo):
        yield "input bound", use, True, bool(before)


def _only_fills(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a call fills an object from the request, and nothing here gives its fields bounds.

    Strong parameters say which fields may be filled, and bound none of them; neither does a mark of one
    that only asks for it or for its type.
    """
    if use.tool == "strong parameters":
        return True
    if use.tool in MARKS_FIELDS and ONLY_THERE_OR_TYPED.fullmatch(use.target) is not None:
        return True
    if use.target.endswith(RUN_VALIDATORS):
        return RULE_BOUND.search(repo.text(use.path) or "") is None
    if FILLS_OBJECT.search(use.shown) is None:
        return False
    paths = {path for path, _function in around_requests(repo).nodes} | {use.path}
    return not any(FIELD_BOUND.search(repo.text(path) or "") for path in paths)


def _sizes(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """Settings of a server that bound how much it takes, where its application is made."""
    for path in sorted({path for path, _function in around_requests(repo).nodes}):
        for number, row in enumerate((repo.text(path) or "").split("\n"), 1):
            if MAY_SET_A_SIZE.search(row) is None:
                continue
            match = SIZE_SETTING.match(row[:ROW_CUT])
            if match is not None:
                yield path, number, match["name"]
                break


def _upload_sizes(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """Limits of uploads that a file sets for those that take them and are handed what it exports."""
    taking = sorted({path for path, _function in around_requests(repo).nodes})
    seen: set[str] = set()
    for path in taking:
        here = repo.text(path) or ""
        if not any(each in here for each in TAKING_UPLOADS) or GIVEN_UPLOADS.search(here) is None:
            continue
        for other in import_edges(repo).get(path, ()):
            text = repo.text(other) or "" if other not in seen else ""
            seen.add(other)
            match = UPLOAD_LIMIT.search(text) if TAKES_UPLOADS.search(text) is not None else None
            if match is not None:
                yield other, text.count("\n", 0, match.start("name")) + 1, match["name"]


def _holds_everywhere(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a running application asks this of all its requests."""
    return (
        use.sign.everywhere
        and bool(around_requests(repo).nodes)
        and start_of(repo, use.path, use.function) is not None
    )


def _limit_of(repo: Snapshot, use: ProgramUse) -> str | None:
    said = f"{use.tool} {use.target} {' '.join(key for key, _value in use.keywords)}"
    if OF_ANSWER_LENGTH.search(f"{use.tool} {use.shown}"):
        return None
    if BOUNDS_READING.search(use.target) and not READS_BODY_OF_REQUEST.search(_row(repo, use)):
        return None
    if OF_SIZE.search(said):
        return "input bound"
    if OF_TIME.search(f"{use.tool} {use.shown}"):
        return None
    return "rate limit" if OF_RATE.search(said) else None


def _row(repo: Snapshot, use: ProgramUse) -> str:
    return "".join((repo.text(use.path) or "").split("\n")[use.line - 1 : use.line])[:ROW_CUT]


def _shown(use: ProgramUse) -> str:
    shown = use.shown.replace("()", "") or use.tool
    # What is named like its tool says by what it is given what it does: `before_action :authenticate_user!`.
    shown = next(iter(use.strings), shown) if shown == use.tool else shown
    while len(shown) > LONGEST_SHOWN and "." in shown:  # of a long chain its end says what is done
        shown = shown.partition(".")[2]
    return shown[:LONGEST_SHOWN]
