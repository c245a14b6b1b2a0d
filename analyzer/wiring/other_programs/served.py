"""Where programs answer requests, whether a model is behind it, and what starts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.calls import Node, reached_by
from analyzer.wiring.other_programs.index import (
    WHOLE_MODULE,
    files_of_target,
    followed,
    functions_meant,
    language_at,
    methods_meant,
    programs,
)
from analyzer.wiring.other_programs.javascript.agents import AGENT
from analyzer.wiring.other_programs.julia_scopes import readers_of_globals
from analyzer.wiring.other_programs.languages import LANGUAGE_BY_NAME
from analyzer.wiring.other_programs.ruby.environments import is_aside_in_rails
from analyzer.wiring.other_programs.started import start_of
from analyzer.wiring.other_programs.taken import takes_messages
from analyzer.wiring.other_programs.topics import published_topics, taken_topics
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.serving.served_models import places_that_start, takers_over_models
from analyzer.wiring.starts.platform_starts import Started

ASKED_SUBJECTS = (Subject.MODEL_CALL, Subject.MODEL_LOAD)
OF_MODELS = (*ASKED_SUBJECTS, Subject.TRAINING)


# Names of methods and codes of HTTP that stand beside a handler.
NO_HANDLER = lazy_regex(r".*#?\b(?:serializer|parser)_\w+\(\)")
# Where a program listens, which is no path of a route.
LISTENING_ADDRESS = lazy_regex(r"(?:[\d.]{7,15}|localhost|\[[\da-fA-F:]*\]|::\d?)?(?::\d{1,5})?")
# The field of a route in which its function stands.
OF_A_ROUTE = "handler"
HANDLER_NAMED = lazy_regex(r"\bhandler[ \t]{0,4}:[ \t]{0,4}([A-Za-z_$][\w$]{0,60})[ \t]{0,4}[,}\n]")
# Routers whose directives hold what answers in their blocks: `path("x") { post { ... } }`.
BLOCK_ROUTERS = frozenset({"Akka or Pekko HTTP"})
# What stands above a class and says where its routes begin.
ABOVE_A_CLASS = lazy_regex(r"(?:\w{1,40}\.)*(?:RequestMapping|Route|Controller|Path)")
PATH_FIELDS = frozenset({"path", "value"})
CONTROLLER_ENDING = lazy_regex(r"(?<=\w)Controller$")
MOST_ROWS_OF_FILE = 10**6
CONSTANT_NAME = lazy_regex(r"(?:Method|Status)[A-Z]\w*$")


class Route(Struct, frozen=True):
    """A route or a handler of a program: `over_model` if calls lead from it to where a model is asked.

    `asks`: to where it is asked, and not only loaded. `handlers` are the functions that answer. `prefix`: the
    path that its class says for all of its routes.
    """

    use: ProgramUse
    over_model: bool
    start: Started | None
    handlers: tuple[Node, ...] = ()
    asks: bool = False
    prefix: str = ""

    @property
    def route(self) -> str:
        """The path that it answers, "" where none is written."""
        said = (*self.use.strings, *(value for name, value in self.use.keywords if name == "path"))
        others = [each for each in said if LISTENING_ADDRESS.fullmatch(each) is None]
        own = next((each for each in others if each.startswith("/")), "".join(others[:1]))
        if not self.prefix:
            return own
        return "/" + "/".join(part for each in (self.prefix, own) if (part := each.strip("/")))


@derived
def model_nodes(repo: Snapshot) -> frozenset[Node]:
    """The functions of programs that load or ask a model, outside of tests and examples."""
    return _nodes_of(repo, ASKED_SUBJECTS)


@derived
def asking_nodes(repo: Snapshot) -> frozenset[Node]:
    """Those of them that ask it."""
    return _nodes_of(repo, (Subject.MODEL_CALL,))


def _nodes_of(repo: Snapshot, subjects: tuple[Subject, ...]) -> frozenset[Node]:
    found: set[Node] = set()
    for use in uses(repo, *subjects):
        if use.called:
            found.add((use.path, use.function or ""))
            # An interface whose methods ask a model: a library makes its objects.
            for each in (use.function or "", *use.handlers):
                found.update(_methods_of(repo, use.path, each))
    loading = (use for use in uses(repo, Subject.MODEL_LOAD) if use.called)
    filling = frozenset((use.path, use.function or "") for use in loading)
    return frozenset(found) | readers_of_globals(repo, filling)


def _methods_of(repo: Snapshot, path: str, target: str) -> Iterator[Node]:
    """The methods of the class that a target means, if it means one."""
    mark = FROM_PACKAGE in target
    name = target.rpartition(FROM_PACKAGE)[2]
    for file in files_of_target(repo, path, target) if mark else (path,):
        facts = programs(repo)[file]
        if any(each.qualified_name == name for each in facts.classes):
            for each in facts.functions:
                if each.qualified_name.rpartition(".")[0] == name:
                    yield file, each.qualified_name


@derived
def programs_have_model(repo: Snapshot) -> bool:
    """Whether a program trains, loads or asks a model outside its tests."""
    return any(each.called for each in uses(repo, *OF_MODELS))


@derived
def routes(repo: Snapshot) -> tuple[Route, ...]:
    """Every route of programs, in the order of the files; an import of a framework alone is none.

    A route that is registered by a function which nothing can call is none either, nor one for tests alone.
    """
    every = [
        each
        for each in uses(repo, Subject.ROUTE, Subject.HANDLER)
        if each.called and not is_aside_in_rails(repo, each.path, each.line)
    ]
    idle = _never_registered(repo, [each for each in every if each.sign.calls is not None])
    return tuple(_route(repo, each) for each in every if (each.path, each.function or "") not in idle)


@derived
def message_routes(repo: Snapshot) -> tuple[Route, ...]:
    """What takes messages from a queue, a topic or a stream and asks a model for them."""
    taking = (each for each in uses(repo, Subject.QUEUE) if each.called and takes_messages(repo, each))
    found = (_route(repo, each) for each in taking if not can_never_run(repo, each))
    return tuple(each for each in found if each.over_model)


def _never_registered(repo: Snapshot, registering: list[ProgramUse]) -> frozenset[Node]:
    by_language: dict[str, set[Node]] = {}
    for each in registering:
        if each.function is not None:
            by_language.setdefault(programs(repo)[each.path].language, set()).add((each.path, each.function))
    found = (LANGUAGE_BY_NAME[name].unreached(repo, frozenset(nodes)) for name, nodes in by_language.items())
    return frozenset[Node]().union(*found)


def can_never_run(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a use stands in a function that no program here can call, as far as its language tells."""
    node = use.path, use.function or ""
    language = LANGUAGE_BY_NAME[programs(repo)[use.path].language]
    return bool(use.function) and node in language.unreached(repo, frozenset((node,)))


