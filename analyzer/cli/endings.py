"""How a run ends: every error that reaches the top becomes one sentence and a documented exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress

import click

from analyzer.cli.arguments import (
    EXIT_BUG,
    EXIT_INTERRUPTED,
    EXIT_MACHINE,
    EXIT_TERMINATED,
    plain,
    without_what_was_typed,
)
from analyzer.cli.mistakes import remedy_for
from analyzer.system.machine import Lacking, lacking
from analyzer.system.streams import NotWritten, release_output, settle_streams
from analyzer.system.termination import Terminated, end_in_order


def exit_code(command: Callable[[], object]) -> int:
    """Run the command line and say how it ended; errors that nobody foresaw are a bug, and say so."""
    end_in_order()
    try:
        settle_streams()
        code = _run(command)
        _flush()
    except Terminated:
        # The terminal may be what has gone.
        with suppress(OSError):
            click.echo("terminated by a signal", err=True)
        return EXIT_TERMINATED
    except (NotWritten, Lacking) as error:
        return _machine(str(error))
    except (OSError, MemoryError, RuntimeError) as error:
        why = lacking(error)
        return _bug(error) if why is None else _machine(why)
    except Exception as error:
        return _bug(error)
    return code


def _run(command: Callable[[], object]) -> int:
    try:
        code = command()
    except (click.exceptions.Abort, KeyboardInterrupt) as error:
        # To click, the end of any file is the end of what somebody typed; nobody is asked to type here.
        if isinstance(error.__cause__, EOFError):
            raise error.__cause__ from None
        click.echo("interrupted", err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        shown = without_what_was_typed(error, sys.argv[1:])
        if remedy := remedy_for(error):
            sentence = f"{shown.format_message().removesuffix('.')}; {remedy}"
            shown = click.UsageError(sentence, getattr(error, "ctx", None))
        shown.show()
        return error.exit_code
    except SystemExit as left:
        # 1 is none of ours: click and rich say it where whoever read our output has seen enough of it.
        code = 0 if left.code == 1 else left.code
    return code if isinstance(code, int) else 0


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        release_output()


def _machine(sentence: str) -> int:
    click.echo(f"Error: {plain(sentence)}", err=True)
    return EXIT_MACHINE


def _bug(error: Exception) -> int:
    click.echo(f"bug in repo-evidence: {type(error).__name__}: {error}", err=True)
    if os.environ.get("REPO_EVIDENCE_TRACEBACK"):
        traceback.print_exception(error)
    else:
        click.echo("please report it; set REPO_EVIDENCE_TRACEBACK=1 to see the traceback", err=True)
    return EXIT_BUG
