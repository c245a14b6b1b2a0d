"""What of programs runs on the way of a request, and what runs where their applications are made."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import NAME_DOT
from analyzer.repository import Snapshot, derived
from analyzer.text import rows_of, word_set
from analyzer.wiring.other_programs.calls import Node, begun_by, call_edges, reached_by
from analyzer.wiring.other_programs.definitions import classes_of
from analyzer.wiring.other_programs.index import language_at, programs
from analyzer.wiring.other_programs.javascript.inputs import shapes_only_answers
from analyzer.wiring.other_programs.jvm_interceptors import intercepting
from analyzer.wiring.other_programs.self_checks import self_checks
from analyzer.wiring.other_programs.served import route_objects, routes
from analyzer.wiring.other_programs.started import programs_started
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

# What is asked of the surroundings of a program was sent by nobody.
FIRST_ASKED = lazy_regex(r"[\s(!]{0,40}([A-Za-z_][\w.]{0,60})")
ASSIGNED = lazy_regex(
    r"([A-Za-z_][\w.]{0,60})[ \t]{0,20}(?:::?[ \t]?\w{1,30}[ \t]{0,4})?(?:<<?-|:?=(?!=))[ \t]{0,20}(.{0,200})"
)
# The blocks that a place lies in: `Api.lambda@7.lambda@9` lies in two of the class `Api`.
IN_BLOCKS = lazy_regex(r"(?:\.lambda@\d{1,7}){1,20}\Z")
SETTING_READ = lazy_regex(
    r"(?i)\b(?:sys\.getenv|os\.getenv|getenv|lookupenv|process\.env|getenvironmentvariable|config::get|viper\.get\w*)\b"
    r"|\bENV\b[\[.]"
)
MAY_READ_SETTING = lazy_regex(r"[eE][nN][vV]|(?::|[rR]\.)[gG][eE][tT]")
OF_THE_SURROUNDINGS = lazy_regex(r"(?i)\b(?:env|getenv|environ\w*|config|settings)\b")


# Validators that their framework finds by the type that they are for: https://fast-endpoints.com/docs/validation
FOUND_VALIDATORS = ("FluentValidation", "#Validator")
FOUND_VALIDATED_TYPE = lazy_regex(r"\b(?:Abstract)?Validator<(?:\w{1,60}\.){0,4}(\w{1,60})>")
# The same of a class that something must run for every request: a filter of ASP.NET Core, or a behaviour of a
# mediator that asks the validators of a message. https://docs.fluentvalidation.net/en/latest/aspnet.html,
# https://github.com/jbogard/MediatR/wiki/Behaviors
RUN_VALIDATORS = "#AbstractValidator"
RUNS_VALIDATORS = lazy_regex(r"\.(?:AddFluentValidationAutoValidation|AddFluentValidation)\(")
VALIDATING_BEHAVIOUR = lazy_regex(
    r"\bclass\s{1,4}(?P<name>\w{1,80})(?:<[^>\n]{1,120}>)?[^{;]{0,300}?\bIPipelineBehavior<[^{]{0,600}\{(?=.{0,3000}\bIValidator<)",
    re.DOTALL,
)
REGISTERED_WITHIN = 200
ADDS_BEHAVIOUR = lazy_regex(
    r"\bIPipelineBehavior<\s{0,2},|\.Add(?:Open)?Behavior\w{0,4}\(|\bIPipelineBehavior<[^>\n]{1,120}>,"
)

# What middleware is handed: https://expressjs.com/en/guide/writing-middleware.html, https://koajs.com,
# https://hono.dev/docs/guides/middleware, https://gin-gonic.com/en/docs/examples/custom-middleware/.
REQUEST_NAMES = word_set("req request _req c ctx context")
NEXT_NAMES = word_set("next _next res reply response")
TAKEN_CONTEXT = lazy_regex(
    r"(?:github\.com/gin-gonic/gin#|.{1,60}/echo(?:/v\d)?#|.{1,60}/fiber(?:/v\d)?#)\*?(?:Context|Ctx)(?:\(\))?"
    r"|net/http#\*?Request(?:\(\))?"
)


ASKED_OBJECT = lazy_regex(r"(?:.{0,80}[.#])?([A-Z]\w{0,60})\(\)\.(?:call|validate|valid\?)")


class Around(Struct, frozen=True):
    """The functions that make applications which answer requests, with all that these may run."""

    nodes: frozenset[Node]

    def has(self, use: ProgramUse) -> bool:
        """Whether a use runs where an application is made, or on the way of one of its requests."""
        return (use.path, use.function or "") in self.nodes


@derived
def on_request(repo: Snapshot) -> Mapping[str, frozenset[Node]]:
    """For each file with routes, the functions that may run while one of them is answered."""
    begun: dict[str, set[Node]] = {}
    for each in routes(repo):
        begun.setdefault(each.use.path, set()).update(each.handlers)
    return {path: reached_by(repo, nodes) for path, nodes in begun.items()}


@derived
def on_any_request(repo: Snapshot) -> frozenset[Node]:
    """Every function that may run while a request is answered."""
    return frozenset[Node]().union(*on_request(repo).values())


@derived
def around_requests(repo: Snapshot) -> Around:
    """What registers routes, whatever leads there, and what both may run: middleware is made there."""
    registering = {(each.use.path, each.use.function or "") for each in routes(repo)}
    if not registering:
        return Around(frozenset())
    begun = _leading_to(repo, registering) | set(intercepting(repo)) | _loaded_beside(repo, registering)
    return Around(reached_by(repo, begun) | on_any_request(repo))


def _loaded_beside(repo: Snapshot, registering: Iterable[Node]) -> set[Node]:
    """What a started file loads by the place of its files together with those that register routes."""
    paths = {path for path, _function in registering}
    found: set[Node] = set()
    for begin in dict.fromkeys(each.module for each in programs_started(repo)):
        if begin in programs(repo) and language_at(repo, begin).found_around:
            loaded = set(language_at(repo, begin).found(repo, begin, programs(repo)[begin])) - {begin}
            if loaded & paths:
                found.update(node for node in begun_by(repo, begin) if node[0] in loaded)
    return found


def _leading_to(repo: Snapshot, goals: Iterable[Node]) -> frozenset[Node]:
    """The functions from which calls lead to one of the goals; tests and examples are none."""
    backwards: dict[Node, list[Node]] = {}
    for node, called in call_edges(repo).items():
        for each in called:
            backwards.setdefault(each, []).append(node)
    seen = set(goals)
    queue = deque(sorted(seen))
    while queue:
        for each in backwards.get(queue.popleft(), ()):
            if each not in seen and not is_test_path(each[0]) and not is_example_path(each[0]):
                seen.add(each)
                queue.append(each)
    return frozenset(seen)


@derived
def input_checks(repo: Snapshot) -> tuple[tuple[ProgramUse, frozenset[Node]], ...]:
    """Where programs check what came in, each with the functions that this holds for.

    A call holds for the function around it; one beside the routes of a file for all of that file; a form
    for the functions that take it; what describes an endpoint apart from its handler for all of them. What is
    asked of the settings of a program checks no request.
    """
    found = []
    registering = {(each.use.path, each.use.function or "") for each in routes(repo)}
    handling = on_any_request(repo)
    for use in uses(repo, Subject.INPUT_CHECK):
        node = use.path, use.function or ""
        if not use.called or shapes_only_answers(use.tool, use.keywords) or _asks_surroundings(repo, use):
            continue
        if node in handling:
            found.append((use, frozenset({node})))
        elif node in registering or (use.function is None and use.path in route_objects(repo)):
            found.append((use, on_request(repo).get(use.path, frozenset())))
        elif behind := _middleware(repo).get(node):
            found.append((use, behind))
        elif of_class := _of_its_class(repo, node):
            found.append((use, of_class))
        elif use.sign.everywhere and around_requests(repo).has(use):
            found.append((use, on_any_request(repo)))
        elif callers := _callers(repo, use) & handling:
            found.append((use, callers))
        elif takers := frozenset(each for each in _takers(repo, use) if each in handling):
            found.append((use, takers))
    for each in self_checks(repo):
        takers = frozenset(_taking(repo).get(each.type_name, ())) & handling
        holds = takers if each.by_filter else frozenset(each.asked_by) & handling
        if holds:
            found.append((each.use, holds))
    return tuple(found)


@derived
def _middleware(repo: Snapshot) -> Mapping[Node, frozenset[Node]]:
    """What stands before handlers: functions that take a request where routes are registered; for which.

    `router.post("/ask", validate(schema), ask)` asks what `validate` gives back before `ask`.
    """
    found: dict[Node, set[Node]] = {}
    handling = on_any_request(repo)
    for each in dict.fromkeys((one.use.path, one.use.function or "") for one in routes(repo)):
        for node in reached_by(repo, (each,)) - handling:
            if _stands_between(repo, node):
                found.setdefault(node, set()).update(on_request(repo).get(each[0], ()))
    return {node: frozenset(behind) for node, behind in found.items()}


def _stands_between(repo: Snapshot, node: Node) -> bool:
    """Whether a function is handed a request and what comes next, by their types or their usual names."""
    path, name = node
    own = next((each for each in programs(repo)[path].functions if each.qualified_name == name), None)
    if own is None or is_test_path(path) or is_example_path(path):
        return False
    return any(map(TAKEN_CONTEXT.fullmatch, own.takes)) or (
        not REQUEST_NAMES.isdisjoint(own.parameters) and not NEXT_NAMES.isdisjoint(own.parameters)
    )


def _of_its_class(repo: Snapshot, node: Node) -> frozenset[Node]:
    """The handlers of the class in whose body, and in no method of it, a check of Ruby stands in a block."""
    path, function = node
    owner = IN_BLOCKS.sub("", function)
    facts = programs(repo)[path]
    if facts.language != "Ruby" or owner == function or owner not in classes_of(repo)[path]:
        return frozenset()
    handlers = (each for route in routes(repo) for each in route.handlers)
    return frozenset(each for each in handlers if each[0] == path and each[1].startswith(f"{owner}."))


def _asks_surroundings(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a check asks the settings of a program, or first a variable that holds one of them."""
    rows = rows_of(repo.text(use.path) or "")
    row = rows[use.line - 1][:500] if use.line <= len(rows) else ""
    if OF_THE_SURROUNDINGS.search(row) is not None:
        return True
    name = use.shown.rpartition(".")[2]
    asked = FIRST_ASKED.match(" ".join((row[row.find(name) + len(name) :], *rows[use.line : use.line + 2])))
    return asked is not None and _holds_setting(repo, use, asked[1])


