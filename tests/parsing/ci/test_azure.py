from __future__ import annotations

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
