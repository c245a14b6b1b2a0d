"""A reviewer's way through the page: the command in a process of its own, a loopback GitHub, a real browser."""

from __future__ import annotations

import io
import json
import re
import signal
import sqlite3
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from tests.support.browser import NARROW, WIDE, browser, violations
from tests.support.git_server import processes
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.portfolios import Portfolios, build_portfolios
from tests.support.processes import wait_until
from tests.support.serving import environment_of, served

__all__ = ["browser"]
PATIENCE_MILLISECONDS = 60_000
FORMS = ("csv", "findings.csv", "html", "json", "md")


@pytest.fixture(scope="module")
def portfolios(tmp_path_factory: pytest.TempPathFactory) -> Portfolios:
    return build_portfolios(tmp_path_factory.mktemp("served"))


@pytest.fixture
def github(portfolios: Portfolios) -> Iterator[GitHub]:
    with serve_github(portfolios.world) as server:
        yield server


class Reviewer:
    """A page in a browser; whatever it complains about, or asks of anybody else, fails the test at the end."""

    def __init__(self, browser: Browser, link: str) -> None:
        self.page: Page = browser.new_context(viewport={"width": WIDE, "height": 900}).new_page()
        self.page.set_default_timeout(PATIENCE_MILLISECONDS)
        self.complaints: list[str] = []
        origin = "/".join(link.split("/")[:3])
        self.page.on("console", lambda told: self.complaints.append(told.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self._require_own(asked, origin))
        self.page.goto(link)

    def _require_own(self, asked: Request, origin: str) -> None:
        if not asked.url.startswith(origin):
            self.complaints.append(f"asked {asked.url}")

    def row(self, id: str) -> Locator:
        return self.page.locator(f'#rows > [data-id="{id}"]')

    def scan(self, target: str, id: str, status: str) -> None:
        self.page.get_by_label("GitHub username").fill(target)
        self.page.keyboard.press("Enter")
        self.wait_for(id, status)

    def wait_for(self, id: str, status: str) -> None:
        """Until that is said of a candidate."""
        expect(self.row(id).locator(".level").first).to_have_text(status, timeout=PATIENCE_MILLISECONDS)

    def accessible(self) -> None:
        """On a wide screen by day and on a narrow one at night, without scrolling sideways."""
        for width in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme="dark" if width == NARROW else "light")
            assert violations(self.page) == [], self.page.url
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, self.page.url


def test_a_reviewer_scans_reads_compares_notes_exports_and_deletes(
    browser: Browser, github: GitHub, tmp_path: Path
) -> None:
    kept, cache = tmp_path / "kept", tmp_path / "cache"
    with served(kept, environment=environment_of(github.api, cache)) as server:
        reviewer = Reviewer(browser, server.link)
        scan_whom_is_typed(reviewer, github)
        scan_a_list(reviewer)
        read_and_note(reviewer)
        compare(reviewer)
        card = export(reviewer, kept)
        delete(reviewer, card, kept, cache)
        foreign(browser, server.link)
        without_a_script(browser, server.link)
        assert reviewer.complaints == []
        server.tell(signal.SIGINT)
        code, said = server.finish()
        assert (code, said.splitlines()[2:]) == (130, ["", "interrupted"])


def scan_whom_is_typed(reviewer: Reviewer, github: GitHub) -> None:
    """What is wrong is said beside the form; a scan is seen at work, stopped, done, and failed."""
    page = reviewer.page
    expect(page.get_by_text("Nobody yet.")).to_be_visible()
    reviewer.accessible()
    page.get_by_label("GitHub username").fill(" ; ")
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Type a GitHub username")
    reviewer.complaints.clear()  # the browser's own line about the status 400
    github.fail(Fault("/eve/service.git", "hang"))
    reviewer.scan("eve", "eve", "scanning")
    expect(reviewer.row("eve")).to_contain_text("0 of 1 repository read")
    expect(reviewer.row("eve")).to_contain_text(re.compile("service (opening|fetching)"))
    reviewer.accessible()
    reviewer.scan("ada", "ada", "done")
    expect(page.get_by_role("status")).to_contain_text("ada: done")
    reviewer.row("eve").get_by_role("button", name="Stop").click()
    reviewer.wait_for("eve", "not scanned")
    wait_until(lambda: not processes("/eve/service.git"))
    github.let_go()
    github.heal()
    reviewer.scan("ghost", "ghost", "failed")
    expect(reviewer.row("ghost")).to_contain_text("check the spelling")


