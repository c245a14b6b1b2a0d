"""Why a verdict reads as it does: every sentence whole, and at the boundary from which it is said."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.model import Evidence, Level, RepositoryResult, Status, Unseen
from analyzer.provenance import Share
from analyzer.scorecard import Scorecard
from analyzer.scoring.rubric import Rubric
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.scorecards import (
    ALL_WIRED,
    CHECKS,
    finding,
    flag,
    repository,
    scorecard,
    two_dimensions,
    unread,
)

NOTEBOOK = flag("notebook_only")
HALVES = (
    repository("a/web", ALL_WIRED | {"model_code": Level.ABSENT}),
    repository("b/model", {"model_code": Level.SUBSTANTIVE}),
)


def scored(*results: RepositoryResult, by: Rubric | None = None) -> Scorecard:
    return score(Candidate(("x",)), results, by or two_dimensions(), CHECKS)


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ((), "No repositories were found to assess."),
        ((repository(), unread()), "1 of 2 repositories could not be read."),
        ((repository(), unread()), "The score is at least 0.0 of 100 and could be as high as 100.0"),
        ((repository("me/r", {"tests": Level.WIRED}),), "Strongest evidence in me/r: tests (wired)."),
        ((repository(levels={"tests": Level.PRESENT}),), "Partial evidence: tests (present)."),
        ((repository(levels={"tests": Level.WIRED}, share=Share(0.05, 0.05)),), "Found, but few of the commits are certainly the candidate's: "),
        ((repository("a"), repository("b")), "Not visible in 2 repositories: "),
        ((repository("a", None, finding("tests", status=Status.NOT_APPLICABLE)),), "Does not apply: tests."),
        ((repository("a", None, finding("ci", status=Status.NOT_APPLICABLE)), repository("b", ALL_WIRED | {"ci": Level.ABSENT})), "Not visible in 2 repositories: continuous integration."),
        ((repository("a", None, finding("tests", status=Status.UNKNOWN)),), "could be seen: tests."),
        (HALVES, "The score stays below 70: from there on, one repository must show model in live code (substantive)."),
        ((repository("a", flags=(NOTEBOOK,)),), "Model code was found only in notebooks."),
        ((repository(),), "No identity was given"),
    ],
)  # fmt: skip
def test_reasons(results: tuple[RepositoryResult, ...], sentence: str) -> None:
    assert any(sentence in reason for reason in scorecard(*results).verdict.reasons)


def test_a_named_candidate_is_not_called_unnamed() -> None:
    reasons = scorecard(repository(share=Share(1, 1))).verdict.reasons
    assert not any("No identity was given" in reason for reason in reasons)


NOBODY = "No identity was given: repositories are assessed as a whole, regardless of who wrote them."
ALL = Share(1, 1)


def but(*names: str) -> str:
    titles = {"tests": "tests", "ci_tests": "tests run by CI", "model_code": "model in live code"}
    return ", ".join(title for name, title in titles.items() if name not in names)


@pytest.mark.parametrize(
    ("results", "reasons"),
    [
        ((), ("No repositories were found to assess.",)),
        ((unread(),), ("1 of 1 repository could not be read.",)),
        ((repository("a"),), (f"Not visible in 1 repository: {but()}.", NOBODY)),
        ((repository("a", share=ALL),), (f"Not visible in 1 repository: {but()}.",)),
        ((repository("a", share=ALL), repository("b")), (f"Not visible in 2 repositories: {but()}.",)),
        # substantive carries, and just below it is shown in part
        ((repository("a", {"tests": Level.SUBSTANTIVE}, share=ALL),),
         ("Strongest evidence in a: tests (substantive).", f"Not visible in 1 repository: {but('tests')}.")),
        ((repository("a", {"tests": Level.WIRED}, share=Share(0.3334, 0.3334)),),
         ("Strongest evidence in a: tests (wired).", f"Not visible in 1 repository: {but('tests')}.")),
        ((repository("a", {"tests": Level.WIRED}, share=Share(0.33, 0.33)),),
         ("Partial evidence: tests (wired).", f"Not visible in 1 repository: {but('tests')}.")),
        # exactly half of what its level earns is shown in part, less is little
        ((repository("a", {"tests": Level.WIRED}, share=Share(0.25, 0.25)),),
         ("Partial evidence: tests (wired).", f"Not visible in 1 repository: {but('tests')}.")),
        ((repository("a", {"tests": Level.WIRED}, share=Share(0.2, 0.2)),),
         ("Found, but few of the commits are certainly the candidate's: tests.",
          f"Not visible in 1 repository: {but('tests')}.")),
        ((repository("a", {"tests": Level.PRESENT}, share=ALL),),
         ("Partial evidence: tests (present).", f"Not visible in 1 repository: {but('tests')}.")),
        # the strongest that was found, by whomever, is what the candidate's part is compared with
        ((repository("a", {"tests": Level.WIRED}, share=Share(0, 0)), repository("b", {"tests": Level.PRESENT}, share=ALL)),
         ("Found, but few of the commits are certainly the candidate's: tests.",
          f"Not visible in 2 repositories: {but('tests')}.")),
        # words alone are nothing visible
        ((repository("a", {"tests": Level.CLAIMED}, share=ALL),), (f"Not visible in 1 repository: {but()}.",)),
        ((repository("a", None, finding("tests", status=Status.NOT_APPLICABLE), share=ALL),),
         (f"Not visible in 1 repository: {but('tests')}.", "Does not apply: tests.")),
        ((repository("a", None, finding("tests", status=Status.NOT_APPLICABLE), share=ALL), repository("b", share=ALL)),
         (f"Not visible in 2 repositories: {but()}.",)),
        ((repository("a", {"tests": Level.WIRED}, share=ALL), repository("b", {"ci_tests": Level.WIRED}, share=ALL)),
         ("Strongest evidence in a: tests (wired).", "Strongest evidence in b: tests run by CI (wired).",
          "Not visible in 2 repositories: model in live code.")),
        ((repository("a", {"tests": Level.WIRED, "ci_tests": Level.SUSTAINED}, share=ALL),),
         ("Strongest evidence in a: tests (wired), tests run by CI (sustained).",
          "Not visible in 1 repository: model in live code.")),
        ((replace(repository("a", share=ALL), fork_of="x/a"), repository("b", share=ALL), replace(repository("c", share=ALL), fork_of="x/c")),
         (f"Not visible in 3 repositories: {but()}.", "Only commits made in the fork itself count: a, c.")),
    ],
)  # fmt: skip
def test_reasons_in_full(results: tuple[RepositoryResult, ...], reasons: tuple[str, ...]) -> None:
    assert scored(*results).verdict.reasons == reasons


def test_what_was_not_seen_in_one_repository_is_not_settled() -> None:
    hidden = repository(
        "a",
        None,
        finding("tests", status=Status.UNKNOWN, unseen=(Unseen("x", at_most=Level.PRESENT),)),
        share=ALL,
    )
    assert scored(hidden, repository("b", share=ALL)).verdict.reasons == (
        f"Not visible in 2 repositories: {but('tests')}.",
        "Undetermined, because not everything could be seen: tests.",
    )


def test_a_signal_that_no_check_looked_for_has_no_sentence() -> None:
    unasked = replace(repository("a", share=ALL), findings={})
    assert scored(unasked).verdict.reasons == (
        "The score is at least 0.0 of 100 and could be as high as 100.0; the two bounds fall under different "
        "labels, so no label is given.",
    )


def test_the_heaviest_signals_come_first_whatever_their_dimension() -> None:
    heavy = two_dimensions()
    testing, serving = heavy.dimensions
    weights = {"tests": 1.0, "ci_tests": 3.0}
    by = replace(
        heavy, dimensions=(replace(testing, signals=weights), replace(serving, signals={"model_code": 2.0}))
    )
    assert scored(repository("a", share=ALL), by=by).verdict.reasons == (
        "Not visible in 1 repository: tests run by CI, model in live code, tests.",
    )


def test_a_place_of_the_whole_repository_carries_as_well() -> None:
    whole = finding("tests", evidence=(Evidence(None, None, Level.WIRED, ""),))
    assert scored(repository("a", None, whole, share=Share(0.5, 0.5))).verdict.reasons[0] == (
        "Strongest evidence in a: tests (wired)."
    )


def test_where_nobody_is_named_an_import_is_not_said_to_be_somebody_elses() -> None:
    given = repository("a", {"tests": Level.WIRED})
    doubted = {path: replace(each, share=Share(0, 1)) for path, each in given.provenance.items()}
    card = scored(replace(given, provenance=doubted, history_share=Share(0, 1)))
    assert "Found, but few of the commits are certainly work that came after the files arrived: tests." in (
        card.verdict.reasons
    )
    assert (
        "How the files came to be is not shown, so the lower bound counts only what later work touched: a."
    ) in card.verdict.reasons
    assert not any("candidate" in each for each in card.verdict.reasons)
