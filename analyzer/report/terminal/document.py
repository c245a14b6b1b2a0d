"""The whole terminal report: every dimension with its signals and the places to open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from analyzer.model import Flag, Level, RepositoryResult, Severity
from analyzer.report.causes import cause_lines
from analyzer.report.explained import BLIND, label_paragraph, label_words
from analyzer.report.json import strongest_first
from analyzer.report.places import by_name, flags_with_ids, located_spot, spot_of, without_addresses
from analyzer.report.reading import (
    BY_OTHERS,
    headline,
)
from analyzer.report.terminal.sections import (
    INDENT,
    PLACE_LIMIT,
    bullets,
    listing,
    section,
    show_claims,
    show_contributions,
    show_manners,
    show_questions,
    spot_text,
)
from analyzer.report.text import NAME_LIMIT, NOTE_LIMIT, literal
from analyzer.scorecard import INSUFFICIENT, NOTEBOOK_ONLY, Scorecard, SignalSummary
from analyzer.scoring import interval_words

LABEL_STYLES: Mapping[str, str] = {
    "strong_public_evidence": "bold green",
    "moderate_public_evidence": "bold cyan",
    "thin_public_evidence": "bold yellow",
    NOTEBOOK_ONLY: "bold yellow",
    INSUFFICIENT: "bold magenta",
}
SEVERITY_STYLES: Mapping[str, str] = {
    Severity.SERIOUS: "bold red",
    Severity.ASK: "yellow",
    Severity.INFO: "dim",
}
_LEVEL_STYLES: Mapping[Level, str] = {
    Level.ABSENT: "dim",
    Level.CLAIMED: "dim",
    Level.PRESENT: "yellow",
    Level.SUBSTANTIVE: "cyan",
    Level.WIRED: "green",
    Level.SUSTAINED: "bold green",
}


def render(scorecard: Scorecard, console: Console) -> None:
    """Print the scorecard: verdict, reasons, dimensions with evidence, flags, claims, what was not seen,
    what to ask.
    """
    scorecard = without_addresses(scorecard)
    _headline(scorecard, console)
    section("Why", console)
    bullets((literal(reason) for reason in scorecard.verdict.reasons), console)
    section("Evidence by dimension", console)
    _dimensions(scorecard, console)
    listing("Flags", [_flag(*each) for each in flags_with_ids(scorecard)], console)
    show_claims(scorecard, console)
    listing(
        "Not seen", [literal(line, limit=NOTE_LIMIT) for line in cause_lines(scorecard.repositories)], console
    )
    show_contributions(scorecard, console)
    show_questions(scorecard, console)
    left_out = [literal(f"{each.name}: {each.reason}", limit=NOTE_LIMIT) for each in scorecard.left_out]
    listing("Excluded repositories", left_out, console)
    show_manners(scorecard, console)


def interval_bar(low: float, high: float, width: int, *, ascii_only: bool = False) -> Text:
    """Bounds of 0 to 100 as a bar: filled up to `low`, shaded up to `high`.

    Anything shown is at least one cell, and a full bar is kept for 100.
    """
    filled_cell, possible_cell, empty_cell = "#-." if ascii_only else "█▒░"
    filled = _cells(low, width)
    possible = max(_cells(high, width) - filled, 1 if high > low and filled < width else 0)
    return Text.assemble(
        (filled_cell * filled, "green"),
        (possible_cell * possible, "yellow"),
        (empty_cell * (width - filled - possible), "dim"),
    )


def _cells(value: float, width: int) -> int:
    if value <= 0:
        return 0
    return width if value >= 100 else min(max(round(value / 100 * width), 1), width - 1)


def _headline(scorecard: Scorecard, console: Console) -> None:
    verdict = scorecard.verdict
    candidate = scorecard.candidate
    console.print(Rule(literal(", ".join(candidate.targets), limit=NAME_LIMIT), style="dim"))
    console.print(literal(label_words(scorecard), LABEL_STYLES.get(verdict.label, "bold")))
    at_most = "" if verdict.low == verdict.high else f", at most {verdict.high:.1f}"
    console.print(
        Text.assemble(
            interval_bar(verdict.low, verdict.high, 40, ascii_only=console.options.ascii_only),
            (f"  at least {verdict.low:.1f}", "bold"),
            f"{at_most} of 100",
        )
    )
    if scorecard.blind:
        console.print(Text(BLIND, style="bold"))
    if paragraph := label_paragraph(scorecard):
        console.print(Text(paragraph))
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column()
    for name, words in headline(scorecard):
        facts.add_row(name, literal(words))
    console.print(facts)


def _dimensions(scorecard: Scorecard, console: Console) -> None:
    known = by_name(scorecard)
    scored = [each for each in scorecard.signals if each.dimension is not None]
    signal_width = max((len(each.title) for each in scored), default=0)
    title_width = max(len(each.title) for each in scorecard.dimensions)
    for dimension in scorecard.dimensions:
        console.print(
            Text.assemble(
                literal(f"{dimension.title:<{min(title_width, 40)}} ", "bold"),
                interval_bar(dimension.low, dimension.high, 20, ascii_only=console.options.ascii_only),
                f"  {interval_words(dimension.low, dimension.high)}",
                ("" if dimension.coverage == 1 else f"  ({dimension.coverage:.0%} seen)", "dim"),
            )
        )
        console.print(_signals(scorecard.of_dimension(dimension.id), known, signal_width))
    if scorecard.unscored:
        console.print(Text("shown, not scored", style="bold"))
        console.print(_signals(scorecard.unscored, known, signal_width))


def _signals(signals: Iterable[SignalSummary], known: Mapping[str, RepositoryResult], width: int) -> Padding:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=min(max(width, 12), 28))
    table.add_column(width=len(Level.SUBSTANTIVE.word))
    table.add_column(overflow="fold")
    for signal in signals:
        table.add_row(literal(signal.title), *_level_and_place(signal, known))
    return Padding(table, (0, 0, 0, INDENT))


def _level_and_place(signal: SignalSummary, known: Mapping[str, RepositoryResult]) -> tuple[Text, Text]:
    words = [literal(each, "dim", limit=NOTE_LIMIT) for each in signal.remarks]
    if signal.place is None:
        return literal("-", "dim"), Text("\n").join(words)
    reached = signal.place.located.evidence.level
    where = spot_text(located_spot(signal.place.located, known))
    if signal.place.by_others:
        where = Text.assemble((f"{BY_OTHERS}: ", "magenta"), where)
    return literal(reached.word, _LEVEL_STYLES[reached]), Text("\n").join([where, *words])


def _flag(repository: RepositoryResult, flag: Flag, id: str) -> Text:
    places = strongest_first(flag.evidence)
    return Text.assemble(
        literal(f"{flag.severity.value}: ", SEVERITY_STYLES[flag.severity]),
        literal(flag.id.replace("_", " "), "bold", limit=NAME_LIMIT),
        literal(f", {flag.message}", limit=PLACE_LIMIT),
        "\n",
        *((spot_text(spot_of(repository, places[0])), "\n") if places else ()),
        literal(id, "dim", limit=NOTE_LIMIT),
    )
