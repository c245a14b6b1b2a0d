from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from itertools import pairwise

import pytest
from msgspec.structs import replace

from analyzer.model import Evidence, Level
from analyzer.report.html.evidence import (
    EVIDENCE_OF_MANY_LIMIT,
    FEW_REPOSITORIES,
    PAGE_EVIDENCE_LIMIT,
)
from analyzer.report.html.page import page_of, to_html
from analyzer.report.html.views import PAGE_LIST_LIMIT, PAGE_NOTE_LIMIT, Anchors
from analyzer.report.json import to_json
from analyzer.report.loading import read_document
from analyzer.report.visible import visible
from analyzer.scorecard import Scorecard
from analyzer.sources import SkippedFile
from tests.conftest import Samples
from tests.support.hostile import HARMLESS, TEXTS, carrying
from tests.support.pages import Reader, full, outside, worked_on
from tests.support.scorecards import (
    HEAD,
    finding,
    repository,
    rubric,
    scorecard,
    told,
    unread,
)

OF_A_SORT = {"data-title", "data-place", "data-earned", "data-missing"}
ATTRIBUTES = {
    "button": {"type", "id", "data-do", "aria-pressed", "hidden"}, "select": {"id"}, "option": {"value"},
    "input": {"type", "id", "accept", "aria-label", "placeholder"}, "label": {"class"}, "textarea": {"rows"},
    "form": {"method"}, "dialog": {"id", "aria-labelledby"}, "template": {"id"}, "output": {"id"},
    "html": {"lang", "data-card"}, "meta": {"charset", "http-equiv", "content", "name"},
    "a": {"href", "rel", "class", "id"}, "nav": {"class", "aria-label"},
    "svg": {"class", "role", "aria-label", "aria-hidden", "viewbox", "preserveaspectratio", "width", "height"},
    "rect": {"class", "width", "height", "x", "y"}, "path": {"class", "d"},
    "line": {"class", "x1", "x2", "y1", "y2"}, "text": {"x", "y", "class"}, "details": {"class", "open", "id", *OF_A_SORT},
    "section": {"class", "id", "aria-labelledby", "aria-label", "data-scripted", "hidden"}, "th": {"scope", "colspan"}, "td": {"class", "colspan"},
    "h2": {"class", "id"}, "h3": {"id"}, "dt": {"id"},
    "li": {"class", "id", "data-kind", "data-repository", "data-level", "data-whose", "data-scripted", "hidden"},
    "div": {"class", "id", "role", "tabindex", "aria-label", "aria-labelledby", "data-scripted", "hidden", *OF_A_SORT},
    "p": {"class", "id", "role"}, "ul": {"class", "id"}, "span": {"class", "id"},
}  # fmt: skip
ONLY_CLASS = {"body", "header", "main", "footer", "h1", "h4", "strong", "em", "kbd", "script", "ol", "q", "dl",
              "dd", "code", "pre", "summary", "table", "thead", "tbody", "tfoot", "tr", "head", "title", "style",
              "figure", "figcaption"}  # fmt: skip
PERMALINK = re.compile(
    rf"https://github\.com/octocat/service/(tree|blob)/{HEAD}(/[A-Za-z0-9._~/%-]*)?(\?plain=1)?(#L\d+)?"
)
ELSEWHERE = "https://github.com/big/library"


def text_of(card: Scorecard) -> str:
    return Reader(to_html(card)).words


@pytest.fixture(scope="module")
def harmless() -> Reader:
    return Reader(to_html(carrying(HARMLESS)))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_scanned_text_makes_no_element_and_no_attribute(text: str, harmless: Reader) -> None:
    page = to_html(carrying(text))
    reader = Reader(page)
    if text.strip():  # an empty note leaves out what would hold it
        assert reader.skeleton == harmless.skeleton
        assert " ".join(visible(text, PAGE_NOTE_LIMIT).split()) in reader.words
    for tag, attributes in reader.elements:
        assert tag in ATTRIBUTES or tag in ONLY_CLASS
        assert set(attributes) <= ATTRIBUTES.get(tag, {"class"})
    for link in outside(reader):
        assert PERMALINK.fullmatch(link["href"] or "")
        assert link["rel"] == "noopener noreferrer"
    assert page.replace("\xa0", "").replace("\n", "").isprintable()
    page.encode("utf-8")


@pytest.mark.parametrize("url", ["javascript:alert(1)//github.com/o/r", "https://github.com/o/r\"onclick=", "file:///etc"])  # fmt: skip
def test_an_address_that_is_no_permalink_is_no_link(url: str) -> None:
    assert outside(Reader(to_html(carrying("a.py", url=url)))) == []