def _holds_setting(repo: Snapshot, use: ProgramUse, name: str) -> bool:
    """Whether a variable that a check sees gets a setting: no other function's, and no parameter."""
    given = _settings_given(repo)
    if use.path not in given:
        given[use.path] = _variables_of_settings(rows_of(repo.text(use.path) or ""))
    numbers = given[use.path].get(name, ())
    if not numbers:
        return False
    functions = {each.qualified_name: each for each in programs(repo)[use.path].functions}
    own = functions.pop(use.function or "", None)
    if own is not None and name.replace(".", NAME_DOT) in own.parameters:
        return False
    return any(
        (own is not None and own.line <= number <= own.end_line)
        or not any(each.line <= number <= each.end_line for each in functions.values())
        for number in numbers
    )


@derived
def _settings_given(_repo: Snapshot) -> dict[str, Mapping[str, Sequence[int]]]:
    """The variables that get a setting and where, by file, as far as somebody asked."""
    return {}


def _variables_of_settings(rows: Sequence[str]) -> Mapping[str, Sequence[int]]:
    found: dict[str, list[int]] = {}
    for number, row in enumerate(rows, 1):
        if MAY_READ_SETTING.search(row) is None:  # most rows: nothing need be taken apart
            continue
        given = ASSIGNED.search(row[:500])
        if given is not None and SETTING_READ.search(given[2]) is not None:
            found.setdefault(given[1], []).append(number)
    return found


