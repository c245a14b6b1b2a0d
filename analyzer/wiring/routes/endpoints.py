"""Where a repository answers requests: routes and handlers of applications, by framework.

Shared by the checks of serving and of its performance. Tests and examples are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import ClassDefinition, Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, module_index
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.routes.frameworks import FRAMEWORKS, VERBS, Framework
from analyzer.wiring.routes.handlers import CONNEXION, FUNCTION_HANDLER, Handler, handlers_of_modules
from analyzer.wiring.routes.message_takers import message_takers
from analyzer.wiring.routes.task_takers import task_takers

# How decorators name what they are given: `path` in most, `rule` in Flask, `route` in BentoML and Azure.
ROUTE_KEYWORDS = ("path", "rule", "route")
# A route whose path says that a model answers.
PREDICTING_ROUTE = lazy_regex(
    r"predict|infer|invocation|score|classif|recommend|generat|embed|detect|rank|chat|complet|forecast"
    r"|quer(?:y|ies)|\bask\b|answer|summari[sz]|translat|transcri|segment|caption|similar",
    re.IGNORECASE,
)
# A route that every service has, with a model or without.
HOUSEHOLD_ROUTE = lazy_regex(
    r"/?|.*/(?:health\w*|ready\w*|readyz?|live\w*|ping|status|version|metrics|info|docs|favicon\.ico)/?",
    re.IGNORECASE,
)
# The call that makes a decorator stands beside the call of it.
NEAR_CALLS = 5
# What reports call a program that answers messages instead of requests.
CONSUMER = "message consumer"
TASK_QUEUE = "task queue"
HANDLER_PARAMETERS = (("event", "context"), ("data", "context"))
SAGEMAKER_FUNCTIONS = word_set("predict_fn transform_fn input_fn")
# Classes that a platform finds by their name, and the method that answers.
PLATFORM_CLASSES = {
    "TritonPythonModel": ("Triton Python backend", "execute"),
    "EndpointHandler": ("Inference Endpoints handler", "__call__"),
    "InferlessPythonModel": ("Inferless", "infer"),
}
# What only configuration tells to answer, and whether it always does so with a model.
CONFIGURED_TOOLS = {
    FUNCTION_HANDLER: False,
    "Azure Function": False,
    CONNEXION: False,
    "LangGraph server": False,
    "Azure ML scoring script": True,
    "Truss": True,
}
# The function that such a platform calls where its configuration only names the file.
UNNAMED = {"Azure ML scoring script": "run", "Azure Function": "main"}


# Of a module that grpclib or betterproto generates.
GRPC_BASE = lazy_regex(r"(?:_grpc|_pb2|\blib\.[\w.]{1,80})\.\w{1,80}Base$")


class Endpoint(Struct, frozen=True):
    """A route or a handler: what answers a request. `route` is its path, "" where it has none of its own.

    `taken_in`: of what takes messages by a call, the function around it, "" outside of all functions.
    """

    path: str
    line: int
    tool: str
    route: str
    model_server: bool
    taken_in: str | None = None

    @property
    def takes_messages(self) -> bool:
        """Whether it answers messages that wait for it, and no request of somebody who does."""
        return self.taken_in is not None or self.tool == TASK_QUEUE


@derived
def endpoints(repo: Snapshot) -> tuple[Endpoint, ...]:
    """The routes and handlers of live modules, in the order of the files."""
    used = {path: _frameworks(repo, path, facts) for path, facts in repo.modules.items()}
    named = {path: _frameworks(repo, path, facts, types=True) for path, facts in repo.modules.items()}
    anywhere = any(used.values())
    found: list[Endpoint] = []
    for path, facts in repo.modules.items():
        if not is_test(repo, path) and not is_example_path(path):
            in_code = list(_in_module(path, facts, used[path], named[path], anywhere=anywhere))
            found.extend(in_code)
            handlers = handlers_of_modules(repo).get(path, ())
            known = {each.line for each in in_code}
            found.extend(each for each in _configured(facts, handlers, known) if each.line not in known)
    known_places = {(each.path, each.line) for each in found}
    found.extend(each for each in _of_messages(repo) if (each.path, each.line) not in known_places)
    return tuple(found)


def _of_messages(repo: Snapshot) -> Iterator[Endpoint]:
    """What takes messages of others: tasks of queues, and calls that take from a topic or a stream."""
    for task in task_takers(repo):
        yield Endpoint(task.path, task.line, TASK_QUEUE, "", model_server=False)
    for taker in message_takers(repo):
        tool = f"{CONSUMER} of {taker.tool}" if taker.tool else CONSUMER
        yield Endpoint(taker.path, taker.line, tool, "", model_server=False, taken_in=taker.function)


def _configured(facts: PythonFacts, handlers: tuple[Handler, ...], known: set[int]) -> Iterator[Endpoint]:
    """What configuration names in a module; what the code shows to answer already is not told again."""
    places: dict[str, int] = {name: line for name, _value, line in facts.assigned}
    places.update({each.name: each.line for each in facts.classes if "." not in each.qualified_name})
    for function in facts.functions:
        if "." not in function.qualified_name:
            decorated = {each.line for each in function.decorators}
            places[function.name] = next(iter(decorated & known), function.line)
    for each in dict.fromkeys(handlers):
        model_server = CONFIGURED_TOOLS.get(each.tool)
        line = places.get(each.name or UNNAMED.get(each.tool, ""))
        if model_server is not None and line is not None:
            yield Endpoint(each.module, line, each.tool, "", model_server)


def _frameworks(
    repo: Snapshot, path: str, facts: PythonFacts, *, types: bool = False
) -> tuple[Framework, ...]:
    """The frameworks that a module imports; `types`: also those that it only imports to name types."""
    index = module_index(repo)
    found: dict[Framework, None] = {}
    for each in facts.imports:
        framework = FRAMEWORKS.of(f"{each.module}.{each.name}" if each.name else each.module)
        if (
            framework is not None
            and (types or not each.type_checking)
            and not index.is_local(path, each.module, each.name)
        ):
            found[framework] = None
    return tuple(found)


def _in_module(
    path: str,
    facts: PythonFacts,
    used: tuple[Framework, ...],
    named: tuple[Framework, ...],
    *,
    anywhere: bool,
) -> Iterator[Endpoint]:
    if anywhere:
        for function in facts.functions:
            yield from _decorated(path, function, used)
        for decorator in (each for definition in facts.classes for each in definition.decorators):
            framework = _of_target(decorator.target, used)
            if framework is not None and last_part(decorator.target) in framework.decorators:
                yield _endpoint(path, decorator.line, framework)
    yield from _classes(path, facts, used)
    yield from _registered(path, facts, used)
    yield from _decorated_by_hand(path, facts, used, named)
    yield from _plain_handlers(path, facts)


def _classes(path: str, facts: PythonFacts, used: tuple[Framework, ...]) -> Iterator[Endpoint]:
    """Classes that answer: by what they inherit from, also through each other, or by their form."""
    handlers: dict[str, Framework] = {}
    for definition in facts.classes:
        framework = _of_class(definition, used, handlers)
        if framework is not None:
            handlers[definition.qualified_name] = framework
            if not framework.methods or framework.methods & set(definition.methods):
                yield _endpoint(path, definition.line, framework)
        elif (tool := _by_form(definition, used)) is not None:
            yield Endpoint(path, definition.line, tool, "", tool.startswith("Triton"))


def _registered(path: str, facts: PythonFacts, used: tuple[Framework, ...]) -> Iterator[Endpoint]:
    """Calls that register a route; Django's root and admin routes do not count."""
    including = {each.line for each in facts.calls if last_part(each.target) == "include"}
    for call in facts.calls:
        framework = _of_target(call.target, used)
        if framework is None or last_part(call.target) not in framework.calls:
            continue
        route = call.strings[0] if call.strings else ""
        if framework.packages == ("boto3",) and not _asks_for(facts, "sagemaker"):
            continue
        if framework.name == "Django" and (
            not route.strip("^$/ ") or route.strip("^/").startswith("admin") or call.line in including
        ):
            continue  # nothing, the pages for administrators, or what other routes stand below
        if (
            framework.name == "SageMaker endpoint"
            or framework.model_server
            or framework.bare
            or route
            or call.positional
        ):
            yield Endpoint(path, call.line, framework.name, _clean(route), framework.model_server)


