from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from analyzer.model import (
    Candidate,
    DimensionScore,
    Evidence,
    Flag,
    LeftOut,
    Level,
    Scorecard,
    Severity,
    Share,
    SkippedFile,
    Status,
    Unseen,
)
from analyzer.report.compare import render_comparison, row_of
from analyzer.report.terminal import interval_bar, render
from tests.support.scorecards import ALL_WIRED, CHECKS, finding, flag, repository, rubric, scorecard, unread

HOSTILE = "\x1b[31m[red]x[/red][/]\u202e\x9b1m\udcff:smile:"


def console(width: int = 80, *, terminal: bool = False, encoding: str = "utf-8") -> Console:
    return Console(
        file=io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="backslashreplace"),
        width=width,
        force_terminal=terminal,
        color_system="truecolor" if terminal else None,
    )


def text_of(used: Console) -> str:
    used.file.flush()
    buffer = used.file.buffer  # type: ignore[attr-defined]
    return str(buffer.getvalue().decode(used.encoding))


def shown(card: Scorecard, used: Console | None = None) -> str:
    used = used or console(width=200)
    render(card, CHECKS, rubric(), used)
    return text_of(used)


def full() -> Scorecard:
    card = scorecard(
        repository(
            "octocat/service",
            ALL_WIRED,
            finding(
                "tests",
                Level.PRESENT,
                ceiling=Level.WIRED,
                unseen=(Unseen("language not read: Scala", "a.scala"),),
            ),
            finding("monitoring", status=Status.UNKNOWN, reason="alerts.yaml is larger than 256 kB"),
            finding("experiment_tracking", status=Status.NOT_APPLICABLE, reason="nothing is trained"),
            finding("notebook_ratio"),
            share=Share(0.4, 0.6),
            flags=(
                Flag(
                    "hollow_tests", Severity.SERIOUS, "no asserts", (Evidence("t.py", 4, Level.PRESENT, ""),)
                ),
                flag("bulk_import"),
            ),
            skipped=(
                SkippedFile("alerts.yaml", "larger than 256 kB", ("yaml",)),
                SkippedFile("x.png", "binary"),
            ),
        ),
        unread("octocat/gone", "the clone did not end in time"),
        candidate=Candidate(("octocat",), "octocat", ("Octo Cat",), "account"),
    )
    return replace(card, left_out=(LeftOut("octocat/fork", "fork"),))


@pytest.mark.parametrize(
    "words",
    [
        "Too little could be seen for a label",
        "at least ",
        "at most 100.0 of 100",
        "1 of 2 repositories",
        "commits of the account (octocat, Octo Cat)",
        "tests.py:3",
        "a note on tests",
        "at least: not everything could be read",
        "share of its commits: 40-60%",
        "not seen: alerts.yaml is larger than 256 kB",
        "does not apply: nothing is trained",
        "not visible in 1 repository",
        "shown, not scored",
        "type hints",
        "Flags (2)",
        "serious: hollow tests, no asserts",
        "octocat/service  t.py:4",
        "Not seen (3)",
        "octocat/gone: the clone did not end in time",
        "octocat/service: a.scala: language not read: Scala",
        "octocat/service: alerts.yaml: larger than 256 kB",
        "octocat/fork: fork",
    ],
)
def test_a_reviewer_finds(words: str) -> None:
    assert words in shown(full())


def test_files_that_no_check_reads_are_not_called_unseen() -> None:
    assert "x.png" not in shown(full())


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ((repository(levels=ALL_WIRED),), "Strong public evidence of production machine learning"),
        ((repository(levels={"model_code": Level.WIRED, "tests": Level.WIRED}),), "Moderate public evidence"),
        ((repository(),), "Thin public evidence"),
        (
            (repository(flags=(flag("notebook_only"),)),),
            "Public evidence of machine learning in notebooks only",
        ),
        ((), "There was no repository to assess."),
        ((repository(),), "nobody was named: whole repositories are assessed"),
        ((repository("r", {"ci": Level.CLAIMED}),), "not visible in 1 repository (claimed in words only)"),
        ((unread(),), "not seen: no repository was assessed for it"),
    ],
)
def test_verdicts_in_words(results: tuple[object, ...], words: str) -> None:
    assert words in shown(scorecard(*results))  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_lines_fit_and_carry_no_escape_codes(width: int) -> None:
    text = shown(full(), console(width))
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text


