"""How far a batch is: one line at the foot of a terminal, and elsewhere nothing but notes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from analyzer.report.notes import each_once
from analyzer.report.text import plain

if TYPE_CHECKING:
    from analyzer.batch.driver import Audience, Tally


@contextmanager
def watching() -> Iterator[Audience]:
    """Who is told of a batch: on a terminal a bar with rate, estimate and failures, otherwise only notes."""
    if sys.stderr.isatty():
        with _bar() as audience:
            yield audience
    else:
        from analyzer.batch.driver import Audience

        yield Audience(notify=each_once(lambda message: click.echo(message, err=True)))


@contextmanager
def _bar() -> Iterator[Audience]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from analyzer.batch.driver import Audience

    columns = (
        TextColumn("candidates"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)
        note = each_once(lambda message: bars.console.print(message, markup=False, highlight=False))

        def moved(tally: Tally) -> None:
            bars.update(task, total=tally.total, completed=tally.done, description=progress_words(tally))

        def notify(message: str) -> None:
            note(message)
            bars.update(task, description=plain(message))

        yield Audience(notify=notify, moved=moved)


def progress_words(tally: Tally) -> str:
    """Rate, estimate and failures: "1.25 a second, 00:12:30 left, 2 failed, 1 incomplete"."""
    words = []
    if tally.made:
        left = (tally.total - tally.done) / tally.rate
        words.append(f"{tally.rate:.2f} a second, {_clock(left)} left")
    words.append(f"{tally.failed} failed")
    if tally.incomplete:
        words.append(f"{tally.incomplete} incomplete")
    return ", ".join(words)


def _clock(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