def _decorated_by_hand(
    path: str, facts: PythonFacts, used: tuple[Framework, ...], named: tuple[Framework, ...]
) -> Iterator[Endpoint]:
    """Routes and handlers whose decorator is called with the function: `app.get("/x")(answer)`.

    The application may be known by an annotation alone, as that of a parameter which it is handed in.
    """
    for position, call in enumerate(facts.calls):
        if not call.target.endswith("()") or call.positional != 1:
            continue
        framework = _of_target(call.target, used) or _of_target(call.declared, named)
        if framework is None or last_part(call.target) not in framework.decorators:
            continue
        maker = call.target.removesuffix("()")
        near = facts.calls[max(0, position - NEAR_CALLS) : position + NEAR_CALLS]
        made = [each for each in near if each.target == maker and each.line <= call.line]
        inner = max(made, key=lambda each: each.line, default=call)
        route = inner.strings[0] if inner.strings else ""
        yield Endpoint(path, inner.line, framework.name, _clean(route), framework.model_server)


def _asks_for(facts: PythonFacts, service: str) -> bool:
    """Whether a module makes a client of this service of the cloud."""
    return any(service in (*call.strings, *(value for _name, value in call.keywords)) for call in facts.calls)


def _decorated(path: str, function: Function, used: tuple[Framework, ...]) -> Iterator[Endpoint]:
    for decorator in function.decorators:
        last = last_part(decorator.target)
        framework = _of_target(decorator.target, used)
        route = decorator.strings[0] if decorator.strings else ""
        route = route or next((value for name, value in decorator.keywords if name in ROUTE_KEYWORDS), "")
        if framework is not None and last in framework.decorators:
            yield Endpoint(path, decorator.line, framework.name, _clean(route), framework.model_server)
        elif framework is None and last in VERBS and "." in decorator.target and route.startswith("/"):
            # The application object comes from another module: its decorator is a route by its form.
            tool = next((each.name for each in used if last in each.decorators), "web application")
            yield Endpoint(path, decorator.line, tool, _clean(route), model_server=False)


