"""The command that compares scorecards, side by side or over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.cli.arguments import EXIT_INCOMPLETE, OneOf, Usage, plain, require_format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.report.comparison.over_time import OverTime
    from analyzer.report.comparison.sides import Named

COMPARISON_FORMATS = ("terminal", "html", "csv")


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
    require_format(form)
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
) -> tuple[str, list[str]]:
    """The comparison as text, and the remarks that do not stand in it."""
    from analyzer.report.comparison.load import row_of_document
    from analyzer.report.comparison.versions import not_comparable

    rows = [row_of_document(each) for each in found]
    remarks = not_comparable(rows)
    if form == "csv":
        from analyzer.report.table.frames import comparison_frame, to_csv

        return to_csv(comparison_frame(rows, rubrics=mixed)), remarks
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


def course_text(found: Sequence[Named], form: str, *, to_file: bool) -> str:
    """One candidate over time, in one of the formats of a comparison. Raises Usage."""
    from analyzer.report.comparison.over_time import NotOneCandidate, over_time

    try:
        course = over_time(found)
    except NotOneCandidate as error:
        raise Usage(plain(str(error))) from error
    if form == "html":
        from analyzer.report.html.compared import over_time_html

        return over_time_html(course)
    if form == "csv":
        return _course_csv(course)
    from analyzer.cli.output import console
    from analyzer.report.comparison.over_time_text import render_over_time

    screen = console(to_file=to_file)
    with screen.capture() as captured:
        render_over_time(course, screen)
    return captured.get()


def _course_csv(course: OverTime) -> str:
    import pandas as pd

    from analyzer.report.comparison.over_time_text import course_rows
    from analyzer.report.table.frames import to_csv

    heading, *rows = course_rows(course)
    return to_csv(pd.DataFrame(rows, columns=list(heading)))
