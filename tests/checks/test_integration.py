from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import flagged, raised, run, snapshot

CODE = {
    "shop/__init__.py": "",
    "shop/price.py": "def price(x):\n    return x * 2\n",
    "tests/test_price.py": "from shop.price import price\n\ndef test_price():\n    assert price(2) == 4\n",
}
UNITTESTS = {
    "shop/__init__.py": "",
    "shop/price.py": "def price(x):\n    return x * 2\n",
    "tests/__init__.py": "",
    "tests/test_price.py": (
        "import unittest\nfrom shop.price import price\n\n"
        "class PriceCase(unittest.TestCase):\n    def test_price(self):\n        self.assertEqual(price(2), 4)\n"
    ),
}


def workflow(run: str, on: str = "[push, pull_request]", step: str = "", job: str = "") -> str:
    body = "\n".join(f"          {line}" for line in run.splitlines())
    return (
        f"name: CI\non: {on}\njobs:\n  check:\n    runs-on: ubuntu-latest\n{job}"
        f"    steps:\n      - uses: actions/checkout@v4\n      - name: run\n{step}        run: |\n{body}\n"
    )


def github(run: str, files: dict[str, str] | None = None, **options: str) -> dict[str, str]:
    return {**(CODE if files is None else files), ".github/workflows/ci.yml": workflow(run, **options)}


DIRECT = [
    "pytest",
    "python -m pytest tests -v",
    "python3.11 -m pytest --cov=shop tests/test_price.py",
    "coverage run -m pytest && coverage report",
    "poetry run pytest",
    "uv run --frozen pytest -q",
    "pipenv run python -m pytest",
    "xvfb-run -a pytest",
    "cd tests && pytest",
    "set -e\npip install .\npytest tests/",
    "pytest -k price -x",
    "docker run --rm image pytest tests",
]


@pytest.mark.parametrize("command", DIRECT)
def test_a_runner_on_collectable_tests_is_wired(command: str) -> None:
    assert run("ci_tests", snapshot(github(command))).level is Level.WIRED


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
        "services:\n  api:\n    build: .\n    command: python -m shop\n",
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
    assert finding.level is Level.WIRED
    assert path in finding.evidence[0].note


def test_a_loop_of_targets_ends() -> None:
    files = {**github("make a"), "Makefile": "a: b\n\t$(MAKE) b\n\nb: a\n\tmake a\n"}
    assert run("ci_tests", snapshot(files)).level is Level.ABSENT


NOT_TESTS = {
    "echo": "echo pytest",
    "echo after a real word": 'echo "running pytest tests"',
    "import only": 'python -c "import shop"',
    "lint": "ruff check . && mypy shop",
    "listing": "pytest --collect-only",
    "comment": "# pytest\ntrue",
    "installing": "pip install pytest",
}


@pytest.mark.parametrize("command", NOT_TESTS.values(), ids=NOT_TESTS)
def test_what_only_looks_like_a_test_run_does_not_count(command: str) -> None:
    assert run("ci_tests", snapshot(github(command))).level <= Level.CLAIMED


MASKED = {
    "or true": github("pytest || true"),
    "continue on error": github("pytest", step="        continue-on-error: true\n"),
    "switched off": github("pytest", step="        if: false\n"),
    "job that may fail": github("pytest", job="    continue-on-error: true\n"),
    "makefile ignores": {**github("make test"), "Makefile": "test:\n\t-pytest\n"},
}


@pytest.mark.parametrize("files", MASKED.values(), ids=MASKED)
def test_a_masked_failure_does_not_count(files: dict[str, str]) -> None:
    assert run("ci_tests", snapshot(files)).level <= Level.CLAIMED


def test_masking_of_another_step_does_not_matter() -> None:
    assert run("ci_tests", snapshot(github("flake8 || true\npytest"))).level is Level.WIRED


NOWHERE = {
    "other folder": github("pytest qa"),
    "folder without packages": github("python -m unittest discover -s tests", CODE),
    "names no pattern collects": {
        **github("pytest"),
        "tests/test_price.py": "x = 1\n",
        "tests/PriceTests.py": CODE["tests/test_price.py"],
    },
    "no tests at all": github("pytest", {"shop/__init__.py": ""}),
}


