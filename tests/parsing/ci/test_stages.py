"""Jenkins, Azure, Taskcluster: stages and templates."""

from __future__ import annotations

from tests.support.pipelines import assert_lines_are_real, job, read, runs

# -- Jenkins -----------------------------------------------------------------------------------------

JENKINS = '''\
#!/usr/bin/env groovy
// sh 'commented'
pipeline {
  agent { docker { image 'python:3.12' } }
  triggers { cron('H 4 * * *') }
  stages {
    stage('Build') { steps { sh 'docker build -t app .' } }
    stage('Checks') {
      parallel {
        stage('Unit') {
          when { expression { return false } }
          steps {
            sh """
              pip install -r requirements.txt
              pytest tests
            """
            sh(script: "pytest slow", returnStatus: true)
          }
        }
        stage('Lint') {
          steps {
            dir('app') { sh label: 'lint', script: 'flake8' }
            catchError(buildResult: 'SUCCESS') { sh 'mypy .' }
            catchError { sh 'pylint app' }
          }
        }
      }
    }
    stage("Deploy") {
      when { branch 'main' }
      steps {
        echo 'deploying'
        /* sh 'nothing'
        */
        bat 'deploy.bat'
      }
    }
  }
  post { failure { sh 'notify' } }
}
'''


def test_jenkins_declarative() -> None:
    pipeline = read("Jenkinsfile", JENKINS)
    assert_lines_are_real(pipeline, JENKINS.replace("echo 'deploying'", "echo deploying"))
    assert pipeline.triggers == ("push", "pull_request", "schedule")
    assert runs(pipeline) == [
        ("Build", ["docker build -t app ."]),
        ("Unit", ["pip install -r requirements.txt\npytest tests", "pytest slow"]),
        ("Lint", ["flake8", "mypy .", "pylint app"]),
        ("Deploy", ["echo deploying", "deploy.bat"]),
        ("post", ["notify"]),
    ]
    assert {each.image for each in pipeline.jobs} == {"python:3.12"}
    assert [each.needs for each in pipeline.jobs[:4]] == [(), ("Build",), ("Build",), ("Unit", "Lint")]
    unit, lint = job(pipeline, "Unit"), job(pipeline, "Lint")
    assert (unit.disabled, unit.line) == ("when: expression return false", 10)
    assert [step.masked for step in unit.steps] == [False, True]
    assert [(step.name, step.directory, step.masked) for step in lint.steps] == [
        ("lint", "app", False), ("", None, True), ("", None, False)
    ]  # fmt: skip
    assert job(pipeline, "Deploy").condition == "branch main"
    assert job(pipeline, "Deploy").steps[1].errexit is False
    assert job(pipeline, "post").steps[0].condition == "post: failure"


def test_jenkins_scripted() -> None:
    source = """\
node('gpu') {
  checkout scm
  def image = docker.build("app:${env.BUILD_ID}")
  stage('Test') { docker.image('python:3').inside('-v a:b') { sh 'make test' } }
  parallel unit: {
    sh 'pytest unit'
  }, 'end to end': {
    sh '''
      pytest e2e
    '''
  }
}
def helper(name) {
  sh "helper ${name}"
}
"""
    pipeline = read("Jenkinsfile", source)
    assert_lines_are_real(pipeline, source)
    assert runs(pipeline) == [
        ("pipeline", ["docker.build"]),
        ("Test", ["make test"]),
        ("unit", ["pytest unit"]),
        ("end to end", ["pytest e2e"]),
        ("helper", ["helper ${name}"]),
    ]
    assert job(pipeline, "Test").image == "python:3"
    assert job(pipeline, "end to end").needs == ("Test",)


# -- Azure -------------------------------------------------------------------------------------------

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


# -- Taskcluster -------------------------------------------------------------------------------------

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
