"""What is said of a command line that is used in a wrong way, where click's own words help nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

_EXAMPLES: Mapping[str, str] = {
    "scan": "repo-evidence scan octocat",
    "batch": "repo-evidence batch candidates.csv -o vetting",
    "compare": "repo-evidence compare scorecards/",
}
_REMEDIES: Mapping[tuple[str, str], str] = {
    ("batch", "candidates"): "give a text file with one target a line, or a CSV with a column 'target'; "
    "for one candidate, use 'repo-evidence scan'",
    ("batch", "output"): "give the folder of the batch, which need not exist",
    ("demo", "keep"): "give a folder, which need not exist",
}


class Whole(click.IntRange):
    """A whole number in a range, which an error states in words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"'{value}' is not a whole number{_range(self.min, self.max)}", param, ctx)


class Amount(click.FloatRange):
    """A number in a range, which an error states in words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"'{value}' is not a number{_range(self.min, self.max)}", param, ctx)


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    return "" if low is None else f" of at least {low:g}"


def remedy_for(error: click.ClickException) -> str:
    """What to type instead, where that can be known; nothing of what was typed."""
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return ""
    command = error.ctx.command.name or ""
    if isinstance(error, click.MissingParameter):
        return f"for example: {_EXAMPLES[command]}" if command in _EXAMPLES else ""
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _REMEDIES.get((command, error.param.name or ""), "")
    return ""
