"""The jobs that a matrix makes of one, as far as what they do differs."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.expressions import Lookup
from analyzer.parsing.ci.matrix import Combination, combinations, title
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, text

# Where a job makes more than these, it is read once, its expressions as they are written.
MAXIMUM_VARIANTS = 60
_NAME = lazy_regex(r"\bmatrix\s*(?:\.\s*([\w-]+)|\[\s*'([^']{1,80})'\s*\]|\b)")
# What says nothing about the commands that a job runs.
_ASIDE = frozenset(
    {"strategy", "name", "runs-on", "timeout-minutes", "concurrency", "outputs", "services", "container"}
)
_STEP_ASIDE = frozenset({"name", "id", "timeout-minutes"})


def combinations_of(job: Block, lookup: Lookup) -> tuple[Combination, ...]:
    """The combinations of a job's matrix, reduced to the values that its steps and its call speak of."""
    matrix = block(job.get("strategy")).get("matrix")
    if matrix is None:
        return ()
    names = _names(job)
    if not names:
        return ()
    found: dict[str, Combination] = {}
    for each in combinations(matrix, lookup):
        kept = {key: value for key, value in each.items() if "*" in names or key.lower() in names}
        found.setdefault(repr(kept), kept)
    return tuple(found.values()) if len(found) <= MAXIMUM_VARIANTS else ()


def titled(name: str, combination: Combination) -> str:
    """The name of the job that a combination makes, as it is shown."""
    return f"{name} ({title(combination)})" if combination else name


def _names(job: Block) -> frozenset[str]:
    """The values of the matrix that decide what is run; "*" if it is asked for as a whole."""
    found: set[str] = set()
    for written in _texts(job):
        if "matrix" in written:
            found.update((match[1] or match[2] or "*").lower() for match in _NAME.finditer(written))
    return frozenset(found)


def _texts(job: Block) -> Iterator[str]:
    pending: list[Value] = [value for key, value in job.items() if key not in _ASIDE and key != "steps"]
    for step in items(job.get("steps")):
        said = block(step)
        uses = text(said.get("uses"))
        # What is given to an action of somebody else changes no command.
        theirs = uses and not uses.startswith(("./", "docker://")) and "retry" not in uses
        hidden = frozenset({"with"} if theirs else ())
        pending.extend(value for key, value in said.items() if key not in _STEP_ASIDE | hidden)
    while pending:
        each = pending.pop()
        if isinstance(each, Text):
            yield each
        elif isinstance(each, Items):
            pending.extend(each)
        else:
            pending.extend(block(each).values())
