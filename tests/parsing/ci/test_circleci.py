from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, job, read, runs

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
