"""The command that builds, scans and compares the sample portfolios, and writes their pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.arguments import Usage, load_registry, plain, read_rubric, require_machine
from analyzer.cli.reading import jobs_option
from analyzer.cli.reports import show

if TYPE_CHECKING:
    from analyzer.scorecard import Scorecard

DEMO_FOLDER = "demo-output"
COMPARISON_PAGE = "comparison.html"


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    default=DEMO_FOLDER,
    show_default=True,
    metavar="DIR",
    help="Write the pages to this folder.",
)
@click.option(
    "--keep", type=click.Path(file_okay=False), help="Build the repositories in this folder and keep them."
)
@jobs_option
def demo(output: str, keep: str | None, jobs: int) -> None:
    """Build, scan and compare the eight sample portfolios, and write their pages. Needs no network."""
    from analyzer.cli.output import console
    from analyzer.engine.worker import prepare
    from analyzer.report.comparison.rows import render_comparison, row_of
    from analyzer.system.temporary import temporary_folder

    require_machine(None, jobs)
    pages = _made(output)
    prepare()
    with temporary_folder() as temporary:
        scorecards = _scanned(Path(keep) if keep else temporary, jobs)
    screen = console()
    best = max(scorecards.values(), key=lambda each: (each.verdict.low, each.verdict.high))
    show(best, screen, verbose=False)
    render_comparison([row_of(name, each) for name, each in scorecards.items()], screen)
    _write_pages(scorecards, pages)
    click.echo(
        plain(f"open {pages / COMPARISON_PAGE} in a browser; the page of each candidate is beside it"),
        err=True,
    )


def _scanned(folder: Path, jobs: int) -> dict[str, Scorecard]:
    from analyzer.engine.pipeline import Request
    from analyzer.engine.pipeline import scan as run
    from sample_repos.build import build_portfolio, portfolios

    registry = load_registry()
    rubric = read_rubric("production", registry)
    scorecards: dict[str, Scorecard] = {}
    for portfolio in portfolios():
        click.echo(f"building and scanning '{portfolio.name}': {portfolio.description}", err=True)
        destination = folder / portfolio.name
        try:
            build_portfolio(portfolio, destination)
        except FileExistsError as error:
            raise Usage(f"'{destination}' is not empty; use a new folder for --keep") from error
        request = Request((str(destination),), tuple(portfolio.identities), jobs=jobs)
        scorecards[portfolio.name] = run(request, rubric, registry.checks)
    return scorecards


def _made(output: str) -> Path:
    """The folder of the pages, said before the work if it cannot be one. Raises Usage."""
    from analyzer.cli.output import why_not_writable

    pages = Path(output)
    try:
        pages.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Usage(plain(f"cannot write to '{output}': {reason}; choose another folder with -o")) from error
    if (why := why_not_writable(str(pages / COMPARISON_PAGE))) is not None:
        raise Usage(plain(why))
    return pages


def _write_pages(scorecards: dict[str, Scorecard], pages: Path) -> None:
    from analyzer.cli.output import write_result
    from analyzer.report.comparison.sides import Named
    from analyzer.report.html.compared import comparison_html
    from analyzer.report.html.page import page_of
    from analyzer.report.json import document_of

    named = [Named(name, document_of(each)) for name, each in scorecards.items()]
    for each in named:
        write_result(page_of(each.document), str(pages / f"{each.name}.html"), "html")
    write_result(comparison_html(named, blind=False), str(pages / COMPARISON_PAGE), "html")
