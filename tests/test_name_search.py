from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.name_search import search_for, spellings_of_handle, spellings_of_person, squeezed

ADA = search_for(spellings_of_person("Ada Lovelace") | spellings_of_handle("price-engine"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("by Ada Lovelace, 2024", "by [x], 2024"),
        ("adalovelace/ADA_LOVELACE", "[x]/[x]"),
        ("Lovelace, Ada", "[x]"),
        ("lovelace-ada.yml alovelace test_of_ada", "[x].yml [x] test_of_[x]"),
        ("AdaService, ada2 and AdàLovelacé", "[x]Service, [x]2 and [x]"),
        ("price_engine PriceEngine price engine priceengine", "[x] [x] [x] [x]"),
    ],
)
def test_a_name_is_found_in_every_spelling(text: str, shown: str) -> None:
    assert ADA.replaced(text, "[x]") == shown


@pytest.mark.parametrize("text", ["adapter", "cadastre", "the price of an engine", "Canada", "ADAM", ""])
def test_other_words_that_hold_its_letters_stay(text: str) -> None:
    assert ADA.replaced(text, "[x]") == text


@pytest.mark.parametrize("name", ["Model", "Test User", "type", "test", "data", "ML", "42"])
def test_who_is_called_like_an_ordinary_word_does_not_take_the_evidence_along(name: str) -> None:
    text = "12 tests of the model; a typed user loads data for ML at 42"
    assert search_for(spellings_of_person(name) | spellings_of_handle(name)).replaced(text, "[x]") == text


def test_an_ordinary_first_name_is_found_with_its_family_name() -> None:
    search = search_for(spellings_of_person("Mark Quill"))
    assert (
        search.replaced("mark-quill marks MarkQuill; mark it, Quill", "[x]") == "[x] marks [x]; mark it, [x]"
    )


def test_names_in_other_scripts_are_found() -> None:
    search = search_for(spellings_of_person("王 小明") | spellings_of_person("Zoë Fröhlich"))
    assert search.replaced("作者王小明 and ZOE froehlich Frohlich", "[x]") == "作者[x] and [x] froehlich [x]"


def test_the_work_does_not_grow_with_the_names() -> None:
    search = search_for(f"name{number:05}" for number in range(20_000))
    start = time.process_time()
    search.replaced("naming nameless names 000 " * 4_000, "[x]")
    assert time.process_time() - start < 5


@given(st.text(max_size=80), st.text(max_size=30))
def test_whatever_the_text_and_the_name_nothing_but_the_name_is_lost(text: str, name: str) -> None:
    search = search_for(spellings_of_person(name) | spellings_of_handle(name))
    pieces = search.replaced(text, "\0").split("\0") if "\0" not in text else [text]
    position = 0
    for piece in pieces:
        position = text.index(piece, position) + len(piece)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_comparable_letters_know_their_places(text: str) -> None:
    plain = squeezed(text)
    assert len(plain.text) == len(plain.places)
    assert all(place < len(text) for place in plain.places)
    assert list(plain.places) == sorted(plain.places)
