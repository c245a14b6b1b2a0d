"""Marks of tutorials are a context, and serious only where they are all there is."""

from __future__ import annotations

import pytest

from analyzer.model import Finding, LeftOut, Level, RepositoryResult, Severity, Status
from analyzer.scoring.portfolio import MODEL_SIGNAL, TUTORIAL_FLAG, weigh_flags
from tests.support.scorecards import flag, repository


def a_result(
    name: str,
    *flags: str,
    model: Level = Level.PRESENT,
    ceiling: Level | None = None,
    assessed: bool = True,
) -> RepositoryResult:
    finding = Finding(MODEL_SIGNAL, Status.MEASURED, model, model if ceiling is None else ceiling, "m")
    return RepositoryResult(
        name=name,
        url=None,
        head=None,
        assessed=assessed,
        problem=None,
        flags=tuple(map(flag, flags)),
        findings={MODEL_SIGNAL: finding} if assessed else {},
    )


TUTORIAL = a_result("titanic", TUTORIAL_FLAG, "bulk_import")
SECOND = a_result("houses", TUTORIAL_FLAG)
NO_MODEL = a_result("dotfiles", model=Level.ABSENT)
OWN = a_result("own")

ALL_THERE_IS = {
    "one of an account": (TUTORIAL,),
    "two": (TUTORIAL, SECOND),
    "beside code without models": (TUTORIAL, NO_MODEL),
    "beside a README that speaks of models": (TUTORIAL, a_result("notes", model=Level.CLAIMED)),
}
NOT_ALL = {
    "work of its own beside it": (TUTORIAL, OWN),
    "something unread that may hold a model": (
        TUTORIAL,
        a_result("rust", model=Level.ABSENT, ceiling=Level.WIRED),
    ),
    "a repository that could not be read": (TUTORIAL, a_result("gone", assessed=False)),
    "no model anywhere": (a_result("x", TUTORIAL_FLAG, model=Level.ABSENT),),
}


def severities(results: tuple[RepositoryResult, ...]) -> set[Severity]:
    return {each.severity for result in results for each in result.flags if each.id == TUTORIAL_FLAG}


@pytest.mark.parametrize("results", ALL_THERE_IS.values(), ids=ALL_THERE_IS)
def test_marks_are_serious_where_they_are_the_whole_portfolio(results: tuple[RepositoryResult, ...]) -> None:
    left_out = (LeftOut("a", "fork"), LeftOut("b", "empty"))
    weighed = weigh_flags(results, left_out, whole=True)
    assert severities(weighed) == {Severity.SERIOUS}
    assert [each.name for each in weighed] == [each.name for each in results]
    (message,) = {each.message for result in weighed for each in result.flags if each.id == TUTORIAL_FLAG}
    assert message.endswith("every scanned repository with model code shows such signs")
    others = {each.severity for result in weighed for each in result.flags if each.id != TUTORIAL_FLAG}
    assert others <= {Severity.ASK}


@pytest.mark.parametrize("results", NOT_ALL.values(), ids=NOT_ALL)
def test_marks_stay_a_question_beside_anything_else(results: tuple[RepositoryResult, ...]) -> None:
    assert weigh_flags(results, (), whole=True) == results


def test_one_repository_out_of_many_is_no_portfolio() -> None:
    assert weigh_flags((TUTORIAL,), (), whole=False) == (TUTORIAL,)


def test_repositories_over_the_limit_may_hold_other_work() -> None:
    limit, fork = LeftOut("more", "limit"), LeftOut("theirs", "fork")
    for left_out in ((limit,), (limit, fork), (fork, limit)):
        assert weigh_flags((TUTORIAL,), left_out, whole=True) == (TUTORIAL,)


def test_where_nothing_was_left_out_the_portfolio_is_whole() -> None:
    assert severities(weigh_flags((TUTORIAL,), (), whole=True)) == {Severity.SERIOUS}


def test_a_portfolio_without_marks_is_left_as_it_is() -> None:
    assert weigh_flags((OWN, repository()), (), whole=True) == (OWN, repository())
