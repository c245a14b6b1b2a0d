from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found, places
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE, HOLLOW, WORKFLOW, github, using, workflow

JOB, STEP = f"{WORKFLOW}:4", f"{WORKFLOW}:10"
MAKEFILE = {"Makefile": "lint:\n\truff check .\ntest:\n\tpytest\n"}
R_TESTS = {"tests/testthat/test-price.R": "test_that('price', {\n  expect_equal(price(2), 4)\n})\n"}
R_CHECK = "r-lib/actions/check-r-package@v2"
BLUBBER = {
    ".pipeline/blubber.yaml": "version: v4\nvariants:\n  test:\n    entrypoint: [mypy, .]\n",
}
NIGHTLY = "{push: {}, schedule: [{cron: '0 1 * * *'}]}"
IMAGES = ".pipeline/config.yaml"
STAGES = "pipelines:\n  x:\n    blubberfile: blubber.yaml\n    stages:\n    - name: a\n"

# What the jobs do, the level of it, where it stands, and words of the note.
LEVELS = {
    # Present: at least one job
    "a job that only prints": (github("echo hello"), Level.PRESENT, JOB, "github-actions with 1 job"),
    "a job that installs": (github("pip install ."), Level.PRESENT, JOB, "github-actions with 1 job"),
    "two jobs": (
        {WORKFLOW: "on: push\njobs:\n  a:\n    steps:\n      - run: ls\n  b:\n    steps:\n      - run: ls\n"},
        Level.PRESENT,
        f"{WORKFLOW}:3",
        "with 2 jobs",
    ),
    "no job": ({**CODE, WORKFLOW: "on: push\njobs: {}\n"}, Level.ABSENT, "", ""),
    "pipelines that build images": (
        {**BLUBBER, IMAGES: STAGES},
        Level.SUBSTANTIVE,
        ".pipeline/blubber.yaml:4",
        "checks the code: mypy .",
    ),
    "pipelines that build images to ship": (
        {
            ".pipeline/blubber.yaml": BLUBBER[".pipeline/blubber.yaml"].replace("test:", "production:"),
            IMAGES: STAGES,
        },
        Level.PRESENT,
        f"{IMAGES}:5",
        "blubber with 1 job",
    ),
    "images to ship that no pipeline builds": (
        {".pipeline/blubber.yaml": BLUBBER[".pipeline/blubber.yaml"].replace("test:", "production:")},
        Level.ABSENT,
        "",
        "",
    ),
    # Present: building, deploying and running are named
    "builds": (github("docker build ."), Level.PRESENT, STEP, "CI job builds: docker build ."),
    "builds a package": (
        github("python -m build", {**CODE, "pyproject.toml": "[project]\nname = 'a'\n"}),
        Level.PRESENT,
        STEP,
        "CI job builds: python -m build",
    ),
    "builds the pages": (github("python -m sphinx docs out"), Level.PRESENT, STEP, "CI job builds: python"),
    "compiles the modules": (
        github("python -m compileall a"),
        Level.SUBSTANTIVE,
        STEP,
        "CI job checks the code: python -m compileall a",
    ),
    "builds by an action": (
        using("docker/build-push-action@v5"),
        Level.PRESENT,
        f"{WORKFLOW}:6",
        "CI job builds: docker/build-push-action@v5",
    ),
    "deploys": (github("kubectl apply -f a.yaml"), Level.PRESENT, STEP, "CI job deploys: kubectl apply"),
    "deploys by a path": (
        github("/usr/bin/rsync a b:c"),
        Level.PRESENT,
        STEP,
        "CI job deploys: rsync a b:c",
    ),
    "deploys by an action": (
        using("appleboy/ssh-action@v1"),
        Level.PRESENT,
        f"{WORKFLOW}:6",
        "CI job deploys: appleboy/ssh-action@v1",
    ),
    "deploys by an action that only the tables of deliveries name": (
        using("bounceapp/render-action@0.6.0"),
        Level.PRESENT,
        f"{WORKFLOW}:6",
        "CI job deploys: bounceapp/render-action@0.6.0",
    ),
    "runs a pipeline": (github("dvc repro"), Level.PRESENT, STEP, "CI job runs a pipeline or reports"),
    "fetches data": (github("dvc pull"), Level.PRESENT, JOB, "with 1 job"),
    "runs a script": (github("python shop/price.py"), Level.PRESENT, STEP, "CI job runs its code"),
    "runs a script with an option": (github("python -u shop/price.py"), Level.PRESENT, STEP, "runs its code"),
    "runs a script on a word": (github("python shop/price.py mypy"), Level.PRESENT, STEP, "runs its code"),
    "runs a script from its folder": (
        github("cd shop && python price.py"),
        Level.PRESENT,
        STEP,
        "CI job runs its code: python price.py",
    ),
    "runs a script whose name ends so": (github("python rice.py"), Level.PRESENT, JOB, "with 1 job"),
    "runs a module": (github("python -m shop.price"), Level.PRESENT, STEP, "CI job runs its code"),
    "runs a module of somebody else": (github("python -m json.tool a"), Level.PRESENT, JOB, "with 1 job"),
    "names no module": (github("python -m"), Level.PRESENT, JOB, "with 1 job"),
    "gives Python an option alone": (github("python -u"), Level.PRESENT, JOB, "with 1 job"),
    # Substantive: a job checks the code, directly or through targets
    "checks": (github("ruff check ."), Level.SUBSTANTIVE, STEP, "CI job checks the code: ruff check ."),
    "checks by a module": (
        github("python -m mypy shop"),
        Level.SUBSTANTIVE,
        STEP,
        "checks the code: python -m",
    ),
    "checks through a target": (
        github("make lint", {**CODE, **MAKEFILE}),
        Level.SUBSTANTIVE,
        STEP,
        "CI job checks the code: ruff check .",
    ),
    **{
        f"runs hooks: {command}": (github(command), Level.SUBSTANTIVE, STEP, "CI job checks the code")
        for command in (
            "pre-commit run --all-files",
            "pre-commit run -c hooks.yaml ruff",
            "python -m pre_commit run -a",
            "uv run pre-commit run",
            "pre-commit",
            "prek run --all-files",
            "prek --all-files",
        )
    },
    **{
        f"runs no hook: {command}": (github(command), Level.PRESENT, JOB, "github-actions with 1 job")
        for command in (
            "pre-commit autoupdate --freeze",
            "uv run pre-commit autoupdate",
            "python -m pre_commit autoupdate",
            "pre-commit install --install-hooks",
            "pre-commit gc",
            "prek auto-update",
            "prek --version",
        )
    },
    "checks by an action": (
        using("pre-commit/action@v3"),
        Level.SUBSTANTIVE,
        f"{WORKFLOW}:6",
        "CI job checks the code: pre-commit/action@v3",
    ),
    "checks by one of several actions of a tool": (
        using("github/codeql-action/analyze@v3"),
        Level.SUBSTANTIVE,
        f"{WORKFLOW}:6",
        "CI job checks the code: github/codeql-action/analyze@v3",
    ),
    "hands the results of a check on": (
        using("github/codeql-action/upload-sarif@v3"),
        Level.PRESENT,
        f"{WORKFLOW}:3",
        "with 1 job",
    ),
    "checks in a script that goes on": (
        github("bash a.sh", {**CODE, "a.sh": "mypy .\nls\n"}),
        Level.SUBSTANTIVE,
        STEP,
        "checks the code: mypy .",
    ),
    "checks, whatever comes of it": (github("ruff check . || true"), Level.PRESENT, STEP, "checks the code"),
    "checks, told to end well": (github("flake8 . --exit-zero"), Level.PRESENT, STEP, "checks the code"),
    "checks by an action, whatever comes of it": (
        using("pre-commit/action@v3", step="        continue-on-error: true\n"),
        Level.PRESENT,
        f"{WORKFLOW}:6",
        "checks the code",
    ),
    "checks by an action that is switched off": (
        using("pre-commit/action@v3", step="        if: false\n"),
        Level.PRESENT,
        f"{WORKFLOW}:3",
        "with 1 job",
    ),
    "checks by an action in a job that is switched off": (
        using("pre-commit/action@v3", step="    if: false\n"),
        Level.PRESENT,
        f"{WORKFLOW}:3",
        "with 1 job",
    ),
    "checks by an action in a job that may fail": (
        using("pre-commit/action@v3", step="    continue-on-error: true\n"),
        Level.PRESENT,
        f"{WORKFLOW}:6",
        "checks the code",
    ),
    "checks by an action in a workflow that nobody calls": (
        using("pre-commit/action@v3", on="workflow_call"),
        Level.PRESENT,
        f"{WORKFLOW}:3",
        "with 1 job",
    ),
    "builds first and checks then": (
        github(
            "docker build .\nruff check .\nmake", {**CODE, "Dockerfile": "FROM x\n", "Makefile": "a:\n\tls\n"}
        ),
        Level.SUBSTANTIVE,
        f"{WORKFLOW}:11",
        "CI job checks the code: ruff check .",
    ),
    # Substantive: a job tests the code
    "tests by hand": (
        github("pytest", on="workflow_dispatch"),
        Level.SUBSTANTIVE,
        STEP,
        "CI job tests: pytest",
    ),
    "tests every night": (
        github("pytest", on="{schedule: [{cron: '0 1 * * *'}]}"),
        Level.SUBSTANTIVE,
        STEP,
        "CI job tests: pytest",
    ),
    "tests that assert nothing": (github("pytest", HOLLOW), Level.SUBSTANTIVE, STEP, "CI job tests: pytest"),
    "tests in a script that goes on": (
        github("bash a.sh", {**CODE, "a.sh": "pytest\nls\n"}),
        Level.SUBSTANTIVE,
        STEP,
        "CI job tests: pytest",
    ),
    "tests, whatever comes of them": (github("pytest || true"), Level.PRESENT, STEP, "CI job tests: pytest"),
    "tests that are not there": (github("pytest qa"), Level.PRESENT, JOB, "with 1 job"),
    # Wired: a change reaches tests that assert about first-party code, and their failure fails it
    "tests": (github("pytest"), Level.WIRED, STEP, "CI job tests: pytest"),
    "tests through a target": (
        github("make test", {**CODE, **MAKEFILE}),
        Level.WIRED,
        STEP,
        "CI job tests: pytest",
    ),
    "tests on a push": (github("pytest", on="push"), Level.WIRED, STEP, "CI job tests: pytest"),
    "tests on a proposed change": (github("pytest", on="pull_request"), Level.WIRED, STEP, "CI job tests"),
    "tests on a proposed change with secrets": (
        github("pytest", on="pull_request_target"),
        Level.WIRED,
        STEP,
        "CI job tests",
    ),
    "tests in a job for the night": (
        github("pytest", on=NIGHTLY, job="    if: github.event_name == 'schedule'\n"),
        Level.SUBSTANTIVE,
        f"{WORKFLOW}:11",
        "CI job tests: pytest",
    ),
    "tests in a job for a push": (
        github("pytest", on=NIGHTLY, job="    if: github.event_name == 'push'\n"),
        Level.WIRED,
        f"{WORKFLOW}:11",
        "CI job tests: pytest",
    ),
    "tests before merging": (github("pytest", on="merge_group"), Level.WIRED, STEP, "CI job tests"),
    "tests after checks": (
        github("ruff check .\npytest"),
        Level.WIRED,
        f"{WORKFLOW}:11",
        "CI job tests: pytest",
    ),
    "tests by an action": (using(R_CHECK, R_TESTS), Level.WIRED, f"{WORKFLOW}:6", f"uses {R_CHECK}: 1 test"),
    "tests by an action, whatever comes of them": (
        using(R_CHECK, R_TESTS, step="        continue-on-error: true\n"),
        Level.PRESENT,
        f"{WORKFLOW}:6",
        "but its failure is masked",
    ),
    "an action that finds no tests": (
        using(R_CHECK),
        Level.PRESENT,
        f"{WORKFLOW}:6",
        "but no test file in R was found",
    ),
}


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_the_jobs_do(files: dict[str, str], level: Level, where: str, words: str) -> None:
    assert_found(run("ci", snapshot(files)), level, where, words)