def scan_a_list(reviewer: Reviewer) -> None:
    page = reviewer.page
    page.get_by_text("Scan a list").click()
    rows = b'target,id\nmal,hostile\n"ada; bob/service",both\n'
    page.get_by_label("A CSV with").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_role("button", name="Scan all").click()
    reviewer.wait_for("hostile", "done")
    reviewer.wait_for("both", "done")
    expect(page.locator("#count")).to_have_text("(5)")
    reviewer.accessible()


def read_and_note(reviewer: Reviewer) -> None:
    """Notes are there after the page was loaded again."""
    page = reviewer.page
    reviewer.row("ada").get_by_role("link", name="ada", exact=True).click()
    expect(page.get_by_role("heading", name="ada", exact=True)).to_be_visible()
    page.get_by_text("Note on the candidate").click()
    page.get_by_label("Kept beside the scorecard").fill("Ask about <b>the zebra</b></script>.")
    expect(page.get_by_text("Saved.")).to_be_visible()
    reviewer.accessible()
    page.reload()
    expect(page.get_by_label("Kept beside the scorecard")).to_have_value(
        "Ask about <b>the zebra</b></script>."
    )
    # What the report's own script keeps in the browser when it is opened from a disk is kept here too.
    page.locator(".item[data-kind=question]").first.hover()
    page.get_by_role("button", name="Asked", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    reviewer.accessible()
    page.reload()
    expect(page.locator(".item.asked")).to_have_count(1)
    expect(page.locator("#notes")).to_contain_text("Notes are kept beside the scorecard.")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.get_by_role("link", name="All candidates").click()
    expect(reviewer.row("ada")).to_contain_text("notes")


def compare(reviewer: Reviewer) -> None:
    """Without names, then with them."""
    page = reviewer.page
    for name in ("ada", "hostile"):
        page.get_by_label(f"compare {name}", exact=True).check()
    page.get_by_role("button", name="Compare the chosen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 candidates compared")
    assert "hostile" not in page.locator("main").inner_text()
    reviewer.accessible()
    page.get_by_role("link", name="Show the names").click()
    expect(page.locator("main")).to_contain_text("hostile")
    page.get_by_role("link", name="All candidates").click()


def export(reviewer: Reviewer, kept: Path) -> bytes:
    """Everything as one file; the JSON of a candidate."""
    with reviewer.page.expect_download() as started:
        reviewer.page.get_by_role("link", name="Everything as a zip").click()
    packed = zipfile.ZipFile(io.BytesIO(Path(started.value.path()).read_bytes()))
    cards = [f"scorecards/{id}.{form}" for id in ("ada", "both", "hostile") for form in FORMS]
    assert sorted(packed.namelist()) == sorted(["summary.csv", "notes/ada.json", *cards])
    notes = json.loads(packed.read("notes/ada.json"))
    assert notes["note"] == "Ask about <b>the zebra</b></script>."
    assert [each["asked"] for each in notes["marks"].values()] == [True]
    card = (kept / "scorecards" / "ada.json").read_bytes()
    assert packed.read("scorecards/ada.json") == card
    assert b"<img src=x" not in packed.read("scorecards/hostile.html")
    return card


def delete(reviewer: Reviewer, card: bytes, kept: Path, cache: Path) -> None:
    """One click and a confirmation, and nothing of it is left, nor in the cache."""
    page = reviewer.page
    before = kept_values(cache)
    heads = [each["head"] for each in json.loads(card)["repositories"]]
    for id in ("both", "ada"):
        reviewer.row(id).get_by_role("link", name="Delete").click()
        reviewer.accessible()
        page.get_by_role("button", name="Delete everything").click()
        expect(reviewer.row(id)).to_have_count(0)
    expect(page.locator("#count")).to_have_text("(3)")
    known = kept_values(cache)
    assert {layer for layer, _content in before} == {"results", "facts", "histories"}
    assert {layer for layer, _content in known} == {"results"}
    assert not [content for _layer, content in known for head in heads if head.encode() in content]
    left = [each for folder in (kept, cache) for each in folder.rglob("*") if each.is_file()]
    assert not [each for each in left for head in heads if head.encode() in each.read_bytes()]
    assert not [each for each in left if b"zebra" in each.read_bytes() or each.stem == "ada"]
    clones = {each.read_text().strip() for each in (cache / "clones").glob("*/tip")}
    assert clones and not clones & set(heads)


def kept_values(cache: Path) -> list[tuple[str, bytes]]:
    """What the cache keeps: the layer of each value, and the value itself."""
    with closing(sqlite3.connect(cache / "store.sqlite")) as file:
        return [
            (layer, zlib.decompress(value[4:]))
            for layer, value in file.execute("SELECT layer, value FROM kept")
        ]


def without_a_script(browser: Browser, link: str) -> None:
    """A form is sent by the browser itself, which then tells no origin but that it is ours."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(link)
    page.get_by_label("GitHub username").fill("bob")
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator('#rows > [data-id="bob"]')).to_be_visible()
    page.get_by_label("GitHub username").fill(" ; ")
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.get_by_role("heading", name="That cannot be used")).to_be_visible()
    page.context.close()


def foreign(browser: Browser, link: str) -> None:
    """A page of another site sends a form, fetches and frames: nothing is done and nothing is read."""
    page = browser.new_page()
    page.route(
        "http://evil.example/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method=post action="{link}scans"><input name=target value=stolen><button>x</button></form>',
        ),
    )
    page.goto("http://evil.example/")
    read = page.evaluate("link => fetch(link).then(() => 'read', () => 'refused')", link)
    sent = page.evaluate(
        "link => fetch(link + 'scans', {method: 'POST', mode: 'no-cors', body: 'target=stolen'}).then(() => 1, () => 0)",
        link,
    )
    page.get_by_role("button").click()
    expect(page.get_by_text("another site")).to_be_visible()
    assert read == "refused" and sent in (0, 1)
    with urllib.request.urlopen(link) as answer:
        assert b"stolen" not in answer.read()
    page.close()


def test_a_page_that_ends_goes_on_with_what_it_was_doing_and_a_token_opens_it(
    browser: Browser, portfolios: Portfolios, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    with serve_github(portfolios.world, Fault("/users/eve", "hang")) as github:
        given = environment_of(github.api, tmp_path / "cache")
        with served(kept, "--token", environment=given) as server:
            token = re.search(r"#(\S+)", server.link)
            assert token is not None
            reviewer = Reviewer(browser, server.link)
            page = reviewer.page
            page.wait_for_url("**/")
            assert token[1] not in page.url + page.content()
            assert page.evaluate("document.cookie") == ""
            reviewer.scan("eve", "eve", "scanning")
            page.close()
            server.tell(signal.SIGTERM)
            code, said = server.finish()
            assert code == 143 and said.count(token[1]) == 1
        github.let_go()
        github.heal()
        with served(kept, environment=given) as server:
            reviewer = Reviewer(browser, server.link)
            reviewer.wait_for("eve", "done")
            reviewer.page.close()
            server.tell(signal.SIGINT)
            assert server.finish()[0] == 130
    assert json.loads((kept / "scorecards" / "eve.json").read_bytes())["candidate"]["login"] == "eve"
