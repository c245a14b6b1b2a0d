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
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
WIDE, NARROW = 1200, 420


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
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe objects to: each rule with the elements that break it."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
