from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE, HOLLOW, UNITTESTS, WORKFLOW, github, using, workflow

ROW = f"{WORKFLOW}:10"
USED = f"{WORKFLOW}:6"
R_TESTS = {"tests/testthat/test-price.R": "test_that('price', {\n  expect_equal(price(2), 4)\n})\n"}
R_EMPTY = {"tests/testthat/test-price.R": "test_that('price', {\n  price(2)\n})\n"}
R_CHECK = "r-lib/actions/check-r-package@v2"
TWO = {**CODE, "tests/test_more.py": CODE["tests/test_price.py"]}
GO = {
    "price_test.go": "func TestPrice(t *testing.T) {\n  if price(2) != 4 { t.Fatal() }\n}\nfunc TestZero() {\n}\n"
}
SCRIPT = {**CODE, "a.sh": "pytest\nls\n"}
MAKEFILE = {"Makefile": "test:\n\tpytest\n"}
NIGHTLY = "{push: {}, schedule: [{cron: '0 1 * * *'}]}"
MAY_FAIL = "        continue-on-error: true\n"

# What CI runs, the level of it, where it stands, and words of the note.
LEVELS = {
    # A runner pointed at nothing, an echo, a lint run and a pipeline that nothing starts do not count
    "nothing": (CODE, Level.ABSENT, "", ""),
    "an echo": (github("echo pytest"), Level.ABSENT, "", ""),
    "an echo in a sentence": (github('echo "running pytest tests"'), Level.ABSENT, "", ""),
    "only an import": (github('python -c "import shop"'), Level.ABSENT, "", ""),
    "a lint run": (github("ruff check . && mypy shop"), Level.ABSENT, "", ""),
    "a comment": (github("# pytest\ntrue"), Level.ABSENT, "", ""),
    "an installation": (github("pip install pytest"), Level.ABSENT, "", ""),
    "a workflow that nobody calls": (github("pytest", on="workflow_call"), Level.ABSENT, "", ""),
    "a step that is switched off": (
        github("pytest", step="        if: false\n"),
        Level.ABSENT,
        "",
        "",
    ),
    "a listing": (
        github("pytest --collect-only"),
        Level.CLAIMED,
        ROW,
        "CI runs `pytest --collect-only`, but it only lists the tests",
    ),
    "another folder": (
        github("pytest qa"),
        Level.CLAIMED,
        ROW,
        "CI runs `pytest qa`, but qa contains no test that pytest collects",
    ),
    "another folder through a target": (
        github("make test", {**CODE, "Makefile": "test:\n\tpytest qa\n"}),
        Level.CLAIMED,
        ROW,
        "CI runs `pytest qa` via Makefile, but qa contains no test",
    ),
    "a folder without packages": (
        github("python -m unittest discover -s tests"),
        Level.CLAIMED,
        ROW,
        "discovery from tests with test*.py finds no test",
    ),
    "names that no pattern collects": (
        github(
            "pytest", {**CODE, "tests/test_price.py": "x = 1\n", "tests/P.py": CODE["tests/test_price.py"]}
        ),
        Level.CLAIMED,
        ROW,
        "but the repository contains no test",
    ),
    # Nor does a masked failure
    "whatever comes of it": (
        github("pytest || true"),
        Level.CLAIMED,
        ROW,
        "CI runs `pytest`, but its failure is masked",
    ),
    "a step that may fail": (
        github("pytest", step=MAY_FAIL),
        Level.CLAIMED,
        f"{WORKFLOW}:11",
        "but its failure is masked",
    ),
    "a job that may fail": (
        github("pytest", job="    continue-on-error: true\n"),
        Level.CLAIMED,
        f"{WORKFLOW}:11",
        "but its failure is masked",
    ),
    "a target that may fail": (
        github("make test", {**CODE, "Makefile": "test:\n\t-pytest\n"}),
        Level.CLAIMED,
        ROW,
        "CI runs `pytest` via Makefile, but its failure is masked",
    ),
    "an action that may fail": (
        using(R_CHECK, R_TESTS, step=MAY_FAIL),
        Level.CLAIMED,
        USED,
        f"CI step uses {R_CHECK}, but its failure is masked",
    ),
    "an action that finds no test": (
        using(R_CHECK),
        Level.CLAIMED,
        USED,
        f"CI step uses {R_CHECK}, but no test file in R was found",
    ),
    "a runner's action that may fail": (
        using("pavelzw/pytest-action@v2", step=MAY_FAIL),
        Level.ABSENT,
        "",
        "",
    ),
    "another action": (using("actions/setup-python@v5"), Level.ABSENT, "", ""),
    # Present: the runner collects tests, though none may assert anything, or the script may go on
    "tests that assert nothing": (
        github("pytest", HOLLOW),
        Level.PRESENT,
        ROW,
        "CI runs `pytest`: 1 test collected, none asserts about first-party code",
    ),
    "tests that assert nothing, by hand": (
        github("pytest", HOLLOW, on="workflow_dispatch"),
        Level.PRESENT,
        ROW,
        "1 test collected, none asserts about first-party code",
    ),
    "a script that goes on": (
        github("bash a.sh", SCRIPT),
        Level.PRESENT,
        ROW,
        "CI runs `pytest` via a.sh, but the script continues when it fails",
    ),
    "a runner's action": (
        using("pavelzw/pytest-action@v2"),
        Level.PRESENT,
        USED,
        "CI step uses pavelzw/pytest-action@v2",
    ),
    "an action on tests that assert nothing": (
        using(R_CHECK, R_EMPTY),
        Level.PRESENT,
        USED,
        f"CI step uses {R_CHECK}: 1 test collected",
    ),
    # Substantive: one of them asserts about first-party code
    "by hand": (
        github("pytest", on="workflow_dispatch"),
        Level.SUBSTANTIVE,
        ROW,
        "CI runs `pytest`: 1 test collected, triggered only by workflow_dispatch",
    ),
    "every night and by hand": (
        github("pytest", on="{schedule: [{cron: '0 1 * * *'}], workflow_dispatch: {}}"),
        Level.SUBSTANTIVE,
        ROW,
        "triggered only by schedule, workflow_dispatch",
    ),
    "in a job for the night": (
        github("pytest", on=NIGHTLY, job="    if: github.event_name == 'schedule'\n"),
        Level.SUBSTANTIVE,
        f"{WORKFLOW}:11",
        "1 test collected, triggered only by schedule",
    ),
    "in a job for tags": (
        github("pytest", on="push", job="    if: startsWith(github.ref, 'refs/tags/')\n"),
        Level.SUBSTANTIVE,
        f"{WORKFLOW}:11",
        "1 test collected, triggered only by tag",
    ),
    "an action in a job for the night": (
        using(R_CHECK, R_TESTS, on=NIGHTLY, step="    if: github.event_name == 'schedule'\n"),
        Level.SUBSTANTIVE,
        USED,
        f"CI step uses {R_CHECK}: 1 test collected",
    ),
    "an action by hand": (
        using(R_CHECK, R_TESTS, on="workflow_dispatch"),
        Level.SUBSTANTIVE,
        USED,
        f"CI step uses {R_CHECK}: 1 test collected",
    ),
    # Wired: a push or a proposed change starts it
    "on a push": (github("pytest", on="push"), Level.WIRED, ROW, "CI runs `pytest`: 1 test collected"),
    "on a proposed change": (github("pytest", on="pull_request"), Level.WIRED, ROW, "1 test collected"),
    "before merging": (github("pytest", on="merge_group"), Level.WIRED, ROW, "1 test collected"),
    "on a push and every night": (
        github("pytest", on=NIGHTLY),
        Level.WIRED,
        ROW,
        "1 test collected",
    ),
    "an action on a push": (using(R_CHECK, R_TESTS), Level.WIRED, USED, f"{R_CHECK}: 1 test collected"),
    "two tests": (github("pytest", TWO), Level.WIRED, ROW, "CI runs `pytest`: 2 tests collected"),
    "tests of another language": (
        github("go test ./...", GO),
        Level.WIRED,
        ROW,
        "CI runs `go test ./...`: 2 tests collected",
    ),
    "a script that stops": (
        github("bash a.sh", {**CODE, "a.sh": "set -e\npytest\nls\n"}),
        Level.WIRED,
        ROW,
        "CI runs `pytest` via a.sh: 1 test collected",
    ),
    "beside a masked check": (
        github("flake8 || true\npytest"),
        Level.WIRED,
        f"{WORKFLOW}:11",
        "CI runs `pytest`: 1 test collected",
    ),
}


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_is_collected_and_what_its_failure_does(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("ci_tests", snapshot(files)), level, where, words)


