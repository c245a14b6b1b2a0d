"""Trains on moderated listings: `python -m listing_quality.training listings.jsonl quality.joblib`."""

import json
import logging
import sys
from pathlib import Path

import joblib
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from listing_quality.features import Listing
from listing_quality.model import QualityModel

MIN_AUC = 0.75

log = logging.getLogger(__name__)


def read(path: Path) -> tuple[list[Listing], list[bool]]:
    """Listings and whether a moderator accepted them. Empty titles are dropped: those are drafts."""
    listings, accepted = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["title"].strip():
            listings.append(Listing(record["title"], record["description"], record["photos"]))
            accepted.append(record["accepted"])
    return listings, accepted


def train(source: Path, target: Path) -> float:
    """Train, refuse a model below MIN_AUC, and store the others. Returns the AUC on held-out listings."""
    listings, accepted = read(source)
    x_train, x_test, y_train, y_test = train_test_split(
        listings, accepted, test_size=0.25, stratify=accepted, random_state=0
    )
    model = QualityModel().fit(x_train, y_train)
    auc = float(roc_auc_score(y_test, model.scores(x_test)))
    log.info("AUC %.3f on %d listings", auc, len(x_test))
    if auc < MIN_AUC:
        raise ValueError(f"AUC {auc:.3f} is below {MIN_AUC}, nothing is stored")
    joblib.dump(model, target)
    return auc


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    train(Path(sys.argv[1]), Path(sys.argv[2]))
