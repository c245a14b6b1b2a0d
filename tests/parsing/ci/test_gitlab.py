from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, job, read, runs

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
