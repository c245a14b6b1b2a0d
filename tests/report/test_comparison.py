"""Scorecards side by side and over time: what stands in the cells, what a blind page hides, what came and went."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from analyzer.model import Level, RepositoryResult
from analyzer.provenance import CitedLines, Share
from analyzer.report.comparison.over_time import NEWEST, NotOneCandidate, over_time
from analyzer.report.comparison.over_time_text import course_rows
from analyzer.report.comparison.sides import Named, side_tables
from analyzer.report.html.compared import comparison_html, over_time_html
from analyzer.report.json import document_of
from analyzer.sources import Candidate
from tests.support.scorecards import flag, repository, scorecard, unread

HOSTILE = "<img src=x onerror=alert(1)>"


def named(name: str, *repositories: RepositoryResult, as_of: str | None = None, blind: bool = False) -> Named:
    card = scorecard(*repositories, candidate=Candidate(("octocat",), None, ("Ada",), "declared"))
    return Named(name, document_of(replace(card, as_of=as_of, blind=blind)))


LEVELS = {"monitoring": Level.WIRED, "tests": Level.PRESENT}
STRONG = replace(
    repository("octocat/service", LEVELS, share=Share(1, 1), flags=(flag("hollow_ci"),)),
    cited={("monitoring.py", 3): CitedLines(2, ("import x", "x.count()"), Share(1, 1))},
)
WEAK = repository("other/thing", share=Share(1, 1))


def test_the_highest_lower_bound_stands_first_and_each_dimension_has_its_strongest_evidence() -> None:
    (table,) = side_tables([named("weak", WEAK), named("strong", STRONG)], blind=False)
    assert [each.name for each in table.sides] == ["strong", "weak"]
    assert [each.id for each in table.rows][:4] == ["score", "chip-deployed", "chip-watched", "chip-tested"]
    operations = table.sides[0].cells["dimension-operations"]
    (proof,) = operations.proofs
    assert (proof.title, proof.level, proof.where) == (
        "monitoring",
        "wired",
        "octocat/service monitoring.py:3",
    )
    assert (proof.whose.startswith("own"), proof.first, proof.text) == (True, 2, ("import x", "x.count()"))
    assert table.sides[0].cells["chip-watched"].words == "yes (own)"
    assert table.sides[0].cells["flags"].words == "1: hollow ci"
    assert table.sides[1].cells["dimension-operations"].proofs == ()
    assert table.sides[1].cells["flags"].words == "none"


def test_a_blind_comparison_has_no_name_no_place_no_note_and_no_code() -> None:
    page = comparison_html(
        [named("ada-lovelace", STRONG), named("grace", WEAK)], remarks=["ada-lovelace: old"]
    )
    assert "candidate 1" in page and "candidate 2" in page
    for hidden in ("ada", "grace", "octocat", "other/thing", "monitoring.py", "x.count", "a note on"):
        assert hidden not in page.lower()


def test_with_names_everything_is_shown_and_a_blind_scorecard_keeps_its_own_places() -> None:
    page = comparison_html([named("ada", STRONG), named("grace", WEAK)], blind=False, remarks=["ada: old"])
    for shown in (
        "ada: old",
        "grace",
        "octocat/service monitoring.py:3",
        "x.count()",
        "a note on monitoring",
    ):
        assert shown in page
    assert f'href="{STRONG.url}/blob/{STRONG.head}/monitoring.py#L3"' in page
    hidden = replace(STRONG, url=None, head=None, name="repository 1")
    assert "repository 1 monitoring.py:3" in comparison_html([named("x", hidden, blind=True)])


def test_a_page_of_hostile_scorecards_has_no_markup_of_theirs_and_no_link_but_to_the_web() -> None:
    bad = named(HOSTILE, STRONG)
    found = bad.document["signals"]
    for each in found:
        if each["evidence"] is not None:
            each["evidence"]["permalink"] = "javascript:alert(1)"
            each["evidence"]["note"] = HOSTILE
    page = comparison_html([bad], blind=False)
    assert "<img" not in page and "javascript:" not in page
    course = over_time_html(over_time([named("a", STRONG, as_of="2025-01-01"), named("b", STRONG)]))
    assert "<script" not in course and course.count("<style>") == 1


def test_the_script_and_the_style_are_admitted_by_their_hash_and_nothing_else_is() -> None:
    page = comparison_html([named("a", STRONG)])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    parts = dict(each.split(" ", 1) for each in policy[1].split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"].startswith("'sha256-") and parts["style-src"].startswith("'sha256-")
    assert (
        " style=" not in page
        and " onclick=" not in page
        and "http://" not in page.replace(str(STRONG.url), "")
    )


def test_scorecards_of_different_rubrics_have_a_table_each() -> None:
    other = named("b", WEAK)
    other.document["rubric"]["name"] = "another"
    tables = side_tables([named("a", STRONG), other])
    assert [(each.rubric.name, len(each.sides)) for each in tables] == sorted(
        [("another", 1), (named("a", STRONG).document["rubric"]["name"], 1)]
    )
    del other.document["dimensions"][0]
    other.document["rubric"]["name"] = tables[1].rubric.name
    assert "no such dimension" in comparison_html([named("a", STRONG), other])


def test_what_came_what_grew_and_what_went_is_named_day_by_day() -> None:
    first = repository(
        "a", {"tests": Level.PRESENT, "ci": Level.WIRED}, share=Share(1, 1), flags=(flag("hollow_ci"),)
    )
    second = repository("a", {"tests": Level.WIRED, "monitoring": Level.PRESENT}, share=Share(1, 1))
    found = over_time(
        [
            named("newest", second, repository("b")),
            named("early", first, as_of="2024-01-31"),
            named("later", first, as_of="2024-02-29"),
        ]
    )
    assert [each.day for each in found.moments] == ["2024-01-31", "2024-02-29", NEWEST]
    quiet, last = found.turns
    assert quiet.quiet and not last.quiet
    assert last.came == ("tests: present to wired", "monitoring: present", "repository b")
    assert last.went == ("continuous integration: wired to not found", "flag hollow ci in a")
    courses = {each.id: each.levels for each in found.courses}
    assert courses["tests"] == ("present", "present", "wired")
    heading, low, _high, *_rest = course_rows(found)
    assert heading == ("signal", "title", "2024-01-31", "2024-02-29", NEWEST)
    assert low[2:] == tuple(f"{each.low:.1f}" for each in found.moments)
    page = over_time_html(found)
    assert "wired to not found" in page and page.count('class="dot"') == 3


def test_what_could_not_be_read_later_did_not_go() -> None:
    shown = repository("a", {"tests": Level.WIRED}, share=Share(1, 1))
    found = over_time([named("x", shown, as_of="2024-01-31"), named("y", unread("a"), as_of="2024-02-29")])
    assert found.turns[0].went == ("tests: wired to not seen", "repository a")


@pytest.mark.parametrize(
    ("cards", "why"),
    [
        ([named("a", STRONG)], "one scorecard is no course"),
        ([named("a", STRONG), named("b", STRONG)], "two of these scorecards are of one day"),
        ([named("a", STRONG, as_of="2024-01-31"), named("b", STRONG, as_of="2024-01-31")], "2024-01-31"),
    ],
)
def test_what_is_no_course_is_refused(cards: list[Named], why: str) -> None:
    with pytest.raises(NotOneCandidate, match=why):
        over_time(cards)


def test_scorecards_of_different_targets_are_no_course() -> None:
    other = named("b", STRONG, as_of="2024-01-31")
    other.document["candidate"]["targets"] = ["hubot"]
    with pytest.raises(NotOneCandidate, match="different targets"):
        over_time([named("a", STRONG), other])
