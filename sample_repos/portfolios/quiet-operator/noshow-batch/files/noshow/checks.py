"""What must be true of a day's bookings before they are scored."""

import pandas as pd

# Of the mean of the same weekday in the four weeks before.
FEWEST_SHARE = 0.5
MOST_GAPS = 0.05
MAY_BE_EMPTY = {"vehicle_m", "party"}


def problems(bookings: pd.DataFrame, usual: float) -> list[str]:
    found = []
    if len(bookings) < FEWEST_SHARE * usual:
        found.append(f"{len(bookings)} bookings, usually {usual:.0f}: did the export end early?")
    if bookings["booking_id"].duplicated().any():
        found.append("bookings are there twice")
    gaps = bookings.drop(columns=list(MAY_BE_EMPTY), errors="ignore").isna().mean()
    found += [f"{name} is missing in {share:.0%}" for name, share in gaps.items() if share > MOST_GAPS]
    return found
