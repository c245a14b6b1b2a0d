from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.blind.addresses import addresses_in, local_parts_in, without_ways


@pytest.mark.parametrize(
    "text",
    [
        "ada@quill.example",
        "ada [at] quill [dot] example",
        "ada[at]quill.example",
        "ada (at) quill (dot) example",
        "ada{at}quill.example",
        "ada@quill[.]example",
        "ada＠quill.example",
        "ada%40quill.example",
        "ada&#64;quill.example",
    ],
)
def test_an_address_is_known_in_its_disguises(text: str) -> None:
    assert list(addresses_in(f"write to {text}, please")) == ["ada@quill.example"]
    assert without_ways(f"write to {text}, please", "[a]", "[h]") == "write to [a], please"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ada at quill dot com", "ada@quill.com"),
        ("ada dot q AT quill DOT co DOT uk", "ada.q@quill.co.uk"),
        ("ada_at_quill_dot_com", "ada@quill.com"),
        ("ada.q @ quill.com", "ada.q@quill.com"),
    ],
)
def test_an_address_in_words_is_one_if_it_ends_like_one(text: str, address: str) -> None:
    assert [each.lower() for each in addresses_in(text)] == [address]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+49 170 1234567", "[h]"),
        ("+1 (555) 123-4567.", "[h]."),
        ("call (555) 123-4567", "call [h]"),
        ("call 555-123-4567", "call [h]"),
        ("tel:0301234567", "tel:[h]"),
        ("orcid 0000-0001-2345-678X", "orcid [h]"),
        ("open /home/zq77/a.csv", "open /home/[h]/a.csv"),
        ("in C:\\Users\\zq77\\a", "in C:\\Users\\[h]\\a"),
        ("in /Users/zq77/a", "in /Users/[h]/a"),
    ],
)
def test_telephones_orcids_and_homes_are_hidden(text: str, shown: str) -> None:
    assert without_ways(text, "[a]", "[h]") == shown


@pytest.mark.parametrize(
    "text",
    [
        "p99 at 20 ms; 1,234,567 rows on 2024-01-01 12:30:00",
        "a+1234 b +12 and 10.0.0.12:8080, v1.2.3-4567, 2024.01.01",
        "look at the dot product at 3 dot 5",
        "GET /users/123456789 and /users/me, /home/ubuntu, C:\\Users\\Public",
        "scikit-learn==1.4.0 @ main, x @ y",
        "port 5432, 127.0.0.1, 123-456, 1234567890",
        "build the image at dot",
    ],
)
def test_other_numbers_and_words_stay(text: str) -> None:
    assert without_ways(text, "[a]", "[h]") == text


def test_of_documents_only_a_persons_own_local_part_tells() -> None:
    text = "info@corp.com ada.q+x@corp.com you@corp.com bob@example.com eve@test"
    assert local_parts_in(text) == {"ada.q"}


@given(st.text(alphabet="a1 @.[]()atdo-_+/\\", max_size=400))
def test_nothing_but_what_was_found_is_lost(text: str) -> None:
    pieces = without_ways(text, "\0", "\0").split("\0")
    position = 0
    for piece in pieces:
        position = text.index(piece, position) + len(piece)
