"""Which of the paths with evidence were kept up, each by itself."""

from __future__ import annotations

import pytest

from analyzer.authorship import Attribution, kept_up_paths, path_history
from tests.support.snapshots import commit

DAYS = ("2024-05-01", "2024-02-01", "2024-01-01")
NAMES = ("a.py", "b.py", "c.py")
# What was changed on each of the days, and the paths that show that it was kept up.
CASES = {
    "one by itself": ((("a.py", "b.py"), ("a.py",), ("a.py",)), {"a.py"}),
    "only together": ((("a.py",), ("b.py",), ("c.py",)), set()),
    "two by themselves": ((("a.py", "b.py"), ("a.py", "b.py"), ("a.py", "b.py")), {"a.py", "b.py"}),
    "none": ((("a.py",), ("b.py",), ()), set()),
}


@pytest.mark.parametrize(("by_day", "kept"), CASES.values(), ids=CASES)
def test_a_path_is_kept_up_by_the_work_on_itself(by_day: tuple[tuple[str, ...], ...], kept: set[str]) -> None:
    commits = [commit(day, *paths) for day, paths in zip(DAYS, by_day, strict=True)]
    assert kept_up_paths(dict.fromkeys(NAMES, 0), Attribution(), path_history(commits, NAMES)) == kept


@pytest.mark.parametrize(("later", "kept"), [(0, {"a.py"}), (1, set())])
def test_work_before_it_was_wired_does_not_count(later: int, kept: set[str]) -> None:
    commits = [commit(day, "a.py") for day in DAYS]
    wired = {"a.py": (commits[-1].written or 0) + later}
    assert kept_up_paths(wired, Attribution(), path_history(commits, ["a.py"])) == kept
