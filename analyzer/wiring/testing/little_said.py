"""Which tests say little of a program: that it is there, that it starts, that it is alive."""

from __future__ import annotations

from analyzer.parsing.python import words_of
from analyzer.text import word_set

ALIVE_WORDS = word_set(
    "exist exists import imports importable callable defined smoke health healthz healthcheck liveness "
    "readiness root home hello ping docs openapi init initialise initialised initialisation initialize "
    "initialized initializes initialization constructor instantiate instantiates instantiation constants"
)


def says_little(name: str) -> bool:
    """Whether a test's name, or its title, says that something is there or alive, and not what it does."""
    return not words_of(name).isdisjoint(ALIVE_WORDS)
