"""The command that compares scorecards, side by side or over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.cli.arguments import EXIT_INCOMPLETE, OneOf, Usage, plain, require_format
from analyzer.cli.reports import TABLES, written_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.report.comparison.over_time import OverTime
    from analyzer.report.comparison.rows import ComparisonRow
    from analyzer.report.comparison.sides import Named
    from analyzer.report.table.columns import Column

COMPARISON_FORMATS = ("terminal", "html", *TABLES)
COURSE_FORMATS = ("terminal", "html", "csv", "parquet")


@click.command()
@click.argument("scorecards", nargs=-1, required=True, metavar="DIR_OR_FILES...")
@click.option(
    "-f",
    "--format",
    "form",
    type=OneOf(COMPARISON_FORMATS),
    default="terminal",
    help="Output format; html is blind unless --names is given.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write to this file instead of stdout.")
@click.option(
    "--mixed", is_flag=True, help="Allow scorecards of different rubrics, and show the rubric in each row."
)
@click.option("--names", is_flag=True, help="With -f html, show names, places and code instead of numbers.")
@click.option(
    "--over-time", is_flag=True, help="Scorecards of one candidate on several days: what came, what went."
)
def compare(
    scorecards: tuple[str, ...], form: str, output: str | None, mixed: bool, names: bool, over_time: bool
) -> None:
    """Compare scorecards side by side: JSON files written by `scan -f json`, or folders of them.

    Numbers of different rubrics mean different things: without --mixed, such scorecards are an error
    (exit code 2) that names which file has which rubric.

    \b
    Examples:
      repo-evidence compare scorecards/ -f csv -o comparison.csv
      repo-evidence compare scorecards/ -f html -o comparison.html
      repo-evidence compare ada-2024.json ada-2025.json --over-time
    """
    from analyzer.cli.output import why_not_writable, write_result
    from analyzer.report.comparison.load import LoadError, load_scorecards

    if (why := why_not_writable(output)) is not None:
        raise Usage(why)
    if names and (form != "html" or over_time):
        raise Usage("--names is for -f html side by side; the other outputs show names in any case")
    if over_time and form not in COURSE_FORMATS:
        raise Usage(f"{form} has a row a finding of each scorecard; over time, use csv or parquet")
    require_format(form, output)
    try:
        found, problems = load_scorecards(scorecards, mixed=mixed)
    except LoadError as error:
        raise Usage(plain(str(error))) from error
    remarks: list[str] = []
    if over_time:
        text = course_text(found, form, to_file=output is not None)
    else:
        text, remarks = _side_by_side(found, form, mixed=mixed, names=names, to_file=output is not None)
    write_result(text, output, form)
    for line in (*problems, *remarks):
        click.echo(plain(line), err=True)
    if problems:
        raise SystemExit(EXIT_INCOMPLETE)


def _side_by_side(
    found: Sequence[Named], form: str, *, mixed: bool, names: bool, to_file: bool
) -> tuple[str | bytes, list[str]]:
    """The comparison as it is written, and the remarks that do not stand in it."""
    from analyzer.report.comparison.load import row_of_document
    from analyzer.report.comparison.versions import not_comparable

    rows = [row_of_document(each) for each in found]
    remarks = not_comparable(rows)
    if form in TABLES:
        return written_table(_columns(found, rows, form, mixed=mixed), parquet=TABLES[form].parquet), remarks
    if form == "html":
        from analyzer.report.html.compared import comparison_html

        return comparison_html(found, blind=not names, remarks=remarks), [] if names else remarks
    from analyzer.cli.output import console
    from analyzer.report.comparison.rows import render_comparison
    from analyzer.report.comparison.versions import render_remarks

    screen = console(to_file=to_file)
    with screen.capture() as captured:
        render_comparison(rows, screen, rubrics=mixed)
        render_remarks(remarks, screen)
    return captured.get(), []


def _columns(
    found: Sequence[Named], rows: Sequence[ComparisonRow], form: str, *, mixed: bool
) -> Sequence[Column]:
    """One row a candidate, or one row a finding of any of them."""
    from analyzer.report.table.columns import stacked
    from analyzer.report.table.findings import finding_columns
    from analyzer.report.table.frames import comparison_columns

    if TABLES[form].findings:
        return stacked([finding_columns(each.document, each.name) for each in found])
    return comparison_columns(rows, rubrics=mixed)


def course_text(found: Sequence[Named], form: str, *, to_file: bool) -> str | bytes:
    """One candidate over time, in one of the formats of a comparison. Raises Usage."""
    from analyzer.report.comparison.over_time import NotOneCandidate, over_time

    try:
        course = over_time(found)
    except NotOneCandidate as error:
        raise Usage(plain(str(error))) from error
    if form == "html":
        from analyzer.report.html.compared import over_time_html

        return over_time_html(course)
    if form in TABLES:
        return written_table(_course_columns(course), parquet=TABLES[form].parquet)
    from analyzer.cli.output import console
    from analyzer.report.comparison.over_time_text import render_over_time

    screen = console(to_file=to_file)
    with screen.capture() as captured:
        render_over_time(course, screen)
    return captured.get()


def _course_columns(course: OverTime) -> list[Column]:
    """A row a signal, a column a day."""
    from analyzer.report.comparison.over_time_text import course_rows
    from analyzer.report.table.columns import TEXT, Column

    heading, *rows = course_rows(course)
    return [Column(name, TEXT, [row[place] for row in rows]) for place, name in enumerate(heading)]
