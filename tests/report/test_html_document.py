"""The HTML page of a document that may be anybody's: stored, edited by hand, or of an earlier version."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.report.contract import ScorecardDocument
from analyzer.report.html.page import page_of
from analyzer.report.json import document_of, to_json, written
from analyzer.report.loading import BadDocument, read_document
from tests.support.pages import Reader, full, outside, rich
from tests.support.scorecards import HEAD, told


def edited(address: str) -> ScorecardDocument:
    """A stored scorecard in which somebody put an address wherever one can stand."""
    document = json.loads(to_json(told(full())))

    def put(value: object) -> object:
        if isinstance(value, dict):
            return {k: address if k == "permalink" else put(v) for k, v in value.items()}
        return [put(each) for each in value] if isinstance(value, list) else value

    document["contributions"][0]["url"] = address
    for each in document["repositories"]:
        each["url"] = None
    return read_document(json.dumps(put(document)))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//https://github.com/o/r",
        "data:text/html,x",
        "http://github.com/o/r/blob/a/b.py",
        "https://user@github.com/o/r",
        "https://github.com/o/r?next=https://evil.example",
        "https://github.com/o/r#:~:text=x",
        "https://github.com/o/r/a b",
        "//github.com/o/r",
    ],
)
def test_an_address_of_an_edited_document_is_no_link_unless_it_is_of_our_shape(address: str) -> None:
    assert outside(Reader(page_of(edited(address)))) == []


def test_a_permalink_of_a_stored_document_is_a_link() -> None:
    address = f"https://git.example:8443/o/r/src/{HEAD}/a%20b.md?plain=1#lines-3"
    assert {each["href"] for each in outside(Reader(page_of(edited(address))))} == {address}


def test_the_cited_lines_are_shown_with_their_author() -> None:
    page = page_of(rich())
    assert '<span class="line cited"><span class="at">3</span><span><span class="k">def</span> ' in page
    assert '<span class="c"># &lt;b&gt;</span>' in page
    assert "written by the candidate, 2025-02-01" in Reader(page).words


def test_who_to_write_to_is_told_with_the_scorecard_and_nothing_else() -> None:
    document = document_of(told(full()))
    reader = Reader(page_of(document, contact="o'neil+reviews@example.org"))
    card = hashlib.sha256(to_json(told(full())).encode()).hexdigest()
    assert next(reader.every("html"))["data-card"] == card
    addresses = [each["href"] or "" for each in reader.every("a") if "mailto:" in (each["href"] or "")]
    assert addresses == [
        f"mailto:o%27neil%2Breviews@example.org?subject=repo-evidence%20scorecard%20{card[:12]}"
    ]
    assert "mailto:" not in page_of(document)


def test_a_document_of_version_1_0_is_shown() -> None:
    document = json.loads(to_json(full()))
    document["schema_version"] = "1.0"
    for name in ("signals", "blind", "contributions"):
        del document[name]
    for each in document["repositories"]:
        for name in ("purpose", "life", "activity", "code"):
            del each[name]
        for entry in each["signals"].values():
            for name in ("max_level", "weight", "points", "earned", "near"):
                del entry[name]
    for name in ("weight", "essential", "full_credit_at"):
        for each in document["dimensions"]:
            del each[name]
    words = Reader(page_of(read_document(json.dumps(document)))).words
    assert "ci tests wired: ci_tests: said" in words
    assert "octocat/service/ci_tests" in words
    assert "Deployed?" not in words


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where something stands in a document."""
    inside: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [path, *(each for key, inner in inside for each in places(inner, (*path, key)))]


RICH = json.loads(written(rich()))
PLACES = places(RICH)[1:]


@given(
    st.sampled_from(PLACES),
    st.sampled_from(
        [None, 0, -1, 10**15, 0.5, "", "<b>", "javascript:alert(1)", "2024-13", "x" * 9000, [], {}]
    ),
)
def test_whatever_can_be_read_can_be_shown(place: tuple[str | int, ...], value: object) -> None:
    edited = json.loads(json.dumps(RICH))
    holder = edited
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    try:
        document = read_document(json.dumps(edited))
    except BadDocument:
        return
    reader = Reader(page_of(document))
    assert {tag for tag, _ in reader.elements} <= {tag for tag, _ in Reader(page_of(rich())).elements}
    assert all((each["href"] or "").startswith(("https://", "#")) for each in reader.every("a"))
