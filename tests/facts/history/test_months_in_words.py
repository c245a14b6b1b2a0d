"""How many months something was done in, and over how long, in words."""

from __future__ import annotations

import pytest

from analyzer.facts.history.lived import months_of
from analyzer.testing import commit


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (("2025-01-15", "2025-02-14", "2025-04-15"), "in 3 different months over 3 months"),
        (("2025-06-30", "2025-07-15", "2025-08-15", "2025-09-21"), "in 4 different months over 3 months"),
        (("2025-06-30", "2025-07-15", "2025-08-15", "2025-09-20"), "in 4 different months over 83 days"),
        (("2025-06-30", "2025-07-01"), "in 2 different months over 2 days"),
    ],
)
def test_more_months_than_their_days_make_are_told_by_the_days(dates: tuple[str, ...], words: str) -> None:
    assert months_of([commit(each) for each in dates]).words == words
