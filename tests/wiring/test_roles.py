"""Which folders keep what is not used any more."""

from __future__ import annotations

import pytest

from analyzer.wiring.roles import is_example_path, is_put_away


@pytest.mark.parametrize(
    ("path", "aside"),
    [
        ("archive/svc/app.py", True),
        ("_archived/app.py", True),
        ("Deprecated/app.py", True),
        ("archive.py", False),
        ("app/archive/store.py", False),  # what a program calls its own archive
        ("archives/app.py", False),
        ("svc/app.py", False),
    ],
)
def test_what_is_put_away_is_told_by_the_folder_at_the_top(path: str, aside: bool) -> None:
    assert is_put_away(path) is aside
    assert not is_example_path(path)