@pytest.mark.parametrize("files", NOWHERE.values(), ids=NOWHERE)
def test_a_runner_pointed_at_nothing_is_only_claimed_and_flagged(files: dict[str, str]) -> None:
    repo = snapshot(files)
    assert run("ci_tests", repo).level is Level.CLAIMED
    assert flagged("hollow_ci", repo) is not None


@pytest.mark.parametrize(
    "path",
    ["ci/.github/workflows/ci.yml", ".github/workflows/ci.yml.disabled", ".github/ci.yml", "docs/ci.yml"],
)
def test_only_where_the_ci_system_reads_its_file(path: str) -> None:
    repo = snapshot({**CODE, path: workflow("pytest")})
    assert run("ci", repo).level is Level.ABSENT
    assert run("ci_tests", repo).level is Level.ABSENT


def test_a_manual_trigger_is_substantive_not_wired() -> None:
    assert run("ci_tests", snapshot(github("pytest", on="workflow_dispatch"))).level is Level.SUBSTANTIVE


def test_a_reusable_workflow_counts_only_if_somebody_calls_it() -> None:
    called = github("pytest", on="workflow_call")
    assert run("ci_tests", snapshot(called)).level is Level.ABSENT
    caller = "on: push\njobs:\n  all:\n    uses: ./.github/workflows/ci.yml\n"
    assert run("ci_tests", snapshot({**called, ".github/workflows/all.yml": caller})).level is Level.WIRED


SYSTEMS = {
    ".gitlab-ci.yml": "test:\n  script:\n    - pip install .\n    - pytest\n",
    ".travis.yml": "language: python\nscript:\n  - pytest\n",
    ".circleci/config.yml": "version: 2\njobs:\n  build:\n    docker:\n      - image: python\n    steps:\n      - checkout\n      - run: pytest\n",
    "azure-pipelines.yml": "steps:\n- script: pytest\n  displayName: tests\n",
    "Jenkinsfile": "pipeline {\n  agent any\n  stages {\n    stage('test') {\n      steps {\n        sh 'pytest'\n      }\n    }\n  }\n}\n",
    ".drone.yml": "kind: pipeline\nname: default\nsteps:\n- name: test\n  image: python\n  commands:\n  - pytest\n",
    "bitbucket-pipelines.yml": "pipelines:\n  default:\n    - step:\n        script:\n          - pytest\n",
    ".buildkite/pipeline.yml": "steps:\n  - command: pytest\n",
    "cloudbuild.yaml": "steps:\n- name: python\n  entrypoint: python\n  args: ['-m', 'pytest']\n",
    "appveyor.yml": "test_script:\n  - pytest\n",
    ".taskcluster.yml": (
        "version: 0\ntasks:\n  - metadata:\n      name: tests\n    payload:\n      command:\n"
        "        - /bin/bash\n        - -lc\n        - git clone repo && cd repo && pytest\n"
    ),
}


@pytest.mark.parametrize("path", SYSTEMS)
def test_every_ci_system_is_read(path: str) -> None:
    repo = snapshot({**CODE, path: SYSTEMS[path]})
    assert run("ci", repo).level >= Level.SUBSTANTIVE
    assert run("ci_tests", repo).level >= Level.SUBSTANTIVE


@pytest.mark.parametrize(
    ("command", "level"),
    [
        ("echo hello", Level.PRESENT),
        ("pip install -r requirements.txt", Level.PRESENT),
        ("ruff check .", Level.SUBSTANTIVE),
        ("pytest", Level.WIRED),
        ("docker build .", Level.PRESENT),
    ],
)
def test_ci_level_follows_what_the_jobs_do(command: str, level: Level) -> None:
    assert run("ci", snapshot(github(command))).level is level


def test_ci_that_only_says_it_tests_is_hollow() -> None:
    steps = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - name: Run unit tests\n        run: echo 'Running unit tests'\n"
    repo = snapshot({**CODE, ".github/workflows/ci.yml": steps})
    assert run("ci_tests", repo).level is Level.ABSENT
    assert "only prints" in raised("hollow_ci", repo).evidence[0].note


