from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest
from msgspec.structs import replace

from analyzer.model import Evidence, Flag, Level, Severity
from analyzer.provenance import Origin, PathProvenance, Share
from analyzer.report.html.page import to_html
from analyzer.report.html.repositories import PAGE_EVIDENCE_LIMIT
from analyzer.report.html.views import PAGE_LIST_LIMIT, PAGE_NOTE_LIMIT, Anchors
from analyzer.report.visible import visible
from analyzer.scorecard import Scorecard
from analyzer.sources import SkippedFile
from tests.conftest import Samples
from tests.support.hostile import HARMLESS, TEXTS, carrying
from tests.support.scorecards import (
    ALL_WIRED,
    HEAD,
    finding,
    repository,
    rubric,
    scorecard,
    told,
    unread,
)

VOID = {"meta", "link", "br", "hr", "img", "input"}
ATTRIBUTES = {
    "html": {"lang"}, "meta": {"charset", "http-equiv", "content", "name"}, "a": {"href", "rel"},
    "svg": {"class", "role", "aria-label", "aria-hidden"}, "rect": {"class", "width", "height"},
    "line": {"class", "x1", "x2", "y1", "y2"}, "text": {"x", "y"}, "details": {"class", "open"},
    "section": {"class", "aria-labelledby"}, "table": {"aria-labelledby"}, "th": {"scope"},
    "h2": {"class", "id"}, "h4": {"id"}, "li": {"class", "id"}, "div": {"class", "id"},
}  # fmt: skip
ONLY_CLASS = {"body", "header", "main", "footer", "h1", "h3", "p", "span", "strong", "ul", "ol", "q", "dl", "dt",
              "dd", "code", "summary", "thead", "tbody", "tr", "td", "head", "title", "style"}  # fmt: skip
PERMALINK = re.compile(
    rf"https://github\.com/octocat/service/(tree|blob)/{HEAD}(/[A-Za-z0-9._~/%-]*)?(\?plain=1)?(#L\d+)?"
)


ELSEWHERE = "https://github.com/big/library"


class Reader(HTMLParser):
    """The page as a browser's parser would cut it: elements with attributes, and text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.declarations: list[str] = []
        self.open: list[str] = []
        self.style = ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text.append(data)

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements without links, which stand or not with the path they would lead to."""
        return [(tag, tuple(attributes)) for tag, attributes in self.elements if tag != "a"]


def page_of(card: Scorecard) -> str:
    return to_html(card)


def one(tag: str, reader: Reader) -> Iterator[dict[str, str | None]]:
    return (attributes for each, attributes in reader.elements if each == tag)


def full() -> Scorecard:
    return scorecard(
        repository(
            "octocat/service",
            ALL_WIRED,
            finding("tests", Level.PRESENT, ceiling=Level.WIRED),
            finding("experiment_tracking"),
            share=Share(0.4, 0.6),
            flags=(
                Flag(
                    "hollow_tests", Severity.SERIOUS, "no asserts", (Evidence("t.py", 4, Level.PRESENT, ""),)
                ),
            ),
            skipped=(SkippedFile("alerts.yaml", "larger than 256 kB", ("yaml",)),),
        ),
        unread("octocat/gone", "the clone did not end in time"),
    )


def worked_on() -> Scorecard:
    """Tests of somebody else's from spring to winter, and the candidate's CI of one day."""
    read = repository(levels={"tests": Level.WIRED, "ci": Level.WIRED}, share=Share(1, 1))
    history = {
        "tests.py": PathProvenance(Share(0, 0.2), HEAD, "2025-12-31", Origin.OTHER, "2025-04-02", 40, 3),
        "ci.py": PathProvenance(Share(1, 1), HEAD, "2025-01-01", Origin.CANDIDATE, "2025-01-01", 1, 1),
    }
    return scorecard(replace(read, provenance=history))


def text_of(card: Scorecard) -> str:
    return " ".join("".join(Reader(page_of(card)).text).split())


@pytest.fixture(scope="module")
def harmless() -> Reader:
    return Reader(page_of(carrying(HARMLESS)))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_scanned_text_makes_no_element_and_no_attribute(text: str, harmless: Reader) -> None:
    page = page_of(carrying(text))
    reader = Reader(page)
    if text.strip():  # an empty note leaves out what would hold it
        assert reader.skeleton == harmless.skeleton
        assert " ".join(visible(text, PAGE_NOTE_LIMIT).split()) in " ".join("".join(reader.text).split())
    for tag, attributes in reader.elements:
        assert tag in ATTRIBUTES or tag in ONLY_CLASS
        assert set(attributes) <= ATTRIBUTES.get(tag, {"class"})
    for link in one("a", reader):
        assert PERMALINK.fullmatch(link["href"] or "")
        assert link["rel"] == "noopener noreferrer"
    assert all(each.isprintable() or each == "\n" for each in page.replace("\xa0", ""))
    page.encode("utf-8")


