from __future__ import annotations

import pytest

from analyzer.parsing.ci.systems import ci_system
from tests.support.pipelines import assert_lines_are_real, job, read, runs

AZURE = """\
trigger:
  branches: {include: [main]}
pr: none
pool: {vmImage: ubuntu-latest}
stages:
- stage: test
  jobs:
  - job: unit
    steps:
    - checkout: self
    - ${{ if eq(variables.x, 'y') }}:
      - script: make extra
    - script: |
        pip install .
        pytest
      displayName: Tests
      workingDirectory: $(Build.SourcesDirectory)/app
    - task: Bash@3
      inputs: {targetType: inline, script: make lint}
      continueOnError: true
    - task: PythonScript@0
      inputs: {scriptPath: tools/check.py}
      enabled: false
    - template: ci/steps.yml
- stage: deploy
  condition: succeeded()
  jobs:
  - deployment: web
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
          - bash: ./deploy.sh
- stage: old
  condition: false
  jobs: [{job: old, steps: [{script: x}]}]
"""


def test_azure_stages() -> None:
    pipeline = read("azure-pipelines.yml", AZURE)
    assert_lines_are_real(pipeline, AZURE.replace("scriptPath: tools", "scriptPath: python tools"))
    assert (pipeline.triggers, pipeline.branches) == (("push",), ("main",))
    assert runs(pipeline) == [
        (
            "unit",
            ["make extra", "pip install .\npytest", "make lint", "python tools/check.py", "ci/steps.yml"],
        ),
        ("web", ["./deploy.sh"]),
        ("old", ["x"]),
    ]
    tests = job(pipeline, "unit").steps[1]
    assert (tests.name, tests.line, tests.run_line, tests.directory, tests.errexit) == (
        "Tests",
        13,
        14,
        "app",
        False,
    )
    assert [step.masked for step in job(pipeline, "unit").steps] == [False, False, True, False, False]
    assert job(pipeline, "unit").steps[3].disabled == "enabled: false"
    assert (job(pipeline, "web").environment, job(pipeline, "web").needs) == ("production", ("unit",))
    assert job(pipeline, "old").disabled == "condition: false"


def test_azure_by_hand_only() -> None:
    assert read("azure-pipelines.yml", "trigger: none\npr: none\nsteps: [{script: x}]").triggers == (
        "manual",
    )
    assert read("azure-pipelines.yml", "steps: [{script: x}]").triggers == ("push", "pull_request")


PROJECT_STEPS = "{}steps:\n- script: {}\n"


@pytest.mark.parametrize(
    ("path", "head", "step", "is_read"),
    [
        ("churn/azure-pipelines.yml", "", "cd churn && pytest", True),
        ("churn/azure-pipelines.yml", "", "pytest churn/tests", True),
        ("churn/azure-pipelines-ci.yml", "", "pytest $(System.DefaultWorkingDirectory)/churn/tests", True),
        ("churn/azure-pipelines.yml", "", "pytest\n  workingDirectory: churn", True),
        ("churn/azure-pipelines.yml", "trigger: {paths: {include: ['churn/*']}}\n", "pytest", True),
        ("azure-pipelines.yml", "", "pytest", True),
        ("ci/azure-pipelines.yml", "", "pytest", True),
        ("churn/azure-pipelines.yml", "", "pytest", False),
        ("churn/azure-pipelines.yml", "trigger: {paths: {exclude: ['churn/*']}}\n", "pytest", False),
        ("churn/azure-pipelines.yml", "", "cd lib/churn && pytest", False),
    ],
)
def test_a_file_in_the_folder_of_a_project_is_read_if_it_goes_there(
    path: str, head: str, step: str, *, is_read: bool
) -> None:
    pipeline = read(path, PROJECT_STEPS.format(head, step))
    assert (pipeline.can_fire, bool(pipeline.jobs)) == (is_read, is_read)


@pytest.mark.parametrize(
    "path", ["examples/azure-pipelines.yml", "a/azure-pipelines-template.yml", "a/b/c/d/azure-pipelines.yml"]
)
def test_a_file_that_shows_something_or_is_included_is_read_by_no_pipeline(path: str) -> None:
    assert ci_system(path) is None