def test_only_what_keeps_a_run_from_being_wired_is_in_its_note() -> None:
    assert run("ci_tests", snapshot(github("pytest"))).message == "CI runs `pytest`: 1 test collected"


@pytest.mark.parametrize(
    "command",
    [
        "pytest",
        "python -m pytest tests -v",
        "python3.11 -m pytest --cov=shop tests/test_price.py",
        "coverage run -m pytest && coverage report",
        "poetry run pytest",
        "uv run --frozen pytest -q",
        "pipenv run python -m pytest",
        "xvfb-run -a pytest",
        "cd tests && pytest",
        "pytest -k price -x",
        "docker run --rm image pytest tests",
    ],
)
def test_a_runner_on_collectable_tests_is_wired(command: str) -> None:
    assert_found(run("ci_tests", snapshot(github(command))), Level.WIRED, ROW)


@pytest.mark.parametrize(
    "command",
    [
        "python -m unittest",
        "python -m unittest discover -s tests",
        "python -m unittest tests.test_price",
        "nosetests",
    ],
)
def test_unittest_runners(command: str) -> None:
    assert run("ci_tests", snapshot(github(command, UNITTESTS))).level is Level.WIRED


TARGETS = {
    "make": (
        "make test",
        "Makefile",
        "PYTEST = python -m pytest\n\ntest: lint\n\t$(PYTEST) tests\n\nlint:\n\truff check .\n",
    ),
    "make prerequisite": ("make all", "Makefile", "all: test\n\ntest:\n\t@pytest\n"),
    "tox": ("tox -e py311", "tox.ini", "[testenv]\ndeps = pytest\ncommands =\n    pytest {posargs:tests}\n"),
    "nox": (
        "nox -s tests",
        "noxfile.py",
        "import nox\n\n@nox.session\ndef tests(session):\n    session.run('pytest')\n",
    ),
    "shell": ("bash scripts/check.sh", "scripts/check.sh", "#!/bin/bash\nset -e\npytest tests\n"),
    "package": ("npm test", "package.json", '{"scripts": {"test": "pytest tests"}}'),
    "just": ("just test", "justfile", "test:\n    pytest\n"),
    "compose": (
        "docker compose run --rm api pytest tests",
        "docker-compose.yml",
        "services:\n  api:\n    image: shop\n    command: python -m shop\n",
    ),
    "invoke": (
        "invoke test",
        "tasks.py",
        "from invoke import task\n\n@task\ndef test(c):\n    c.run('pytest tests')\n",
    ),
    "module of an invoke package": (
        "poetry run invoke checks.test",
        "tasks/checks.py",
        "from invoke.tasks import task\n\n@task\ndef test(ctx):\n    ctx.run('poetry run pytest')\n",
    ),
    "default task of an invoke collection": (
        "inv checks",
        "tasks/checks.py",
        "from invoke import task\n\n@task\ndef test(c):\n    c.run('pytest')\n\n"
        "@task(pre=[test], default=True)\ndef all(_):\n    pass\n",
    ),
    "poe": ("poe test", "pyproject.toml", '[tool.poe.tasks]\ntest = "pytest tests"\n'),
}


