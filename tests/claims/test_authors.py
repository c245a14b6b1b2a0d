"""Claims that somebody else wrote: shown, and held against nobody."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.claims.judging import asserted, claims_flag, judge
from analyzer.model import Level, Statement, Support
from analyzer.provenance import Origin
from tests.support.scorecards import repository


def statement(signal: str, author: Origin | None) -> Statement:
    return Statement(f"It has {signal}.", "README.md", 3, signal, (signal,), author=author)


@pytest.mark.parametrize("author", [Origin.OTHER, Origin.UNSURE, Origin.CANDIDATE, None])
def test_what_others_wrote_is_shown_and_nothing_is_made_of_it(author: Origin | None) -> None:
    empty, full = repository("a"), repository("a", {"monitoring": Level.WIRED, "tests": Level.WIRED})
    said = tuple(statement(each, author) for each in ("monitoring", "tests"))
    theirs = author is Origin.OTHER
    assert (claims_flag("a", said, empty.findings) is None) is theirs
    assert (asserted(said) == {}) is theirs
    for result, support in ((empty, Support.UNSUPPORTED), (full, Support.SUPPORTED)):
        claims = judge((replace(result, statements=said),))
        assert [each.statement for each in claims] == list(said)
        assert {each.support for each in claims} == {Support.NOT_ASSESSABLE if theirs else support}
        assert all(not each.places for each in claims) is (theirs or support is Support.UNSUPPORTED)
