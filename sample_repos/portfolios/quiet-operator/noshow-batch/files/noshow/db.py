"""The two tables that the job reads and the one that it writes."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Engine, create_engine, text

from noshow.settings import setting

BOOKINGS = text(
    """
    select booking_id, crossing, booked, vehicle_m, party, earlier_noshows, wind_bft
    from bookings where date(crossing) = :day
    """
)
HISTORY = text(
    """
    select booking_id, crossing, booked, vehicle_m, party, earlier_noshows, wind_bft, shown
    from bookings where crossing >= :start and shown is not null
    """
)

USUAL = text(
    """
    select count(*) / 4.0 from bookings
    where date(crossing) in (:week1, :week2, :week3, :week4)
    """
)

OUTCOMES = text("select expected, happened from outcomes where day >= :start order by day")


def engine() -> Engine:
    return create_engine(setting("DATABASE_URL"))


def bookings_of(database: Engine, day: date) -> pd.DataFrame:
    with database.connect() as connection:
        return pd.read_sql(BOOKINGS, connection, params={"day": day.isoformat()})


def usual_number(database: Engine, day: date) -> float:
    """The mean of the same weekday in the four weeks before."""
    weeks = {f"week{n}": (day - timedelta(weeks=n)).isoformat() for n in range(1, 5)}
    with database.connect() as connection:
        return float(connection.execute(USUAL, weeks).scalar_one())


def outcomes_since(database: Engine, start: date) -> pd.DataFrame:
    with database.connect() as connection:
        return pd.read_sql(OUTCOMES, connection, params={"start": start.isoformat()})


def history_since(database: Engine, start: date) -> pd.DataFrame:
    with database.connect() as connection:
        return pd.read_sql(HISTORY, connection, params={"start": start.isoformat()})
