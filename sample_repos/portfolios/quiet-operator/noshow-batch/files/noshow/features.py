"""What is known of a booking on the evening before the crossing."""

import pandas as pd

FEATURES = ["days_ahead", "vehicle_m", "party", "weekday", "month", "earlier_noshows", "wind_bft"]


def features(bookings: pd.DataFrame) -> pd.DataFrame:
    crossing = pd.to_datetime(bookings["crossing"])
    booked = pd.to_datetime(bookings["booked"])
    return pd.DataFrame(
        {
            "days_ahead": (crossing - booked).dt.days,
            "vehicle_m": bookings["vehicle_m"].fillna(0.0).astype(float),
            "party": bookings["party"].fillna(1),
            "weekday": crossing.dt.weekday,
            "month": crossing.dt.month,
            "earlier_noshows": bookings["earlier_noshows"],
            "wind_bft": bookings["wind_bft"],
        }
    )[FEATURES]
