"""Results that are kept: the same when they are read again, and only for a repository in the same state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.git import Listing
from analyzer.model import (
    Evidence,
    Fact,
    Finding,
    Flag,
    Level,
    RepositoryResult,
    Severity,
    Statement,
    Status,
    Unseen,
)
from analyzer.provenance import CitedLines, Origin, PathProvenance, Share
from analyzer.sources import Candidate, IdentifyingTerms, SkippedFile, Source
from analyzer.store import State, local_state, remote_state, result_key
from analyzer.store.results import decoded_result, encoded_result
from tests.conftest import Samples

TIP, OTHER, TAG = "a" * 40, "b" * 40, "c" * 40
LISTING = Listing(TIP, {"v1": OTHER}, {})

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
shares = st.none() | st.builds(Share, st.floats(0, 1), st.floats(0, 1))
evidence = st.builds(
    Evidence,
    st.none() | texts,
    st.none() | st.integers(1, 9),
    st.sampled_from(Level),
    texts,
    st.tuples(texts),
)
results = st.builds(
    RepositoryResult,
    name=texts,
    url=st.none() | texts,
    head=st.none() | texts,
    assessed=st.just(True),
    problem=st.none() | texts,
    candidate_share=shares,
    facts=st.tuples(
        st.builds(Fact, texts, st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | texts)
    ),
    flags=st.tuples(st.builds(Flag, texts, st.sampled_from(Severity), texts, st.tuples(evidence))),
    skipped=st.tuples(st.builds(SkippedFile, texts, texts, st.tuples(texts), st.booleans())),
    findings=st.dictionaries(
        texts,
        st.builds(
            Finding,
            texts,
            st.sampled_from(Status),
            st.sampled_from(Level),
            st.sampled_from(Level),
            texts,
            st.none() | texts,
            st.tuples(evidence),
            st.tuples(st.builds(Unseen, texts, st.none() | texts, st.none() | st.sampled_from(Level))),
        ),
        max_size=3,
    ),
    provenance=st.dictionaries(
        texts, st.builds(PathProvenance, shares, st.none() | texts, st.none() | texts), max_size=2
    ),
    commit_provenance=st.dictionaries(
        st.tuples(texts, texts), st.builds(PathProvenance, shares, st.none() | texts, st.none()), max_size=2
    ),
    statements=st.tuples(
        st.builds(
            Statement,
            texts,
            texts,
            st.integers(1, 9),
            texts,
            st.tuples(texts),
            author=st.none() | st.sampled_from(Origin),
        )
    ),
    cited=st.dictionaries(
        st.tuples(texts, st.integers(1, 9)),
        st.builds(
            CitedLines, st.integers(1, 9), st.tuples(texts), shares, st.none() | st.sampled_from(Origin)
        ),
        max_size=2,
    ),
    blobs=st.dictionaries(texts, texts, max_size=2),
    began=st.none() | st.integers(-(2**40), 2**40),
    hidden=st.builds(IdentifyingTerms, st.frozensets(texts, max_size=2), st.frozensets(texts, max_size=2)),
)


@given(results)
def test_a_result_is_read_as_it_was_kept(result: RepositoryResult) -> None:
    content = encoded_result(local_state(LISTING), result)
    assert content is not None
    assert repr(decoded_result(content, LISTING)) == repr(result) or result.hidden != IdentifyingTerms()
    assert decoded_result(content, LISTING) == result


def test_results_of_real_repositories_are_read_as_they_were_kept(samples: Samples) -> None:
    for _name, scorecard in samples.scorecards:
        for result in scorecard.repositories:
            content = encoded_result(local_state(LISTING), result)
            assert content is not None
            assert decoded_result(content, LISTING) == result


def test_a_name_that_is_no_unicode_is_not_kept() -> None:
    result = RepositoryResult("r", None, TIP, True, None, skipped=(SkippedFile("\udcff", "odd"),))
    assert encoded_result(local_state(LISTING), result) is None


def test_what_is_no_result_is_none() -> None:
    assert decoded_result(b"", LISTING) is None
    assert decoded_result(b"\x93\x01\x02", LISTING) is None


@pytest.mark.parametrize(
    "listing",
    [
        replace(LISTING, tip=OTHER),
        replace(LISTING, tags={}),
        replace(LISTING, tags={"v1": TIP}),
        replace(LISTING, tags={"v1": OTHER, "v2": OTHER}),
        replace(LISTING, ends=(OTHER,)),
    ],
)
def test_a_local_repository_that_says_something_else_is_read_anew(listing: Listing) -> None:
    content = encoded_result(local_state(LISTING), RepositoryResult("r", None, TIP, True, None)) or b""
    assert decoded_result(content, LISTING) is not None
    assert decoded_result(content, listing) is None


def _of_a_server() -> State:
    clone = Listing(TIP, {"v1": OTHER, "signed": TAG})
    return remote_state(clone, ("v1", "signed"), {TIP, OTHER})


SAID = {"v1": OTHER, "signed": TAG, "elsewhere": "d" * 40}
PEELED = {"signed": TIP}


@pytest.mark.parametrize(
    ("listing", "same"),
    [
        (Listing(TIP, SAID, PEELED), True),
        (Listing(TIP, {**SAID, "elsewhere": "e" * 40}, PEELED), True),
        (Listing(TIP, {**SAID, "new": TIP}, PEELED), False),
        (Listing(TIP, {**SAID, "new": "e" * 40}, {**PEELED, "new": OTHER}), False),
        (Listing(TIP, {**SAID, "signed": "e" * 40}, PEELED), False),
        (Listing(TIP, {"v1": OTHER}), False),
        (Listing(OTHER, SAID, PEELED), False),
    ],
)
def test_of_a_server_only_the_tags_of_the_history_count(listing: Listing, same: bool) -> None:
    content = encoded_result(_of_a_server(), RepositoryResult("r", None, TIP, True, None)) or b""
    assert (decoded_result(content, listing) is not None) == same


SOURCE = Source("r", "/r", remote=True, own_commits=frozenset({TIP, OTHER}))
CANDIDATE = Candidate(("r",), None, ("ada",), "declared")


def _key(
    code: bytes = b"1",
    source: Source = SOURCE,
    candidate: Candidate = CANDIDATE,
    blind: bool = False,
    size_limit: int = 1,
) -> bytes:
    return result_key(code, source, candidate, blind=blind, size_limit=size_limit)


def test_the_key_is_of_all_that_may_change_a_result_and_of_nothing_else() -> None:
    assert _key() == _key(candidate=replace(CANDIDATE, targets=("r", "other")))
    assert _key() == _key(source=replace(SOURCE, stated_size=1))
    others = {
        _key(code=b"2"),
        _key(blind=True),
        _key(size_limit=2),
        *(
            _key(source=replace(SOURCE, **change))
            for change in (
                {"name": "q"},
                {"location": "/q"},
                {"url": "https://q"},
                {"as_of": 1},
                {"authenticated": True},
                {"is_fork": True},
                {"fork_of": "q"},
                {"own_commits": frozenset({TIP})},
                {"own_commits": None},
            )
        ),
        *(
            _key(candidate=replace(CANDIDATE, **change))
            for change in ({"login": "ada"}, {"identities": ()}, {"certainty": "account"})
        ),
    }
    assert len(others) == 15
    assert _key() not in others


def test_the_limit_of_a_clone_does_not_matter_of_what_lies_here() -> None:
    here = replace(SOURCE, remote=False)
    assert _key(source=here) == _key(source=here, size_limit=2)
