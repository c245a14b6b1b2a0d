from __future__ import annotations

import io
import re

import pytest
from msgspec.structs import replace
from rich.console import Console

from analyzer.model import Evidence, Flag, LeftOut, Level, Severity, Status, Unseen
from analyzer.provenance import Origin, PathProvenance, Share
from analyzer.report.comparison.rows import render_comparison, row_of
from analyzer.report.terminal.document import interval_bar, render
from analyzer.scorecard import DimensionScore, Scorecard
from analyzer.sources import Candidate, SkippedFile
from tests.support.hostile import TEXTS, carrying
from tests.support.scorecards import (
    ALL_WIRED,
    claim,
    finding,
    flag,
    question,
    repository,
    scorecard,
    told,
    unread,
)

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
    render(card, used)
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
        "Insufficient public evidence for a label",
        "at least ",
        "at most 100.0 of 100",
        "1 of 2 repositories",
        "commits by the account (octocat, Octo Cat)",
        "tests.py:3",
        "a note on tests",
        "a lower bound: not everything could be read",
        "candidate's share of commits: 40-60%",
        "not seen: alerts.yaml is larger than 256 kB",
        "does not apply: nothing is trained",
        "not visible in 1 repository",
        "shown, not scored",
        "type hints",
        "Flags (2)",
        "serious: hollow tests, no asserts",
        "octocat/service  t.py:4",
        "octocat/service/hollow_tests",
        "The lower and upper bounds of the score fall under different labels",
        "Not seen (3)",
        "octocat/gone: the clone did not end in time",
        "language not read: Scala (open the file and look, or ask): octocat/service: a.scala",
        "1 file too large or too deep to be read whole (open the files",
        "octocat/fork: fork",
    ],
)
def test_a_reviewer_finds(words: str) -> None:
    assert words in shown(full())


@pytest.mark.parametrize(
    "words",
    [
        "Claims by sentence: 2 not supported in what was scanned, 1 not assessable, 1 supported (4)",
        'not supported in what was scanned: "Serves a million requests a day."',
        "octocat/service  README.md:9",
        "  cv.txt:2",
        "would support it: monitoring, tests run by CI",
        "would support it: nothing a repository can show",
        'supported: "Tested on every push."',
        "by octocat/service  ci_tests.py:3",
        "Interview questions (2)",
        "1. What woke you up?",
        "production debugging: alert rules that name their owner",
        "The HTML, Markdown and JSON reports describe strong and weak answers",
        "Contributions to repositories of others, shown, not scored (1)",
        "big/library: 3 merged pull requests, 12 commits, last on 2026-02-01",
        "quote its id: repository/signal or repository/flag, such as octocat/service/hollow_tests",
        "Never scored: stars",
        "a person who has checked the evidence does",
    ],
)
def test_a_reviewer_finds_what_is_claimed_and_what_to_ask(words: str) -> None:
    assert words in shown(told(full()))


def test_unsupported_claims_come_first_and_answers_stay_out() -> None:
    text = shown(told(full()))
    assert text.index("Serves a million") < text.index("Saves 40 %") < text.index("Tested on every push")
    assert "Names the night" not in text


def test_long_ledgers_are_cut_and_every_question_is_asked() -> None:
    many = replace(
        scorecard(repository()),
        claims=tuple(claim(line=n) for n in range(1, 21)),
        questions=tuple(question(f"Number {n}?") for n in range(15)),
    )
    text = shown(many)
    assert "README.md:8" in text
    assert "README.md:9" not in text
    assert "and 12 more; the JSON report lists them all" in text
    assert all(f"Number {n}?" in text for n in range(15))


