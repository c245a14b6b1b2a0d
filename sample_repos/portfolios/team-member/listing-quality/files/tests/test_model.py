import json

import joblib
import pytest
from conftest import make_listings

from listing_quality.features import Listing
from listing_quality.model import verdict
from listing_quality.training import MIN_AUC, train


def test_prefers_the_better_text(model):
    bare = Listing("Table")
    full = Listing("Oak table with drawer", "Used, 180 cm, small scratch on one leg.", photos=3)
    low, high = model.scores([bare, full])
    assert low < high


def test_shouting_lowers_the_score(model):
    calm = Listing("Oak table", "Used, 180 cm.", photos=2)
    loud = Listing("OAK TABLE!!!", "USED, 180 CM!!!", photos=2)
    calm_score, loud_score = model.scores([calm, loud])
    assert loud_score < calm_score


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0.0, "poor"), (0.349, "poor"), (0.35, "unsure"), (0.69, "unsure"), (0.7, "good"), (1.0, "good")],
)
def test_verdict(score, expected):
    assert verdict(score) == expected


def write(path, listings, accepted):
    records = [
        {"title": one.title, "description": one.description, "photos": one.photos, "accepted": yes}
        for one, yes in zip(listings, accepted, strict=True)
    ]
    path.write_text("\n".join(map(json.dumps, records)))


def test_training_stores_a_model_that_is_good_enough(tmp_path):
    write(tmp_path / "in.jsonl", *make_listings())
    assert train(tmp_path / "in.jsonl", tmp_path / "out.joblib") > MIN_AUC
    assert joblib.load(tmp_path / "out.joblib").scores([Listing("Lamp")])[0] < 0.5


def test_labels_without_meaning_are_refused(tmp_path):
    listings, _ = make_listings()
    write(tmp_path / "in.jsonl", listings, [number % 2 == 0 for number in range(len(listings))])
    with pytest.raises(ValueError, match="nothing is stored"):
        train(tmp_path / "in.jsonl", tmp_path / "out.joblib")
    assert not (tmp_path / "out.joblib").exists()
