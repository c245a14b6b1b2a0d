"""Which signals would support a sentence: those of its topic, and what it names beside it."""

from __future__ import annotations

import re

from analyzer.claims.kinds_of_tests import names_tests_in_ci
from analyzer.claims.topics import Topic
from analyzer.lazy_regex import lazy_regex

LOGS = lazy_regex(
    r"\blogging\b|\b(?:structured|json|centrali[sz]ed|request|audit|application) logs\b", re.IGNORECASE
)
_RUN = ("ci_tests",)


def signals_of(topic: Topic, text: str) -> tuple[str, ...]:
    """The signals that would support a sentence.

    Where it names logs beside monitoring, these too; where it says that CI runs the tests, only that.
    """
    if topic.name == "tests" and names_tests_in_ci(text):
        return _RUN
    logs = topic.name == "monitoring" and LOGS.search(text) is not None
    return (*topic.signals, "logging") if logs else topic.signals
