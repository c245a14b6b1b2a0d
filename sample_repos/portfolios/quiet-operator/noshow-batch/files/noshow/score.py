"""Scores tomorrow's bookings: `python -m noshow.score [DAY]`. Writing a day again replaces it."""

import logging
import sys
from datetime import date, timedelta
from pathlib import Path

import joblib
import pandas as pd
from sqlalchemy import Engine, text

from noshow.checks import problems
from noshow.db import bookings_of, engine, usual_number
from noshow.features import features
from noshow.settings import setting

log = logging.getLogger("noshow.score")


def load_model():
    return joblib.load(Path(setting("MODEL_FOLDER")) / f"{setting('MODEL_VERSION')}.joblib")


def predictions(model, bookings: pd.DataFrame) -> pd.DataFrame:
    """Crossing by crossing: the whole day at once needed more memory than the job has in summer."""
    parts = []
    for _crossing, rows in bookings.groupby("crossing"):
        chance = model.predict_proba(features(rows))[:, 1]
        parts.append(pd.DataFrame({"booking_id": rows["booking_id"], "chance": chance.round(4)}))
    return pd.concat(parts).assign(model_version=setting("MODEL_VERSION"))


def write(database: Engine, day: date, rows: pd.DataFrame) -> None:
    with database.begin() as connection:
        connection.execute(text("delete from predictions where day = :day"), {"day": day.isoformat()})
        rows.assign(day=day.isoformat()).to_sql("predictions", connection, if_exists="append", index=False)


def main(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.INFO)
    day = date.fromisoformat(arguments[0]) if arguments else date.today() + timedelta(days=1)
    database = engine()
    bookings = bookings_of(database, day)
    if bookings.empty and usual_number(database, day) == 0:
        log.info("%s: no crossing", day)
        return 0
    if found := problems(bookings, usual_number(database, day)):
        log.error("%s is not scored: %s", day, "; ".join(found))
        return 1
    rows = predictions(load_model(), bookings)
    write(database, day, rows)
    log.info("%s: %d bookings, %.1f expected not to show", day, len(rows), rows["chance"].sum())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
