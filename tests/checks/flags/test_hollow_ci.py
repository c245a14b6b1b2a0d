from __future__ import annotations

import pytest

from analyzer.model import Level, Severity
from tests.support.findings import places
from tests.support.snapshots import flagged, raised, snapshot
from tests.support.workflows import CODE, HOLLOW, WORKFLOW, github, using, workflow

STEP, ROW = f"{WORKFLOW}:8", f"{WORKFLOW}:10"
PRINTS = "python -c \"print('tests passed')\""


def named(name: str, run: str) -> dict[str, str]:
    """The files with a step, in line 8, of that name."""
    return {**CODE, WORKFLOW: workflow(run).replace("name: run", f"name: {name}")}


# What CI does, where the flag points, and what it says there.
RAISED = {
    "a step of that name prints": (
        named("Run unit tests", "echo done"),
        STEP,
        "'Run unit tests' only prints",
    ),
    "a step prints that it tests": (
        github("echo 'running tests'"),
        STEP,
        "step 'run' only prints: echo running",
    ),
    "a job of that name prints": (
        {**CODE, WORKFLOW: "on: push\njobs:\n  pytest:\n    runs-on: x\n    steps:\n      - run: echo ok\n"},
        f"{WORKFLOW}:6",
        "step 'pytest' only prints: echo ok",
    ),
    "a step prints that nothing failed": (named("tests", "echo 'no tests failed'"), STEP, "only prints"),
    "a step prints what it runs": (named("tests", "echo 'run locale tests'"), STEP, "only prints"),
    "Python prints": (github(PRINTS), STEP, "step 'run' only prints: python -c print('tests passed')"),
    "a step only prints and moves": (
        named("tests", "cd shop\necho done"),
        STEP,
        "step 'tests' only prints: cd shop echo done",
    ),
    "a step prints a word that imports": (
        named("tests", "echo ok import"),
        STEP,
        "only prints: echo ok import",
    ),
    "Python has nothing to run": (named("tests", "python -c"), STEP, "only prints: python -c"),
    "a long name": (named("tests " + "x" * 60, "echo " + "y" * 90), STEP, f"'tests {'x' * 54}' only prints"),
    "a runner is pointed at nothing": (github("pytest qa"), ROW, "`pytest qa`: qa contains no test"),
    "a runner finds no test": (
        github("pytest", {"shop/__init__.py": ""}),
        ROW,
        "`pytest`: the repository contains no test that pytest collects",
    ),
    "a failure is masked": (github("pytest || true"), ROW, "`pytest` cannot fail"),
    "a failure of tests that assert nothing is masked": (
        github("pytest || true", HOLLOW),
        ROW,
        "`pytest` cannot fail",
    ),
}


@pytest.mark.parametrize(("files", "where", "words"), RAISED.values(), ids=RAISED)
def test_ci_that_only_says_that_it_tests_is_raised(files: dict[str, str], where: str, words: str) -> None:
    flag = raised("hollow_ci", snapshot(files))
    assert flag.severity is Severity.SERIOUS
    assert flag.message == "CI claims to test, but no step runs a test that could fail"
    assert [each.level for each in flag.evidence] == [Level.CLAIMED]
    assert places(flag) == [where]
    assert words in flag.evidence[0].note


def beside(run: str, files: dict[str, str]) -> dict[str, str]:
    """The files with a step that prints, and one in line 8 that runs something."""
    steps = "      - name: tests\n        run: echo ok\n      - run: " + run
    return {**files, WORKFLOW: f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}\n"}


R_TESTS = {"tests/testthat/test-price.R": "test_that('price', {\n  price(2)\n})\n"}
R_CHECK = "r-lib/actions/check-r-package@v2"


def before(action: str, files: dict[str, str], step: str = "") -> dict[str, str]:
    """The files with a step that uses an action, and after it a step that prints."""
    found = using(action, files, step=step)
    return {**found, WORKFLOW: found[WORKFLOW] + "      - name: tests\n        run: echo ok\n"}


