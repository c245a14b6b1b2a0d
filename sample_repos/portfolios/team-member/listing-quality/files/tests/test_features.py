import pytest

from listing_quality.features import FEATURES, Listing, features


def value(name: str, listing: Listing) -> float:
    return features(listing)[FEATURES.index(name)]


def test_one_value_a_feature():
    assert len(features(Listing("Lamp"))) == len(FEATURES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("180 cm", 1), ("3kg", 1), ("12 Zoll", 1), ("room 12", 0), ("5 cmx", 0), ("", 0)],
)
def test_measure(text, expected):
    assert value("has_measure", Listing("Table", text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("slightly scratched", 1), ("NEW", 1), ("renewable", 0)]
)
def test_condition(text, expected):
    assert value("has_condition", Listing("Table", text)) == expected


def test_capitals_is_a_share():
    assert value("capitals", Listing("ABcd")) == pytest.approx(0.5)


@pytest.mark.parametrize("title", ["", "123", "!!!", "😀"])
def test_text_without_letters(title):
    assert value("capitals", Listing(title)) == 0.0


def test_long_text_does_not_dominate():
    assert value("description_words", Listing("Table", "word " * 5000)) == 200
