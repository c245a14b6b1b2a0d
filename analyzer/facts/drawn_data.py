"""Programs that draw their own data at random: what they compare says nothing of the data of a service."""

from __future__ import annotations

from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import import_graph, last_part, module_index
from analyzer.wiring.roles import is_test

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


def draws_its_data(repo: Snapshot, path: str) -> bool:
    """Whether a program that nothing imports draws values at random, and calls nothing that may read any.

    A model may be loaded. What imports a module of this repository may have its data from there.
    """
    facts = repo.modules[path]
    if facts.main_guard is None or not any(
        call.target.startswith(ARRAY_GENERATORS) and last_part(call.target) in VALUE_DRAWS
        for call in facts.calls
    ):
        return False
    index = module_index(repo)
    if any(index.is_local(path, each.module, each.name) for each in facts.imports):
        return False
    if any(path in found and not is_test(repo, other) for other, found in import_graph(repo).items()):
        return False
    own = {each.name for each in facts.functions}
    outside = {last_part(call.target) for call in facts.calls} - own
    return not any(words_of(name) & BRINGING_WORDS and "model" not in words_of(name) for name in outside)
