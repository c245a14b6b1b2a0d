"""Which modules reach a model, and what starts an application module.

The import graph read backwards from every module that loads or calls a model, and forwards from every
module that an image, a process file, a manifest or a function's configuration starts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname

from analyzer.model import Evidence
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.conventions import imports_by_name
from analyzer.wiring.models.asked_objects import asking_objects
from analyzer.wiring.models.model_uses import model_uses, unfilled_modules
from analyzer.wiring.modules import import_graph, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.routes.answering import answering
from analyzer.wiring.routes.endpoints import Endpoint, endpoints
from analyzer.wiring.routes.message_takers import MessageTaker, message_takers
from analyzer.wiring.routes.task_takers import asked_by_name
from analyzer.wiring.runs.called import leading_to
from analyzer.wiring.serving.own_evaluations import own_evaluations
from analyzer.wiring.serving.taken_messages import modules_with_takers, publishing_to, takes_over
from analyzer.wiring.starts.entrypoints import service_modules
from analyzer.wiring.starts.platform_starts import Started, everything_started

# Loading, calling or connecting to one: training alone is not what a request is answered with.
SERVED_KINDS = word_set("loads calls connects")
# Graphs and sessions of older runtimes, which are loaded without a call that is named so.
GRAPH_CALLS = word_set("import_graph_def ParseFromString")
GRAPH_PACKAGES = word_set("tensorflow onnx caffe caffe2 mxnet")
MAXIMUM_STARTS = 200
MAXIMUM_PLACES = 6


@derived
def model_modules(repo: Snapshot) -> frozenset[str]:
    """Live modules that load or call a model themselves."""
    measured, unfilled = own_evaluations(repo), unfilled_modules(repo)
    found = {
        use.code.path
        for use in model_uses(repo)
        if use.kind in SERVED_KINDS
        and not use.code.notebook
        and use.code.path not in unfilled
        and (use.code.path, use.function) not in measured
    }
    for path, facts in repo.modules.items():
        if {each.module.partition(".")[0] for each in facts.imports} & GRAPH_PACKAGES and any(
            call.target.rpartition(".")[2] in GRAPH_CALLS for call in facts.calls
        ):
            found.add(path)
    started = places_that_start(repo) if any(map(is_example_path, found)) else {}
    return frozenset(
        path for path in found if not is_test(repo, path) and (path in started or not is_example_path(path))
    )


@derived
def functions_over_models(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """Functions of applications from which a chain of calls leads to where a model is asked.

    Where no chain leads from a handler to such a place, those that lead to where one is loaded.
    """
    asking = _leading_to_model(repo, frozenset({"calls"}))
    routes = (each for each in endpoints(repo) if not each.takes_messages)
    if any(_is_over(repo, each, asking) for each in routes):
        return asking
    return _leading_to_model(repo, SERVED_KINDS)


@derived
def functions_that_ask(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """Of functions over models, those that reach a model elsewhere than where it is fitted and measured."""
    fitting = frozenset(
        (use.code.path, use.function)
        for use in model_uses(repo)
        if use.kind == "trains" and use.function is not None
    )
    asking = {(use.code.path, use.function) for use in model_uses(repo) if use.kind == "calls"}
    if fitting.isdisjoint(asking):
        return functions_over_models(repo)
    return _leading_to_model(repo, frozenset({"calls"}), fitting)


def asks_model(repo: Snapshot, endpoint: Endpoint) -> bool:
    """Whether calls lead from a handler to where a model is asked, and not only fitted."""
    return _is_over(repo, endpoint, functions_that_ask(repo)) is True


@derived
def _functions_on_request(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """Functions from which calls lead to where a model is asked, elsewhere than where it is fitted."""
    fitting = frozenset(
        (use.code.path, use.function)
        for use in model_uses(repo)
        if use.kind == "trains" and use.function is not None
    )
    return _leading_to_model(repo, frozenset({"calls"}), fitting)


def asks_on_request(repo: Snapshot, endpoint: Endpoint) -> bool:
    """Whether calls lead from a handler to where a model is asked; where one is only loaded is not enough."""
    return _is_over(repo, endpoint, _functions_on_request(repo)) is True


def _leading_to_model(
    repo: Snapshot, kinds: frozenset[str], aside: frozenset[tuple[str, str]] = frozenset()
) -> frozenset[tuple[str, str]]:
    unfilled = unfilled_modules(repo)
    goals = {
        (use.code.path, use.function)
        for use in model_uses(repo)
        if use.kind in kinds and use.function is not None and use.code.path in repo.modules.keys() - unfilled
    } - own_evaluations(repo)
    goals -= aside
    begun = service_modules(repo) | {each.path for each in endpoints(repo)} | modules_with_takers(repo)
    found = leading_to(repo, begun, goals)
    through_objects = asking_objects(repo, found) - found
    if through_objects:
        found = leading_to(repo, begun, found | through_objects)
    # What is defined inside a function runs with it.
    around = {
        (path, name.rsplit(".", depth)[0]) for path, name in found for depth in range(1, name.count(".") + 1)
    }
    return found | around


def answers_with_model(repo: Snapshot, endpoint: Endpoint) -> bool | None:
    """Whether calls lead from a handler to a model; None where its function cannot be told."""
    return _is_over(repo, endpoint, functions_over_models(repo))


def modules_over_messages(repo: Snapshot) -> frozenset[str]:
    """The modules in which a model is asked for messages, or for tasks that are asked by their name."""
    over = _functions_on_request(repo)
    tasks = {task[0] for task in asked_by_name(repo) if task in over}
    return frozenset(tasks | {each.path for each in takers_over_models(repo)})


@derived
def takers_over_models(repo: Snapshot) -> tuple[MessageTaker, ...]:
    """What takes messages of a topic, a queue or a stream and asks a model for them."""
    over = _functions_on_request(repo)
    return tuple(each for each in message_takers(repo) if takes_over(repo, each.path, each.function, over))


@derived
def _publishing_to_models(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """The functions from which calls lead to where a message is published that a model answers."""
    over = _functions_on_request(repo)
    by_name = (places for task, places in asked_by_name(repo).items() if task in over)
    published = publishing_to(repo, takers_over_models(repo)).union(*by_name)
    if not published:
        return frozenset()
    begun = service_modules(repo) | {each.path for each in endpoints(repo)}
    return leading_to(repo, begun, published)


def answers_through_messages(repo: Snapshot, endpoint: Endpoint) -> bool:
    """Whether a handler publishes what another program of the repository asks a model for."""
    published = _publishing_to_models(repo)
    return bool(published) and _is_over(repo, endpoint, published) is True


def _is_over(repo: Snapshot, endpoint: Endpoint, over: frozenset[tuple[str, str]]) -> bool | None:
    if endpoint.taken_in is not None:
        return takes_over(repo, endpoint.path, endpoint.taken_in, over)
    functions = answering(repo, endpoint)
    return None if functions is None else any(each in over for each in functions)


def has_model(repo: Snapshot) -> bool:
    """Whether code of the repository trains, loads or calls a model anywhere outside its tests."""
    return bool(model_modules(repo)) or any(
        use.kind != "defines" and not is_test(repo, use.code.path) for use in model_uses(repo)
    )


@derived
def meets_model(repo: Snapshot) -> frozenset[str]:
    """Modules from which a module that loads or calls a model is reached through imports.

    A route in a separate module has access to what the application that imports it loads.
    """
    seen = leads_to_model(repo)
    return frozenset(seen | reached_from(repo, service_modules(repo) & seen))


@derived
def leads_to_model(repo: Snapshot) -> frozenset[str]:
    """Modules whose own imports lead to one that loads or calls a model."""
    backwards = _backwards(repo)
    seen = set(model_modules(repo))
    queue = deque(sorted(seen))
    while queue:
        for importer in backwards.get(queue.popleft(), ()):
            if importer not in seen:
                seen.add(importer)
                queue.append(importer)
    return frozenset(seen)


def _backwards(repo: Snapshot) -> Mapping[str, list[str]]:
    """Who imports a module; one that imports by name at run time may import everything next to it."""
    found: dict[str, list[str]] = {}
    for importer, targets in import_graph(repo).items():
        for target in targets:
            found.setdefault(target, []).append(importer)
    folders = {
        dirname(path): path
        for path, facts in repo.modules.items()
        if dirname(path) and imports_by_name(facts)
    }
    for path in repo.modules if folders else ():
        folder = dirname(path)
        while folder:
            if folder in folders and folders[folder] != path:
                found.setdefault(path, []).append(folders[folder])
            folder = dirname(folder)
    return found


@derived
def started_modules(repo: Snapshot) -> Mapping[str, Started]:
    """For every module that is started, directly or through imports, the first place that starts it."""
    return {module: places[0] for module, places in places_that_start(repo).items()}


@derived
def places_that_start(repo: Snapshot) -> Mapping[str, tuple[Started, ...]]:
    """For every module that is started, directly or through imports, the first places that start it."""
    found: dict[str, dict[Started, None]] = {}
    distinct: dict[str, list[Started]] = {}
    for each in everything_started(repo):
        distinct.setdefault(each.module, []).append(each)
    for module, places in list(distinct.items())[:MAXIMUM_STARTS]:
        for reached in {module, *reached_from(repo, [module])}:
            found.setdefault(reached, {}).update(dict.fromkeys(places[:MAXIMUM_PLACES]))
    return {module: tuple(places)[:MAXIMUM_PLACES] for module, places in found.items()}


def strongest(found: Iterable[Evidence]) -> Iterator[Evidence]:
    """One piece of evidence a file and kind of note: the strongest, the first of equals."""
    best: dict[tuple[str | None, str], Evidence] = {}
    for each in found:
        key = (each.path, each.note.partition(":")[0])
        if key not in best or each.level > best[key].level:
            best[key] = each
    yield from best.values()
