"""Debian's Chromium, driven by Playwright, and what axe finds wrong in a page.

Where there is no Chromium these tests are skipped; `.ci/run` installs it, and there nothing may be skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
WIDE, NARROW = 1200, 420
# All rules are applied; not to list every element that passes one halves the time.
_OBJECTIONS = {"resultTypes": ["violations"]}
# Nobody looks at the screen: a process that draws what a graphics card would is not needed.
_ARGUMENTS = ("--no-sandbox", "--disable-gpu")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of a file; a test opens a context of its own.

    As long as it is there an event loop runs in this thread, which other files may want to start themselves.
    """
    if not CHROMIUM.exists():
        if "CI" in os.environ:
            pytest.fail(f"there is no {CHROMIUM}: .ci/run has to install it")
        pytest.skip(f"there is no {CHROMIUM}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What a browser says of a page, and what the page asks for: nothing at all."""
    found: list[str] = []
    yield found
    assert found == []


def opened(context: BrowserContext, path: Path, complaints: list[str], anchor: str = "") -> Page:
    page = context.new_page()
    address = path.as_uri()
    page.on("console", lambda told: complaints.append(told.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda asked: complaints.append(asked.url) if asked.url != address else None)
    page.goto(f"{address}#{anchor}" if anchor else address)
    return page


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe objects to: each rule with the elements that break it."""
    found: list[dict[str, Any]] = Axe().run(page, options=_OBJECTIONS).response["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
