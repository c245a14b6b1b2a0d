"""The 40 lines of the terminal and the 15 of Markdown: short for every scorecard, and safe."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from analyzer.model import Flag, Level, Severity, Status, Unseen
from analyzer.provenance import Share
from analyzer.report.answer import ChipState, Gap
from analyzer.report.brief import brief_of, gap_words
from analyzer.report.contract import ScorecardDocument
from analyzer.report.json import document_of
from analyzer.report.loading import read_document
from analyzer.report.terminal.brief import CHIP_STYLES, LINES, render_brief
from analyzer.scorecard import Scorecard
from analyzer.sources import Candidate
from tests.conftest import Samples
from tests.report.test_earlier import EARLIER
from tests.support.hostile import TEXTS, carrying
from tests.support.scorecards import ALL_WIRED, claim, finding, flag, question, repository, scorecard, unread


def shown(
    document: ScorecardDocument, width: int = 80, *, encoding: str = "utf-8", terminal: bool = False
) -> str:
    written = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="backslashreplace")
    console = Console(
        file=written, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None
    )
    render_brief(document, console)
    written.flush()
    return str(written.buffer.getvalue().decode(encoding))


def fitted(text: str, width: int = 80) -> list[str]:
    lines = text.splitlines()
    assert text.count("\n") == len(lines) <= LINES
    assert max(map(cell_len, lines)) <= width
    return lines


def crowded(name: str = "octocat/a-service-with-a-long-name") -> Scorecard:
    """As much of everything as there can be."""
    many = "a reason of many words that goes on and on until no line of any terminal could hold it, " * 3
    results = [
        repository(
            f"{name}{number}",
            {**ALL_WIRED, "tests": Level.ABSENT, "ci_tests": Level.ABSENT, "monitoring": Level.ABSENT},
            finding("model_code", Level.PRESENT, unseen=(Unseen(f"{many}{number}", "a.py"),)),
            share=Share(0.4, 0.6),
            flags=tuple(Flag(f"flag_{n}", Severity.SERIOUS, many) for n in range(9)),
        )
        for number in range(4)
    ]
    card = scorecard(*results)
    return replace(
        card,
        claims=tuple(claim(many, line=n) for n in range(9)),
        questions=tuple(question(many) for _ in range(9)),
        subject=many,
    )


def test_every_sample_is_told_in_forty_lines_of_eighty_cells(samples: Samples) -> None:
    for _, card in samples.scorecards:
        for width in (80, 120):
            lines = fitted(shown(document_of(card), width), width)
            assert [each for each in lines if each.startswith(("deployed?", "watched?", "tested in CI?"))]


def test_the_most_that_can_be_told_takes_exactly_forty_lines() -> None:
    assert len(fitted(shown(document_of(crowded())))) == LINES
    for width in (1, 2, 20, 200):
        assert len(shown(document_of(crowded()), width).splitlines()) <= LINES


@pytest.mark.parametrize("card", [scorecard(), scorecard(unread()), scorecard(repository())])
def test_little_is_told_in_few_lines(card: Scorecard) -> None:
    assert len(fitted(shown(document_of(card)))) < 30


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
def test_a_scorecard_of_an_earlier_version_is_told(path: object) -> None:
    fitted(shown(read_document(path.read_bytes())))  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_hostile_text_acts_on_nothing(text: str) -> None:
    for width in (80, 33):
        told = shown(document_of(carrying(text)), width)
        fitted(told, width)
        assert told.replace("\n", "").replace("\xa0", "").isprintable()


def test_a_terminal_of_few_letters_is_written_to_in_these() -> None:
    told = shown(document_of(crowded()), encoding="ascii")
    bar = fitted(told)[2]
    assert bar.startswith(("#", "-", "."))
    assert told.isascii()


def test_colours_say_something_and_words_say_it_too() -> None:
    coloured, plain = shown(document_of(crowded()), terminal=True), shown(document_of(crowded()))
    assert "\x1b[" in coloured and "\x1b" not in plain


def full() -> ScorecardDocument:
    card = scorecard(
        repository(
            "octocat/service",
            {**ALL_WIRED, "ci_tests": Level.ABSENT},
            finding("tests", status=Status.UNKNOWN, unseen=(Unseen("larger than 256 kB", "a.py"),)),
            share=Share(0.8, 1.0),
            flags=(
                flag("hollow_ci", Severity.SERIOUS, "no step can fail"),
                flag("bulk_import", Severity.INFO, "one commit"),
                flag("claims_without_evidence", message="2 claims"),
            ),
        ),
    )
    claims = (claim(), claim(signals=("tests",)), claim("Alerts reach a person.", line=12))
    return document_of(replace(card, claims=claims, questions=(question(), question("And then?"))))


@pytest.mark.parametrize(
    "line",
    [
        "1 of 1 repository read; no identity was given: repositories are assessed as a whole",
        "tested in CI?  not found",
        "Looked for and not found",
        "! serious: hollow ci: no step can fail",
        '! 2 claimed sentences that nothing found bears out, such as octocat/service README.md:9: "Serves ',
        "1. What woke you up?",
        "2. And then?",
        "-v shows everything here",
    ],
)
def test_a_reviewer_finds_at_a_glance(line: str) -> None:
    assert [each for each in shown(full(), 120).splitlines() if each.startswith(line)]


def test_what_is_for_information_or_told_elsewhere_is_no_flag_of_the_first_lines() -> None:
    assert [each.name for each in brief_of(full()).flags] == ["hollow ci"]
    assert "bulk import" not in shown(full())


def test_what_others_wrote_is_not_asked_of_the_candidate() -> None:
    document = full()
    for each in document["claims"]:
        each["author"] = "other"
    assert brief_of(document).claims == ""


def test_a_gap_says_where_it_was_looked_for_and_what_sounds_like_it() -> None:
    one = document_of(scorecard(repository("a")))
    two = document_of(scorecard(repository("a"), repository("b")))
    for searched, near, document, words in (
        ("no tests found; searched 3 documents", (), one, "searched 3 documents"),
        ("the job cannot reach pytest", (), one, "the job cannot reach pytest"),
        ("no tests found; searched 3 documents", (), two, "in none of 2 repositories"),
        ("-", ("a: check.py",), two, "in none of 2 repositories; a: check.py sounds like it"),
    ):
        assert gap_words(Gap("tests", "tests", searched, near), document) == words


def test_of_many_targets_the_first_are_named() -> None:
    card = scorecard(repository(), candidate=Candidate(("a", "b", "c", "d", "e")))
    assert brief_of(document_of(card)).candidate == "a, b, c and 2 more"


def test_every_answer_to_a_question_has_its_colour() -> None:
    assert set(CHIP_STYLES) == set(ChipState)
