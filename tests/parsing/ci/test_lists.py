"""GitLab, CircleCI, Travis, AppVeyor: jobs that are lists of commands."""

from __future__ import annotations

import pytest

from tests.support.pipelines import assert_lines_are_real, job, read, runs, squeezed

# -- GitLab ------------------------------------------------------------------------------------------

GITLAB = """\
include:
  - local: /ci/build.yml
  - project: other/repo
    file: x.yml
stages: [lint, test, deploy]
default:
  image: {name: "python:3.12"}
before_script:
  - pip install -e .
.base:
  tags: [docker]
  variables: {A: "1"}
  script:
    - echo base
lint:
  stage: lint
  extends: .base
  before_script: []
  allow_failure: true
unit:
  extends: [.base]
  image: python:3.11
  script:
    - cd app
    - |
      pytest -q \\
        -x
    - [coverage xml, coverage html]
  after_script:
    - curl https://example.org
helper:
  script:
    - !reference [.base, script]
    - make
deploy:
  stage: deploy
  needs: [unit, {job: lint, artifacts: false}]
  when: manual
  environment: {name: production}
  script: helm upgrade app chart
never:
  rules: [{when: never}]
  script: [pytest]
merge:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_TAG
      when: never
  script: [pytest]
nightly:
  only: [schedules]
  script: [pytest]
child:
  trigger: {include: [{local: /ci/child.yml}]}
"""


def test_gitlab_jobs() -> None:
    pipeline = read(".gitlab-ci.yml", GITLAB)
    assert_lines_are_real(
        pipeline, GITLAB.replace("[coverage xml, coverage html]", "[coverage xml ; coverage html]")
    )
    assert pipeline.includes == ("/ci/build.yml",)
    assert dict(runs(pipeline)) == {
        "lint": ["echo base"],
        "unit": [
            "pip install -e .\ncd app\npytest -q \\\n-x\ncoverage xml ; coverage html",
            "curl https://example.org",
        ],
        "helper": ["pip install -e .\necho base\nmake"],
        "deploy": ["pip install -e .\nhelm upgrade app chart"],
        "never": ["pip install -e .\npytest"],
        "merge": ["pip install -e .\npytest"],
        "nightly": ["pip install -e .\npytest"],
        "child": ["pip install -e ."],
    }
    unit = job(pipeline, "unit")
    assert (unit.line, unit.image, unit.needs, unit.steps[0].line) == (20, "python:3.11", ("lint",), 24)
    assert [step.masked for step in unit.steps] == [False, True]
    assert unit.steps[0].pipefail
    assert job(pipeline, "lint").masked
    assert job(pipeline, "lint").image == "python:3.12"
    deploy = job(pipeline, "deploy")
    assert (deploy.needs, deploy.triggers, deploy.environment) == (
        ("unit", "lint"),
        ("manual",),
        "production",
    )
    assert job(pipeline, "never").disabled
    assert job(pipeline, "merge").triggers == ("pull_request",)
    assert job(pipeline, "nightly").triggers == ("schedule",)
    assert job(pipeline, "child").uses == "/ci/child.yml"


def test_gitlab_script_from_below_keeps_its_lines() -> None:
    source = "test:\n  script:\n    - pytest\ndefault:\n  before_script:\n    - pip install x\n"
    pipeline = read(".gitlab-ci.yml", source)
    assert_lines_are_real(pipeline, source)
    assert runs(pipeline) == [("test", ["pip install x", "pytest"])]


def test_gitlab_workflow_that_never_starts() -> None:
    pipeline = read(".gitlab-ci.yml", "workflow: {rules: [{when: never}]}\na: {script: [x]}")
    assert not pipeline.can_fire


# -- CircleCI ----------------------------------------------------------------------------------------

CIRCLECI = """\
version: 2.1
orbs:
  python: circleci/python@2
executors:
  main:
    docker: [{image: "cimg/python:3.12"}, {image: "cimg/postgres:16"}]
commands:
  checks:
    parameters:
      target: {type: string, default: all}
    steps:
      - run:
          name: Check
          command: make << parameters.target >>
jobs:
  test:
    executor: main
    working_directory: ~/repo
    steps:
      - checkout
      - checks: {target: unit}
      - when:
          condition: false
          steps: [{run: never}]
      - run:
          command: |
            pip install x
            pytest | tee log
          working_directory: ~/repo/app
      - run: {command: pytest, shell: sh}
  hidden:
    docker: [{image: x}]
    steps: [{run: pytest}]
  deploy:
    docker: [{image: x}]
    steps: [{run: make deploy}]
workflows:
  main:
    jobs:
      - test
      - python/test
      - hold: {type: approval, requires: [test]}
      - deploy: {requires: [hold, test], filters: {branches: {only: main}}}
  nightly:
    triggers: [{schedule: {cron: "0 0 * * *"}}]
    jobs:
      - test: {name: nightly-test}
"""


