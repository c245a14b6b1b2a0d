"""The formats of a scorecard: how each is called, what it needs, and how it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.report.table.columns import Column
    from analyzer.scorecard import Scorecard


class TableForm(Struct, frozen=True):
    """A format that is a table: one row a finding or one row a repository, as Parquet or as CSV."""

    findings: bool
    parquet: bool


TABLES: Mapping[str, TableForm] = {
    "csv": TableForm(findings=False, parquet=False),
    "parquet": TableForm(findings=False, parquet=True),
    "findings-csv": TableForm(findings=True, parquet=False),
    "findings-parquet": TableForm(findings=True, parquet=True),
}
FORMATS = ("terminal", "json", "html", "markdown", *TABLES)


def rendered(
    scorecard: Scorecard,
    form: str,
    output: str | None,
    *,
    verbose: bool = False,
    summary: bool = False,
    contact: str | None = None,
) -> str | bytes:
    """The scorecard in one of the formats; for a terminal as wide as that is, in short unless `verbose`.

    Of Markdown a `summary` is the 15 lines; `contact` is whom the page names for objections.
    """
    if form == "json":
        from analyzer.report.json import to_json

        return to_json(scorecard)
    if form == "markdown" and summary:
        from analyzer.report.json import document_of
        from analyzer.report.markdown.summary import to_summary
        from analyzer.report.places import without_addresses

        return to_summary(document_of(without_addresses(scorecard)))
    if form == "markdown":
        from analyzer.report.markdown.document import to_markdown

        return to_markdown(scorecard)
    if form == "html":
        from analyzer.report.html.page import to_html

        return to_html(scorecard, contact=contact)
    if form in TABLES:
        return written_table(_columns(scorecard, TABLES[form]), parquet=TABLES[form].parquet)
    from analyzer.cli.output import console

    screen = console(to_file=output is not None)
    with screen.capture() as captured:
        show(scorecard, screen, verbose=verbose)
    return captured.get()


def show(scorecard: Scorecard, screen: Console, *, verbose: bool) -> None:
    """The terminal report: all of it, or its 40 lines."""
    if verbose:
        from analyzer.report.terminal.document import render

        render(scorecard, screen)
    else:
        from analyzer.report.json import document_of
        from analyzer.report.places import without_addresses
        from analyzer.report.terminal.brief import render_brief

        render_brief(document_of(without_addresses(scorecard)), screen)


def written_table(columns: Sequence[Column], *, parquet: bool) -> bytes:
    """The columns as Parquet or as CSV."""
    from analyzer.report.table.columns import csv_of, parquet_of

    return parquet_of(columns) if parquet else csv_of(columns)


def _columns(scorecard: Scorecard, form: TableForm) -> Sequence[Column]:
    from analyzer.report.json import document_of
    from analyzer.report.table.findings import finding_columns
    from analyzer.report.table.frames import repository_columns

    return (finding_columns if form.findings else repository_columns)(document_of(scorecard))
