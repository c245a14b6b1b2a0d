"""One candidate over time in the terminal, and as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.report.comparison.over_time import OverTime
from analyzer.report.explained import LABEL_WORDS
from analyzer.report.terminal.document import LABEL_STYLES, interval_bar
from analyzer.report.text import NOTE_LIMIT, literal
from analyzer.scoring import interval_words

_BAR = 30
COURSE_COLUMNS = ("signal", "title")


def render_over_time(found: OverTime, console: Console) -> None:
    """Print the bounds of every day, then what came and what went."""
    console.print(literal(found.targets, "bold", limit=NOTE_LIMIT))
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for title in ("as of", "score", "", "evidence"):
        table.add_column(title, no_wrap=title != "evidence")
    for each in found.moments:
        table.add_row(
            each.day,
            interval_bar(each.low, each.high, _BAR, ascii_only=console.options.ascii_only),
            interval_words(each.low, each.high),
            literal(LABEL_WORDS.get(each.label, each.label), LABEL_STYLES.get(each.label, "")),
        )
    console.print(table)
    for turn in found.turns:
        console.print()
        console.print(Text(turn.day, style="bold"))
        if turn.quiet:
            console.print(Text("  nothing came and nothing went", style="dim"))
        for words in turn.came:
            console.print(Text.assemble(("  + ", "green"), literal(words, limit=NOTE_LIMIT)))
        for words in turn.went:
            console.print(Text.assemble(("  - ", "yellow"), literal(words, limit=NOTE_LIMIT)))


def course_rows(found: OverTime) -> Iterator[tuple[str, ...]]:
    """The heading, then a row for each signal with its level on every day."""
    yield (*COURSE_COLUMNS, *(each.day for each in found.moments))
    yield ("", "score, lower bound", *(f"{each.low:.1f}" for each in found.moments))
    yield ("", "score, upper bound", *(f"{each.high:.1f}" for each in found.moments))
    for course in found.courses:
        yield (course.id, course.title, *course.levels)
