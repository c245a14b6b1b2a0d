"""Errors of current answers that are held against those from before: of a reference, or of the champion.

`drift = realised_mae > champion_mae * 1.15`, or a branch on such a comparison that trains a model again.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts, words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set

# `drifted = error > earlier * 1.1`: what is set, and the two sides.
SAYS_DRIFTED = lazy_regex(
    r"^[ \t]*(?:(?:\w{1,40}\.){0,2}\w{0,40}drift\w{0,40}|\w{1,40}\[[\"']\w{0,30}drift\w{0,30}[\"']\])"
    r"[ \t]*(?::[ \t]*bool[ \t]*)?=[ \t]*(?:bool\()?([^=<>\n]{1,160})[<>]=?([^=<>\n]{1,160})$"
)
DRIFT_IN_TEXT = lazy_regex(r"drift\w{0,40}(?:[\"']\])?[ \t]*(?::[ \t]*bool[ \t]*)?=[^=]")
HELD_MEASURES = word_set(
    "mae rmse mse mape smape wape error errors accuracy acc auc auroc f1 precision recall r2 loss brier"
)
LATER_ERRORS = word_set(
    "realised realized current cur live recent latest new production prod serving rolling observed now window"
)
EARLIER_ERRORS = word_set(
    "baseline base reference ref champion train training trained holdout validation historical previous "
    "initial"
)
TRAINS_AGAIN = word_set("retrain retraining")


def held_errors(repo: Snapshot, path: str, facts: PythonFacts) -> Iterator[tuple[int, str | None]]:
    """The lines of a module on which they are compared, and the functions around them."""
    text = repo.text(path) or ""
    if DRIFT_IN_TEXT.search(text) is not None:
        for number, row in enumerate(text.split("\n"), 1):
            match = SAYS_DRIFTED.match(row) if "drift" in row else None
            if match is not None and _are_errors(words_of(match[1]), words_of(match[2])):
                yield number, _around(facts, number)
    for each in facts.conditions:
        if any(words_of(action) & TRAINS_AGAIN for action in each.actions) and any(
            _are_errors(pair.left, pair.right) for pair in each.comparisons
        ):
            yield each.line, each.function


def _are_errors(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the sides are a measure of now and the same from before; a bound is no measure from before."""
    if not (one | other) & HELD_MEASURES:
        return False
    return any(
        bool(now & LATER_ERRORS and then & EARLIER_ERRORS and not then & LATER_ERRORS)
        for now, then in ((one, other), (other, one))
    )


def _around(facts: PythonFacts, line: int) -> str | None:
    around = [each for each in facts.functions if each.line <= line <= each.end_line]
    return max(around, key=lambda each: each.line).qualified_name if around else None
