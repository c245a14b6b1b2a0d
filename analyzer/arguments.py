"""What the words of a command line mean, and the errors and exit codes for those that mean nothing."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from analyzer.github_access import Server
    from analyzer.registry import Registry
    from analyzer.rubric import Rubric

EXIT_USAGE = 2
EXIT_INCOMPLETE = 3
EXIT_UNRESOLVED = 4
EXIT_GATE = 5
EXIT_BUG = 70
EXIT_INTERRUPTED = 130


class Usage(click.ClickException):
    """Bad input: a sentence for stderr."""

    exit_code = EXIT_USAGE


class Unresolved(click.ClickException):
    """A target that does not resolve."""

    exit_code = EXIT_UNRESOLVED


def load_registry() -> Registry:
    """The checks; a plugin that could not be loaded is named on stderr."""
    from analyzer.registry import load_checks

    registry = load_checks()
    for problem in registry.problems:
        click.echo(f"warning: {plain(problem)}", err=True)
    return registry


def read_rubric(name: str, registry: Registry) -> Rubric:
    """The rubric by name or file; a bad one is a usage error."""
    from analyzer.rubric import RubricError, load_rubric

    try:
        return load_rubric(name, known=registry.checks)
    except RubricError as error:
        raise Usage(plain(str(error))) from error


def read_server() -> Server:
    """GitHub's server and token, from the environment."""
    from analyzer.github_access import AccountError, BadServer, Server

    try:
        return Server.from_environment(os.environ)
    except BadServer as error:
        raise Usage(plain(str(error))) from error
    except AccountError as error:
        raise Unresolved(plain(str(error))) from error


def read_identities(identities: tuple[str, ...]) -> tuple[str, ...]:
    """The identities as given, each once, none empty."""
    declared = tuple(dict.fromkeys(" ".join(each.split()) for each in identities))
    if "" in declared:
        raise Usage("--identity is empty; give an e-mail address or a name as commits carry it")
    return declared


def read_day(text: str | None) -> date | None:
    """A day as 2024-06-30."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise Usage(f"--as-of '{text}' is not a day; write it as 2024-06-30") from error


def require_format(form: str) -> None:
    """Say before the work that a format's optional library is missing."""
    if form == "csv":
        from analyzer.report.table import MissingExtra, require_pandas

        try:
            require_pandas()
        except MissingExtra as error:
            raise Usage(plain(str(error))) from error


def plain(text: str) -> str:
    """Text of a scanned repository or a user, fit for a terminal."""
    from analyzer.report.text import plain as shown

    return shown(text)
