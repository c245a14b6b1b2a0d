from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, read, runs

PATH = ".drone.yml"
SOURCE = """\
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
"""


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [("default", ["pip install .\npytest", "plugins/docker"]), ("second", ["make"])]
    assert_lines_are_real(pipeline, SOURCE)


def test_facts_of_its_jobs() -> None:
    pipeline = read(PATH, SOURCE)
    test, publish = pipeline.jobs[0].steps
    assert (test.uses, test.line, test.run_line) == ("python:3.12", 7, 10)
    assert (publish.uses, publish.options, publish.masked) == ("plugins/docker", (("repo", "a/b"),), True)
    assert (pipeline.triggers, pipeline.branches) == (("push", "schedule", "tag"), ("main",))
    assert [each.triggers for each in pipeline.jobs] == [("push", "schedule"), ("tag",)]


OLD_PATH = ".drone.yml"
OLD_SOURCE = "pipeline:\n  test:\n    image: python\n    commands:\n      - tox\n  publish:\n    image: plugins/docker\n    repo: a/b\n"


def test_jobs_of_the_old_form() -> None:
    pipeline = read(OLD_PATH, OLD_SOURCE)
    assert runs(pipeline) == [("default", ["tox", "plugins/docker"])]
    assert_lines_are_real(pipeline, OLD_SOURCE)
