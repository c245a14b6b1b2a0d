"""How far off were the last two weeks? `python -m noshow.report`; fails if too far, so that the job is red."""

import logging
import sys
from datetime import date, timedelta

import pandas as pd

from noshow.db import engine, outcomes_since

log = logging.getLogger("noshow.report")
# Empty places for half a crossing a day.
FURTHEST = 0.02


def too_far(days: pd.DataFrame) -> bool:
    if days.empty:
        return False
    return bool(abs((days["expected"] - days["happened"]).mean()) > FURTHEST)


def main() -> int:
    logging.basicConfig(level=logging.INFO)
    days = outcomes_since(engine(), date.today() - timedelta(days=14))
    log.info("%d days, expected %.4f, happened %.4f", len(days), days["expected"].mean(), days["happened"].mean())
    return int(too_far(days))


if __name__ == "__main__":
    sys.exit(main())
