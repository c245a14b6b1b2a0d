from __future__ import annotations

from tests.support.pipelines import read

TASKCLUSTER = """\
version: 1
tasks:
  $let:
    repository:
      $if: 'tasks_for == "github-push"'
      then: ${event.repository.html_url}
      else: x
  in:
    $if: 'tasks_for == "github-push" || tasks_for[:19] == "github-pull-request"'
    then:
      - $mergeDeep:
          - {$eval: defaults}
          - taskId: {$eval: as_slugid("tests_task")}
            payload:
              image: python:3.12
              command:
                - "/bin/bash"
                - "-lcx"
                - "git clone ${repository} &&
                  cd app &&
                  pytest tests"
            metadata: {name: app tests}
      - $if: 'tasks_for == "github-push"'
        then:
          taskId: {$eval: as_slugid("release")}
          dependencies:
            - {$eval: as_slugid("tests_task")}
          payload:
            command: [twine, upload, dist]
          metadata: {name: release}
"""


def test_taskcluster_version_1() -> None:
    pipeline = read(".taskcluster.yml", TASKCLUSTER)
    assert pipeline.triggers == ("push", "pull_request")
    tests, release = pipeline.jobs
    assert (tests.id, tests.line, tests.image, tests.triggers) == (
        "tests_task",
        13,
        "python:3.12",
        ("push", "pull_request"),
    )
    step = tests.steps[0]
    assert (step.name, step.run, step.line, step.run_line) == (
        "app tests",
        "git clone ${repository} && cd . && pytest tests",
        17,
        19,
    )
    assert (release.id, release.needs, release.triggers) == ("release", ("tests_task",), ("push",))
    assert release.steps[0].run == "twine upload dist"


def test_taskcluster_version_0() -> None:
    source = """\
version: 0
tasks:
  - metadata: {name: unit}
    extra: {github: {events: [pull_request.opened, push]}}
    payload:
      command: [/bin/bash, --login, -c, "git clone {{event.head.repo.url}} repo && cd repo && tox"]
"""
    unit = read(".taskcluster.yml", source).jobs[0]
    assert (unit.id, unit.triggers) == ("unit", ("pull_request", "push"))
    assert unit.steps[0].run == "git clone {{event.head.repo.url}} repo && cd . && tox"
