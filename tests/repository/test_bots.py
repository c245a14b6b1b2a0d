from __future__ import annotations

import pytest

from analyzer.repository.bots import is_bot
from analyzer.sources import Author


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"), True),
        (Author("Renovate Bot", "bot@renovateapp.com"), True),
        (Author("someone", "41898282+github-actions[bot]@users.noreply.github.com"), True),
        (Author("Automated", "actions@users.noreply.github.com"), True),
        (Author("Automated", "github-actions@github.com"), True),
        (Author("Data", "github-actions@users.noreply.github.com"), True),
        (Author("Ada", "7+actions@users.noreply.github.com"), False),
        (Author("Devin Example", "devin@example.com"), False),
        (Author("Claude Example", "claude@example.com"), False),
        (Author("Abbot Costello", "abbot@example.com"), False),
        (Author("GitHub", "noreply@github.com"), False),
    ],
)
def test_bots_are_told_by_address_never_by_a_word_in_a_name(author: Author, expected: bool) -> None:
    assert is_bot(author) is expected
