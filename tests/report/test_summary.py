"""The Markdown of 15 lines: short for every scorecard, safe, and complete in its parts."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.report.json import document_of
from analyzer.report.loading import read_document
from analyzer.report.markdown.summary import SUMMARY_LINES, to_summary
from analyzer.report.places import without_addresses
from analyzer.scorecard import Scorecard
from tests.conftest import Samples
from tests.report.test_brief import crowded, full
from tests.report.test_earlier import EARLIER
from tests.report.test_markdown import MARKDOWN, PERMALINK, REFERENCE, Prose, skeleton, tokens
from tests.support.hostile import HARMLESS, TEXTS, carrying
from tests.support.scorecards import repository, scorecard, unread


def summary(card: Scorecard) -> str:
    return to_summary(document_of(without_addresses(card)))


def test_every_sample_is_told_in_fifteen_lines(samples: Samples) -> None:
    for _, card in samples.scorecards:
        text = summary(card)
        assert text.count("\n") <= SUMMARY_LINES
        numbers = text.splitlines()[1]
        verdict = card.verdict
        assert numbers.startswith(
            f"**{verdict.low:.1f}** of 100 at least, **{verdict.high:.1f}** at most, **"
        )
        kinds = [token.type for token in MARKDOWN.parse(text) if token.nesting == 1]
        assert kinds[:4] == ["heading_open", "paragraph_open", "table_open", "thead_open"]
        assert kinds.count("table_open") == kinds.count("bullet_list_open") == 1


def test_the_most_that_can_be_told_takes_fifteen_lines() -> None:
    text = summary(crowded())
    assert text.count("\n") == SUMMARY_LINES
    assert len(text) < 5000
    for words in ("(and 6 more)", "**Flags:** serious: flag 0 in", "**Claims:** 9 claimed sentences"):
        assert words in text


@pytest.mark.parametrize("card", [scorecard(), scorecard(unread()), scorecard(repository())])
def test_little_is_told_in_few_lines_and_none_of_them_is_empty(card: Scorecard) -> None:
    assert not [line for line in summary(card).splitlines() if line.rstrip().endswith(":**")]


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
def test_a_scorecard_of_an_earlier_version_is_summed_up(path: object) -> None:
    assert to_summary(read_document(path.read_bytes())).count("\n") <= SUMMARY_LINES  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_scanned_text_stays_text_in_a_summary(text: str) -> None:
    document = summary(carrying(text))
    assert document.count("\n") <= SUMMARY_LINES
    if text.strip():
        assert skeleton(document) == skeleton(summary(carrying(HARMLESS)))
    for token in tokens(document):
        assert token.type not in ("html_inline", "html_block", "image", "code_block", "fence")
        if token.type == "link_open":
            assert PERMALINK.fullmatch(str(token.attrs["href"]))
    assert document.replace("\xa0", "").replace("\n", "").isprintable()
    for run in Prose(document).runs:
        assert not REFERENCE.search(run), run


def test_what_answers_a_question_is_linked_and_what_comes_near_is_not() -> None:
    told = to_summary(full())
    (answers,) = (line for line in told.splitlines() if line.startswith("| **"))
    assert answers.endswith("| **not found** |")
    assert "- **Flags:** serious: hollow ci\n" in told
    assert "- **Ask first:** What woke you up? / And then?\n" in told


def test_blind_it_says_so() -> None:
    card = replace(scorecard(repository()), blind=True)
    assert "Blind: names and addresses were removed." in summary(card).splitlines()[-1]
