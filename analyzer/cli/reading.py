"""The options of every command that reads repositories: of an account which, and how far each may go."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import click

from analyzer.cli.mistakes import Amount, Whole

DEFAULT_MEGABYTES_OF_A_CLONE = 2048
_OPTIONS = (
    click.option(
        "--max-repos",
        "max_repositories",
        type=Whole(min=1),
        help="Of each account, only the N most recently pushed repositories.",
    ),
    click.option("--include-forks", is_flag=True, help="Of each account, include its forks."),
    click.option(
        "--timeout",
        type=Amount(min=1),
        default=600,
        show_default=True,
        help="Time limit in seconds for each repository, and for requests to GitHub on each candidate.",
    ),
    click.option(
        "--max-size",
        type=Whole(min=1),
        default=DEFAULT_MEGABYTES_OF_A_CLONE,
        show_default=True,
        metavar="MEGABYTES",
        help="Size limit of a clone; a larger repository is listed as not assessed.",
    ),
)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--max-repos`, `--include-forks`, `--timeout` and `--max-size`."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


def jobs_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--jobs` of a command that reads the repositories of one candidate."""
    return click.option(
        "--jobs",
        type=Whole(1, 64),
        default=2,
        show_default=True,
        help="Number of repositories scanned in parallel.",
    )(command)
