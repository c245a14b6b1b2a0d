"""A batch on the workers of a real Dask scheduler: ended, gone on with, and with a worker lost in mid-run."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.support import warm_start
from tests.support.command_line import repo_evidence, variables
from tests.support.dask_cluster import Cluster, dask_cluster
from tests.support.declared import LEVELS, PLUGIN_IMPORTS, PLUGIN_QUESTIONS
from tests.support.github_faults import Fault
from tests.support.github_server import GitHub, serve_github
from tests.support.portfolios import GOOD_ROWS, TOKENS, Portfolios, build_portfolios, results

ENVIRONMENT = {"GITHUB_TOKENS": ",".join(TOKENS)}


@pytest.fixture(scope="module")
def portfolios(tmp_path_factory: pytest.TempPathFactory) -> Portfolios:
    return build_portfolios(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def github(portfolios: Portfolios) -> Iterator[GitHub]:
    with serve_github(portfolios.world) as server:
        yield server


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with dask_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as running:
        yield running


@pytest.fixture(scope="module")
def good(portfolios: Portfolios) -> Path:
    return portfolios.list_of(GOOD_ROWS, "good.csv")


@contextmanager
def started(words: tuple[str, ...], github: GitHub, errors: Path) -> Iterator[warm_start.Run]:
    with Path(os.devnull).open("r+b") as nothing, errors.open("ab") as said:
        streams = {0: nothing.fileno(), 1: nothing.fileno(), 2: said.fileno()}
        run = warm_start.Run(words, variables(GITHUB_API_URL=github.api, **ENVIRONMENT), streams)
    try:
        yield run
    finally:
        run.give_up()


def until(true: Callable[[], object], errors: Path) -> None:
    """Wait for it; what never comes ends with the time limit of every test, and what a run said is printed."""
    try:
        while not true():
            time.sleep(0.02)
    except BaseException:
        print(errors.read_text())
        raise


@contextmanager
def observer(cluster: Cluster) -> Iterator[Any]:
    """A client of our own, which sees what the scheduler sees."""
    from distributed import Client

    connect: Any = Client
    client = connect(cluster.address, set_as_default=False)
    try:
        yield client
    finally:
        client.close()


def tasks_as_shown(dask_scheduler: Any) -> list[tuple[str, str]]:
    return [(str(key), repr(task.run_spec)) for key, task in dask_scheduler.tasks.items()]


def test_a_batch_that_is_killed_and_a_worker_that_is_lost_leave_no_trace(
    cluster: Cluster, good: Path, github: GitHub, tmp_path: Path
) -> None:
    alone = repo_evidence(
        "batch", str(good), "-o", str(tmp_path / "alone"), GITHUB_API_URL=github.api, **ENVIRONMENT
    )
    assert alone.returncode == 0, alone.stderr
    folder, errors = tmp_path / "out", tmp_path / "errors"
    words = ("batch", str(good), "-o", str(folder), "--scheduler", cluster.address)
    journal = folder / ".batch" / "journal.jsonl"
    github.fail(Fault("/users/eve", "hang"))
    with started(words, github, errors) as run:
        until(lambda: journal.exists() and journal.read_bytes().count(b"\n") == 2, errors)
        os.kill(run.pid, signal.SIGKILL)
        assert run.wait(30) == -9
    github.heal()
    github.fail(Fault("/eve/service.git", "hang", times=1))
    asked = len(github.requests)
    # Silence of a server is borne for ten seconds: whoever looks at the task in that time is there before.
    with observer(cluster) as client, started(words, github, errors) as run:
        until(
            lambda: any(each.path.startswith("/eve/service.git") for each in github.requests[asked:]), errors
        )
        (victim,) = [worker for worker, keys in client.processing().items() if keys]
        ((key, shown),) = client.run_on_scheduler(tasks_as_shown)
        shown += dashboard(client, key)
        os.kill(client.run(os.getpid)[victim], signal.SIGKILL)
        assert run.wait(90) == 0, errors.read_text()
    assert results(folder) == results(tmp_path / "alone")
    # The name of a task is its function's, and nothing that was made of what it is given.
    assert re.fullmatch(r"assess_one-[0-9a-f-]{36}", key) and "assess_one" in shown
    said = cluster.said + errors.read_bytes() + shown.encode()
    assert b"assess_one" in said and not any(token.encode() in said for token in TOKENS)
    assert b"Traceback" not in errors.read_bytes()


def dashboard(client: Any, key: str) -> str:
    """What the scheduler shows to a browser while the task is done."""
    port = client.scheduler_info()["services"]["dashboard"]
    shown = ""
    for page in (f"info/task/{key}.html", "info/main/workers.html", "json/counts.json", "json/identity.json"):
        try:
            with urlopen(f"http://127.0.0.1:{port}/{page}", timeout=20) as answer:
                shown += answer.read().decode()
        except HTTPError as error:
            shown += error.read().decode()
    return shown


def test_the_time_limit_holds_on_every_worker(
    cluster: Cluster, portfolios: Portfolios, github: GitHub, tmp_path: Path
) -> None:
    rows = portfolios.list_of([("ada/second", "", "", "", "")], "one.csv")
    github.fail(Fault("/ada/second.git", "hang"))
    words = (
        "batch",
        str(rows),
        "-o",
        str(tmp_path / "out"),
        "--scheduler",
        cluster.address,
        "--timeout",
        "2",
    )
    done = repo_evidence(*words, GITHUB_API_URL=github.api)
    github.heal()
    assert done.returncode == 3, done.stderr
    reason = '"ada/second","the time limit for this repository was exceeded","yes"'
    assert reason in (tmp_path / "out" / "failures.csv").read_text()


@pytest.fixture
def other_version(tmp_path: Path) -> Path:
    """A package with a check that the batch does not have."""
    (tmp_path / "acme_mood.py").write_text(
        f'{PLUGIN_IMPORTS}\n@check(id="acme_mood", title="mood", reads=(FileKind.PYTHON,), '
        f'questions={PLUGIN_QUESTIONS})\ndef mood(repo):\n    """A mood.\n\n    {LEVELS}\n    """\n    return iter(())\n'
    )
    information = tmp_path / "acme-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[analyzer.checks]\nmood = acme_mood\n")
    return tmp_path


def test_a_worker_of_another_version_is_refused(
    cluster: Cluster, good: Path, github: GitHub, other_version: Path, tmp_path: Path
) -> None:
    root = variables()["PYTHONPATH"]
    worker = cluster.worker(PYTHONPATH=f"{root}{os.pathsep}{other_version}")
    with observer(cluster) as client:
        client.wait_for_workers(2, timeout=60)
        count = len(client.nthreads())
    done = repo_evidence(
        "batch",
        str(good),
        "-o",
        str(tmp_path / "out"),
        "--scheduler",
        cluster.address,
        GITHUB_API_URL=github.api,
    )
    worker.terminate()
    assert count >= 2 and done.returncode == 2
    assert re.fullmatch(
        r"Error: the worker tcp://127\.0\.0\.1:\d+ has the code [0-9a-f]{16}, and this is [0-9a-f]{16}: install the "
        r"same version of repo-evidence, its extras, its plugins and Python on every worker\n",
        done.stderr,
    )


def test_a_scheduler_that_is_not_there_is_said(good: Path, github: GitHub, tmp_path: Path) -> None:
    done = repo_evidence(
        "batch",
        str(good),
        "-o",
        str(tmp_path / "out"),
        "--scheduler",
        "nonsense://x",
        GITHUB_API_URL=github.api,
    )
    assert done.returncode == 2 and "there is no Dask scheduler at 'nonsense://x'" in done.stderr
