"""Where results and progress go: results to stdout or a file, progress and notes to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.report.notes import each_once
from analyzer.report.text import plain
from analyzer.system.files import write_whole
from analyzer.system.machine import lacking
from analyzer.system.streams import NotWritten, release_output

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.engine.pipeline import ProgressCallbacks
    from analyzer.model import RepositoryResult

PLAIN_WIDTH = 100
NAME_WIDTH = 40
SHORTEST_DESCRIPTION = 20
# What stands beside a bar: its own columns.
BAR_COLUMNS = 45
# Opened by name, a file behind them would be written from its start, over what stands there already.
STANDARD_OUTPUT = ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def console(*, to_file: bool = False) -> Console:
    """The console of a terminal report: coloured on a terminal, plain elsewhere, `NO_COLOR` honoured."""
    from rich.console import Console

    terminal = sys.stdout.isatty() and not to_file
    width = None if terminal or "COLUMNS" in os.environ else PLAIN_WIDTH
    return Console(
        file=sys.stdout, width=width, no_color=not terminal or None, force_terminal=terminal, highlight=False
    )


def why_not_writable(output: str | None) -> str | None:
    """Why the result cannot be written there, said before the work and not after it."""
    if output is None:
        return None
    try:
        path = _destination(output)
        if not path.parent.is_dir():
            return f"cannot write '{output}': the folder '{path.parent}' does not exist; create it first"
        permitted = os.access(path, os.W_OK) if path.exists() else True
        if not permitted or (_is_replaced(path) and not os.access(path.parent, os.W_OK)):
            return f"cannot write '{output}': permission denied; choose another file with -o"
    except (OSError, ValueError, RuntimeError):
        return f"cannot write '{output}': invalid file name; choose another file with -o"
    return None


def write_result(text: str | bytes, output: str | None, form: str) -> None:
    """To stdout, or to a file that is there whole or not at all. Raises NotWritten.

    What is written for programs is UTF-8 wherever it goes; a terminal has the letters that it has.
    """
    if output is None or output in STANDARD_OUTPUT:
        try:
            if form == "terminal":
                click.echo(text, nl=False)
            else:
                sys.stdout.flush()
                sys.stdout.buffer.write(_encoded(text))
                sys.stdout.buffer.flush()
        except BrokenPipeError:
            # What gates answer does not depend on that.
            release_output()
        return
    try:
        path = _destination(output)
        if _is_replaced(path):
            write_whole(path, _encoded(text))
        else:
            with path.open("wb") as file:
                file.write(_encoded(text))
    except OSError as error:
        why = lacking(error) or error.strerror
        raise NotWritten(f"the result could not be written to '{output}': {why}") from error


def name_the_page(form: str, output: str | None) -> None:
    """Say where a page is that was written to a file, so that it can be opened."""
    if form == "html" and output is not None and output not in STANDARD_OUTPUT:
        click.echo(plain(f"open {output} in a browser"), err=True)


def _destination(output: str) -> Path:
    """The file that a name means: what a symbolic link points at, unless that has no name (/dev/fd/3)."""
    path = Path(output)
    return path if path.exists() and not path.is_file() else path.resolve()


def _is_replaced(path: Path) -> bool:
    """Whether a new file takes its place. A device or a pipe stays what it is, and is written to."""
    return path.is_file() or not path.exists()


def _encoded(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")


@contextmanager
def listening() -> Iterator[ProgressCallbacks]:
    """Progress callbacks: bars on a terminal, otherwise only notes, each once."""
    if sys.stderr.isatty():
        with _bars() as listener:
            yield listener
    else:
        yield _notes_only()


def _notes_only() -> ProgressCallbacks:
    from analyzer.engine.pipeline import ProgressCallbacks

    return ProgressCallbacks(notify=each_once(lambda message: click.echo(message, err=True)))


@contextmanager
def _bars() -> Iterator[ProgressCallbacks]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from analyzer.engine.pipeline import ProgressCallbacks
    from analyzer.engine.progress import Progress as Told

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("resolving targets", total=None)
        at_work: dict[str, str] = {}

        note = each_once(lambda message: bars.console.print(message, markup=False, highlight=False))

        def describe(text: str) -> None:
            width = max(SHORTEST_DESCRIPTION, bars.console.width - BAR_COLUMNS)
            bars.update(task, description=text[:width])

        def show() -> None:
            describe("scanning  " + "; ".join(f"{name}: {stage}" for name, stage in at_work.items()))

        def notify(message: str) -> None:
            note(message)
            describe(plain(message))

        def stage(name: str, text: str) -> None:
            at_work[plain(name)[:NAME_WIDTH]] = text
            show()

        def finished(result: RepositoryResult) -> None:
            at_work.pop(plain(result.name)[:NAME_WIDTH], None)
            bars.advance(task)
            show()

        yield ProgressCallbacks(
            notify=notify,
            found=lambda count: bars.update(task, total=count, description="scanning"),
            progress=Told(stage, finished),
        )
