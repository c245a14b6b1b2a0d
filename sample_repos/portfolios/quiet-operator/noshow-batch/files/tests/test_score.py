from datetime import date

import joblib
import pandas as pd
import pytest
from sqlalchemy import create_engine, text

from noshow import score
from noshow.train import fit

DAY = date(2025, 2, 14)


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A small booking database, and a model of yesterday beside it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bookings.db'}")
    monkeypatch.setenv("MODEL_FOLDER", str(tmp_path))
    monkeypatch.setenv("MODEL_VERSION", "2025-02-13")
    rows = pd.DataFrame(
        {
            "booking_id": range(200),
            "crossing": "2025-02-14 08:15",
            "booked": [f"2025-02-{1 + n % 12:02} 10:00" for n in range(200)],
            "vehicle_m": [4.0 + n % 3 for n in range(200)],
            "party": [1 + n % 5 for n in range(200)],
            "earlier_noshows": [n % 4 for n in range(200)],
            "wind_bft": [n % 7 for n in range(200)],
            "shown": [n % 4 < 3 for n in range(200)],
        }
    )
    joblib.dump(fit(rows), tmp_path / "2025-02-13.joblib")
    made = create_engine(f"sqlite:///{tmp_path / 'bookings.db'}")
    rows.to_sql("bookings", made, index=False)
    with made.begin() as connection:
        connection.execute(text("create table predictions (booking_id int, day date, chance real, model_version text)"))
    yield made
    made.dispose()


def written(database) -> pd.DataFrame:
    with database.connect() as connection:
        return pd.read_sql(text("select * from predictions"), connection)


def test_every_booking_of_the_day_gets_a_chance(database):
    assert score.main([DAY.isoformat()]) == 0
    rows = written(database)
    assert len(rows) == 200
    assert rows["chance"].between(0, 1).all()
    assert set(rows["model_version"]) == {"2025-02-13"}


def test_those_who_missed_before_are_less_likely_to_come(database):
    score.main([DAY.isoformat()])
    rows = written(database).set_index("booking_id")["chance"]
    assert rows[3] > rows[0]


def test_a_day_that_broke_off_is_not_written(database):
    with database.begin() as connection:
        connection.execute(text("update bookings set crossing = '2025-02-07 08:15' where booking_id >= 20"))
    assert score.main([DAY.isoformat()]) == 1
    assert written(database).empty


def test_a_day_without_crossings_is_nothing_to_do(database):
    assert score.main(["2025-06-01"]) == 0
    assert written(database).empty


def test_no_run_without_the_forecast(database):
    with database.begin() as connection:
        connection.execute(text("update bookings set wind_bft = null where booking_id < 20"))
    assert score.main([DAY.isoformat()]) == 1


def test_a_second_run_replaces_the_first(database):
    score.main([DAY.isoformat()])
    score.main([DAY.isoformat()])
    assert len(written(database)) == 200
