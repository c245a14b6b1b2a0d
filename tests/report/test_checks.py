"""The page of a flag says what its declaration asks, and nothing of a question where there is none."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer.declarations import FileKind
from analyzer.model import FlagCheck
from analyzer.report.checks import flag_page
from tests.support.declared import FLAG_QUESTION
from tests.support.scorecards import nothing

ODD = FlagCheck("odd", "something odd", (FileKind.PROSE,), nothing, "Raised where it is odd.")  # type: ignore[arg-type]
HEAD = ["## `odd`: something odd", "", "Raised where it is odd.", "", "- Searches: documents"]
ANSWERS = ["- A strong answer: Names a reason.", "- A weak answer: Did not see it."]


def test_the_page_of_a_flag_has_its_question_and_what_answers_sound_like() -> None:
    asked = ["- Interview topic: cost, latency and operations", "- Question if raised: Why is it odd?"]
    page = flag_page(replace(ODD, question=FLAG_QUESTION))
    assert page.splitlines() == [*HEAD, *asked, *ANSWERS]


def test_the_page_says_where_a_flag_is_not_asked_about() -> None:
    page = flag_page(replace(ODD, question=replace(FLAG_QUESTION, not_of_remarks=True)))
    assert "- Question if raised (not where it is informational only): Why is it odd?" in page.splitlines()


def test_the_page_of_a_flag_without_a_question_says_nothing_of_one() -> None:
    assert flag_page(ODD).splitlines() == HEAD
