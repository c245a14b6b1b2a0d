"""Programs that draw their own data at random: what they compare says nothing of the data of a service."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.parsing.python import Call, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import import_graph, last_part, reached_from
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.called import called_from

ARRAY_GENERATORS = ("numpy.random.", "jax.random.", "torch.rand")
VALUE_DRAWS = word_set(
    "normal uniform exponential lognormal gamma beta poisson binomial rand randn randint integers random "
    "random_sample standard_normal multivariate_normal laplace"
)
# A word of a call that may bring data from somewhere else.
BRINGING_WORDS = word_set(
    "read reader fetch query sql table execute download scan pandas load select collect consume poll request "
    "post urlopen from"
)


SIMULATES = word_set("simulate simulates simulated")
MOST_MODULES_LOOKED_AT = 20


def draws_its_data(repo: Snapshot, path: str) -> bool:
    """Whether a program that nothing imports draws values at random, and calls nothing that may read any.

    A model may be loaded. Of the modules of this repository that it imports, what it calls there counts.
    """
    facts = repo.modules[path]
    if facts.main_guard is None:
        return False
    if any(path in found and not is_test(repo, other) for other, found in import_graph(repo).items()):
        return False
    reached = sorted(reached_from(repo, [path]) & repo.modules.keys())
    if len(reached) > MOST_MODULES_LOOKED_AT or not any(_draws(repo.modules[each].calls) for each in reached):
        return False
    called = called_from(repo, [path]) if len(reached) > 1 else None
    calls = [
        call
        for each in reached
        for call in repo.modules[each].calls
        if called is None or each == path or called.has(each, call.function)
    ]
    own = {each.name for module in reached for each in repo.modules[module].functions}
    return _draws(calls) and not any(
        words_of(name) & BRINGING_WORDS and "model" not in words_of(name)
        for name in {last_part(call.target) for call in calls} - own
    )


def _draws(calls: Iterable[Call]) -> bool:
    return any(
        call.target.startswith(ARRAY_GENERATORS) and last_part(call.target) in VALUE_DRAWS for call in calls
    )


def simulated_beside(repo: Snapshot, path: str) -> str | None:
    """What a note says where the program that asks for a comparison simulates data; None where none does."""
    names = {each.name for each in repo.modules[path].functions} if path in repo.modules else set()
    for other, facts in repo.modules.items():
        near = other == path or path in import_graph(repo).get(other, ())
        if not near or is_test(repo, other):
            continue
        called = {last_part(call.target): call.line for call in reversed(facts.calls)}
        simulates = sorted(called[name] for name in called if words_of(name) & SIMULATES)
        if simulates and (other == path or names & called.keys()):
            return f"data is simulated beside it ({other}:{simulates[0]})"
    return None
