from __future__ import annotations

import pytest

from analyzer.model import Contribution, Evidence, Level, Located, Support
from analyzer.report.ledger import claim_counts, contribution_words, loudest_first, would_support
from tests.support.scorecards import claim, scorecard

PLACE = Located("octocat/service", Evidence("ci.py", 3, Level.WIRED, ""))


def test_unsupported_claims_come_first_and_keep_their_order() -> None:
    first, second = claim("one"), claim("two")
    supported = claim("three", Support.SUPPORTED, PLACE)
    unclear = claim("four", Support.NOT_ASSESSABLE)
    assert loudest_first([supported, first, unclear, second]) == [first, second, unclear, supported]


def test_what_would_support_a_claim_is_named_by_its_titles() -> None:
    told = claim(signals=("monitoring", "ci"))
    assert would_support(told, scorecard()) == "monitoring, continuous integration"


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