def _of_target(target: str, used: tuple[Framework, ...]) -> Framework | None:
    framework = FRAMEWORKS.of(target)
    return framework if framework in used else None


def _of_class(
    definition: ClassDefinition, used: tuple[Framework, ...], handlers: dict[str, Framework]
) -> Framework | None:
    for base in definition.bases:
        framework = handlers.get(base) or _of_target(base, used)
        if framework is not None and (base in handlers or last_part(base) in framework.bases):
            return framework
    return None


def _by_form(definition: ClassDefinition, used: tuple[Framework, ...]) -> str | None:
    """Handlers without a framework's base class: recognised by the form the framework requires."""
    methods = set(definition.methods)
    if any(base.endswith("Servicer") for base in definition.bases) and methods - {"__init__"}:
        return "gRPC"
    if any(each.name == "grpclib" for each in used) and _is_service_of_grpclib(definition):
        return "gRPC"
    tool, needed = PLATFORM_CLASSES.get(definition.name, ("", ""))
    if needed in methods and tool:
        return tool
    if methods & {"on_get", "on_post"} and any(each.name == "Falcon" for each in used):
        return "Falcon"
    return None


def _is_service_of_grpclib(definition: ClassDefinition) -> bool:
    """Whether a class fills in a generated one, which is called after the service or stands in its module."""
    bases = [
        base
        for base in definition.bases
        if last_part(base) == f"{definition.name}Base" or GRPC_BASE.search(base) is not None
    ]
    return bool(bases) and bool(set(definition.methods) - {"__init__"})


def _plain_handlers(path: str, facts: PythonFacts) -> Iterator[Endpoint]:
    """Functions that a platform calls by name and form."""
    by_name = {each.name: each for each in facts.functions if "." not in each.qualified_name}
    for name, function in by_name.items():
        if name.endswith("handler") and function.parameters[:2] in HANDLER_PARAMETERS:
            yield Endpoint(path, function.line, FUNCTION_HANDLER, "", model_server=False)
    if "model_fn" in by_name and SAGEMAKER_FUNCTIONS & set(by_name):
        yield Endpoint(path, by_name["model_fn"].line, "SageMaker handlers", "", model_server=True)
    run, init = by_name.get("run"), by_name.get("init")
    if run is not None and init is not None and not init.parameters and len(run.parameters) == 1:
        imported = {each.module.partition(".")[0] for each in facts.imports}
        if "azureml" in imported or path.rpartition("/")[2].startswith("score"):
            yield Endpoint(path, run.line, "Azure ML scoring script", "", model_server=True)
    main = by_name.get("main")
    if main is not None and any(each.module.startswith("azure.functions") for each in facts.imports):
        yield Endpoint(path, main.line, "Azure Function", "", model_server=False)


def _endpoint(path: str, line: int, framework: Framework) -> Endpoint:
    return Endpoint(path, line, framework.name, "", framework.model_server)


def _clean(route: str) -> str:
    return route.strip()[:200]