@pytest.mark.parametrize("url", ["javascript:alert(1)//github.com/o/r", "https://github.com/o/r\"onclick=", "file:///etc"])  # fmt: skip
def test_an_address_that_is_no_permalink_is_no_link(url: str) -> None:
    reader = Reader(page_of(carrying("a.py", url=url)))
    assert list(one("a", reader)) == []


@pytest.mark.parametrize("card", [told(full()), scorecard(), scorecard(unread()), carrying(HARMLESS)])
def test_nothing_but_its_own_style_is_allowed(card: Scorecard) -> None:
    reader = Reader(page_of(card))
    policy = next(each["content"] for each in one("meta", reader) if each.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(reader.style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert [tag for tag, _ in reader.elements].count("style") == 1
    assert not re.search(r"url\(|@import|expression", reader.style)
    assert reader.declarations == ["DOCTYPE html"]
    assert not any(name.startswith("on") or name == "style" for _, each in reader.elements for name in each)


def test_the_template_trusts_nothing() -> None:
    template = files("analyzer.report.html").joinpath("scorecard.html.j2").read_text()
    assert not re.search(r"\|\s*safe|autoescape|=\{\{|='\{\{", template)


@pytest.mark.parametrize(
    "words",
    [
        "Strong public evidence of production machine learning",
        "1 of 2 repositories",
        "octocat/service tests.py:3",
        "a note on tests",
        "candidate's share of commits: 40-60%",
        "a lower bound: not everything could be read",
        "last changed 2026-03-04",
        "hollow tests",
        "octocat/gone: the clone did not end in time",
        "Could not be assessed: the clone did not end in time",
        "experiment_tracking: said",
        "alerts.yaml",
        "12 commits · share 40-60% · 7 wired, 1 substantive, 2 present · 1 flag",
        "shown, not scored",
        "How to read this page",
    ],
)
def test_a_reviewer_finds(words: str) -> None:
    assert words in text_of(full())


@pytest.mark.parametrize(
    "words",
    [
        "The lower bound of the score alone reaches this rubric's top band",
        "Claims by sentence (4) Statements in documents, compared with the findings: "
        "2 not supported in what was scanned, 1 not assessable, 1 supported.",
        "not supported in what was scanned Serves a million requests a day. octocat/service README.md:9 "
        "would support it: monitoring, tests run by CI",
        "Alerts reach a person. cv.txt:2",
        "Saves 40 % of the cost. octocat/service README.md:9 would support it: nothing a repository can show",
        "Tested on every push. octocat/service README.md:9 by octocat/service ci_tests.py:3",
        "Interview questions (2) What woke you up? production debugging: alert rules that name their "
        "owner · octocat/service ci_tests.py:3 Strong and weak answers strong Names the night. weak Names a tool.",
        "Contributions to repositories of others (1) Shown, not scored. "
        "big/library: 3 merged pull requests, 12 commits, last on 2026-02-01",
        "hollow tests serious no asserts octocat/service t.py:4 octocat/service/hollow_tests",
        "tests present octocat/service/tests",
        "quote its id: repository/signal or repository/flag, such as octocat/service/hollow_tests;",
        "Never scored: stars, followers",
        "a person who has checked the evidence does",
    ],
)
def test_a_reviewer_finds_what_is_claimed_what_to_ask_and_what_to_quote(words: str) -> None:
    assert words in text_of(told(full()))


def test_unsupported_claims_come_first() -> None:
    text = text_of(told(full()))
    places = [text.index(each) for each in ("Serves a million", "Alerts reach", "Saves 40", "Tested on")]
    assert places == sorted(places)


def test_work_elsewhere_is_linked_by_its_web_address_alone() -> None:
    links = [each["href"] for each in one("a", Reader(page_of(told(full())))) if each["href"] == ELSEWHERE]
    assert links == [ELSEWHERE]


def test_whose_and_from_when_evidence_is_stands_beside_it() -> None:
    text = text_of(worked_on())
    assert (
        "tests.py:3 work of others a note on tests wired · introduced by someone else · candidate's share of commits: "
        "0-20% · 2025-04-02 to 2025-12-31 · changed on 40 days by 3 people"
    ) in text
    assert (
        "ci.py:3 a note on ci wired · introduced by the candidate · candidate's share of commits: 100%"
        in text
    )
    assert text.count("work of others") == 3  # the best place, the evidence, and how to read this page


def test_bars_show_when_signals_were_worked_on() -> None:
    reader = Reader(page_of(worked_on()))
    spans = [each for each in one("svg", reader) if each["class"] == "span"]
    assert [each["aria-label"] for each in spans] == [
        "changed from 2025-04-02 to 2025-12-31",
        "changed from 2025-01-01 to 2025-01-01",
    ]
    worked = [each for each in one("rect", reader) if each["class"] == "worked"]
    assert [(each["x"], each["width"]) for each in worked] == [("25.0%", "75.0%"), ("0.0%", "2.0%")]
    assert "from 2025-01-01 to 2025-12-31" in "".join(reader.text)


@pytest.mark.parametrize("day", ["2026-03-04", "text", "2026-13-40", ""])
def test_without_a_stretch_of_days_there_are_no_bars(day: str) -> None:
    read = repository(levels={"tests": Level.WIRED})
    card = scorecard(replace(read, provenance={"tests.py": PathProvenance(None, HEAD, day)}))
    assert not [each for each in one("svg", Reader(page_of(card))) if each["class"] == "span"]


def test_a_blind_page_links_nowhere_and_says_so() -> None:
    page = page_of(replace(told(full()), blind=True))
    assert list(one("a", Reader(page))) == []
    assert "://" not in page
    assert "big/library" not in page
    assert "Blind: names and addresses were removed." in page
    assert "blind:" not in page_of(full())


def test_ids_that_shorten_to_the_same_anchor_get_one_each() -> None:
    anchors = Anchors()
    given = [anchors.quotable(id).anchor for id in ("a/b c/ci", "a/b-c/ci", "a/b<c/ci", "n" * 200 + "1/ci", "n" * 200 + "2/ci")]  # fmt: skip
    assert len(set(given)) == len(given)
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", each) for each in given)


def test_bars_are_readable_without_seeing_them() -> None:
    reader = Reader(page_of(full()))
    bars = [each for each in one("svg", reader) if each["class"] == "bar"]
    assert len(bars) == 1 + len(rubric().dimensions)
    assert all(
        re.fullmatch(r"(at least [\d.]+, at most )?[\d.]+ of 100", each["aria-label"] or "") for each in bars
    )


@pytest.mark.parametrize("card", [full(), scorecard(), carrying("x"), told(full()), worked_on()])
def test_headings_and_tables_are_in_order(card: Scorecard) -> None:
    reader = Reader(page_of(card))
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(each["scope"] in ("col", "row") for each in one("th", reader))
    ids = [each["id"] for _, each in reader.elements if "id" in each]
    assert len(ids) == len(set(ids))
    assert {each["aria-labelledby"] for _, each in reader.elements if "aria-labelledby" in each} <= set(ids)
    assert next(one("html", reader)) == {"lang": "en"}


def test_every_repository_unfolds_and_one_alone_is_open() -> None:
    assert [list(each) for each in one("details", Reader(page_of(full())))] == [["class"], ["class"]]
    assert [list(each) for each in one("details", Reader(page_of(scorecard(repository()))))] == [
        ["class", "open"]
    ]


def test_long_lists_are_cut_with_the_number_left_out() -> None:
    places = tuple(Evidence(f"{n:04}.py", 1, Level.WIRED, "") for n in range(PAGE_EVIDENCE_LIMIT + 7))
    skipped = tuple(SkippedFile(f"{n:04}.md", "binary") for n in range(PAGE_LIST_LIMIT + 5))
    card = scorecard(repository("r", None, finding("ci", evidence=places), skipped=skipped), *(unread(f"u{n}") for n in range(60)))  # fmt: skip
    text = "".join(Reader(page_of(card)).text)
    assert "and 7 more" in text
    assert "and 5 more" in text
    assert "Not seen (60)" in text
    assert f"{PAGE_EVIDENCE_LIMIT:04}.py" not in text


def test_a_page_of_a_thousand_long_files_stays_small() -> None:
    places = tuple(Evidence(f"{n}" * 2_000, n, Level.WIRED, "n" * 10_000) for n in range(1_000))
    card = scorecard(*(repository(f"r{n}", None, finding("ci", evidence=places)) for n in range(20)))
    assert len(page_of(card)) < 2_000_000


def test_samples_render_alike_each_time(samples: Samples) -> None:
    for name, card in samples.scorecards:
        page = to_html(card)
        assert page == to_html(replace(card))
        text = " ".join("".join(Reader(page).text).split())
        assert all(each.name in text for each in card.repositories)
        assert name in text
        assert not re.search(
            r"\b(hir(e|ing)|reject|recommend|candidate (is|lacks|has|cannot))\b", text, re.IGNORECASE
        )


def test_evidence_that_commits_show_links_to_the_first_of_them() -> None:
    shown = Evidence(None, None, Level.SUSTAINED, "released", ("c" * 40, "d" * 40))
    reader = Reader(page_of(scorecard(repository("r", None, finding("ci", evidence=(shown,))))))
    address = f"https://github.com/octocat/service/commit/{'c' * 40}"
    assert address in {each["href"] for each in one("a", reader)}
    assert f"commit {'c' * 12}" in "".join(reader.text)