@pytest.mark.parametrize(
    "text", ["[]", "- a\n- b\n", "just text", "on: push\njobs: []\n", "on: [push\n", "\x00"]
)
def test_malformed_configuration_never_raises(text: str) -> None:
    repo = snapshot({**CODE, ".github/workflows/ci.yml": text})
    assert run("ci", repo).level is Level.ABSENT
    assert run("ci_tests", repo).level is Level.ABSENT


def test_a_step_that_runs_a_script_we_do_not_see_is_not_called_hollow() -> None:
    files = github("bash ./ci/run-tests.sh")
    assert flagged("hollow_ci", snapshot(files)) is None


def test_what_one_reader_cannot_read_concerns_nobody_else() -> None:
    setup = "from setuptools import setup\n\nsetup(install_requires=read('x'))\n"
    finding = run("ci_tests", snapshot({**github("pytest"), "setup.py": setup}))
    assert not finding.unseen


def test_a_step_that_imports_the_package_is_not_called_hollow() -> None:
    step = "python -c \"import shop.price; print('tests passed')\""
    assert flagged("hollow_ci", snapshot(github(step))) is None
    assert flagged("hollow_ci", snapshot(github("python -c \"print('tests passed')\""))) is not None


def test_tests_mounted_into_a_container_are_collected() -> None:
    files = {
        **github("docker-compose up -d\ndocker-compose exec api py.test /shop --cov=shop"),
        "docker-compose.yml": "services:\n  api:\n    build: .\n    volumes: ['.:/shop']\n",
    }
    finding = run("ci_tests", snapshot(files))
    assert finding.level is Level.WIRED
    assert flagged("hollow_ci", snapshot(files)) is None


AZURE = {
    **CODE,
    ".pipelines/pr.yml": "trigger: none\npr: [main]\njobs:\n- job: check\n  steps:\n  - template: steps/quality-template.yml\n",
    ".pipelines/steps/quality-template.yml": "parameters: []\nsteps:\n- script: pip install .\n- script: pytest\n",
}


def test_steps_of_a_template_are_those_of_the_pipeline_that_includes_it() -> None:
    finding = run("ci_tests", snapshot(AZURE))
    assert finding.level is Level.WIRED
    assert [(each.path, each.line) for each in finding.evidence] == [
        (".pipelines/steps/quality-template.yml", 4)
    ]
    assert {(each.path, each.line) for each in run("ci", snapshot(AZURE)).evidence} == {
        (".pipelines/pr.yml", 6)
    }


@pytest.mark.parametrize(
    "changed",
    [
        {".pipelines/pr.yml": "pr: [main]\nsteps:\n- script: make\n"},
        {".pipelines/pr.yml": "pr: [main]\nsteps:\n- template: quality-template.yml\n"},
        {".pipelines/pr.yml": "pr: [main]\nsteps:\n- template: steps/quality-template.yml@other\n"},
        {
            ".pipelines/pr.yml": "pr: [main]\nsteps:\n- template: steps/quality-template.yml\n  enabled: false\n"
        },
    ],
    ids=["not included", "not there", "in another repository", "switched off"],
)
def test_a_template_that_nothing_includes_runs_nothing(changed: dict[str, str]) -> None:
    assert run("ci_tests", snapshot({**AZURE, **changed})).level is Level.ABSENT


def test_templates_that_include_each_other_end() -> None:
    circle = {
        "pr.yml": "steps:\n- template: a-template.yml\n",
        "a-template.yml": "steps:\n- template: a-template.yml\n",
    }
    repo = snapshot({**CODE, **{f".pipelines/{name}": text for name, text in circle.items()}})
    assert run("ci_tests", repo).level is Level.ABSENT


def test_jobs_of_a_template_belong_to_the_pipeline() -> None:
    files = {
        **CODE,
        "azure-pipelines.yml": "trigger: [main]\njobs:\n- template: ci/jobs.yml\n",
        "ci/jobs.yml": "jobs:\n- job: check\n  steps:\n  - bash: pytest\n",
    }
    assert run("ci_tests", snapshot(files)).level is Level.WIRED
