"""CI systems whose steps are containers, and the smaller ones."""

from __future__ import annotations

import pytest

from analyzer.parsing.ci.systems import Pipeline
from tests.support.pipelines import assert_lines_are_real, read, runs

CONTAINERS: dict[str, tuple[str, str, list[tuple[str, list[str | None]]]]] = {
    "drone": (
        ".drone.yml",
        """\
kind: pipeline
name: default
trigger:
  event: [push, cron]
  branch: [main]
steps:
- name: test
  image: python:3.12
  commands:
  - pip install .
  - pytest
- name: publish
  image: plugins/docker
  failure: ignore
  settings: {repo: a/b}
---
kind: secret
name: key
---
kind: pipeline
name: second
trigger: {event: tag}
steps: [{name: x, image: y, commands: [make]}]
""",
        [("default", ["pip install .\npytest", "plugins/docker"]), ("second", ["make"])],
    ),
    "drone 0.8": (
        ".drone.yml",
        "pipeline:\n  test:\n    image: python\n    commands:\n      - tox\n  publish:\n    image: plugins/docker\n    repo: a/b\n",
        [("default", ["tox", "plugins/docker"])],
    ),
    "woodpecker": (
        ".woodpecker.yml",
        "when: {event: pull_request}\nsteps:\n  test:\n    image: python\n    commands:\n      - pytest\n",
        [("default", ["pytest"])],
    ),
    "cloud build": (
        "cloudbuild.yaml",
        """\
steps:
- name: gcr.io/cloud-builders/docker
  id: build
  args: [build, -t, app, .]
- name: python:3.12
  entrypoint: bash
  dir: app
  args:
  - -c
  - |
    pip install .
    pytest
- name: gcr.io/cloud-builders/gcloud
  args: [run, deploy, app]
- name: ubuntu
  script: echo done
""",
        [("build", ["docker build -t app .", "pip install .\npytest", "gcloud run deploy app", "echo done"])],
    ),
    "bitbucket": (
        "bitbucket-pipelines.yml",
        """\
image: python:3.12
pipelines:
  default:
    - step: &test
        name: Test
        script:
          - pip install .
          - pytest
        after-script: [echo bye]
    - parallel:
        - step: {name: A, script: [make a]}
        - step: {script: [make b]}
  branches:
    main:
      - step: *test
      - step:
          name: Deploy
          deployment: production
          trigger: manual
          script:
            - make package
            - pipe: atlassian/aws-ecs-deploy:1
              variables: {CLUSTER: a}
""",
        [
            ("Test", ["pip install .\npytest", "echo bye"]),
            ("A", ["make a"]),
            ("default 2.2", ["make b"]),
            ("Test", ["pip install .\npytest", "echo bye"]),
            ("Deploy", ["make package", "atlassian/aws-ecs-deploy:1"]),
        ],
    ),
    "buildkite": (
        ".buildkite/pipeline.yml",
        """\
steps:
  - label: Test
    key: test
    commands:
      - make deps
      - make test
  - command: lint.sh
    soft_fail: true
    skip: "later"
  - wait
  - label: compose
    plugins:
      - docker-compose#v4:
          run: app
  - block: Release?
  - group: release
    steps:
      - command: release.sh
""",
        [("test", ["make deps\nmake test"]), ("step 2", ["lint.sh"]), ("compose", ["docker-compose run app"]), ("step 4", ["release.sh"])],
    ),
    "blubber": (
        ".pipeline/config.yaml",
        "pipelines:\n  test:\n    blubberfile: blubber.yaml\n    stages:\n      - name: unit\n        build: test\n        run: true\n",
        [("test unit", ["blubber:test"])],
    ),
    "blubber variants": (
        ".pipeline/blubber.yaml",
        "variants:\n  test:\n    entrypoint: [tox]\n  production:\n    entrypoint: [python3]\n",
        [("test", ["tox"]), ("production", ["python3"])],
    ),
    "semaphore": (
        ".semaphore/semaphore.yml",
        """\
version: v1.0
blocks:
  - name: Test
    task:
      prologue:
        commands:
          - checkout
      jobs:
        - name: unit
          commands:
            - make test
  - name: Ship
    task:
      jobs:
        - commands: [make ship]
promotions:
  - {name: Deploy, pipeline_file: deploy.yml}
""",
        [("unit", ["checkout\nmake test"]), ("Ship 2.1", ["make ship"])],
    ),
    "wercker": (
        "wercker.yml",
        "box: python\nbuild:\n  steps:\n    - pip-install\n    - script:\n        name: test\n        code: |\n          pytest\n",
        [("build", ["pip-install", "pytest"])],
    ),
    "codebuild": (
        "buildspec.yml",
        "version: 0.2\nphases:\n  install:\n    commands:\n      - pip install .\n  build:\n    on-failure: CONTINUE\n    commands:\n      - pytest\n",
        [("build", ["pip install .", "pytest"])],
    ),
    "zuul": (
        ".zuul.yaml",
        """\
- job:
    name: unit
    parent: base
    run: playbooks/unit.yaml
- project:
    templates: [common]
    check:
      jobs:
        - unit: {voting: false}
        - thoth-pytest
    post:
      jobs: [publish: {dependencies: [unit]}]
""",
        [("unit", ["playbooks/unit.yaml"]), ("thoth-pytest", []), ("publish", [])],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTAINERS)
def test_jobs_and_scripts_of_other_systems(name: str) -> None:
    path, source, expected = CONTAINERS[name]
    pipeline = read(path, source)
    assert runs(pipeline) == expected
    if name not in ("cloud build", "buildkite"):
        assert_lines_are_real(pipeline, source)


def other(name: str) -> Pipeline:
    path, source, _expected = CONTAINERS[name]
    return read(path, source)


def test_drone_facts() -> None:
    pipeline = other("drone")
    test, publish = pipeline.jobs[0].steps
    assert (test.uses, test.line, test.run_line) == ("python:3.12", 7, 10)
    assert (publish.uses, publish.options, publish.masked) == ("plugins/docker", (("repo", "a/b"),), True)
    assert (pipeline.triggers, pipeline.branches) == (("push", "schedule", "tag"), ("main",))
    assert [each.triggers for each in pipeline.jobs] == [("push", "schedule"), ("tag",)]


def test_cloud_build_facts() -> None:
    build, tests, deploy, _done = other("cloud build").jobs[0].steps
    assert (build.name, build.uses, build.line, build.run_line) == (
        "build",
        "gcr.io/cloud-builders/docker",
        2,
        4,
    )
    assert (tests.directory, tests.run_line, tests.errexit) == ("app", 11, False)
    assert (deploy.line, deploy.run_line) == (13, 14)


def test_bitbucket_facts() -> None:
    pipeline = other("bitbucket")
    assert pipeline.triggers == ("push",)
    test, first, second, again, deploy = pipeline.jobs
    assert (test.image, test.needs, first.needs, second.needs) == ("python:3.12", (), ("Test",), ("Test",))
    assert (again.needs, deploy.environment, deploy.triggers) == ((), "production", ("manual",))
    assert deploy.steps[1].options == (("CLUSTER", "a"),)


def test_buildkite_facts() -> None:
    test, lint, compose, release = other("buildkite").jobs
    assert (test.steps[0].run_line, lint.masked, lint.disabled) == (5, True, "skip: later")
    assert (compose.needs, compose.steps[0].uses) == (("test", "step 2"), "docker-compose#v4")
    assert (release.triggers, release.line) == (("manual",), 18)


def test_zuul_facts() -> None:
    unit, thoth, publish = other("zuul").jobs
    assert (unit.uses, unit.masked, unit.triggers, unit.line) == ("base", True, ("pull_request",), 9)
    assert (thoth.uses, thoth.line, publish.triggers, publish.needs) == (
        "thoth-pytest",
        10,
        ("push",),
        ("unit",),
    )


def test_blubber_ships_its_production_variant() -> None:
    assert [each.disabled is None for each in other("blubber variants").jobs] == [True, False]
    assert other("blubber").includes == ("blubber.yaml",)


def test_semaphore_facts() -> None:
    pipeline = other("semaphore")
    assert (pipeline.jobs[1].needs, pipeline.includes) == (("unit",), ("deploy.yml",))
    assert read(".semaphore/deploy.yml", CONTAINERS["semaphore"][1]).triggers == ("manual",)
