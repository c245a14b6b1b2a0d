"""Whether what takes messages asks a model for them, and which functions publish to what does."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from analyzer.repository import Snapshot, derived
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import import_graph, last_part
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.routes.message_takers import MessageTaker, Place, message_takers, publishers
from analyzer.wiring.runs.called import leading_to


def takes_over(repo: Snapshot, path: str, function: str, over: frozenset[Place]) -> bool:
    """Whether a place that takes messages, a method of its class or a caller is among these functions.

    `function` is "" outside of all functions: there the code of the module itself may ask the model too.
    """
    if not _leading_to_takers(repo)[path, function].isdisjoint(over):
        return True
    owner = function.rpartition(".")[0]
    if owner and any(place == path and name.rpartition(".")[0] == owner for place, name in over):
        return True
    if not function:
        return _module_is_over(repo, path, over)
    # A consumer that another module makes, and hands its function, outside of all functions.
    return any(
        _module_names(repo, other, last_part(owner or function)) and _module_is_over(repo, other, over)
        for other in modules_with_takers(repo)
        if other == path or path in import_graph(repo).get(other, frozenset())
    )


def _module_names(repo: Snapshot, path: str, name: str) -> bool:
    return any(each.function is None and last_part(each.target) == name for each in repo.modules[path].calls)


def _module_is_over(repo: Snapshot, path: str, over: frozenset[Place]) -> bool:
    """Whether code outside of all functions asks a model, or names a function that does."""
    for use in model_uses(repo):
        if use.code.path == path and use.function is None and use.kind == "calls":
            return True
    facts = repo.modules[path]
    near = import_graph(repo).get(path, frozenset()) | {path}
    names = {last_part(name) for place, name in over if place in near}
    told = (*facts.named, *(each.target for each in facts.calls if each.function is None))
    return any(last_part(each) in names for each in told)


@derived
def modules_with_takers(repo: Snapshot) -> frozenset[str]:
    """The modules that take messages, and those that import them: a consumer is handed its function there."""
    importers: dict[str, list[str]] = {}
    for path, imported in import_graph(repo).items():
        if path in repo.modules and not is_test(repo, path) and not is_example_path(path):
            for each in imported:
                importers.setdefault(each, []).append(path)
    found = {each.path for each in message_takers(repo)}
    queue = deque(sorted(found))
    while queue:
        for path in importers.get(queue.popleft(), ()):
            if path not in found:
                found.add(path)
                queue.append(path)
    return frozenset(found)


@derived
def _leading_to_takers(repo: Snapshot) -> Mapping[Place, frozenset[Place]]:
    """For each place that takes messages, the functions from which calls lead to it, and itself."""
    takers = message_takers(repo)
    begun = modules_with_takers(repo)
    return {
        (each.path, each.function): leading_to(repo, begun, [(each.path, each.function)])
        if each.function
        else frozenset()
        for each in takers
    }


def publishing_to(repo: Snapshot, takers: Iterable[MessageTaker]) -> frozenset[Place]:
    """The functions that publish to a topic which one of these takes messages from."""
    topics = {topic for each in takers for topic in each.topics}
    found = (places for topic, places in publishers(repo).items() if topic in topics)
    return frozenset[Place]().union(*found)
