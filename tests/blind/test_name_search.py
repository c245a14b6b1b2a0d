from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.blind.name_search import search_for, spellings_of_handle, spellings_of_person, squeezed

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


JANE = search_for(spellings_of_person("Jane Doerr") | spellings_of_person("Petra Wu"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("janes_predict and Janes, Jane's", "[x]s_predict and [x]s, [x]'s"),
        ("testjane janepredict JANEMODEL myjane janeml", "test[x] [x]predict [x]MODEL my[x] [x]ml"),
        ("janepetra.janesmodel", "[x][x].[x]smodel"),
        ("J\u0430ne J\u0430n\u0435 \u0408ane", "[x] [x] [x]"),  # Cyrillic
        ("J\u03b1n\u0435s \uff2a\uff41\uff4e\uff45 \U0001d4d9\U0001d4ea\U0001d4f7\U0001d4ee", "[x]s [x] [x]"),
        ("J\u200ba\u00adn\u2060e ja\u0301ne Jané ja\u3164ne", "[x] [x] [x] [x]"),
        ("my jáne\u0301doerr2", "my [x]2"),
        ("J. Doerr, jdoerr, Doerr J, J. X. Doerr", "[x], [x], [x], J. X. [x]"),
        ("P. Wu, pwu/model, wu.p", "[x], [x]/model, [x]"),
    ],
)
def test_nothing_beside_inside_or_instead_of_a_short_name_hides_it_from_the_search(
    text: str, shown: str
) -> None:
    assert JANE.replaced(text, "[x]") == shown


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Jane", "janet janeiro trajanes janexyz"),
        ("Tim", "time timer timestamps timed optimum"),
        ("Tom", "bottom custom tomorrow"),
        ("Ali", "alias align validate"),
        ("Ting", "formatting testing"),
        ("Ming", "programming streaming"),
        ("Ted", "committed formatted tested"),
        ("Tran", "transcript transaction train"),
        ("Black", "black formats, blacklist"),
    ],
)
def test_a_short_name_is_not_found_in_words_that_only_hold_its_letters(name: str, text: str) -> None:
    assert search_for(spellings_of_person(name)).replaced(text, "[x]") == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Иван Петров", "by ivan petrov, IvanPetrov, ИВАН, Ivan_Петров"),
        ("Ivan Petrov", "Иван Петров, иванпетров"),
        ("王小明", "Wang Xiaoming, xiaoming_wang, 小明"),
        ("Jörg Weiß", "joerg weiss, Jorg Weiss, JÖRG"),
        ("Joerg Straub", "Jörg, jorg-straub"),
        ("Søren Łukasiewicz", "soeren lukasiewicz, Soren"),
    ],
)
def test_names_are_found_as_they_sound_in_other_letters(name: str, text: str) -> None:
    shown = search_for(spellings_of_person(name)).replaced(text, "")
    assert not [each for each in shown if each.isalpha() and each not in "by"], shown


def test_names_in_other_scripts_are_found() -> None:
    search = search_for(spellings_of_person("王 小明") | spellings_of_person("Zoë Fröhlich"))
    assert search.replaced("作者王小明 and ZOE froehlich Frohlich", "[x]") == "作者[x] and [x] [x]"


class Counted(frozenset[str]):
    """A set that knows how often it was asked."""

    asked = 0

    def __contains__(self, word: object) -> bool:
        type(self).asked += 1
        return super().__contains__(word)


def test_the_work_does_not_grow_with_the_names() -> None:
    asked = []
    for number_of_names in (200, 20_000):
        search = search_for(f"name{number:05}" for number in range(number_of_names))
        Counted.asked = 0
        replace(search, words=Counted(search.words)).replaced("naming nameless names 000 " * 1_000, "[x]")
        asked.append(Counted.asked)
    assert 0 < asked[0] == asked[1] < 50_000


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
