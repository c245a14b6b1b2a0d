"""Parsing of command-line arguments, with the errors and exit codes for invalid ones."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.reports import TABLES
from analyzer.lazy_regex import lazy_regex
from analyzer.system.machine import Lacking, lacking
from analyzer.system.streams import NotWritten, require_output
from analyzer.text import did_you_mean

if TYPE_CHECKING:
    from analyzer.blind import Redactor
    from analyzer.engine.registry import Registry
    from analyzer.github import Server
    from analyzer.model import Statement
    from analyzer.scoring import Rubric

DEFAULT_RUBRIC = "production"
SHOWN_NAME_LENGTH = 100
CONTACT_LENGTH = 254
"""Of an address of mail, as RFC 5321 bounds it."""
_MAIL_ADDRESS = lazy_regex(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
EXIT_USAGE = 2
EXIT_INCOMPLETE = 3
EXIT_UNRESOLVED = 4
EXIT_GATE = 5
EXIT_BUG = 70
EXIT_MACHINE = 74
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143


class Usage(click.ClickException):
    """Bad input: a sentence for stderr."""

    exit_code = EXIT_USAGE


class Unresolved(click.ClickException):
    """A target that does not resolve."""

    exit_code = EXIT_UNRESOLVED


class OneOf(click.Choice[str]):
    """One of several words; an error says which of them was meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            meant = did_you_mean(str(value), self.choices) or ";"
            names = ", ".join(self.choices)
            self.fail(plain(f"there is no '{value}'{meant} choose one of {names}"), param, ctx)
        return str(value)


class Commands(click.Group):
    """The commands; an error about one that is none says what was meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if not word.startswith("-") and self.get_command(ctx, word) is None:
            path = ctx.command_path
            remedy = f"see '{path} --help'" if ctx.parent else f"to scan it, type '{path} scan {word}'"
            meant = did_you_mean(word, self.list_commands(ctx)) or f"; {remedy}"
            ctx.fail(plain(f"there is no command '{word}'{meant}"))
        return super().resolve_command(ctx, args)


def blind_errors(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose errors, with `--blind`, do not repeat identifying terms of the command line."""

    @functools.wraps(command)
    def blinded(**given: Any) -> None:
        if not given["blind"]:
            command(**given)
            return
        try:
            command(**given)
        except (Usage, Unresolved) as error:
            raise type(error)(_redactor(given).text(error.message)) from None
        except (Lacking, NotWritten) as error:
            raise type(error)(_redactor(given).text(str(error))) from None
        except Exception as error:
            if (why := lacking(error)) is not None:
                raise Lacking(why) from None
            hidden = RuntimeError(f"{type(error).__name__}, whose message --blind hides")
            # The traceback is kept; the message, which may identify the person, is not.
            raise hidden.with_traceback(error.__traceback__) from None

    return blinded


def _redactor(given: dict[str, Any]) -> Redactor:
    from analyzer.blind import redactor_of_words

    paths = [Path(each) for each in (given["claims"], given["rubric_name"], *given["outputs"]) if each]
    words = (
        *given["targets"],
        *filter(None, [given["name"]]),
        *(part for path in paths for part in (str(path), path.stem)),
    )
    others = (*given["days"], *given["requirements"])
    return redactor_of_words((*words, *others), given["identities"])


def without_what_was_typed(error: click.ClickException, words: Sequence[str]) -> click.ClickException:
    """An error in the use of the command line, in a blind scan without those words that are no option's."""
    if "--blind" not in words or not isinstance(error, click.UsageError) or error.ctx is None:
        return error
    from analyzer.blind import redactor_of_words

    known = {option for each in error.ctx.command.params for option in (*each.opts, *each.secondary_opts)}
    typed = [part for each in words for part in each.split("=", 1) if part not in known]
    redactor = redactor_of_words([each.lstrip("-") for each in typed])
    return click.UsageError(redactor.text(error.format_message()), error.ctx)


def load_registry() -> Registry:
    """The checks; a plugin that could not be loaded is named on stderr."""
    from analyzer.engine.registry import load_checks

    registry = load_checks()
    for problem in registry.problems:
        click.echo(f"warning: {plain(problem)}", err=True)
    return registry