def test_work_of_others_is_marked_in_words() -> None:
    history = PathProvenance(Share(0, 0.1), None, "2026-03-04", Origin.OTHER, "2025-01-02", 9, 1)
    mine = repository(levels={"ci": Level.WIRED, "tests": Level.WIRED}, share=Share(1, 1))
    text = shown(scorecard(replace(mine, provenance={**mine.provenance, "ci.py": history})))
    assert "work of others: octocat/service  ci.py:3" in text
    assert (
        "introduced by someone else, candidate's share of commits: 0-10%, 2025-01-02 to 2026-03-04, "
        "changed on 9 days by 1 person"
    ) in text
    assert "work of others: octocat/service  tests.py:3" not in text


def test_evidence_that_commits_show_names_the_first_of_them() -> None:
    shown_by = Evidence("values.yaml", None, Level.SUSTAINED, "released", ("c" * 40, "d" * 40))
    read = repository("octocat/service", None, finding("ci", evidence=(shown_by,)))
    assert f"octocat/service  values.yaml, commit {'c' * 12}" in shown(scorecard(read))
    blind = replace(shown_by, path=None, commits=("commit 1",))
    read = repository("repository 1", None, finding("ci", evidence=(blind,)))
    assert "commit 1" not in shown(replace(scorecard(read), blind=True))


def test_a_blind_scorecard_has_no_links_and_no_work_elsewhere() -> None:
    text = shown(replace(told(full()), blind=True), console(200, terminal=True))
    assert "Blind: names and addresses were removed." in text
    assert "\x1b]8;" not in text
    assert "big/library" not in text


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:20]))
def test_scanned_text_acts_on_nothing_wherever_it_stands(text: str) -> None:
    for card in (carrying(text), replace(carrying(text), blind=True)):
        lines = shown(card).splitlines()
        assert all(line.replace("\xa0", "").isprintable() for line in lines)


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
        ((), "No repositories were found to assess."),
        ((repository(),), "no identity was given: repositories are assessed as a whole"),
        ((repository("r", {"ci": Level.CLAIMED}),), "not visible in 1 repository (only claimed in text)"),
        ((unread(),), "not seen: no repository could be assessed"),
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


def test_what_does_not_apply_in_one_repository_is_looked_for_in_the_others() -> None:
    library = repository("a", None, finding("ci", status=Status.NOT_APPLICABLE, reason="no service"))
    for card, remark in (
        (scorecard(library, repository("b")), "not visible in 2 repositories"),
        (scorecard(library), "does not apply: no service"),
    ):
        assert [each.remarks for each in card.signals if each.id == "ci"] == [(remark,)]


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
    assert "tes Testing" in text.replace("\n", " ").replace("  ", " ")


@pytest.mark.parametrize("width", [80, 120])
def test_a_comparison_fits_and_reads_no_markup(width: int) -> None:
    text = compared((HOSTILE, STRONG), ("plain", WEAK), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "[red]" in text
    assert "\x1b" not in text


def test_ten_dimensions_fit_into_80_columns() -> None:
    more = tuple(
        DimensionScore(f"{id}_more", id, 50, 100, 1, 1, False) for id in ("data", "evaluation", "robustness")
    )
    text = compared(("octocat", replace(STRONG, dimensions=STRONG.dimensions + more)))
    assert text.splitlines()[0].split()[-4:] == ["dat", "eva", "rob", "flags"]
    assert text.splitlines()[1].split()[-4:] == ["50", "50", "50", "2"]


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_name_stays_on_one_line_beside_ten_dimensions(width: int) -> None:
    full = tuple(
        DimensionScore(id, id, 100, 100, 1, 1, False) for id in ("alpha", "beta", "gamma", "delta", "epsilon")
    )
    more = tuple(
        DimensionScore(id, id, 50, 100, 1, 1, False) for id in ("zeta", "eta", "theta", "iota", "kappa")
    )
    card = replace(UNDECIDED, dimensions=full + more)
    line = compared(("production-engineer", card), width=width).splitlines()[1]
    assert line.split()[:2] == ["production-engineer", "undecided"]
    assert line.split()[-11:] == ["100"] * 5 + ["50"] * 5 + ["0"]


def test_nothing_to_compare_is_no_error() -> None:
    assert "candidate" in compared()