NOT_RAISED = {
    "an action runs them before a step that prints": before("pavelzw/pytest-action@v2", CODE),
    "an action tests another language before a step that prints": before(R_CHECK, R_TESTS),
    "tests run after a step that prints": beside("pytest", CODE),
    "tests that assert nothing run after a step that prints": beside("pytest", HOLLOW),
    "no CI": CODE,
    "tests run": github("pytest"),
    "tests run beside a step that prints": github("pytest\necho 'running tests'"),
    "tests that assert nothing run": github("pytest", HOLLOW),
    "the script goes on": github("bash a.sh", {**CODE, "a.sh": "pytest\nls\n"}),
    "an action runs them": using("pavelzw/pytest-action@v2"),
    "a step prints something else": named("greet", "echo hello"),
    "a step of that name does something": named("Run unit tests", "make all"),
    "a step of that name prints and does something": named("Run unit tests", "echo tests\nmake all"),
    "a step says that tests run elsewhere": named("Unit tests (run locally)", "echo ok"),
    "a step prints how to run them": named("tests", "echo 'run them manually with make test'"),
    "a step prints that they do not run": named("tests", 'echo "they can\'t run here"'),
    "a step prints that there are none": named("tests", "echo 'no tests yet'"),
    "a step prints that it skips them": named("tests", "echo skipping"),
    "a word that holds the letters": named("attest", "echo latest"),
    "a script that is not here": github("bash ./ci/run-tests.sh"),
    "a step that imports the package": github("python -c \"import shop.price; print('tests passed')\""),
    "a step that asserts": github("python -c \"assert 1; print('tests passed')\""),
    "a step that is switched off": github("pytest || true", step="        if: false\n"),
    "tests in a mounted folder": {
        **github("docker-compose up -d\ndocker-compose exec api py.test /shop --cov=shop"),
        "docker-compose.yml": "services:\n  api:\n    build: .\n    volumes: ['.:/shop']\n",
    },
}


@pytest.mark.parametrize("files", NOT_RAISED.values(), ids=NOT_RAISED)
def test_ci_that_tests_or_says_nothing_of_it_is_not_raised(files: dict[str, str]) -> None:
    assert flagged("hollow_ci", snapshot(files)) is None


def test_steps_are_judged_one_by_one() -> None:
    steps = "".join(f"      - name: tests {n}\n        run: echo {n}\n" for n in range(7))
    text = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}      - run: make all\n"
    flag = raised("hollow_ci", snapshot({WORKFLOW: text}))
    assert places(flag) == [f"{WORKFLOW}:{row}" for row in (6, 8, 10, 12, 14)]


def test_what_is_printed_is_cut() -> None:
    note = raised("hollow_ci", snapshot(named("tests", "echo " + "y" * 90))).evidence[0].note
    assert note == f"step 'tests' only prints: echo {'y' * 75}"


MASKED = "        continue-on-error: true\n"
PRETENDING = {
    "an action whose failure is masked": before("pavelzw/pytest-action@v2", CODE, MASKED),
    "an action on another language whose failure is masked": before(R_CHECK, R_TESTS, MASKED),
    "an action that finds no test": before(R_CHECK, CODE),
    "another action": before("actions/setup-python@v5", CODE),
}


@pytest.mark.parametrize("files", PRETENDING.values(), ids=PRETENDING)
def test_an_action_that_runs_no_test_that_could_fail_keeps_nothing_from_being_raised(
    files: dict[str, str],
) -> None:
    assert "step 'tests' only prints" in raised("hollow_ci", snapshot(files)).evidence[0].note


AWAY = "workflows/ship.yml"
FLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: pytest\n"


def test_workflows_that_nothing_reads_are_named_and_counted() -> None:
    flag = raised("hollow_ci", snapshot({**CODE, AWAY: FLOW, "deploy/all.sh": "kind: Pod\nname: a\n"}))
    assert flag.severity is Severity.ASK
    assert flag.message == "2 files of CI lie where nothing reads them"
    assert places(flag) == ["deploy/all.sh:1", f"{AWAY}:1"]
    assert {each.level for each in flag.evidence} == {Level.CLAIMED}


def test_they_are_named_beside_steps_that_cannot_fail_and_beside_those_that_can() -> None:
    flag = raised("hollow_ci", snapshot({**github("pytest || true"), AWAY: FLOW}))
    assert flag.severity is Severity.SERIOUS
    assert flag.message.endswith("could fail; 1 file of CI lies where nothing reads them")
    assert places(flag) == [ROW, f"{AWAY}:1"]
    flag = raised("hollow_ci", snapshot({**github("pytest"), AWAY: FLOW}))
    assert (flag.severity, places(flag)) == (Severity.ASK, [f"{AWAY}:1"])


def test_a_workflow_where_it_is_read_raises_nothing() -> None:
    assert flagged("hollow_ci", snapshot(github("pytest"))) is None
