from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from analyzer.engine.registry import load_checks
from analyzer.report.explained import contest_words, label_paragraph, label_words, subject_words
from analyzer.scorecard import BAND_LABELS, LABELS, Scorecard
from analyzer.scoring.rubric import Rubric, load_rubric
from analyzer.scoring.rubric_files import GENERAL
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import rubric

SHIPPED = {name: load_rubric(name, load_checks().checks) for name in GENERAL}
WORDLESS = replace(rubric(), subject="", meanings={})
RUBRICS = {**SHIPPED, "without words": WORDLESS}


def labelled(label: str, rubric: Rubric) -> Scorecard:
    """A scorecard of that rubric with that label."""
    card = score(Candidate(("octocat",)), (), rubric, {})
    return replace(card, verdict=replace(card.verdict, label=label, meaning=rubric.meanings.get(label, "")))


@pytest.mark.parametrize("rubric", RUBRICS.values(), ids=RUBRICS)
@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_explained_in_one_paragraph_about_repositories(label: str, rubric: Rubric) -> None:
    card = labelled(label, rubric)
    paragraph = label_paragraph(card)
    assert 150 < len(paragraph) < 700
    assert "\n" not in paragraph
    assert re.search(r"\blabel would (be (?:higher|lower|given)|change)\b", paragraph, re.IGNORECASE)
    told = f"{label_words(card)} {paragraph}"
    assert not re.search(
        r"\b(hir|reject|recommend|candidate|applicant|person|he\b|she\b)", told, re.IGNORECASE
    )


@pytest.mark.parametrize("label", LABELS)
def test_only_the_rubric_of_production_work_speaks_of_production(label: str) -> None:
    for name, each in RUBRICS.items():
        if name != "production":
            card = labelled(label, each)
            assert "production" not in f"{label_words(card)} {label_paragraph(card)}"
    if label in BAND_LABELS:
        assert label_words(labelled(label, SHIPPED["production"])).endswith("of production machine learning")
        assert label_words(labelled(label, SHIPPED["take-home"])).endswith(
            "of a complete machine learning exercise"
        )


def test_a_rubric_without_words_is_called_by_its_name() -> None:
    assert (
        subject_words(labelled("thin_public_evidence", WORDLESS)) == "what the rubric ten-signals looks for"
    )
    assert label_words(labelled("thin_public_evidence", WORDLESS)) == (
        "Thin public evidence of what the rubric ten-signals looks for"
    )


def test_words_of_the_rubric_come_first() -> None:
    own = replace(WORDLESS, meanings={"thin_public_evidence": "Of our own."})
    assert label_paragraph(labelled("thin_public_evidence", own)) == "Of our own."
    without, with_others = (labelled("strong_public_evidence", each) for each in (WORDLESS, own))
    assert label_paragraph(with_others) == label_paragraph(without)


def test_how_a_finding_is_contested_names_an_id_where_there_is_one() -> None:
    assert "such as a/b/tests;" in contest_words("a/b/tests")
    assert "such as" not in contest_words(None)
