"""The HTML report in a browser: it needs nothing but its file, and can be worked with."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from pypdf import PageObject, PdfReader

from analyzer.report.html.page import page_of, to_html
from tests.conftest import Samples
from tests.support.browser import NARROW, WIDE, browser, complaints, opened, violations
from tests.support.hostile import TEXTS, carrying
from tests.support.pages import rich

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser", "complaints"]
CANDIDATE = "production-engineer"
FINDING = "parcel-eta/monitoring"
HOSTILE_NOTE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def report(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a candidate with two repositories."""
    path = tmp_path_factory.mktemp("pages") / "scorecard.html"
    path.write_text(to_html(dict(samples.scorecards)[CANDIDATE]), "utf-8")
    return path


@pytest.fixture
def page(browser: Browser, report: Path, complaints: list[str]) -> Iterator[Page]:
    """The report as somebody sees it who opens it for the first time: what one test keeps, no other finds."""
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    yield opened(context, report, complaints)
    context.close()


@pytest.fixture(scope="module")
def everything(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that shows something of everything, all of it opened; there is nothing that it complains about."""
    path = tmp_path_factory.mktemp("pages") / "rich.html"
    path.write_text(page_of(rich()), "utf-8")
    found: list[str] = []
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    page = opened(context, path, found)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.locator(".finding").first.hover()
    page.keyboard.press("n")
    yield page
    context.close()
    assert found == []


def shown(page: Page, selector: str) -> list[str]:
    """The ids of the elements that can be seen."""
    found: list[str] = page.eval_on_selector_all(
        selector, "all => all.filter(each => each.checkVisibility()).map(each => each.id)"
    )
    return found


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.id || document.activeElement.textContent")
    return found.strip()


def test_the_first_screen_answers(page: Page) -> None:
    for words in ("Deployed?", "Watched?", "Tested in CI?", "Ask first", "What could not be seen"):
        box = page.get_by_text(words).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 900


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", WIDE), ("light", NARROW)])
def test_everybody_can_use_it(everything: Page, scheme: Literal["light", "dark"], width: int) -> None:
    everything.set_viewport_size({"width": width, "height": 900})
    everything.emulate_media(color_scheme=scheme)
    assert violations(everything) == []
    assert everything.evaluate("document.documentElement.scrollWidth") <= width


def test_the_findings_are_filtered_and_sorted(page: Page) -> None:
    every = page.locator(".finding").count()
    page.fill("#search", "ETASLOW receiver")
    assert shown(page, ".finding") == ["parcel-eta/alerting"]
    assert page.inner_text("#found") == f"1 of {every} findings"
    page.fill("#search", "")
    page.select_option("#level", "4")
    page.select_option("#in-repository", label="pinball")
    page.click("#theirs")
    assert shown(page, ".finding") == ["pinball/ci_tests", "pinball/ci"]
    page.select_option("#in-dimension", label="Testing")
    assert shown(page, ".finding") == ["pinball/ci_tests"]
    page.click("#clear")
    assert shown(page, ".finding") == []
    assert page.inner_text("#found") == ""
    titles = page.locator(".dimension > summary h3")
    first = titles.first.inner_text()
    page.select_option("#sort", "name")
    names = [each.partition(" essential")[0] for each in titles.all_inner_texts()]
    assert names == sorted(names, key=str.lower)
    page.select_option("#sort", "rubric")
    assert titles.first.inner_text() == first
    page.locator(".heat thead button").nth(3).click()
    numbers = [int(each) for each in page.locator(".heat tbody tr td:nth-child(4)").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)


def test_it_is_walked_through_by_keyboard(page: Page) -> None:
    page.keyboard.press("/")
    assert focused(page) == "search"
    page.keyboard.type("j?")
    assert page.input_value("#search") == "j?"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    assert focused(page) == shown(page, ".finding")[0]
    page.keyboard.press("w")
    assert page.locator(".finding.wrong").count() == 1
    page.keyboard.press("i")
    page.get_by_text("The id is copied.").wait_for()
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert focused(page) == first
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_a_link_opens_what_it_names(browser: Browser, report: Path, complaints: list[str]) -> None:
    for scripted in (True, False):
        context = browser.new_context(java_script_enabled=scripted)
        page = opened(context, report, complaints, FINDING)
        finding = page.locator(f'[id="{FINDING}"]')
        finding.get_by_text("Sentry error reports").first.wait_for(state="visible")
        assert page.locator("#search").is_visible() is scripted
        context.close()


def test_notes_are_kept_saved_and_loaded(
    browser: Browser, page: Page, report: Path, complaints: list[str], tmp_path: Path
) -> None:
    card = page.get_attribute("html", "data-card")
    page.goto(f"{report.as_uri()}#{FINDING}")
    page.locator(".finding.current").wait_for()
    page.keyboard.press("w")
    page.keyboard.press("n")
    page.keyboard.type(HOSTILE_NOTE)
    page.keyboard.press("Escape")
    page.locator("#question-2").hover()
    page.get_by_role("button", name="Asked").click()
    page.reload()
    page.locator("#marks li").nth(1).wait_for()
    assert f"{FINDING} Marked as wrong. {HOSTILE_NOTE}" in page.inner_text("#marks")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save notes").click()
    saved = tmp_path / "notes.json"
    download.value.save_as(saved)
    assert download.value.suggested_filename == f"notes-{(card or '')[:12]}.json"
    assert json.loads(saved.read_text()) == {
        "schema": "repo-evidence-notes",
        "version": 1,
        "card": card,
        "marks": {
            FINDING: {"id": FINDING, "wrong": True, "note": HOSTILE_NOTE},
            "question-2": {"id": "question-2", "asked": True},
        },
    }
    context = browser.new_context()
    other = opened(context, report, complaints)
    other.set_input_files("#load", saved)
    other.locator("#marks li").nth(1).wait_for()
    assert other.locator("#marks").inner_text() == page.locator("#marks").inner_text()
    assert "2 notes loaded" in other.inner_text("#said")
    context.close()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("{", "This file is not JSON."),
        ("[]", "This file holds no notes."),
        ('{"schema": "repo-evidence-notes", "version": 2}', "These notes are of another version."),
        (
            '{"schema": "repo-evidence-notes", "version": 1, "card": "0"}',
            "These notes are about another scorecard.",
        ),
    ],
)
def test_what_is_no_file_of_its_notes_is_refused(page: Page, tmp_path: Path, text: str, answer: str) -> None:
    notes = tmp_path / "notes.json"
    notes.write_text(text)
    page.set_input_files("#load", notes)
    page.get_by_text(answer).wait_for()
    assert page.locator("#marks li").count() == 0


def test_on_paper_are_a_summary_the_questions_and_the_key(page: Page) -> None:
    def printed() -> Sequence[PageObject]:
        return PdfReader(io.BytesIO(page.pdf(format="A4"))).pages

    page.locator("#question-1").hover()
    page.keyboard.press("n")
    page.keyboard.type("asked on Monday")
    page.keyboard.press("Escape")
    summary, questions, key = (each.extract_text() for each in printed())
    assert "Strongest evidence" in summary
    assert "Interview questions" in questions
    assert "strong" not in questions
    assert "asked on Monday" in questions
    assert "Key to the questions" in key
    page.check("#print-all")
    everything = printed()
    assert len(everything) > 3
    assert any(FINDING in each.extract_text() for each in everything)


def test_hostile_text_is_text(browser: Browser, complaints: list[str], tmp_path: Path) -> None:
    context = browser.new_context()
    path = tmp_path / "hostile.html"
    path.touch()
    page = opened(context, path, complaints)
    for text in (TEXTS[0], TEXTS[1], TEXTS[3]):
        path.write_text(to_html(carrying(text)), "utf-8")
        page.reload()
        assert page.locator("h1").inner_text() == text
        assert page.locator("img").count() == 0
        page.locator("#search").fill(text)
    context.close()
