"""Which folders show how something is used, or keep what is not used any more."""

from __future__ import annotations

import pytest

from analyzer.wiring.roles import is_example_path


@pytest.mark.parametrize(
    ("path", "aside"),
    [
        ("archive/svc/app.py", True),
        ("_archived/app.py", True),
        ("Deprecated/app.py", True),
        ("archive.py", False),
        ("app/archive/store.py", False),  # what a program calls its own archive
        ("archives/app.py", False),
        ("svc/examples/app.py", True),
        ("svc/app.py", False),
    ],
)
def test_what_is_put_away_or_shows_something_is_not_live(path: str, aside: bool) -> None:
    assert is_example_path(path) is aside