@pytest.mark.parametrize(("command", "path", "text"), TARGETS.values(), ids=TARGETS)
def test_commands_are_followed_into_targets(command: str, path: str, text: str) -> None:
    finding = run("ci_tests", snapshot({**github(command), path: text}))
    assert_found(finding, Level.WIRED, ROW, f" via {path}: 1 test collected")


def test_a_loop_of_targets_ends() -> None:
    files = {**github("make a"), "Makefile": "a: b\n\t$(MAKE) b\n\nb: a\n\tmake a\n"}
    assert run("ci_tests", snapshot(files)).level is Level.ABSENT


def test_a_file_on_the_way_is_named_once() -> None:
    files = github("make all", {**CODE, "Makefile": "all:\n\tmake test\n\ntest:\n\tpytest\n"})
    assert run("ci_tests", snapshot(files)).message == "CI runs `pytest` via Makefile: 1 test collected"


@pytest.mark.parametrize(
    "path",
    ["ci/.github/workflows/ci.yml", ".github/workflows/ci.yml.disabled", ".github/ci.yml", "docs/ci.yml"],
)
def test_only_where_the_ci_system_reads_its_file(path: str) -> None:
    assert run("ci_tests", snapshot({**CODE, path: workflow("pytest")})).level is Level.ABSENT