def read_rubric(name: str, registry: Registry) -> Rubric:
    """The rubric by name or file; a bad one is a usage error."""
    from analyzer.scoring import RubricError, load_rubric

    try:
        return load_rubric(name, known=registry.checks)
    except RubricError as error:
        raise Usage(plain(str(error))) from error


def read_server(variables: Mapping[str, str] = os.environ) -> Server:
    """GitHub's server and token, as the environment names them."""
    from analyzer.github import AccountError, BadServer, Server

    try:
        return Server.from_environment(variables)
    except BadServer as error:
        raise Usage(plain(str(error))) from error
    except AccountError as error:
        raise Unresolved(plain(str(error))) from error


def read_identities(identities: tuple[str, ...]) -> tuple[str, ...]:
    """The identities as given, each once, none empty."""
    declared = tuple(dict.fromkeys(" ".join(each.split()) for each in identities))
    if "" in declared:
        raise Usage("--identity is empty; give an e-mail address or a name that appears in the commits")
    return declared


def read_name(name: str | None, targets: Sequence[str], *, blind: bool = False) -> str | None:
    """What the one target, a path, is called in reports; a blind scan shows no name."""
    if name is None:
        return None
    from analyzer.github import is_local

    if len(targets) != 1 or not is_local(targets[0]):
        raise Usage("--name is for one target that is a path; accounts and addresses have a name already")
    shown = " ".join(name.split())
    if not shown or len(shown) > SHOWN_NAME_LENGTH or not shown.isprintable():
        raise Usage(f"--name is not a name; use 1 to {SHOWN_NAME_LENGTH} printable characters")
    return None if blind else shown


def read_contact(address: str | None, forms: Sequence[str]) -> str | None:
    """Whom a page names for objections: one plain address of mail."""
    if address is None:
        return None
    if "html" not in forms:
        raise Usage("--contact stands on the page only; add -f html")
    if len(address) > CONTACT_LENGTH or _MAIL_ADDRESS.fullmatch(address) is None:
        raise Usage(f"--contact '{address}' is not an address of mail; use the form reviews@example.org")
    return address


def read_day(text: str | None) -> date | None:
    """A day as 2024-06-30."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise Usage(f"--as-of '{text}' is not a date; use the form 2024-06-30") from error


def read_claims(place: str | None, *, blind: bool = False) -> tuple[Statement, ...]:
    """What a file of the candidate's own claims; `-` is stdin. What is skipped is said on stderr.

    Of a blind scan the file's name is not shown.
    """
    if place is None:
        return ()
    from analyzer.blind import CLAIMS_FILE
    from analyzer.claims import ClaimsError, claims_content, claims_notes, read_claims_content

    name = "standard input" if place == "-" else CLAIMS_FILE if blind else Path(place).name
    try:
        content = claims_content(sys.stdin.buffer if place == "-" else Path(place))
        reading = read_claims_content(content, name)
    except ClaimsError as error:
        raise Usage(plain(f"--claims '{place}': {error}")) from error
    for note in claims_notes(reading, name):
        click.echo(plain(note), err=True)
    return reading.statements


def require_format(form: str, output: str | None) -> None:
    """Say before the work that a format's optional library is missing, or that it cannot go there."""
    if form in TABLES:
        from analyzer.report.table.columns import MissingExtra, require_pandas, require_parquet

        try:
            (require_parquet if TABLES[form].parquet else require_pandas)()
        except MissingExtra as error:
            raise Usage(plain(str(error))) from error
        if TABLES[form].parquet and output is None and sys.stdout.isatty():
            raise Usage(f"{form} is not for a terminal; give it a file with -o")


def require_machine(output: str | None, jobs: int) -> None:
    """Say before the work what this machine lacks for it. Raises Lacking, NotWritten."""
    from analyzer.git import require_git
    from analyzer.system.machine import choose_temporary_folder, require_open_files

    if output is None:
        require_output()
    require_open_files(jobs)
    require_git()
    choose_temporary_folder(lambda message: click.echo(f"warning: {plain(message)}", err=True))


def plain(text: str) -> str:
    """Text of a scanned repository or a user, fit for a terminal."""
    from analyzer.report.text import plain as shown

    return shown(text)