def test_circleci_jobs() -> None:
    pipeline = read(".circleci/config.yml", CIRCLECI)
    assert_lines_are_real(pipeline, CIRCLECI.replace("<< parameters.target >>", "unit all"))
    test = job(pipeline, "test")
    assert (test.line, test.image, test.services) == (16, "cimg/python:3.12", ("cimg/postgres:16",))
    checkout, check, never, tests, plain = test.steps
    assert checkout.uses == "checkout"
    assert (check.name, check.run, check.line, check.run_line) == ("Check", "make unit", 12, 14)
    assert never.disabled
    assert (tests.run, tests.directory, tests.pipefail) == ("pip install x\npytest | tee log", "app", True)
    assert (plain.errexit, plain.pipefail, plain.directory) == (True, False, None)
    assert job(pipeline, "python/test").uses == "python/test"
    assert job(pipeline, "hidden").disabled == "no workflow runs it"
    assert (job(pipeline, "deploy").needs, job(pipeline, "deploy").triggers) == (("test",), ("manual",))
    assert job(pipeline, "nightly-test").triggers == ("schedule",)


def test_circleci_without_workflows_runs_build_only() -> None:
    source = "version: 2\njobs:\n  build:\n    steps: [checkout, {run: pytest}]\n  test:\n    steps: [{run: pytest}]\n"
    pipeline = read(".circleci/config.yml", source)
    assert {each.id: each.disabled is None for each in pipeline.jobs} == {"build": True, "test": False}
    assert pipeline.can_fire
    assert not read(".circleci/config.yml", source.replace("build:", "check:")).can_fire


def test_circleci_version_1() -> None:
    source = (
        "dependencies:\n  pre: [pip install x]\ntest:\n  override:\n    - pytest\n    - tox: {timeout: 9}\n"
    )
    pipeline = read("circle.yml", source)
    assert_lines_are_real(pipeline, source)
    assert runs(pipeline) == [("test", ["pip install x", "pytest", "tox"])]


# -- Travis and AppVeyor -----------------------------------------------------------------------------

TRAVIS = """\
language: python
python: [3.8, nightly]
install:
  - pip install -r requirements.txt
script:
  - flake8
  # tests
  - pytest
after_success: codecov
deploy:
  provider: pypi
  on: {tags: true}
jobs:
  allow_failures:
    - python: nightly
  include:
    - stage: docs
      script: make docs
    - stage: last
      python: nightly
      script: skip
      deploy: {provider: script, script: ./deploy.sh}
"""


def test_travis_jobs() -> None:
    pipeline = read(".travis.yml", TRAVIS)
    assert_lines_are_real(pipeline, TRAVIS)
    base, docs, last = pipeline.jobs
    assert squeezed(base.steps[0].run or "") == "pip install -r requirements.txt\nflake8\npytest"
    assert (base.steps[0].line, base.steps[0].run_line, base.masked) == (6, 4, False)
    assert (base.steps[1].name, base.steps[1].masked) == ("after_success", True)
    assert (base.steps[2].uses, base.steps[2].condition) == ("pypi", "tags=true")
    assert (docs.id, docs.line, squeezed(docs.steps[0].run or "")) == (
        "docs",
        17,
        "pip install -r requirements.txt\nmake docs",
    )
    assert (last.needs, last.masked) == (("docs",), True)
    assert last.steps[-1].run == "./deploy.sh"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("language: node_js", ["npm test"]),
        ("language: go", ["go test -v ./..."]),
        ("language: ruby", ["rake"]),
        ("language: java", ["mvn test -B"]),
        ("language: python\nscript: skip", []),
        ("language: python", []),
    ],
)
def test_travis_default_scripts(source: str, expected: list[str]) -> None:
    pipeline = read(".travis.yml", source)
    assert runs(pipeline) == [("default", expected)]
    assert (pipeline.jobs[0].disabled is not None) is (source == "language: python")


def test_appveyor_phases() -> None:
    source = "install:\n  - pip install x\nbuild: off\nbuild_script:\n  - cmd: python setup.py build\ntest_script:\n  - ps: pytest\n"
    pipeline = read("appveyor.yml", source)
    assert_lines_are_real(pipeline, source)
    assert runs(pipeline) == [("build", ["pip install x", "python setup.py build", "pytest"])]
    assert all(step.disabled is None for step in pipeline.jobs[0].steps)
    off = read("appveyor.yml", "test: off\n" + source)
    assert [step.disabled for step in off.jobs[0].steps] == [None, None, "test: off"]
