"""A block of code is ended when it has taken its CPU time: what hangs costs itself only."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator

import pytest

from analyzer.declarations import FileKind
from analyzer.engine.registry import check
from analyzer.engine.runner import CHECK_TOO_SLOW, run_checks, run_flags
from analyzer.model import Check, Fact, FlagCheck, FlagResult, Level, Observation, Status
from analyzer.repository.backstop import Clock, OverTimeError, cpu_limit, uninterrupted, whole
from analyzer.repository.snapshot import Snapshot
from tests.support.declared import LEVELS, QUESTIONS
from tests.support.snapshots import snapshot

SHORT = 0.02
LONG = 3600.0


def hang() -> None:
    while True:
        pass


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    before = signal.getsignal(signal.SIGPROF)
    yield
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
    assert signal.getsignal(signal.SIGPROF) == before


def test_a_block_that_hangs_is_ended() -> None:
    clock = Clock(SHORT)
    with pytest.raises(OverTimeError), cpu_limit(clock):
        hang()
    assert clock.left <= 0 < clock.used


def test_a_block_that_ends_in_time_is_left_alone() -> None:
    clock = Clock(LONG)
    with cpu_limit(clock):
        pass
    assert clock.left > 0


def test_no_exception_handler_swallows_the_end() -> None:
    with pytest.raises(OverTimeError), cpu_limit(Clock(SHORT)):
        try:
            hang()
        except Exception:
            pytest.fail("it was swallowed")


@pytest.mark.parametrize("outer, inner", [(SHORT, LONG), (LONG, SHORT)])
def test_of_two_limits_the_one_that_ends_first_counts(outer: float, inner: float) -> None:
    around, within = Clock(outer), Clock(inner)
    with cpu_limit(around):
        with pytest.raises(OverTimeError), cpu_limit(within):
            hang()
        assert (around.left <= 0, within.left <= 0) == (outer == SHORT, inner == SHORT)


def test_the_outer_limit_goes_on_after_an_inner_one() -> None:
    with pytest.raises(OverTimeError), cpu_limit(Clock(SHORT)):
        with cpu_limit(Clock(LONG)):
            pass
        hang()


def test_what_must_not_be_cut_is_done_to_its_end_and_then_the_block_ends() -> None:
    done = []
    clock = Clock(SHORT)

    @whole
    def read() -> None:
        while clock.left > -SHORT:
            pass
        done.append("read")

    with pytest.raises(OverTimeError), cpu_limit(clock):
        with uninterrupted():
            read()
            done.append("outer")
        done.append("not reached")
    assert done == ["read", "outer"]


def test_in_another_thread_nothing_is_limited() -> None:
    found: list[str] = []

    def work() -> None:
        with cpu_limit(Clock(0)):
            found.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["done"]


def a_check(function: Callable[[Snapshot], Iterator[Observation]], name: str = "one") -> Check:
    function.__doc__ = LEVELS
    return check(
        id=name, title=name, reads=(FileKind.TARGETS,), max_level=Level.PRESENT, questions=QUESTIONS
    )(function)


def test_a_check_that_never_ends_costs_its_own_signal() -> None:
    def endless(_repo: Snapshot) -> Iterator[Observation]:
        yield Fact("before", 1)
        hang()

    checks = {"hanging": a_check(endless, "hanging"), "sound": a_check(lambda _repo: iter(()), "sound")}
    found = run_checks(snapshot({}), checks, seconds=SHORT)
    assert found.findings["hanging"].status is Status.ERROR
    assert found.findings["hanging"].reason == f"the check failed: {CHECK_TOO_SLOW}"
    assert found.findings["hanging"].ceiling is Level.PRESENT
    assert found.findings["sound"].status is Status.MEASURED
    assert [fact.name for fact in found.facts] == ["before"]


def test_a_flag_that_never_ends_costs_itself() -> None:
    def function(_repo: Snapshot) -> Iterator[FlagResult]:
        hang()
        yield from ()

    found = run_flags(snapshot({}), {"hanging": FlagCheck("hanging", "a", (), function, "")}, seconds=SHORT)
    assert found.problems == [f"the flag 'hanging' could not be assessed: {CHECK_TOO_SLOW}"]


def test_what_took_too_long_to_derive_is_not_derived_again() -> None:
    begun: list[str] = []

    def index(_repo: Snapshot) -> None:
        begun.append("index")
        hang()

    repo = snapshot({})
    with pytest.raises(OverTimeError), cpu_limit(Clock(SHORT)):
        repo.derived(index)
    with pytest.raises(TimeoutError, match="processor time"):
        repo.derived(index)
    assert begun == ["index"]


def test_what_was_derived_before_a_check_was_ended_is_derived_anew() -> None:
    begun: list[str] = []

    def index(_repo: Snapshot) -> None:
        begun.append("index")

    def function(repo: Snapshot) -> Iterator[Observation]:
        repo.derived(index)
        hang()
        yield from ()

    repo = snapshot({})
    run_checks(repo, {"a": a_check(function)}, seconds=SHORT)
    repo.derived(index)
    assert begun == ["index", "index"]
