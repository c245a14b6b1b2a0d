"""Jobs that differ by their variables: one for each set of values that their scripts speak of."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from msgspec.structs import replace

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import Job, Step, limited_steps, texts
from analyzer.parsing.structured import Block, Items, Text, Value, block, items, text

Pairs = tuple[tuple[str, str], ...]

# Where scripts differ in more ways, they are read once.
MAXIMUM_SETS = 60
_MAXIMUM_PRODUCT = 500
_NAMED = lazy_regex(r"[$%]\{?(\w+)")
_SCRIPT = lazy_regex(r"\.sh\b|(?:^|[\s;&|])(?:\./|ba?sh\s|source\s|\.\s)", re.MULTILINE)
# By these, runners are told what to run without a word of it in the script.
_CHOOSING = frozenset({"TOXENV", "NOXSESSION"})


def job_variants(job: Job, sets: Iterable[Pairs], common: Pairs = ()) -> Iterator[Job]:
    """The job once for each set of variables that makes a difference to its scripts."""
    spoken = _CHOOSING | {match[1] for step in job.steps for match in _NAMED.finditer(step.run or "")}
    # What a script of the repository asks for is not seen here.
    every = any(_SCRIPT.search(step.run or "") for step in job.steps)
    found = dict.fromkeys(tuple(pair for pair in each if every or pair[0] in spoken) for each in sets)
    chosen = list(found) if 0 < len(found) <= MAXIMUM_SETS else [()]
    for values in chosen:
        title = ", ".join(value for _, value in values)[:80]
        steps = with_variables(job.steps, (*common, *values))
        yield replace(job, id=f"{job.id} ({title})" if title else job.id, steps=steps)


def with_variables(steps: Sequence[Step], variables: Pairs) -> tuple[Step, ...]:
    """The steps with variables around their own."""
    if not variables:
        return tuple(steps)
    return limited_steps(replace(step, variables=(*variables, *step.variables)) for step in steps)


def crossed(axes: Mapping[str, Value]) -> Iterator[Pairs]:
    """Every combination of lists of values."""
    lists = [[(str(name), value) for value in texts(values)] for name, values in axes.items()]
    for values in islice(product(*[each for each in lists if each]), _MAXIMUM_PRODUCT):
        yield tuple(values)


def assignments(value: Value | None) -> Iterator[Pairs]:
    """Sets of variables as a list of texts (`A=b C=d`) or of mappings; one set each."""
    for each in items(value):
        pairs = tuple(_pairs(each))
        if pairs:
            yield pairs


def _pairs(value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, Text):
        try:
            words = shlex.split(value)
        except ValueError:
            words = value.split()
        for word in words:
            name, equals, written = word.partition("=")
            if equals and name.isidentifier():
                yield name, written
    elif isinstance(value, Items):
        for each in value:
            yield from _pairs(each)
    else:
        for key, each in block(value).items():
            if isinstance(each, Text):
                yield str(key), str(text(each))


def variables(value: Value | None) -> Pairs:
    """The variables of a mapping, or of a list of texts, of mappings, or of names and values."""
    found: list[tuple[str, str]] = []
    for each in items(value):
        said = block(each)
        name = text(said.get("name"))
        if name and "value" in said:
            found.append((str(name), str(text(said["value"]))))
        else:
            found.extend(_pairs(each))
    return tuple(found)


def without_lists(value: Value | None, *keys: str) -> Block:
    """A mapping without some of its keys: what it says of all jobs."""
    said = block(value)
    return Block({key: each for key, each in said.items() if key not in keys}, said.line)
