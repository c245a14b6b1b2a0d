"""Trains on a year of crossings: `python -m noshow.train`. Run by hand, on the machine with the model folder."""

import logging
import sys
from datetime import date, timedelta
from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import brier_score_loss

from noshow.db import engine, history_since
from noshow.features import features
from noshow.settings import setting

log = logging.getLogger("noshow.train")
HELD_OUT_DAYS = 28


def fit(rows: pd.DataFrame) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(max_iter=200, learning_rate=0.06, random_state=0)
    return model.fit(features(rows), ~rows["shown"].astype(bool))


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The newest four weeks are held out: the season moves, so a random share would flatter."""
    last = pd.to_datetime(rows["crossing"]).max() - timedelta(days=HELD_OUT_DAYS)
    newest = pd.to_datetime(rows["crossing"]) > last
    return rows[~newest], rows[newest]


def brier(model: HistGradientBoostingClassifier, rows: pd.DataFrame) -> float:
    return float(brier_score_loss(~rows["shown"].astype(bool), model.predict_proba(features(rows))[:, 1]))


def is_better(new: float, in_use: float, guess: float) -> bool:
    """The model in use has seen some of these weeks, which makes it look better than it is: a tie will do."""
    return new <= in_use and new < guess


def main() -> int:
    logging.basicConfig(level=logging.INFO)
    rows = history_since(engine(), date.today() - timedelta(days=365))
    older, newest = split(rows)
    model = fit(older)
    rate = (~older["shown"].astype(bool)).mean()
    guess = float(brier_score_loss(~newest["shown"].astype(bool), [rate] * len(newest)))
    log.info("brier %.4f, always guessing the mean %.4f", brier(model, newest), guess)
    folder = Path(setting("MODEL_FOLDER"))
    in_use = brier(joblib.load(folder / f"{setting('MODEL_VERSION')}.joblib"), newest)
    if not is_better(brier(model, newest), in_use, guess):
        log.error("not written: the model in use has %.4f", in_use)
        return 1
    path = folder / f"{date.today().isoformat()}.joblib"
    joblib.dump(fit(rows), path)
    log.info("written to %s", path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
