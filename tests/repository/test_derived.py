"""What `@derived` keeps, and for whom."""

from __future__ import annotations

import pytest

from analyzer.repository.backstop import OverTimeError
from analyzer.repository.derivation import derived
from analyzer.repository.snapshot import Snapshot
from tests.support.snapshots import snapshot


def test_a_derived_function_is_run_once_for_each_snapshot() -> None:
    built: list[str] = []

    @derived
    def index(repo: Snapshot) -> tuple[str, ...]:
        """The paths."""
        built.append(repo.name)
        return repo.paths

    repo, other = snapshot({"a.py": ""}), snapshot({"b.py": ""}, name="other")
    assert index(repo) is index(repo)
    assert (index(other), built) == (("b.py",), ["sample", "other"])
    assert (index.__name__, index.__doc__) == ("index", "The paths.")


def test_two_derived_functions_do_not_share_what_they_keep() -> None:
    repo = snapshot({"a.py": ""})
    first, second = (
        derived(lambda repo: ["first", *repo.paths]),
        derived(lambda repo: ["second", *repo.paths]),
    )
    assert (first(repo), second(repo), first(repo)) == (
        ["first", "a.py"],
        ["second", "a.py"],
        ["first", "a.py"],
    )


def test_what_ran_out_of_time_is_not_begun_again() -> None:
    begun: list[str] = []

    @derived
    def index(repo: Snapshot) -> None:
        begun.append(repo.name)
        raise OverTimeError

    repo = snapshot({})
    with pytest.raises(OverTimeError):
        index(repo)
    with pytest.raises(TimeoutError, match="processor time"):
        index(repo)
    assert begun == ["sample"]