def _callers(repo: Snapshot, use: ProgramUse) -> frozenset[Node]:
    """The functions that make an object of a class which is a check, and ask it: `AskContract.new.call(x)`.

    Source: https://dry-rb.org/gems/dry-validation.
    """
    if use.sign.bases is None or not any(
        each.qualified_name == use.function for each in programs(repo)[use.path].classes
    ):
        return frozenset()
    return _asked_objects(repo).get((use.function or "").rpartition(".")[2], frozenset())


@derived
def _asked_objects(repo: Snapshot) -> Mapping[str, frozenset[Node]]:
    """The functions of Ruby that call a method of a new object, by the last names of its class."""
    found: dict[str, set[Node]] = {}
    for path, facts in programs(repo).items():
        for call in facts.calls if facts.language == "Ruby" else ():
            made = ASKED_OBJECT.fullmatch(call.target)
            if made is not None:
                found.setdefault(made[1], set()).add((path, call.function or ""))
    return {name: frozenset(nodes) for name, nodes in found.items()}


def _takers(repo: Snapshot, use: ProgramUse) -> Iterable[Node]:
    """The functions that take the class which a use stands in, or above a field of it."""
    classes = {each.qualified_name for each in programs(repo)[use.path].classes}
    around = use.function or ""
    found = use.target.endswith(FOUND_VALIDATORS[1])
    run = use.target.endswith(RUN_VALIDATORS) and _runs_validators(repo)
    if use.tool == FOUND_VALIDATORS[0] and (found or run):
        row = "".join((repo.text(use.path) or "").split("\n")[use.line - 1 : use.line])
        checked = FOUND_VALIDATED_TYPE.search(row[:500])
        return _taking(repo).get(checked[1], ()) if checked is not None else ()
    name = next((each for each in (around, around.rpartition(".")[0]) if each in classes), "")
    return _taking(repo).get(name.rpartition(".")[2], ()) if name else ()