@derived
def pages(repo: Snapshot) -> tuple[Route, ...]:
    """Every page for people, which other software cannot call."""
    return tuple(_route(repo, use) for use in uses(repo, Subject.PAGE) if use.called)


def _route(repo: Snapshot, use: ProgramUse) -> Route:
    nodes = tuple(_handlers(repo, use))
    reached = reached_by(repo, nodes)
    # What registers the route of a model asks it by itself, whatever other routes stand beside.
    itself = (use.path, use.target) in _asked_by_name(repo)
    over = itself or not model_nodes(repo).isdisjoint(reached)
    start = next(
        (each for node in nodes if (each := start_of(repo, node[0], node[1])) is not None),
        start_of(repo, use.path, use.function),
    )
    prefix = _class_paths(repo).get((use.path, (use.function or "").rpartition(".")[0]), "")
    # In C# a path that begins at the root is not below the one of its class.
    if programs(repo)[use.path].language == "C#" and any(
        each.startswith(("/", "~/")) for each in use.strings
    ):
        prefix = ""
    if not over and use.sign.subject is Subject.ROUTE and (answering := _answering(repo, reached)):
        return Route(use, True, start if any(answering) else None, nodes, True, prefix)
    asks = itself or not asking_nodes(repo).isdisjoint(reached)
    return Route(use, over, start, nodes, asks, prefix)


@derived
def _class_paths(repo: Snapshot) -> Mapping[Node, str]:
    """What classes say of the path of all their routes: `@RequestMapping("/api/chat")`.

    Sources: https://docs.spring.io/spring-framework/reference/web/webmvc/mvc-controller/ann-requestmapping.html,
    https://learn.microsoft.com/aspnet/core/mvc/controllers/routing, https://docs.nestjs.com/controllers.
    """
    found: dict[Node, str] = {}
    for path, facts in programs(repo).items():
        for each in facts.classes:
            for mark in each.decorators:
                if ABOVE_A_CLASS.fullmatch(mark.target.rpartition(FROM_PACKAGE)[2]) is None:
                    continue
                said = (*mark.strings, *(value for name, value in mark.keywords if name in PATH_FIELDS))
                own = CONTROLLER_ENDING.sub("", each.qualified_name.rpartition(".")[2])
                found.setdefault(
                    (path, each.qualified_name), next(iter(said), "").replace("[controller]", own)
                )
    return found


