"""A target: one reader, what it is fed with, and what must hold of everything it answers."""

from __future__ import annotations

import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from msgspec import Struct

from analyzer.parsing.steps import Meter, OverBudgetError, metered
from analyzer.repository.reading import FILE_STEPS
from fuzz.facts import canonical, every_fact, typed

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 6.0
"""CPU seconds that one input may take, also under instrumentation: the steps of a file are worth about two."""
LARGEST = 8 * 1024
GROWTH = 150
SLACK = 20_000


class TooSlow(BaseException):
    """An input took more than `SECONDS` of CPU time. No parser's `except Exception` may swallow it."""


Check = Callable[[bytes, object], None]
Variation = Callable[[bytes], bytes | None]


class Target(Struct, frozen=True):
    """One reader.

    `read` gives its facts. `checks` raise AssertionError for facts that cannot be right. `same` are changes
    of the input that must not change the facts (None: not for this input). `form` names the tree of
    the format, if it has one ("json", "yaml", "toml", "python"), and `tokens` are pieces of its syntax: what
    the mutation puts in. `growth` is how many characters of facts one byte of input may give.
    """

    name: str
    read: Callable[[bytes], object]
    checks: tuple[Check, ...] = ()
    same: tuple[Variation, ...] = ()
    form: str | None = None
    tokens: tuple[str, ...] = ()
    growth: int = GROWTH
    largest: int = LARGEST

    def corpus(self) -> list[bytes]:
        """The seeds: files of the target's folder, in the order of their names."""
        files = sorted((CORPUS / self.name).glob("*"))
        return [each.read_bytes() for each in files if each.is_file()]


def examine(target: Target, content: bytes) -> str:
    """The facts of one input as text, all that must hold of them checked.

    Raises AssertionError, TooSlow, or whatever the reader raises.
    """
    facts = _bounded(target, content)
    text = canonical(facts)
    if facts is None:
        return text
    most = target.growth * len(content) + SLACK
    assert len(text) <= most, f"{len(content)} bytes gave {len(text)} characters of facts"
    assert canonical(_bounded(target, content)) == text, "the same input gave other facts"
    typed(facts)
    assert canonical(pickle.loads(pickle.dumps(facts))) == text, "the facts do not cross a process border"
    for check in target.checks:
        check(content, facts)
    # Where something is wrong, the sentence about it may say where.
    wrong = any(getattr(each, "problem", None) is not None for each in every_fact(facts))
    for variation in () if wrong else target.same:
        changed = variation(content)
        if changed is not None:
            other = canonical(_bounded(target, changed))
            assert other == text, f"{variation.__name__} changed the facts"
    return text


def _bounded(target: Target, content: bytes) -> object:
    """The facts within the steps that a scan gives a file; None where it would stop reading."""
    with cpu_bound(SECONDS), metered(Meter(FILE_STEPS)), suppress(OverBudgetError):
        return target.read(content)
    return None


@contextmanager
def cpu_bound(seconds: float) -> Iterator[None]:
    """Raises TooSlow in the middle of what takes longer, so that the traceback says where."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {seconds} CPU seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
