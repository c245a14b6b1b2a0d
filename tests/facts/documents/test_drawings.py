"""Drawings of folders in a README: their rows name files, and are no commands."""

from __future__ import annotations

import pytest

from analyzer.facts.documents.readme import readme_commands
from tests.support.snapshots import snapshot


@pytest.mark.parametrize(
    ("above", "is_command"),
    [
        ("svc/train.py", False),
        ("svc/train.py  # the model", False),
        ("svc/train.py  \u2190 the model", False),
        ("./svc/train.py", True),
        ("$ svc/train.py", True),
        ("python svc/train.py", True),
    ],
)
def test_the_first_row_of_a_drawing_is_no_command(above: str, is_command: bool) -> None:
    drawn = f"# A\n\n```sh\n{above}\n\u2502\n\u251c\u2500\u2500 data\n```\n"
    repo = snapshot({"README.md": drawn, "svc/train.py": "print(1)\n"})
    found = readme_commands(repo, "README.md", repo.prose["README.md"])
    assert [each.line for each in found] == [4] * is_command
