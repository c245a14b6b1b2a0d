"""Load tests: whether the load that the service can handle was measured."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.performance.load_tests import LoadTest, load_tests
from analyzer.model import Evidence, Level, Observation
from analyzer.repository import Snapshot
from analyzer.wiring.serving.served_models import strongest


@check(
    id="load_testing",
    title="load testing",
    reads=(
        FileKind.PYTHON,
        FileKind.SOURCE,
        FileKind.CI,
        FileKind.TARGETS,
        FileKind.COMPOSE,
        FileKind.CONFIGURATION,
    ),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="What failed first under the load from {path}, and what did you change afterwards?",
        absent="How many requests can your service handle before it slows down, and how do you know?",
        strong="Names the load at which it broke, what broke first, and what was changed afterwards.",
        weak="It was fast enough when one person tried it.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library has no service to load-test",
        Purpose.RESEARCH: "research code has no service to load-test",
    },
    other_languages=OtherLanguages(
        "scripts of load-testing tools are read; a language for servers can have custom ones",
        (Role.SERVE,),
    ),
    covers=("D1", "D9"),
    near=("load_test", "locust", "locustfile", "k6", "stress_test", "jmeter", "gatling", "perf_test"),
    named=("load_test", "loadtest", "locustfile", "stress_test"),
)
def load_testing(repo: Snapshot) -> Iterator[Observation]:
    """A script load-tests the project's own service.

    Present: a script or a command of a load-testing tool, or a custom script that sends many requests at
    once and times them. Substantive: it calls a route or a service of this repository. Wired: its result is
    used: thresholds or assertions, stored results next to it, or a CI job that runs it. A model benchmark
    that sends no requests does not count.
    """
    found = load_tests(repo)
    yield from strongest(map(_of_load_test, found))


def _of_load_test(test: LoadTest) -> Evidence:
    if test.target is None:
        note = f"{test.tool}: load on an unknown target; no route or service of this repository is named"
        return Evidence(test.path, test.line, Level.PRESENT, note)
    note = f"{test.tool}: load on {test.target}"
    if test.kept is None:
        return Evidence(test.path, test.line, Level.SUBSTANTIVE, note)
    return Evidence(test.path, test.line, Level.WIRED, f"{note}; {test.kept}")
