"""Where programs in other languages than Python may compare current with earlier data, by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Unseen
from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.notebooks import notebook_programs
from analyzer.wiring.roles import is_example_path, is_test_path

NAMED_FOR_DRIFT = word_set("drift drifts drifted drifting psi kolmogorov wasserstein kullback")
MAY_BE_NAMED = lazy_regex(
    r"drift|psi|kolmogorov|wasserstein|kullback|stability|shannon|ks.?test|shift", re.IGNORECASE
)
SPELLED_OUT = lazy_regex(
    r"population.?stability|jensen.?shannon|\bks[_.\u00b7]?test\b|(?:data|covariate).?shift", re.IGNORECASE
)
# What else drifts: clocks, settings, tables of a database, what a cloud has, a random walk.
OTHER_DRIFT = word_set(
    "clock time config configuration schema state infrastructure stack terraform migration rwf rw walk"
)
MOST_UNSEEN = 3
LONGEST_NAME_SEARCHED = 200


def unseen_drift(repo: Snapshot) -> Iterator[Unseen]:
    """The first files with such names: how the answer is used is not read."""
    shown = 0
    for path, facts in (*programs(repo).items(), *notebook_programs(repo).items()):
        if is_test_path(path) or is_example_path(path):
            continue
        names = (
            *(each.qualified_name for each in facts.functions),
            *(each.target.rpartition(FROM_PACKAGE)[2] for each in facts.calls),
        )
        if MAY_BE_NAMED.search("\n".join(names)) is None:
            continue
        name = next((each for each in names if _is_named(each[:LONGEST_NAME_SEARCHED])), None)
        if name is not None:
            shown += 1
            said = name[:60].replace("\u00b7", ".")
            why = f"{said} in {facts.language} may be about drift; what it compares is not read"
            yield Unseen(why, path)
        if shown == MOST_UNSEEN:
            return


def _is_named(name: str) -> bool:
    words = words_of(name)
    return bool(words & NAMED_FOR_DRIFT and not words & OTHER_DRIFT) or SPELLED_OUT.search(name) is not None
