"""The short terminal report: at most 40 lines, which a reviewer reads in half a minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.cells import cell_len
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from analyzer.report.answer import ChipState
from analyzer.report.brief import FLAGS_FIRST, Brief, BriefFlag, brief_of
from analyzer.report.contract import ScorecardDocument
from analyzer.report.places import Spot
from analyzer.report.terminal.document import LABEL_STYLES, SEVERITY_STYLES, interval_bar
from analyzer.report.text import NAME_LIMIT, QUESTION_LIMIT, literal, plain

LINES = 40
"""At most, however much there is to tell: the sum of what each part below may take."""
_UNSEEN_LINES = 2
_NOT_SEEN = "not seen: "
_CUT = "..."
_BAR = 40
_INDENT = "  "
_SHORTEST_PATH = 12
CHIP_STYLES: Mapping[ChipState, str] = {
    ChipState.OWN: "bold green",
    ChipState.YES: "bold green",
    ChipState.TEAM: "bold cyan",
    ChipState.OTHERS: "cyan",
    ChipState.PART: "yellow",
    ChipState.NOT_FOUND: "yellow",
    ChipState.NOT_SEEN: "magenta",
}
REST = "-v shows everything here; -f html -o page.html every place, with its code"


def render_brief(document: ScorecardDocument, console: Console) -> None:
    """Print the answer, three chips, strengths, gaps, flags, the first questions and what was not seen."""
    brief = brief_of(document)
    _answer(brief, console)
    _chips(brief, console)
    _strengths(brief, console)
    _gaps(brief, console)
    _flags(brief, console)
    _questions(brief, console)
    _not_seen(brief, console)
    _print([literal(REST, "dim")], console)


def _answer(brief: Brief, console: Console) -> None:
    """Six lines."""
    console.print(Rule(literal(brief.candidate, limit=NAME_LIMIT), style="dim"))
    bar = interval_bar(brief.low, brief.high, _BAR, ascii_only=console.options.ascii_only)
    read = f"{brief.read}; blind" if brief.blind else brief.read
    _print([literal(brief.heading, LABEL_STYLES.get(brief.label, "bold"))], console)
    _print([Text.assemble(bar, "  ", literal(brief.bounds, "bold"))], console)
    _print([literal(read, "dim")], console)
    if brief.strongest:
        _print_wrapped(literal(brief.strongest), console)


def _chips(brief: Brief, console: Console) -> None:
    """Four lines."""
    asked = max(len(each.rule.ask) for each, _spot in brief.chips)
    answered = max(len(each.words) for each, _spot in brief.chips)
    console.print()
    for chip, spot in brief.chips:
        answer = Text.assemble(
            f"{chip.rule.ask:<{asked}}  ",
            (f"{chip.words:<{answered}}", CHIP_STYLES[chip.state]),
            "  " if chip.answered or spot is None else "  nearest: ",
        )
        _print([answer + _where(spot, console.width - answer.cell_len)], console)


def _strengths(brief: Brief, console: Console) -> None:
    """Eight lines."""
    if not brief.strengths:
        return
    _heading("Strongest evidence", console)
    for each in brief.strengths:
        author = literal(f", {each.author}" if each.author else "", "dim")
        room = console.width - len(_INDENT)
        where = _where(each.spot, max(room - author.cell_len, room * 2 // 3))
        _print([_listed("+", literal(each.words), "green"), Text.assemble(_INDENT, where, author)], console)


def _gaps(brief: Brief, console: Console) -> None:
    """Five lines."""
    if not brief.gaps:
        return
    _heading("Looked for and not found", console)
    _print(
        [
            _listed("-", Text.assemble(literal(title), literal(f": {words}", "dim")), "yellow")
            for title, words in brief.gaps
        ],
        console,
    )


def _flags(brief: Brief, console: Console) -> None:
    """Five lines."""
    lines = [_flag(each) for each in brief.flags]
    if brief.claims:
        lines = [*lines[: FLAGS_FIRST - 1], _listed("!", literal(brief.claims), "yellow")]
    shown = lines[:FLAGS_FIRST]
    more = len(brief.flags) + bool(brief.claims) - len(shown)
    if shown:
        _heading(f"Flags and claims{f' ({more} more)' if more else ''}", console)
        _print(shown, console)


def _flag(flag: BriefFlag) -> Text:
    style = SEVERITY_STYLES.get(flag.severity, "")
    words = Text.assemble(literal(flag.name, limit=NAME_LIMIT), literal(f": {flag.message}", "dim"))
    return _listed("!", Text.assemble(literal(f"{flag.severity}: ", style), words), style)


def _questions(brief: Brief, console: Console) -> None:
    """Eight lines."""
    if not brief.questions:
        return
    more = brief.asked - len(brief.questions)
    _heading(f"Ask first{f' ({more} more)' if more else ''}", console)
    for number, each in enumerate(brief.questions, 1):
        _print_wrapped(literal(each["ask"], limit=QUESTION_LIMIT), console, f"{number}. ")


def _not_seen(brief: Brief, console: Console) -> None:
    """Three lines, and one for where the rest is."""
    console.print()
    lines = [literal(each, "magenta") for each in brief.not_seen]
    if len(lines) == 1:
        _print_wrapped(lines[0], console, _NOT_SEEN)
        return
    more = len(lines) - _UNSEEN_LINES
    mark = f"not seen ({len(lines)}): " if more > 0 else _NOT_SEEN
    _print([Text.assemble((mark, "dim"), each) for each in lines[:_UNSEEN_LINES]], console)


def _heading(title: str, console: Console) -> None:
    console.print()
    _print([Text(title, style="bold")], console)


def _listed(mark: str, words: Text, style: str) -> Text:
    return Text.assemble((mark, style), " ", words)


def _where(spot: Spot | None, room: int) -> Text:
    """A place in about so many cells: of a long path the end is what tells most."""
    if spot is None:
        return Text()
    name = f"{plain(spot.repository, NAME_LIMIT)}  " if spot.repository else ""
    inside = plain(spot.inside)
    left = room - cell_len(name) - len(_CUT)
    if cell_len(name + inside) > room and left >= _SHORTEST_PATH:
        name, inside = name + _CUT, _end_of(inside, left)
    return literal(name + inside, link=spot.link)


def _end_of(text: str, room: int) -> str:
    """The longest end of the text that fits into so many cells."""
    start = len(text)
    while start and cell_len(text[start - 1 :]) <= room:
        start -= 1
    return text[start:]


def _print(texts: Iterable[Text], console: Console) -> None:
    """Each text on one line."""
    for text in texts:
        console.print(_cut(text, console.width), no_wrap=True, overflow="crop", crop=True)


def _print_wrapped(text: Text, console: Console, mark: str = "") -> None:
    """The text on at most two lines, behind the mark."""
    width = max(console.width - len(mark), len(_CUT) + 1)
    first, *rest = text.wrap(console, width, overflow="fold")
    following = (
        [rest[0] if len(rest) == 1 else _cut(Text(" ").join(map(_stripped, rest)), width)] if rest else []
    )
    marks = (mark, " " * len(mark))
    lines = zip(marks, (first, *following), strict=False)
    _print([Text.assemble((before, "dim"), line) for before, line in lines], console)


def _stripped(text: Text) -> Text:
    text.rstrip()
    return text


def _cut(text: Text, width: int) -> Text:
    if _stripped(text).cell_len > width:
        text.truncate(max(width - len(_CUT), 0))
        text.append(_CUT)
    return text