def test_on_a_terminal_places_are_links() -> None:
    text = shown(full(), console(120, terminal=True))
    assert re.search(
        r"\x1b\]8;[^;]*;https://github\.com/octocat/service/blob/[0-9a-f]{40}/tests\.py#L3\x1b", text
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_scanned_text_acts_on_nothing(terminal: bool) -> None:
    card = scorecard(
        repository(
            HOSTILE,
            None,
            finding("ci", evidence=(Evidence(HOSTILE, 1, Level.WIRED, HOSTILE),)),
            finding("tests", status=Status.UNKNOWN, reason=HOSTILE, unseen=(Unseen(HOSTILE, HOSTILE),)),
            flags=(Flag(HOSTILE, Severity.ASK, HOSTILE),),
        ),
        unread(HOSTILE, HOSTILE),
        candidate=Candidate((HOSTILE,), HOSTILE, (HOSTILE,), "declared"),
    )
    card = replace(card, left_out=(LeftOut(HOSTILE, HOSTILE),))
    text = shown(card, console(160, terminal=terminal))
    assert "[red]x[/red][/]" in text
    assert ":smile:" in text
    assert not {"\x9b", "\u202e", "\udcff"} & set(text)
    without_styles = re.sub(r"\x1b(\[[0-9;]*m|\]8;[^\x1b]*\x1b\\)", "", text)
    assert "\x1b" not in without_styles
    # the red of the hostile name would be code 31 alone; ours never is
    assert "\x1b[31m" not in text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_plain_console_gets_plain_bars(encoding: str) -> None:
    used = Console(file=io.TextIOWrapper(io.BytesIO(), encoding=encoding), width=80)
    text = shown(full(), used)
    assert text.isascii()
    assert "####" in text


def test_long_lists_are_cut_with_the_number_left_out() -> None:
    card = scorecard(*(unread(f"r{n:02}") for n in range(11)))
    text = shown(card)
    assert "r07: " in text
    assert "r08: " not in text
    assert "and 3 more; the JSON report lists them all" in text


def test_no_word_about_the_person() -> None:
    for card in (full(), scorecard(repository()), scorecard()):
        assert not re.search(
            r"\b(hir(e|ing)|reject|recommend|candidate (is|lacks|has|cannot))\b", shown(card), re.I
        )


@pytest.mark.parametrize(
    ("low", "high", "bar"),
    [
        (0, 0, ".........."),
        (0, 100, "----------"),
        (100, 100, "##########"),
        (50, 70, "#####--..."),
        (1, 1, "#........."),
        (50, 51, "#####-...."),
        (99, 100, "#########-"),
        (99.9, 99.9, "#########."),
    ],
)
def test_interval_bars(low: float, high: float, bar: str) -> None:
    assert interval_bar(low, high, 10, ascii_only=True).plain == bar


def compared(*rows: tuple[str, Scorecard], width: int = 80) -> str:
    used = console(width)
    render_comparison([row_of(name, card) for name, card in rows], used)
    return text_of(used)


WEAK = scorecard(repository(levels={"tests": Level.PRESENT}))
UNDECIDED = scorecard(repository(levels={"tests": Level.PRESENT}), unread())
STRONG = scorecard(repository(levels=ALL_WIRED, flags=(flag("bulk_import"), flag("hollow_ci"))))


def test_candidates_are_compared_by_low_then_high_then_name() -> None:
    text = compared(("weak-b", WEAK), ("weak-a", WEAK), ("zopen", UNDECIDED), ("best", STRONG))
    lines = text.splitlines()
    assert [line.split()[0] for line in lines[1:5]] == ["best", "zopen", "weak-a", "weak-b"]
    assert lines[1].split()[1] == "strong"
    assert lines[1].split()[-1] == "2"
    assert "undecided" in lines[2]
    assert "tes tests that run" in text.replace("\n", " ").replace("  ", " ")


@pytest.mark.parametrize("width", [80, 120])
def test_a_comparison_fits_and_reads_no_markup(width: int) -> None:
    text = compared((HOSTILE, STRONG), ("plain", WEAK), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "[red]" in text
    assert "\x1b" not in text


def test_ten_dimensions_fit_into_80_columns() -> None:
    more = tuple(DimensionScore(f"{id}_more", id, 50, 100, 1) for id in ("data", "evaluation", "robustness"))
    text = compared(("octocat", replace(STRONG, dimensions=STRONG.dimensions + more)))
    assert text.splitlines()[0].split()[-4:] == ["dat", "eva", "rob", "flags"]
    assert text.splitlines()[1].split()[-4:] == ["50", "50", "50", "2"]


def test_nothing_to_compare_is_no_error() -> None:
    assert "candidate" in compared()