def _answering(repo: Snapshot, reached: frozenset[Node]) -> tuple[bool, ...]:
    """For each program that asks a model for what these functions publish: whether something starts it."""
    topics = {topic for node in reached for topic in published_topics(repo).get(node, ())}
    if not topics:
        return ()
    found = [
        start_of(repo, *taker) is not None
        for topic in sorted(topics)
        for taker in taken_topics(repo).get(topic, ())
        if taker not in reached and not model_nodes(repo).isdisjoint(reached_by(repo, (taker,)))
    ]
    in_python = (each for each in takers_over_models(repo) if topics & each.topics)
    return (*found, *(each.path in places_that_start(repo) for each in in_python))


def _is_outside(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a package that is not of this repository answers: a page of documents, a list of metrics."""
    known = [each for each in use.handlers if NO_HANDLER.fullmatch(each) is None]
    for each in known[-1:]:
        if (use.path, each.removesuffix("()")) in _asked_by_name(repo):
            return False
        place, target = followed(repo, use.path, each)
        module, mark, name = target.partition(FROM_PACKAGE)
        if mark and module != ANY_PACKAGE and CONSTANT_NAME.match(name) is None:
            return not files_of_target(repo, place, target)
    return False


@derived
def _asked_by_name(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """What packages have that asks a model, by the file that calls it: it may make a handler, too."""
    return frozenset((each.path, each.target) for each in uses(repo, Subject.MODEL_CALL) if each.called)


@derived
def _made_with_models(repo: Snapshot) -> Mapping[tuple[str, str], str]:
    """The functions around the calls that make an agent with its model, by their file and target."""
    loads = (each for each in uses(repo, Subject.MODEL_LOAD) if each.called and each.sign.tool == AGENT)
    return {(each.path, each.target): each.function or "" for each in loads}


@derived
def _registering(repo: Snapshot) -> Mapping[Node, int]:
    """How many routes the calls of a function register."""
    every = uses(repo, Subject.ROUTE, Subject.HANDLER)
    return Counter((each.path, each.function or "") for each in every if each.called and each.sign.calls)


def _registers_more(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether the function around a call registers other routes too: what it runs answers those."""
    return use.sign.calls is not None and _registering(repo).get((use.path, use.function or ""), 0) > 1


def _handlers(repo: Snapshot, use: ProgramUse) -> Iterator[Node]:
    """The functions that answer: those handed over or decorated, else the one around the call."""
    known = False
    for each in use.handlers:
        nodes = methods_meant(repo, use.path, each) if each.endswith("()") else ()
        for node in (*nodes, *functions_meant(repo, use.path, each), *_methods_of(repo, use.path, each)):
            known = True
            yield node
        place, final = followed(repo, use.path, each)
        if (place, final.removesuffix("()")) in _made_with_models(repo):
            known = True
            yield place, _made_with_models(repo)[place, final.removesuffix("()")]
    for node in (*_in_objects(repo, use), *_in_block(repo, use)) if not known else ():
        known = True
        yield node
    for node in language_at(repo, use.path).routed(repo, use.path, use.strings, use.keywords):
        known = True
        yield node
    if not known and not _is_outside(repo, use) and not _registers_more(repo, use):
        yield use.path, use.function or ""
        yield from _methods_of(repo, use.path, use.function or "")


def _in_block(repo: Snapshot, use: ProgramUse) -> Iterator[Node]:
    """The functions between a directive that opens a block and the next one, where several stand together."""
    if use.sign.tool not in BLOCK_ROUTERS or not _registers_more(repo, use):
        return
    later = (
        each.line
        for each in uses(repo, Subject.ROUTE)
        if each.path == use.path and each.sign is use.sign and each.line > use.line
    )
    end = min(later, default=MOST_ROWS_OF_FILE)
    for one in programs(repo)[use.path].functions:
        if use.line <= one.line < end and one.qualified_name != use.function:
            yield use.path, one.qualified_name


def _in_objects(repo: Snapshot, use: ProgramUse) -> Iterator[Node]:
    """The functions of a module that is handed over whole: `server.route(require("./routes/score"))`.

    Its exports are the fields of one route, or it exports objects that each have a `handler`.
    """
    for each in use.handlers if use.sign.subject is Subject.ROUTE else ():
        if not each.endswith(f"{FROM_PACKAGE}{WHOLE_MODULE}"):
            continue
        for file in files_of_target(repo, use.path, each):
            facts = programs(repo)[file]
            given = {value for _name, value in facts.exports}
            given.update(HANDLER_NAMED.findall(repo.text(file) or ""))
            for one in facts.functions:
                if one.qualified_name in given or one.name == OF_A_ROUTE:
                    yield file, one.qualified_name


@derived
def route_objects(repo: Snapshot) -> frozenset[str]:
    """The files that hold routes which another one registers."""
    return frozenset(
        file for each in uses(repo, Subject.ROUTE) if each.called for file, _name in _in_objects(repo, each)
    )