@pytest.mark.parametrize(
    "path",
    ["ci/.github/workflows/ci.yml", ".github/workflows/ci.yml.disabled", ".github/ci.yml", "docs/ci.yml"],
)
def test_only_where_the_ci_system_reads_its_file(path: str) -> None:
    assert run("ci", snapshot({**CODE, path: workflow("pytest")})).level is Level.ABSENT


OF_ONE_LEVEL = {
    "tests before what reads the code": ("ruff check .\nmypy .\npytest -q\npython -m compileall -q shop", 12, "tests: pytest -q"),
    "what reads the code before its syntax": ("mypy .\npython -m compileall -q shop\necho go", 10, "code: mypy ."),
    "its syntax alone": ("echo go\npython -m compileall -q shop", 11, "code: python -m compileall -q shop"),
    "tests that come first": ("pytest -q\nruff check .", 10, "tests: pytest -q"),
    "what blocks before what is only a test": (
        "pytest -q || true\npython -m compileall -q shop", 11, "code: python -m compileall -q shop"),
    "what can fail before the same that cannot": (
        "flake8 . --select=E9\nflake8 . --exit-zero", 10, "code: flake8 . --select=E9"),
}  # fmt: skip


@pytest.mark.parametrize(("script", "row", "words"), OF_ONE_LEVEL.values(), ids=OF_ONE_LEVEL)
def test_of_one_level_what_says_most_is_named(script: str, row: int, words: str) -> None:
    files = github(script, on="workflow_dispatch")
    assert_found(run("ci", snapshot(files)), Level.SUBSTANTIVE, f"{WORKFLOW}:{row}", words)


