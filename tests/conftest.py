from __future__ import annotations

import fcntl
import gc
import os
import pickle
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from msgspec import Struct

from analyzer.engine.pipeline import Request, scan
from analyzer.engine.registry import load_checks
from analyzer.model import Check
from analyzer.parsing.programs import GRAMMARS, forget_grammars
from analyzer.scorecard import Scorecard
from analyzer.scoring.rubric import Rubric, load_rubric
from sample_repos.build import build_portfolio, portfolios
from tests.support import examples, forks

# How long an example takes says something about the machine and nothing about the program.
_ANY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples in every run: what fails, fails again. `make test-deep` looks for others.
settings.register_profile("quick", _ANY_MACHINE, max_examples=30, derandomize=True)
settings.register_profile("deep", _ANY_MACHINE, max_examples=500)
examples.quicken()
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


# What a test sees was found by it, and nobody's own cache is written to.
os.environ["REPO_EVIDENCE_NO_CACHE"] = "1"

# A shell starts what runs in the background with Ctrl-C ignored, and so would be whatever the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What is collected lives as long as the run: looking through it again and again costs a fifth of the time.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on only what tests make is looked through."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processes", type=int, default=1, help="Processes that the tests run on.")


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.option.processes > 1 and not session.config.option.collectonly:
        forks.begin()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    if session.config.option.processes == 1 or session.config.option.collectonly or session.testsfailed:
        return None
    forks.run_on(session.config.option.processes, session)
    return True


class Samples(Struct, frozen=True):
    """The scorecards of the sample candidates, by name, and what they were made with."""

    scorecards: tuple[tuple[str, Scorecard], ...]
    checks: Mapping[str, Check]
    rubric: Rubric


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """Scanned once, by the first of the processes that the tests run on."""
    checks = load_checks().checks
    rubric = load_rubric("production", known=checks)
    with (forks.shared_folder(tmp_path_factory) / "samples").open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        content = file.read()
        if not content:
            content = pickle.dumps(_scorecards(tmp_path_factory.mktemp("portfolios"), rubric, checks))
            file.write(content)
    return Samples(pickle.loads(content), checks, rubric)


def _scorecards(
    folder: Path, rubric: Rubric, checks: Mapping[str, Check]
) -> tuple[tuple[str, Scorecard], ...]:
    found = []
    for portfolio in portfolios():
        build_portfolio(portfolio, folder / portfolio.name)
        request = Request((str(folder / portfolio.name),), tuple(portfolio.identities), jobs=1)
        found.append((portfolio.name, scan(request, rubric, checks)))
    return tuple(found)


@pytest.fixture
def no_grammars(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A program that can read no language beside Python."""
    for ending, grammar in tuple(GRAMMARS.items()):
        if grammar.tree is not None:
            monkeypatch.delitem(GRAMMARS, ending)
        monkeypatch.setitem(sys.modules, grammar.module, None)
    forget_grammars()
    yield
    forget_grammars()
