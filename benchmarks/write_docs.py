"""Writes the generated documents anew: pages of docs/, a section of the architecture, the README's pictures.

A test fails when one of the pages is not current.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from rich.console import Console

from analyzer.engine.pipeline import Request, scan
from analyzer.engine.registry import load_checks
from analyzer.report.checks import checks_document
from analyzer.report.contract import ScorecardDocument
from analyzer.report.html.page import page_of
from analyzer.report.json import document_of
from analyzer.report.terminal.brief import render_brief
from analyzer.scoring.rubric import load_rubric, shipped_rubrics
from benchmarks.coverage import coverage_document
from benchmarks.scoring_example import with_example
from benchmarks.snapshot_members import with_section
from sample_repos.build import Portfolio, build_portfolio, portfolios

DOCS = Path(__file__).resolve().parent.parent / "docs"
SHOWN = "production-engineer"
WIDTH = 110
CHROMIUM = Path("/usr/bin/chromium")
SCREEN = (1200, 820)


def write_checks() -> None:
    """The page of the checks."""
    registry = load_checks()
    text = checks_document(registry, shipped_rubrics(registry.checks))
    (DOCS / "checks.md").write_text(text, encoding="utf-8")


def write_coverage() -> None:
    """The page of the catalogue's rows and their homes."""
    (DOCS / "coverage.md").write_text(coverage_document(load_checks()), encoding="utf-8")


def write_snapshot_members() -> None:
    """What a Snapshot offers, in the page of the architecture."""
    page = DOCS / "architecture.md"
    page.write_text(with_section(page.read_text("utf-8")), encoding="utf-8")


def write_example() -> None:
    """The score that docs/scoring.md computes by hand."""
    checks = load_checks().checks
    page = DOCS / "scoring.md"
    text = with_example(page.read_text("utf-8"), load_rubric("production", checks), checks)
    page.write_text(text, encoding="utf-8")


def write_pictures() -> None:
    """The report of one sample candidate as people see it: in the terminal, and the beginning of its page."""
    portfolio = next(each for each in portfolios() if each.name == SHOWN)
    document = _scanned(portfolio)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    render_brief(document, console)
    console.save_svg(
        str(DOCS / "scorecard.svg"),
        title=f"repo-evidence scan {SHOWN} --identity {portfolio.identities[0]}",
        unique_id="scorecard",
    )
    if CHROMIUM.exists():
        _photograph(page_of(document), DOCS / "page.png")
    else:
        print(f"docs/page.png stays as it is: there is no {CHROMIUM}")


def _scanned(portfolio: Portfolio) -> ScorecardDocument:
    checks = load_checks().checks
    with tempfile.TemporaryDirectory() as folder:
        destination = Path(folder) / portfolio.name
        build_portfolio(portfolio, destination)
        request = Request((str(destination),), portfolio.identities)
        return document_of(scan(request, load_rubric("production", checks), checks))


def _photograph(page: str, picture: Path) -> None:
    """What the first screen of a page looks like."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder) / "page.html"
        place.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": SCREEN[0], "height": SCREEN[1]}, color_scheme="light")
        shown.goto(place.as_uri())
        shown.screenshot(path=str(picture))
        browser.close()


if __name__ == "__main__":
    write_checks()
    write_coverage()
    write_snapshot_members()
    write_example()
    write_pictures()
