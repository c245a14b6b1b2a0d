"""The task of a batch: one repository, from a thread or from any process, also a daemonic one."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from analyzer.engine.fingerprint import code_fingerprint
from analyzer.engine.task import OtherVersion, assess_one
from analyzer.engine.terms import Terms
from analyzer.engine.worker import assess_all
from analyzer.sources import Candidate, Source
from tests.support.repositories import CommitSpec, build_repository

SECRET = "token0of0ada"
CANDIDATE = Candidate(targets=("x",))
TERMS = Terms(token=SECRET, code=code_fingerprint())


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    path = build_repository(
        tmp_path_factory.mktemp("r") / "r.git", [CommitSpec({"a.py": "x = 1\n"})], bare=True
    )
    return Source("r", str(path), remote=False)


def test_every_executor_gives_what_a_scan_gives(source: Source) -> None:
    expected = assess_all([source], CANDIDATE, jobs=1)[0]
    assert expected.assessed
    context = multiprocessing.get_context("spawn")
    executors: list[Executor] = [ThreadPoolExecutor(2), ProcessPoolExecutor(1, mp_context=context)]
    for executor in executors:
        with executor:
            futures = [executor.submit(assess_one, source, CANDIDATE, TERMS) for _ in range(2)]
            assert [each.result() for each in futures] == [expected, expected]
    # Its processes are daemonic: they may have no children by `multiprocessing`.
    with context.Pool(1) as pool:
        assert pool.apply(assess_one, (source, CANDIDATE, TERMS)) == expected


def test_terms_can_be_sent_and_never_show_the_token() -> None:
    assert pickle.loads(pickle.dumps(TERMS)) == TERMS
    assert SECRET not in f"{TERMS!r}{TERMS!s}"


def test_terms_of_another_version_are_refused(source: Source) -> None:
    with pytest.raises(OtherVersion, match="and 0123 asks"):
        assess_one(source, CANDIDATE, Terms(code="0123"))
