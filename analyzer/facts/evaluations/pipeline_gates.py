"""Steps of a SageMaker pipeline that let a model be registered only where a measure is good enough.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html (`ConditionStep`).
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.evaluations.evaluation_words import METRIC_WORDS, NOT_METRICS
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, code_files, last_part

COMPARING_STEPS = word_set(
    "ConditionGreaterThan ConditionGreaterThanOrEqualTo ConditionLessThan ConditionLessThanOrEqualTo"
)
_THEN = lazy_regex(r"\bif_steps[ \t]*=[ \t]*\[([^\]]{0,600})\]")
_NAMES = lazy_regex(r"[A-Za-z_]\w{0,80}")
_REGISTERED = lazy_regex(
    r"\b([A-Za-z_]\w{0,80})[ \t]*(?::[^=\n]{1,60})?=[ \t]*(?:[\w.]{1,60}\.)?(?:RegisterModel|ModelStep)\("
)
REGISTERS = word_set("RegisterModel ModelStep")
FURTHEST = 10


def pipeline_gates(repo: Snapshot) -> Iterator[tuple[Code, int, str | None, str]]:
    """Code, line and function of a condition about a measure before a registration, and the measure."""
    for code in code_files(repo):
        calls = code.facts.calls
        if code.notebook or not any(last_part(each.target) == "ConditionStep" for each in calls):
            continue
        source = repo.text(code.path) or ""
        if not _leads_to_a_registration(source):
            continue
        for call in calls:
            if last_part(call.target) in COMPARING_STEPS and "sagemaker" in call.target:
                measure = _measure(code.facts, call.line)
                if measure is not None:
                    yield code, call.line, call.function, measure
                    break


def _leads_to_a_registration(source: str) -> bool:
    registered = {match[1] for match in _REGISTERED.finditer(source)}
    named = (set(_NAMES.findall(match[1])) for match in _THEN.finditer(source))
    return any(each & (registered | REGISTERS) for each in named)


def _measure(facts: PythonFacts, line: int) -> str | None:
    """The measure that a condition reads out of the report of an evaluation."""
    for call in facts.calls:
        if last_part(call.target) == "JsonGet" and line <= call.line <= line + FURTHEST:
            path = dict(call.keywords).get("json_path", "") or next(reversed(call.strings), "")
            words = words_of(path.replace(".", "_"))
            if words & METRIC_WORDS and not words & NOT_METRICS:
                return path[:60]
    return None