def test_a_reusable_workflow_counts_only_if_somebody_calls_it() -> None:
    caller = "on: push\njobs:\n  all:\n    uses: ./.github/workflows/ci.yml\n"
    files = {**github("pytest", on="workflow_call"), ".github/workflows/all.yml": caller}
    assert_found(run("ci_tests", snapshot(files)), Level.WIRED, ROW)


# Jobs whose steps stand elsewhere: what is not seen may hold the tests.
ELSEWHERE = "octo/shared/.github/workflows/test.yml@main"
BLUBBER = "pipelines:\n  x:\n    blubberfile: blubber.yaml\n    stages:\n    - name: test\n"


def calling(uses: str, on: str = "push", more: str = "") -> dict[str, str]:
    return {**CODE, WORKFLOW: f"on: {on}\njobs:\n  tests:\n    uses: {uses}\n{more}"}


def test_a_job_that_is_defined_in_another_repository_is_unseen() -> None:
    finding = run("ci_tests", snapshot(calling(ELSEWHERE)))
    assert (finding.status, finding.level, finding.ceiling) == (Status.UNKNOWN, Level.ABSENT, Level.WIRED)
    assert finding.reason == f"{WORKFLOW}: job 'tests' runs {ELSEWHERE}, which is defined elsewhere"


def test_another_action_hides_no_tests() -> None:
    assert run("ci_tests", snapshot(using("actions/setup-python@v5"))).status is Status.MEASURED


def test_names_of_jobs_elsewhere_are_cut() -> None:
    files = calling(f"octo/{'w' * 200}@main")
    files[WORKFLOW] = files[WORKFLOW].replace("tests:", "t" * 100 + ":")
    reason = run("ci_tests", snapshot(files)).reason or ""
    assert f"job '{'t' * 60}' runs octo/{'w' * 95}, which" in reason


def test_an_image_that_a_pipeline_builds_is_unseen() -> None:
    finding = run("ci_tests", snapshot({**CODE, ".pipeline/config.yaml": BLUBBER}))
    assert finding.status is Status.UNKNOWN
    assert "job 'x test' runs blubber:test, which is defined elsewhere" in (finding.reason or "")


@pytest.mark.parametrize(
    "files",
    [
        calling("./.github/workflows/other.yml"),
        calling(ELSEWHERE, on="workflow_call"),
        calling(ELSEWHERE, more="    if: false\n"),
    ],
    ids=["in this repository", "nobody calls it", "switched off"],
)
def test_nothing_is_unseen_where_no_job_elsewhere_runs(files: dict[str, str]) -> None:
    finding = run("ci_tests", snapshot(files))
    assert (finding.status, finding.level, finding.unseen) == (Status.MEASURED, Level.ABSENT, ())


def test_a_job_elsewhere_matters_only_where_no_test_is_run_here() -> None:
    there = {".github/workflows/all.yml": calling(ELSEWHERE)[WORKFLOW]}
    assert run("ci_tests", snapshot({**github("pytest", HOLLOW), **there})).unseen == ()
    claimed = run("ci_tests", snapshot({**github("pytest || true"), **there}))
    assert (claimed.level, claimed.ceiling) == (Level.CLAIMED, Level.WIRED)


def test_what_one_reader_cannot_read_concerns_nobody_else() -> None:
    setup = "from setuptools import setup\n\nsetup(install_requires=read('x'))\n"
    assert run("ci_tests", snapshot({**github("pytest"), "setup.py": setup})).unseen == ()


@pytest.mark.parametrize(
    "text", ["[]", "- a\n- b\n", "just text", "on: push\njobs: []\n", "on: [push\n", "\x00"]
)
def test_malformed_configuration_never_raises(text: str) -> None:
    assert run("ci_tests", snapshot({**CODE, WORKFLOW: text})).level is Level.ABSENT
