"""The short answer that every report begins with: three questions, strengths, gaps, the strongest repository."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from analyzer.model import Evidence, Level, RepositoryResult, Status, Unseen
from analyzer.provenance import Share
from analyzer.report.answer import (
    CHIP_WORDS,
    ChipState,
    author_words,
    chips,
    gaps,
    level_words,
    strengths,
    strongest_repository,
)
from analyzer.report.contract import EvidenceEntry, ScorecardDocument
from analyzer.report.json import document_of
from analyzer.sources import Candidate
from tests.support.scorecards import finding, repository, scorecard, unread

NAMED = Candidate(("octocat",), "octocat", ("Ada",), "declared")


def document(*repositories: RepositoryResult, candidate: Candidate | None = NAMED) -> ScorecardDocument:
    return document_of(scorecard(*repositories, candidate=candidate))


def states(*repositories: RepositoryResult, candidate: Candidate | None = NAMED) -> list[str]:
    return [each.words for each in chips(document(*repositories, candidate=candidate))]


DEPLOYED, TESTED = finding("serving", Level.WIRED), finding("ci_tests", Level.WIRED)
WATCHED = finding("monitoring", Level.WIRED)


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.25, "yes (own)"), (0.2499, "yes (team's)"), (0.0001, "yes (team's)"), (1.0, "yes (own)")],
)
def test_whose_work_answers_the_question_goes_by_half_of_the_credit(share: float, said: str) -> None:
    shown = repository("a", None, DEPLOYED, WATCHED, TESTED, share=Share(share, 1.0))
    assert states(shown) == [said, said, said]


def test_work_in_a_repository_without_a_commit_of_the_candidate_is_not_their_teams() -> None:
    theirs = repository("a", None, DEPLOYED, WATCHED, TESTED, share=Share(0, 0))
    assert states(theirs) == ["yes (others')"] * 3
    team = repository("z", None, WATCHED, share=Share(0.5, 0.5), shares={"monitoring.py": Share(0, 0)})
    chip = chips(document(theirs, team))[1]
    assert (chip.words, chip.place and chip.place.repository) == ("yes (team's)", "z")


def test_a_delivery_counts_from_substantive_on_and_other_signals_from_wired_on() -> None:
    delivery = finding("ci_delivery", Level.SUBSTANTIVE)
    assert states(repository("a", None, delivery, share=Share(1, 1)))[0] == "yes (own)"
    less = finding("ci_delivery", Level.PRESENT)
    assert states(repository("a", None, less, share=Share(1, 1)))[0] == "not found"


@pytest.mark.parametrize(("upkeep", "said"), [(Level.PRESENT, "yes (own)"), (Level.ABSENT, "in part")])
def test_what_stands_in_a_repository_without_a_life_is_deployed_and_watched_in_part(
    upkeep: Level, said: str
) -> None:
    shown = repository("a", None, DEPLOYED, WATCHED, TESTED, finding("upkeep", upkeep), share=Share(1, 1))
    assert states(shown) == [said, said, "yes (own)"]
    unused = "nearest: serving is wired; no sign that it was in use over time"
    assert chips(document(shown))[0].nearest == ("" if upkeep else unused)
    lived = repository("b", None, DEPLOYED, finding("upkeep", Level.PRESENT), share=Share(1, 1))
    place = chips(document(shown, lived))[0].place
    assert place is not None and place.repository == ("a" if upkeep else "b")


def test_where_nobody_was_named_the_answer_is_a_plain_yes() -> None:
    assert states(repository("a", None, DEPLOYED, WATCHED, TESTED), candidate=None) == ["yes"] * 3


@pytest.mark.parametrize(
    ("signal", "level", "number"),
    [
        ("serving", Level.SUBSTANTIVE, 0),
        ("monitoring", Level.SUBSTANTIVE, 1),
        ("ci_tests", Level.SUBSTANTIVE, 2),
    ],
)
def test_below_its_level_a_question_is_answered_in_part_or_not_and_the_nearest_place_is_named(
    signal: str, level: Level, number: int
) -> None:
    chip = chips(document(repository("a", None, finding(signal, level)), unread("b")))[number]
    assert (chip.words, chip.place and chip.place.id) == ("in part", f"a/{signal}")
    chip = chips(document(repository("a", None, finding(signal, Level(level - 1)))))[number]
    assert (chip.words, chip.place and chip.place.id) == ("not found", f"a/{signal}")
    above = chips(document(repository("a", None, finding(signal, Level(level + 1)), share=Share(1, 1))))[
        number
    ]
    assert above.words == "yes (own)"


def test_what_could_not_be_seen_is_no_not_found() -> None:
    assert states(repository("a"), unread("b")) == ["cannot be seen"] * 3
    hidden = finding("monitoring", ceiling=Level.WIRED, status=Status.UNKNOWN, unseen=(Unseen("large"),))
    assert states(repository("a", None, hidden))[1] == "cannot be seen"
    little = replace(hidden, ceiling=Level.SUBSTANTIVE)
    assert states(repository("a", None, little))[1] == "not found"
    broken = replace(hidden, status=Status.ERROR, ceiling=Level.ABSENT)
    assert states(repository("a", None, broken))[1] == "cannot be seen"
    inapplicable = replace(hidden, status=Status.NOT_APPLICABLE)
    assert states(repository("a", None, inapplicable))[1] == "not found"


def test_own_work_that_answers_is_the_proof_before_stronger_work_of_others() -> None:
    own = repository("own", None, WATCHED, share=Share(1, 1))
    theirs = repository("theirs", None, finding("monitoring", Level.SUSTAINED), share=Share(0, 0))
    chip = chips(document(theirs, own))[1]
    assert (chip.state, chip.place and chip.place.repository) == (ChipState.OWN, "own")
    both = (
        Evidence(
            "b.py",
            1,
            Level.WIRED,
            "",
        ),
        Evidence("a.py", 1, Level.SUBSTANTIVE, ""),
    )
    chip = chips(document(repository("r", None, finding("monitoring", evidence=both), share=Share(1, 1))))[1]
    assert chip.place is not None and chip.place.evidence["path"] == "b.py"


def test_every_state_has_words() -> None:
    assert set(CHIP_WORDS) == set(ChipState)


def test_strengths_are_one_a_dimension_before_a_second_of_any_and_files_before_commits() -> None:
    commit = Evidence(None, None, Level.WIRED, "kept up", commits=("c3" * 20,))
    shown = repository(
        "a",
        {"tests": Level.WIRED, "ci_tests": Level.WIRED, "monitoring": Level.PRESENT},
        finding("model_code", evidence=(commit,)),
        share=Share(1, 1),
    )
    assert [each.id for each in strengths(document(shown), 9)] == [
        "a/ci_tests",
        "a/monitoring",
        "a/tests",
        "a/model_code",
    ]
    assert len(strengths(document(shown))) == 3
    nobodys = replace(shown, provenance={}, commit_provenance={}, candidate_share=Share(0, 0))
    assert strengths(document(nobodys)) == ()


@pytest.mark.parametrize(("theirs", "words"), [(0.0, "present here, wired in all"), (0.25, "wired")])
def test_a_strength_says_which_level_others_work_shows(theirs: float, words: str) -> None:
    both = (Evidence("own.py", 1, Level.PRESENT, ""), Evidence("team.py", 1, Level.WIRED, ""))
    shares = {"own.py": Share(1, 1), "team.py": Share(theirs, 1)}
    shown = document(repository("a", None, finding("monitoring", evidence=both), shares=shares))
    assert [level_words(each, shown) for each in strengths(shown)] == [words]


def test_one_place_is_one_strength_whatever_it_shows() -> None:
    line, other = Evidence("ci.yml", 3, Level.WIRED, "tests"), Evidence("ci.yml", 4, Level.WIRED, "image")
    shown = repository(
        "a",
        None,
        finding("ci_tests", evidence=(line,)),
        finding("ci", evidence=(line,)),
        finding("dockerfile", evidence=(other,)),
        share=Share(1, 1),
    )
    assert [each.id for each in strengths(document(shown), 9)] == ["a/ci_tests", "a/dockerfile"]


def test_gaps_are_what_was_searched_for_everywhere_and_not_found() -> None:
    near = replace(finding("monitoring"), near=("src/monitor.py",))
    found = gaps(document(repository("a", None, near), repository("b")), 20)
    by_signal = {each.signal: each for each in found}
    assert by_signal["monitoring"].near == ("a: src/monitor.py",)
    assert by_signal["monitoring"].searched == "monitoring: said"
    assert "typed_code" not in by_signal  # the rubric gives it no place
    essential = {each["id"] for each in document(repository())["dimensions"] if each["essential"]}
    of = {each["id"]: each["dimension"] for each in document(repository())["signals"]}
    order = [of[each.signal] in essential for each in found]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize(
    "other",
    [
        unread("z"),
        repository("z", None, finding("monitoring", Level.PRESENT)),
        repository("z", None, finding("monitoring", ceiling=Level.PRESENT)),
        repository("z", None, finding("monitoring", status=Status.UNKNOWN)),
        repository("z", None, finding("monitoring", status=Status.ERROR)),
    ],
)
def test_what_is_found_or_not_seen_anywhere_is_no_gap(other: RepositoryResult) -> None:
    assert "monitoring" not in {each.signal for each in gaps(document(repository("a"), other), 20)}


def test_what_applies_nowhere_is_no_gap_and_what_is_only_claimed_is() -> None:
    inapplicable = finding("monitoring", status=Status.NOT_APPLICABLE)
    assert "monitoring" not in {
        each.signal for each in gaps(document(repository("a", None, inapplicable)), 20)
    }
    claimed = repository("a", {"monitoring": Level.CLAIMED})
    assert "monitoring" in {each.signal for each in gaps(document(claimed), 20)}


def test_the_strongest_repository_is_the_one_that_earns_most_alone() -> None:
    small = repository("small", {"tests": Level.WIRED}, share=Share(1, 1))
    large = repository("large", {"tests": Level.WIRED, "monitoring": Level.WIRED}, share=Share(0.4, 0.6))
    strongest = strongest_repository(document(small, large))
    assert strongest is not None and strongest.sentence == (
        "large shows most: monitoring (wired) and tests (wired); the candidate's share of its 12 commits is 40-60%."
    )
    assert strongest_repository(document(repository("a"), unread("b"))) is None


LINES: dict[str, Any] = {
    "first": 1, "text": ["x"], "origin": "candidate", "commit": None, "first_date": "2026-01-02",
    "last_date": "2026-01-02",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lines": LINES | {"share": (1.0, 1.0)}}, "written by the candidate, 2026-01-02"),
        ({"lines": LINES | {"share": (0.0, 0.0), "last_date": "2026-03-04"}}, "written by others, 2026-01-02 to 2026-03-04"),
        ({"lines": LINES | {"share": (0.0, 0.5)}}, "0-50% of these lines by the candidate, 2026-01-02"),
        ({"lines": LINES | {"share": (0.5, 1.0)}}, "50-100% of these lines by the candidate, 2026-01-02"),
        ({"lines": LINES | {"share": None}, "share": (0.5, 0.5)}, "50% of its commits are the candidate's, 2026-03-04"),
        ({"share": None}, "changed 2026-03-04"),
        ({"share": None, "date": None}, ""),
    ],
)  # fmt: skip
def test_the_author_of_the_lines_is_named_before_the_share_of_the_file(
    changes: dict[str, Any], words: str
) -> None:
    (found,) = document(repository("a", None, WATCHED))["repositories"][0]["signals"]["monitoring"][
        "evidence"
    ]
    assert author_words(EvidenceEntry(**(found | changes))) == words  # type: ignore[typeddict-item]