SYSTEMS = {
    ".gitlab-ci.yml": ("test:\n  script:\n    - pip install pytest\n    - pytest\n", 4),
    ".travis.yml": ("language: python\nscript:\n  - pytest\n", 3),
    ".circleci/config.yml": (
        "version: 2\njobs:\n  build:\n    docker:\n      - image: python\n    steps:\n      - checkout\n"
        "      - run: pytest\n",
        8,
    ),
    "azure-pipelines.yml": ("steps:\n- script: pytest\n  displayName: tests\n", 2),
    "Jenkinsfile": (
        "pipeline {\n  agent any\n  stages {\n    stage('test') {\n      steps {\n        sh 'pytest'\n"
        "      }\n    }\n  }\n}\n",
        6,
    ),
    ".drone.yml": (
        "kind: pipeline\nname: default\nsteps:\n- name: test\n  image: python\n  commands:\n  - pytest\n",
        7,
    ),
    "bitbucket-pipelines.yml": (
        "pipelines:\n  default:\n    - step:\n        script:\n          - pytest\n",
        5,
    ),
    ".buildkite/pipeline.yml": ("steps:\n  - command: pytest\n", 2),
    "cloudbuild.yaml": ("steps:\n- name: python\n  entrypoint: python\n  args: ['-m', 'pytest']\n", 3),
    "appveyor.yml": ("test_script:\n  - pytest\n", 2),
    ".taskcluster.yml": (
        "version: 0\ntasks:\n  - metadata:\n      name: tests\n    payload:\n      command:\n"
        "        - /bin/bash\n        - -lc\n        - git clone repo && cd repo && pytest\n",
        9,
    ),
}


