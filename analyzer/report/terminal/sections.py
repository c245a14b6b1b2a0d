"""Claims, questions and contributions in the terminal report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyzer.model import Claim, Question, RepositoryResult, Support
from analyzer.report.explained import A_HUMAN_DECIDES, NEVER_SCORED, contest_words
from analyzer.report.ledger import (
    SUPPORT_WORDS,
    claim_counts,
    contribution_words,
    loudest_first,
    question_subject,
    would_support,
)
from analyzer.report.places import Spot, by_name, claim_spot, example_id, located_spot
from analyzer.report.text import LIST_LIMIT, NAME_LIMIT, NOTE_LIMIT, QUESTION_LIMIT, literal
from analyzer.scorecard import Scorecard

PLACE_LIMIT = 400
# The longest question with a quoted claim in it fits.
INDENT = 2
_SUPPORT_STYLES: Mapping[Support, str] = {
    Support.UNSUPPORTED: "yellow",
    Support.NOT_ASSESSABLE: "dim",
    Support.SUPPORTED: "green",
}
_OTHER_FORMATS = "The HTML, Markdown and JSON reports describe strong and weak answers."


def section(title: str, console: Console) -> None:
    """A heading."""
    console.print()
    console.print(Text(title, style="bold underline"))


def bullets(lines: Iterable[Text], console: Console) -> None:
    """The lines, each behind a dash."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for line in lines:
        table.add_row("-", line)
    console.print(Padding(table, (0, 0, 0, INDENT)))


def listing(
    title: str, lines: list[Text], console: Console, rest: str = "; the JSON report lists them all"
) -> None:
    """A heading with the number of lines, the first of them, and how many more there are."""
    if not lines:
        return
    section(f"{title} ({len(lines)})", console)
    bullets(lines[:LIST_LIMIT], console)
    if len(lines) > LIST_LIMIT:
        more = literal(f"and {len(lines) - LIST_LIMIT} more{rest}", "dim")
        console.print(Padding(more, (0, 0, 0, INDENT)))


def show_claims(scorecard: Scorecard, console: Console) -> None:
    """The ledger: unsupported claims first, with their places and what would support them."""
    known = by_name(scorecard)
    lines = [_claim(each, known, scorecard) for each in loudest_first(scorecard.claims)]
    listing(f"Claims by sentence: {claim_counts(scorecard.claims)}", lines, console)


def show_contributions(scorecard: Scorecard, console: Console) -> None:
    """Work in repositories of others, as GitHub lists it."""
    lines = [
        Text.assemble(
            literal(each.repository, "bold", limit=NAME_LIMIT),
            literal(f": {contribution_words(each)}", limit=NOTE_LIMIT),
        )
        for each in scorecard.contributions
    ]
    listing("Contributions to repositories of others, shown, not scored", lines, console, rest="")


def show_questions(scorecard: Scorecard, console: Console) -> None:
    """The questions in their order, each with its reason and the place to look at first."""
    if not scorecard.questions:
        return
    section(f"Interview questions ({len(scorecard.questions)})", console)
    known = by_name(scorecard)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", width=len(f"{len(scorecard.questions)}."))
    table.add_column(overflow="fold")
    for number, question in enumerate(scorecard.questions, 1):
        table.add_row(f"{number}.", _question(question, known))
    console.print(Padding(table, (0, 0, 0, INDENT)))
    console.print(Padding(Text(_OTHER_FORMATS, style="dim"), (0, 0, 0, INDENT)))


def show_manners(scorecard: Scorecard, console: Console) -> None:
    """What is never scored, who decides, and how a finding is contested."""
    console.print()
    for words in (contest_words(example_id(scorecard)), NEVER_SCORED, A_HUMAN_DECIDES):
        console.print(literal(words, "dim"))


def spot_text(spot: Spot, style: str = "") -> Text:
    """A place, as a link where the host's addresses are known."""
    where = "  ".join(each for each in (spot.repository, spot.inside) if each)
    return literal(where, style, link=spot.link, limit=PLACE_LIMIT)


def _claim(claim: Claim, known: Mapping[str, RepositoryResult], scorecard: Scorecard) -> Text:
    told = Text.assemble(
        literal(SUPPORT_WORDS[claim.support], _SUPPORT_STYLES[claim.support]),
        ": ",
        literal(f'"{claim.statement.text[:NOTE_LIMIT]}"', limit=NOTE_LIMIT),
        "\n",
        spot_text(claim_spot(claim, known)),
        "\n",
    )
    if claim.places:
        return told + Text("by ", style="dim") + spot_text(located_spot(claim.places[0], known))
    return told + literal(f"would support it: {would_support(claim, scorecard)}", "dim", limit=PLACE_LIMIT)


def _question(question: Question, known: Mapping[str, RepositoryResult]) -> Text:
    asked = Text.assemble(
        literal(question.ask, "bold", limit=QUESTION_LIMIT),
        "\n",
        literal(f"{question_subject(question)}: {question.because}", "dim", limit=PLACE_LIMIT),
    )
    if question.place is None:
        return asked
    return Text("\n").join([asked, spot_text(located_spot(question.place, known))])
