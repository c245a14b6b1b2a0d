"""Assertions of a test that only ask a stand-in for what the test told it to answer."""

from __future__ import annotations

from collections.abc import Callable, Collection

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Assertion

OWN_ANSWER = "asserts only what its own mock returns"
# Stand-ins of the standard library and of the package it came from, and what they remember.
MOCKS = lazy_regex(r"(?:unittest\.)?mock\.(?:Mock|MagicMock|AsyncMock|NonCallableMock|create_autospec)\(\)")
KEPT_BY_MOCKS = lazy_regex(r"\.(?:assert_|call_args|mock_calls|method_calls|call_count|called|await_)")


def asks_only_mocks(assertion: Assertion, called: Collection[str], means_code: Callable[[str], bool]) -> bool:
    """Whether all that is asserted is what a mock made in the test returns when the test calls it.

    What a mock remembers was done to it by the code under test. `called` are the targets of the calls of
    the same function; an attribute may have been set by that code. `means_code` says whether a name may
    bring that code into the assertion; of a name that cannot be followed nobody can tell.
    """
    answers = {name for name in assertion.names if _is_answer(name, called)}
    if not answers or any(map(KEPT_BY_MOCKS.search, assertion.names)):
        return False
    others = (name for name in assertion.names if not MOCKS.match(name))
    return not any(name.startswith(("?", "self.", "cls.")) or means_code(name) for name in others)


def _is_answer(name: str, called: Collection[str]) -> bool:
    """`Mock().predict()`, or what is taken from it."""
    made = MOCKS.match(name)
    return made is not None and ("()" in name[made.end() :] or (name in called and made[0] != name))
