"""Whether what takes messages asks a model for them, and which functions publish to what does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzer.repository import Snapshot, derived
from analyzer.wiring.called import leading_to
from analyzer.wiring.message_takers import MessageTaker, Place, message_takers, publishers
from analyzer.wiring.model_uses import model_uses
from analyzer.wiring.modules import import_graph, last_part


def takes_over(repo: Snapshot, path: str, function: str, over: frozenset[Place]) -> bool:
    """Whether a place that takes messages, a method of its class or a caller is among these functions.

    `function` is "" outside of all functions: there the code of the module itself may ask the model too.
    """
    if not _leading_to_takers(repo)[path, function].isdisjoint(over):
        return True
    owner = function.rpartition(".")[0]
    if owner and any(place == path and name.rpartition(".")[0] == owner for place, name in over):
        return True
    return _module_is_over(repo, path, over) if not function else False


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
def _leading_to_takers(repo: Snapshot) -> Mapping[Place, frozenset[Place]]:
    """For each place that takes messages, the functions from which calls lead to it, and itself."""
    takers = message_takers(repo)
    begun = {each.path for each in takers}
    begun.update(path for path in repo.modules if import_graph(repo).get(path, frozenset()) & begun)
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