@derived
def _runs_validators(repo: Snapshot) -> bool:
    """Whether something asks the validators of every request: a filter, or a mediator's behaviour."""
    texts = [
        repo.text(path) or ""
        for path, facts in programs(repo).items()
        if facts.language == "C#" and not is_test_path(path) and not is_example_path(path)
    ]
    if any(RUNS_VALIDATORS.search(each) is not None for each in texts):
        return True
    behaviours = {
        match["name"]
        for each in texts
        if "IPipelineBehavior" in each and "IValidator" in each
        for match in VALIDATING_BEHAVIOUR.finditer(each)
    }
    return any(
        name in each[match.start() : match.start() + REGISTERED_WITHIN]
        for each in (texts if behaviours else ())
        for match in ADDS_BEHAVIOUR.finditer(each)
        for name in behaviours
    )


@derived
def _taking(repo: Snapshot) -> Mapping[str, tuple[Node, ...]]:
    """The functions of programs by the last names of the types of their parameters."""
    found: dict[str, list[Node]] = {}
    for path, facts in programs(repo).items():
        for each in facts.functions:
            for target in each.takes:
                name = target.replace("()", "").rpartition("#")[2].rpartition(".")[2]
                found.setdefault(name, []).append((path, each.qualified_name))
    return {name: tuple(dict.fromkeys(nodes)) for name, nodes in found.items()}
