"""Comparisons in a browser: they need nothing but their file, and are sorted by any row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from msgspec.structs import replace

from analyzer.report.comparison.over_time import over_time
from analyzer.report.comparison.sides import Named
from analyzer.report.html.compared import comparison_html, over_time_html
from analyzer.report.json import document_of
from tests.conftest import Samples
from tests.support.browser import NARROW, WIDE, browser, complaints, opened, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "complaints"]


@pytest.fixture(scope="module")
def comparison(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "comparison.html"
    cards = [Named(name, document_of(card)) for name, card in samples.scorecards]
    path.write_text(comparison_html(cards, blind=False), "utf-8")
    return path


@pytest.fixture(scope="module")
def course(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "course.html"
    now = dict(samples.scorecards)["team-member"]
    earlier = replace(now, as_of="2026-03-31", repositories=now.repositories[:0])
    path.write_text(
        over_time_html(over_time([Named(each.as_of or "", document_of(each)) for each in (now, earlier)])),
        "utf-8",
    )
    return path


def candidates(page: Page) -> list[str]:
    return [each.split("\n")[0] for each in page.locator("thead th").all_inner_texts()]


def bounds(page: Page, row: str) -> list[float]:
    cells = page.locator("tbody tr").filter(has=page.get_by_role("button", name=row)).locator("td")
    return [float(each.get_attribute("data-low") or "") for each in cells.all()]


@pytest.fixture(scope="module")
def pages(browser: Browser, comparison: Path, course: Path) -> Iterator[tuple[Page, Page]]:
    """Both pages with everything opened; there is nothing that they complain about."""
    found: list[str] = []
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    compared, over_time = (opened(context, each, found) for each in (comparison, course))
    for page in (compared, over_time):
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    yield compared, over_time
    context.close()
    assert found == []


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
def test_everybody_can_read_a_comparison(
    pages: tuple[Page, Page], scheme: Literal["light", "dark"], width: int
) -> None:
    for page in pages:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_candidates_are_sorted_by_any_row_with_the_keyboard(
    browser: Browser, comparison: Path, complaints: list[str]
) -> None:
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    page = opened(context, comparison, complaints)
    first = candidates(page)
    page.get_by_role("button", name="Operation over time").focus()
    page.keyboard.press("Enter")
    again = candidates(page)
    assert sorted(again) == sorted(first) and again != first
    found = bounds(page, "Operation over time")
    assert found == sorted(found, reverse=True) and len(set(found)) > 1
    page.get_by_role("button", name="Score").click()
    assert candidates(page) == first
    context.close()
