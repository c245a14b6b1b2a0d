import random

import pytest

from listing_quality.features import Listing
from listing_quality.model import QualityModel


def make_listings(count: int = 600, seed: int = 5) -> tuple[list[Listing], list[bool]]:
    """Good ones say size and condition and have photos; moderators are wrong now and then."""
    rng = random.Random(seed)
    listings, accepted = [], []
    for _ in range(count):
        good = rng.random() < 0.6
        if good:
            words = rng.randint(10, 80)
            text = f"Used, {rng.randint(20, 200)} cm. " + "wood " * words
            listings.append(Listing("Oak table with drawer", text, rng.randint(1, 6)))
        else:
            listings.append(Listing("TOP OFFER!!!", "call me " * rng.randint(0, 8), rng.randint(0, 2)))
        accepted.append(good if rng.random() < 0.95 else not good)
    return listings, accepted


@pytest.fixture(scope="session")
def model() -> QualityModel:
    return QualityModel().fit(*make_listings())
