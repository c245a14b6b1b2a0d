"""Writes the generated documents anew: pages of docs/, a section of the architecture, the README's picture.

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
from analyzer.report.json import document_of
from analyzer.report.terminal.brief import render_brief
from analyzer.scoring.rubric import load_rubric, shipped_rubrics
from benchmarks.coverage import coverage_document
from benchmarks.scoring_example import with_example
from benchmarks.snapshot_members import with_section
from sample_repos.build import build_portfolio, portfolios

DOCS = Path(__file__).resolve().parent.parent / "docs"
SHOWN = "production-engineer"
WIDTH = 110


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


def write_picture() -> None:
    """The terminal report of one sample candidate as a drawing."""
    checks = load_checks().checks
    rubric = load_rubric("production", checks)
    portfolio = next(each for each in portfolios() if each.name == SHOWN)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        destination = Path(folder) / SHOWN
        build_portfolio(portfolio, destination)
        card = scan(Request((str(destination),), portfolio.identities), rubric, checks)
        render_brief(document_of(card), console)
    console.save_svg(
        str(DOCS / "scorecard.svg"),
        title=f"repo-evidence scan {SHOWN} --identity {portfolio.identities[0]}",
        unique_id="scorecard",
    )


if __name__ == "__main__":
    write_checks()
    write_coverage()
    write_snapshot_members()
    write_example()
    write_picture()
