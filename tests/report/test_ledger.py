from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.model import Claim, Contribution, Evidence, Level, Located, Support
from analyzer.report.ledger import by_sentence, claim_counts, contribution_words, would_support
from tests.support.scorecards import claim, scorecard

PLACE = Located("octocat/service", Evidence("ci.py", 3, Level.WIRED, ""))


def test_unsupported_claims_come_first_and_keep_their_order() -> None:
    first, second = claim("one"), claim("two")
    supported = claim("three", Support.SUPPORTED, PLACE)
    unclear = claim("four", Support.NOT_ASSESSABLE)
    assert by_sentence([supported, first, unclear, second]) == [first, second, unclear, supported]


def test_a_sentence_that_claims_several_things_stands_once() -> None:
    (told,) = by_sentence([claim(signals=("monitoring",)), claim(signals=("ci", "monitoring"))])
    assert told == claim(signals=("monitoring", "ci"))
    assert would_support(told, scorecard()) == "monitoring, continuous integration"


def test_places_of_a_sentence_are_put_together() -> None:
    other = replace(PLACE, repository="octocat/other")
    supported = [claim("one", Support.SUPPORTED, each) for each in (PLACE, other)]
    assert by_sentence(supported)[0].places == (PLACE, other)


@pytest.mark.parametrize(
    "other",
    [
        claim(support=Support.NOT_ASSESSABLE),
        claim(repository="octocat/other"),
        claim(path="docs/other.md"),
        claim(line=10),
        claim("Serves two million requests a day."),
    ],
)
def test_what_differs_in_place_words_or_support_stays_apart(other: Claim) -> None:
    assert len(by_sentence([claim(), other])) == 2


def test_counts_are_of_claims() -> None:
    claims = [claim(), claim(), claim(support=Support.SUPPORTED)]
    assert claim_counts(claims) == "2 not supported in what was scanned, 1 supported"
    assert claim_counts([]) == ""


@pytest.mark.parametrize(
    ("contribution", "words"),
    [
        (Contribution("a/b", "", 1, 0, None), "1 merged pull request"),
        (Contribution("a/b", "", 2, 1, "2026-02-01"), "2 merged pull requests, 1 commit, last on 2026-02-01"),
    ],
)
def test_contributions_in_words(contribution: Contribution, words: str) -> None:
    assert contribution_words(contribution) == words
