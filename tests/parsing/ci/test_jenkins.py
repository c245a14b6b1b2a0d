from __future__ import annotations

import pytest

from analyzer.parsing.ci.systems import ci_system, is_ci_looking
from tests.support.pipelines import assert_lines_are_real, job, read, runs

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


STEPS = "pipeline {{ agent any\n stages {{ stage('Test') {{ steps {{ {} }} }} }} }}\n"


@pytest.mark.parametrize(
    ("path", "step", "is_read"),
    [
        ("churn/Jenkinsfile", "sh 'cd churn && pytest'", True),
        ("churn/Jenkinsfile", "dir('churn') { sh 'pytest' }", True),
        ("churn/Jenkinsfile", "sh 'pytest churn/tests'", True),
        ("churn/Jenkinsfile", "sh 'pytest ./churn/tests'", True),
        ("churn/Jenkinsfile", 'sh "cd ${WORKSPACE}/churn && pytest"', True),
        ("churn/Jenkinsfile", "sh 'make -C churn test'", True),
        ("ml/churn/Jenkinsfile.gpu", "sh 'cd ml/churn && pytest'", True),
        ("Jenkinsfile", "sh 'pytest'", True),
        ("ci/Jenkinsfile", "sh 'pytest'", True),
        ("churn/Jenkinsfile", "sh 'pytest'", False),
        ("churn/Jenkinsfile", "sh 'cd churns && pytest'", False),
        ("churn/Jenkinsfile", "sh 'cd lib/churn && pytest'", False),
        ("churn/Jenkinsfile", "sh 'docker run team/churn'", False),
        ("churn/Jenkinsfile", "", False),
    ],
)
def test_a_file_in_the_folder_of_a_project_is_read_if_its_steps_go_there(
    path: str, step: str, *, is_read: bool
) -> None:
    pipeline = read(path, STEPS.format(step))
    assert (pipeline.can_fire, bool(pipeline.jobs)) == (is_read, is_read)
    assert (pipeline.why_not is None) is is_read


@pytest.mark.parametrize(
    "path", ["examples/a/Jenkinsfile", "docs/Jenkinsfile", "a/tests/Jenkinsfile", "a/b/c/d/Jenkinsfile"]
)
def test_a_file_that_shows_or_tests_something_is_read_by_no_job(path: str) -> None:
    assert ci_system(path) is None
    assert is_ci_looking(path)
