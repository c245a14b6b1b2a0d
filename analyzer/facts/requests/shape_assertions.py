"""Assertions that say what form an answer has, which a model cannot fail whatever it answers."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function
from analyzer.repository import Snapshot
from analyzer.wiring.testing.collection import TestFunction

SAID_VALUE = r"[\w.]{1,60}(?:\[[^\[\]\n]{1,60}\]){0,3}(?:\.\w{1,60})?"
ASSERTS = lazy_regex(
    r"[ \t]*(?:assert\b|self\.assert\w{1,30}\(|with [^\n]{0,60}\b(?:raises|assertRaises\w{0,10})\()"
)
# That an error is raised is about what is refused, and not about how much an answer changes.
EXPECTS_ERROR = lazy_regex(r"[ \t]*with ")
# A type, a key, a length, something at all, and a share or a probability between its only possible bounds.
ABOUT_FORM = lazy_regex(
    r"[ \t]*(?:assert (?:"
    r"(?:isinstance|hasattr|callable)\([^()\n]{1,120}\)"
    rf"|[\"'][A-Za-z]\w{{0,60}}[\"'] in {SAID_VALUE}"
    rf"|{SAID_VALUE} is not None"
    rf"|len\({SAID_VALUE}\) ?(?:==|!=|>=?) ?\d{{1,6}}"
    rf"|{SAID_VALUE}\.shape ?== ?[^\n]{{1,60}}"
    rf"|[+-]?0(?:\.0)? ?<=? ?{SAID_VALUE}(?: ?<=? ?1(?:\.0)?)?"
    rf"|{SAID_VALUE} ?>=? ?0(?:\.0)?"
    r")|self\.assert(?:IsInstance|IsNotNone|In)\([^\n]{1,160}\))[ \t]*(?:,[^\n]{1,200}|#[^\n]{0,200})?"
)
# What was handed over is found in what came back: `assert results["feature"] == "age"`.
REPEATED = lazy_regex(
    rf"[ \t]*assert {SAID_VALUE} ?== ?([\"'][^\"'\n]{{1,60}}[\"'])[ \t]*(?:#[^\n]{{0,200}})?"
)
LONGEST_ASSERTION = 400
MOST_FORM_ROWS = 400


def asks_for_form_alone(
    repo: Snapshot, test: TestFunction, function: Function | None, *, errors: bool
) -> bool:
    """Whether everything that a test asserts holds of whatever a model answers.

    So it is for types, keys, lengths, a share between 0 and 1, and a name that the test itself handed over;
    with `errors` also for an error that is expected.
    """
    if function is None or test.written_in != ((test.name, test.assertions),):
        return False
    last = min(function.end_line, function.line + MOST_FORM_ROWS)
    rows = [row[:LONGEST_ASSERTION] for row in (repo.text(test.path) or "").split("\n")[function.line : last]]
    asserted = [row for row in rows if ASSERTS.match(row) is not None]
    others = "\n".join(row for row in rows if ASSERTS.match(row) is None)
    return len(asserted) >= test.assertions + test.trivial and all(
        ABOUT_FORM.fullmatch(row) is not None
        or _repeats(row, others)
        or (errors and EXPECTS_ERROR.match(row) is not None)
        for row in asserted
    )


def _repeats(row: str, others: str) -> bool:
    said = REPEATED.fullmatch(row)
    return said is not None and said[1] in others
