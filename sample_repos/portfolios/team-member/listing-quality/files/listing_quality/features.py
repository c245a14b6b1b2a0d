"""What can be said of a listing from its text alone."""

import re
from dataclasses import dataclass

import numpy as np

FEATURES = (
    "title_words",
    "description_words",
    "capitals",
    "exclamations",
    "has_measure",
    "has_condition",
    "photos",
)

MEASURE = re.compile(r"\d+\s?(cm|mm|m|kg|g|l|inch|zoll)\b", re.IGNORECASE)
CONDITION = re.compile(r"\b(new|used|scratch|worn|mint|repaired|broken|damage)\w*", re.IGNORECASE)


@dataclass(frozen=True)
class Listing:
    title: str
    description: str = ""
    photos: int = 0


def features(listing: Listing) -> list[float]:
    """The features of one listing, in the order of FEATURES."""
    text = f"{listing.title} {listing.description}"
    letters = [character for character in text if character.isalpha()]
    return [
        float(len(listing.title.split())),
        float(min(len(listing.description.split()), 200)),
        sum(letter.isupper() for letter in letters) / len(letters) if letters else 0.0,
        float(min(text.count("!"), 10)),
        float(bool(MEASURE.search(text))),
        float(bool(CONDITION.search(text))),
        float(min(listing.photos, 10)),
    ]


def matrix(listings: list[Listing]) -> np.ndarray:
    return np.array([features(listing) for listing in listings])
