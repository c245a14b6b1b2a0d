"""Runs that are logged to MLflow without its client, by the paths of its REST interface.

Source: https://mlflow.org/docs/latest/rest-api.html
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.experiments.trackers import BOTH, METRICS, PARAMETERS
from analyzer.lazy_regex import lazy_regex

LOGGING_PATH = lazy_regex(r"[^#\n]{0,200}/?mlflow/runs/(?P<what>log-metric|log-parameter|log-batch)\b")
REMARKED = lazy_regex(r"\s*(?://|#|\*|/\*|--|<!--)")
KINDS_LOGGED = {
    "log-metric": frozenset({METRICS}),
    "log-parameter": frozenset({PARAMETERS}),
    "log-batch": BOTH,
}
LONGEST_ROW_OF_PATH = 400


def logged_over_http(text: str) -> Iterator[tuple[int, frozenset[str]]]:
    """(line, kinds) of the rows that name a path which takes parameters or metrics of a run."""
    if "mlflow/runs/log-" not in text:
        return
    for number, row in enumerate(text.split("\n"), 1):
        match = LOGGING_PATH.match(row[:LONGEST_ROW_OF_PATH])
        if match is not None and REMARKED.match(row) is None:
            yield number, KINDS_LOGGED[match["what"]]
