from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.history.fixes import says_fix

SUBJECTS = {
    "fix the timeout": True,
    "Fixed: crash on empty input (#12)": True,
    "hotfix for production": True,
    "HOTFIX schema": True,
    "bugfix in the queue": True,
    "work around the API's limit": True,
    "prevent OOM in the digest": True,
    'Revert "add a cache"': True,
    "use the order that was fixed": True,
    "use a fixed order": False,
    "use fixed order": False,
    "fix typo": False,
    "Bug 1714471 - set the id": False,
    "retrieve the change time of bugs": False,
    "PEP8 fixes": False,
    "fix lint": False,
    "fix flaky tests": False,
    "fix CI": False,
    "fix docs of the queue": False,
    "add prefix to the fixtures": False,
    "suffix and prefixes": False,
    "resolve merge conflicts, fix": False,
    "add a cache": False,
}


@pytest.mark.parametrize(("subject", "says"), SUBJECTS.items(), ids=SUBJECTS)
def test_which_subjects_say_that_a_fault_was_fixed(subject: str, says: bool) -> None:
    assert says_fix(subject) == says


@given(st.text(max_size=300))
def test_any_subject_says_it_or_not(subject: str) -> None:
    assert says_fix(subject) in (True, False)