@pytest.mark.parametrize("card", [told(full()), scorecard(), scorecard(unread()), carrying(HARMLESS)])
def test_nothing_but_its_own_style_is_allowed(card: Scorecard) -> None:
    reader = Reader(to_html(card))
    policy = next(each["content"] for each in reader.every("meta") if each.get("http-equiv"))
    digest = base64.b64encode(hashlib.sha256(reader.style.encode()).digest()).decode()
    script = base64.b64encode(hashlib.sha256(reader.script.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert [tag for tag, _ in reader.elements].count("style") == 1
    assert [tag for tag, _ in reader.elements].count("script") == 1
    assert not re.search(r"url\(|@import|expression", reader.style)
    assert reader.declarations == ["DOCTYPE html"]
    assert not any(name.startswith("on") or name == "style" for _, each in reader.elements for name in each)


def test_the_templates_trust_nothing() -> None:
    templates = [each for each in files("analyzer.report.html").iterdir() if each.name.endswith(".j2")]
    assert len(templates) > 10
    for each in templates:
        assert not re.search(r"\|\s*safe|autoescape|=\{\{|='\{\{", each.read_text()), each.name


@pytest.mark.parametrize(
    "words",
    [
        "Strong public evidence of production machine learning",
        "octocat/service shows most: model in live code (wired), monitoring (wired) and tests run by CI (wired); "
        "the candidate's share of its 12 commits is 40-60%.",
        "1 of 2 repositories read",
        "Deployed? cannot be seen",
        "Watched? yes monitoring: octocat/service monitoring.py:3",
        "Flags: 1 serious (hollow tests)",
        "Testing: 1.09 of 1.89; weight 36",
        "a note on tests",
        "40-60% of its commits are the candidate's, 2026-03-04",
        "It may be higher: not everything could be read",
        "1 repository not read: the clone did not end in time see whether it exists and may be read, then scan "
        "again octocat/gone",
        "Could not be assessed: the clone did not end in time",
        "octocat/service: no recognised pattern found; experiment_tracking: said",
        "alerts.yaml larger than 256 kB",
        "12 commits · 40-60% by the candidate",
        "7 wired",
        "Shown, not scored",
        "present a file or an import exists",
    ],
)
def test_a_reviewer_finds(words: str) -> None:
    assert words in text_of(full())


@pytest.mark.parametrize(
    "words",
    [
        "The lower bound of the score alone reaches this rubric's top band",
        "2 not supported in what was scanned, 1 not assessable, 1 supported.",
        "Claimed, and nothing bears it out 2 Serves a million requests a day.",
        "octocat/service README.md:9 · would support it: monitoring, tests run by CI",
        "Alerts reach a person. cv.txt:2",
        "Saves 40 % of the cost. octocat/service README.md:9 · would support it: nothing a repository can show",
        "Tested on every push. octocat/service README.md:9 · supported by octocat/service ci_tests.py:3",
        "Interview questions 2 What woke you up? production debugging: alert rules that name their "
        "owner · octocat/service ci_tests.py:3 Strong and weak answers strong Names the night. weak Names a tool.",
        "Contributions to repositories of others 1 Shown, not scored. "
        "big/library: 3 merged pull requests, 12 commits, last on 2026-02-01",
        "serious hollow tests: no asserts octocat/service t.py:4 octocat/service/hollow_tests",
        "quote its id: repository/signal or repository/flag, such as octocat/service/hollow_tests;",
        "Never scored: stars, followers",
        "a person who has checked the evidence does",
    ],
)
def test_a_reviewer_finds_what_is_claimed_what_to_ask_and_what_to_quote(words: str) -> None:
    assert words in text_of(told(full()))


def test_unsupported_claims_come_first() -> None:
    text = text_of(told(full())).partition("Claims by sentence")[2]
    places = [text.index(each) for each in ("Serves a million", "Alerts reach", "Saves 40", "Tested on")]
    assert places == sorted(places)


def test_work_elsewhere_is_linked_by_its_web_address_alone() -> None:
    links = [each["href"] for each in outside(Reader(to_html(told(full())))) if each["href"] == ELSEWHERE]
    assert links == [ELSEWHERE]


def test_whose_and_from_when_evidence_is_stands_beside_it() -> None:
    reader = Reader(to_html(worked_on()))
    assert (
        "wired tests.py:3 a note on tests 0-20% of its commits are the candidate's, 2025-04-02 to 2025-12-31 "
        "· file changed on 40 days by 3 people"
    ) in reader.words
    whose = {
        each["id"]: each["data-whose"] for each in reader.every("li") if each.get("data-kind") == "finding"
    }
    assert whose["octocat-service/tests"] == "others"
    assert whose["octocat-service/ci"] == "own"


def test_a_blind_page_leads_nowhere_and_says_so() -> None:
    page = to_html(replace(told(full()), blind=True))
    assert outside(Reader(page)) == []
    assert "://" not in page
    assert "big/library" not in page
    assert "Blind: names and addresses were removed." in page
    assert "Blind:" not in to_html(full())


def test_ids_that_shorten_to_the_same_anchor_get_one_each() -> None:
    anchors = Anchors()
    given = [anchors.quotable(id).anchor for id in ("a/b c/ci", "a/b-c/ci", "a/b<c/ci", "n" * 200 + "1/ci", "n" * 200 + "2/ci")]  # fmt: skip
    assert len(set(given)) == len(given)
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", each) for each in given)


def test_every_finding_and_flag_can_be_linked_to_by_the_id_that_is_quoted() -> None:
    reader = Reader(to_html(full()))
    ids = {each["id"] for each in reader.every("li") if each.get("data-kind") in ("finding", "flag")}
    expected = {f"octocat-service/{signal}" for each in full().repositories for signal in each.findings}
    assert ids == expected | {"octocat-service/hollow_tests"}
    targets = {each for _, attributes in reader.elements for each in [attributes.get("id")] if each}
    inside = {each["href"] or "" for each in reader.every("a")}
    assert {each[1:] for each in inside if each.startswith("#")} <= targets


def test_bars_are_readable_without_seeing_them() -> None:
    reader = Reader(to_html(full()))
    bars = [each for each in reader.every("svg") if each["class"] == "bar"]
    assert len(bars) == 1 + len(rubric().dimensions)
    assert all(
        re.fullmatch(r"(at least [\d.]+, at most )?[\d.]+ of 100", each["aria-label"] or "") for each in bars
    )


@pytest.mark.parametrize("card", [full(), scorecard(), carrying("x"), told(full()), worked_on()])
def test_headings_and_tables_are_in_order(card: Scorecard) -> None:
    reader = Reader(to_html(card))
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(each["scope"] in ("col", "row", "rowgroup") for each in reader.every("th"))
    ids = [each["id"] for _, each in reader.elements if "id" in each]
    assert len(ids) == len(set(ids))
    assert {each["aria-labelledby"] for _, each in reader.elements if "aria-labelledby" in each} <= set(ids)
    assert next(reader.every("html"))["lang"] == "en"


def test_one_repository_alone_is_open() -> None:
    def opened(card: Scorecard) -> list[bool]:
        reader = Reader(to_html(card))
        return ["open" in each for each in reader.every("details") if each.get("class") == "repository"]

    assert opened(full()) == [False, False]
    assert opened(scorecard(repository())) == [True]


def test_long_lists_are_cut_with_the_number_left_out() -> None:
    places = tuple(Evidence(f"{n:04}.py", 1, Level.WIRED, "") for n in range(PAGE_EVIDENCE_LIMIT + 7))
    skipped = tuple(SkippedFile(f"{n:04}.md", "binary") for n in range(PAGE_LIST_LIMIT + 5))
    card = scorecard(repository("r", None, finding("ci", evidence=places), skipped=skipped), *(unread(f"u{n}") for n in range(60)))  # fmt: skip
    text = text_of(card)
    assert "and 7 more" in text
    assert "and 5 more" in text
    assert "60 repositories not read" in text
    assert f"{PAGE_EVIDENCE_LIMIT:04}.py" not in text


@pytest.mark.parametrize(
    ("repositories", "places"),
    [(FEW_REPOSITORIES, PAGE_EVIDENCE_LIMIT), (FEW_REPOSITORIES + 1, EVIDENCE_OF_MANY_LIMIT)],
)
def test_of_many_repositories_fewer_places_are_shown(repositories: int, places: int) -> None:
    found = finding("ci", evidence=tuple(Evidence(f"{n}.yml", 1, Level.WIRED, "") for n in range(9)))
    card = scorecard(*(repository(f"r{n}", None, found) for n in range(repositories)))
    assert text_of(card).count(f"and {9 - places} more; the JSON") == repositories


def test_a_page_of_a_thousand_long_files_stays_small() -> None:
    places = tuple(Evidence(f"{n}" * 2_000, n, Level.WIRED, "n" * 10_000) for n in range(1_000))
    card = scorecard(*(repository(f"r{n}", None, finding("ci", evidence=places)) for n in range(20)))
    assert len(to_html(card)) < 1_000_000


def test_samples_render_alike_each_time(samples: Samples) -> None:
    for name, card in samples.scorecards:
        page = to_html(card)
        assert page == page_of(read_document(to_json(card)))
        text = Reader(page).words
        assert all(each.name in text for each in card.repositories)
        assert name in text
        assert not re.search(
            r"\b(hir(e|ing)|reject|recommend|candidate (is|lacks|has|cannot))\b", text, re.IGNORECASE
        )


def test_evidence_that_commits_show_links_to_the_first_of_them() -> None:
    shown = Evidence(None, None, Level.SUSTAINED, "released", ("c" * 40, "d" * 40))
    reader = Reader(to_html(scorecard(repository("r", None, finding("ci", evidence=(shown,))))))
    address = f"https://github.com/octocat/service/commit/{'c' * 40}"
    assert address in {each["href"] for each in reader.every("a")}
    assert f"commit {'c' * 12}" in reader.words