@pytest.mark.parametrize(("path", "text", "row"), [(path, *entry) for path, entry in SYSTEMS.items()])
def test_every_ci_system_is_read(path: str, text: str, row: int) -> None:
    repo = snapshot({**CODE, "conftest.py": "", path: text})
    assert run("ci", repo).level is Level.WIRED
    assert_found(run("ci_tests", repo), Level.WIRED, f"{path}:{row}")


def test_every_file_has_its_own_evidence() -> None:
    files = {**github("pytest"), ".github/workflows/lint.yml": workflow("ruff check .")}
    assert places(run("ci", snapshot(files))) == [STEP, ".github/workflows/lint.yml:10"]


MORE_TESTS = "\n\ndef test_more():\n    assert price(3) == 6\n"
HOLLOW_TESTS = "\n\ndef test_more():\n    assert True\n"


@pytest.mark.parametrize(("tests", "comes_first"), [(MORE_TESTS, False), (HOLLOW_TESTS, True)])
def test_the_job_that_runs_most_tests_is_told_first(tests: str, comes_first: bool) -> None:
    more = {"tests/test_all.py": CODE["tests/test_price.py"] + tests}
    files = {
        **CODE,
        **more,
        ".github/workflows/a.yml": workflow("pytest tests/test_price.py"),
        ".github/workflows/b.yml": workflow("pytest tests/test_all.py"),
    }
    assert (places(run("ci", snapshot(files)))[0] == ".github/workflows/a.yml:10") is comes_first


def test_steps_of_a_template_stand_where_the_pipeline_includes_it() -> None:
    files = {
        **CODE,
        "conftest.py": "",
        ".pipelines/pr.yml": "pr: [main]\njobs:\n- job: a\n  steps:\n  - template: quality-template.yml\n",
        ".pipelines/quality-template.yml": "parameters: []\nsteps:\n- script: pip install pytest\n- script: pytest\n",
    }
    finding = run("ci", snapshot(files))
    assert (finding.level, places(finding)) == (Level.WIRED, [".pipelines/pr.yml:5"])


@pytest.mark.parametrize(
    "text", ["[]", "- a\n- b\n", "just text", "on: push\njobs: []\n", "on: [push\n", "\x00"]
)
def test_malformed_configuration_never_raises(text: str) -> None:
    assert run("ci", snapshot({**CODE, WORKFLOW: text})).level is Level.ABSENT


def test_workflows_below_the_root_are_run_by_nobody() -> None:
    text = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pytest\n"
    finding = run("ci", snapshot({"svc/.github/workflows/t.yml": text, "svc/app.py": "x = 1\n"}))
    assert (finding.level, finding.near) == (Level.ABSENT, ("svc/.github/workflows/t.yml",))
