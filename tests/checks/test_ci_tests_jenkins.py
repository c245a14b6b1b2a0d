"""Tests run by Jenkins: matrices, variables, loops, attempts, conditions, shared libraries."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.snapshots import run, snapshot
from tests.support.workflows import CODE

TOOLS = {"Makefile": "lint:\n\truff check\n\ntest:\n\tpytest\n"}


def declarative(step: str, stage: str = "", top: str = "") -> str:
    """A pipeline with one stage."""
    return (
        f"pipeline {{\n  agent any\n  {top}\n  stages {{\n    stage('t') {{\n      {stage}\n      steps {{\n"
        f"        {step}\n      }}\n    }}\n  }}\n}}\n"
    )


def matrix(values: str, step: str) -> str:
    """A pipeline with a matrix over `T`."""
    return (
        "pipeline { agent any\n stages { stage('m') { matrix { axes { axis { name 'T'\n values "
        f"{values} }} }}\n stages {{ stage('x') {{ steps {{ {step} }} }} }} }} }} }} }}"
    )


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (declarative("sh 'pytest'"), Level.WIRED),
        (declarative("sh \"\"\"\n pip list\n pytest -q\n\"\"\""), Level.WIRED),
        (declarative("sh 'make $T'", top="environment { T = 'test' }"), Level.WIRED),
        (declarative("sh \"make ${env.T}\"", top="environment { T = 'test' }"), Level.WIRED),
        (declarative("sh \"make ${T}\"", top="environment { T = 'test' }"), Level.WIRED),
        (declarative("sh \"make ${T}\"", top="environment { T = 'lint' }"), Level.ABSENT),
        (declarative("sh 'make $T'", "environment { T = 'test' }"), Level.WIRED),
        (declarative("withEnv(['T=test']) { sh 'make $T' }"), Level.WIRED),
        (matrix("'lint', 'test'", "sh 'make $T'"), Level.WIRED),
        ("pipeline { agent any\n stages { stage('m') { matrix { axes { axis { name 'T'\n values 'lint', 'test' } }\n stages { stage('x') { steps { sh \"make ${T}\" } } } } } } }", Level.WIRED),
        ("pipeline { agent any\n stages { stage('m') { matrix { axes { axis { name 'T'\n values 'lint' } }\n stages { stage('x') { steps { sh \"make ${T}\" } } } } } } }", Level.ABSENT),
        ("node {\n def cmd = 'pytest -q'\n sh cmd\n}", Level.WIRED),
        ("node {\n def cmd = 'pytest -q'\n sh \"${cmd}\"\n}", Level.WIRED),
        ("node {\n for (t in ['lint', 'test']) { sh \"make ${t}\" }\n}", Level.WIRED),
        ("node {\n ['lint', 'test'].each { t -> sh \"make ${t}\" }\n}", Level.WIRED),
        ("node {\n ['lint', 'test'].each { sh \"make ${it}\" }\n}", Level.WIRED),
        ("def unit() { sh 'pytest' }\nnode { unit() }", Level.WIRED),
        ("node {\n try { sh 'pytest' } catch (e) { echo 'x' }\n}", Level.CLAIMED),
        ("node {\n try { sh 'pytest' } catch (e) { echo 'x'; throw e }\n}", Level.WIRED),
        ("node {\n try { sh 'pytest' } catch (e) { currentBuild.result = 'FAILURE' }\n}", Level.WIRED),
        ("node {\n try { sh 'pytest' } finally { junit 'x.xml' }\n}", Level.WIRED),
        ("node {\n def rc = sh(script: 'pytest', returnStatus: true)\n if (rc != 0) { error 'failed' }\n}", Level.WIRED),
        ("node {\n def rc = sh(script: 'pytest', returnStatus: true)\n}", Level.CLAIMED),
        (declarative("sh 'pytest'", "when { expression { false } }"), Level.ABSENT),
        (declarative("sh 'pytest'", "when { branch 'main' }"), Level.WIRED),
        (declarative("sh 'pytest'", "when { changeRequest() }"), Level.WIRED),
        (declarative("sh 'pytest'", "when { buildingTag() }"), Level.SUBSTANTIVE),
        (declarative("sh 'pytest'", "when { triggeredBy 'TimerTrigger' }"), Level.SUBSTANTIVE),
        (declarative("sh 'pytest'", "when { changeset 'docs/**' }"), Level.SUBSTANTIVE),
        (declarative("sh 'pytest'", "when { changeset '**/*.py' }"), Level.WIRED),
        (declarative("sh 'pytest'", "when { expression { return params.RUN_TESTS } }"), Level.SUBSTANTIVE),
        (declarative("sh 'pytest'", "when { expression { params.RUN } }", top="parameters { booleanParam(name: 'RUN', defaultValue: false) }"), Level.SUBSTANTIVE),
        (declarative("sh 'pytest'", "when { expression { params.RUN } }", top="parameters { booleanParam(name: 'RUN', defaultValue: true) }"), Level.WIRED),
        (declarative("sh 'pytest'", "input { message 'go?' }"), Level.SUBSTANTIVE),
        (declarative("script { docker.image('python').inside { sh 'pytest' } }"), Level.WIRED),
        (declarative("bat 'pytest'"), Level.WIRED),
        (declarative("dir('.') { timeout(5) { retry(2) { sh label: 'x', script: 'pytest' } } }"), Level.WIRED),
        ("pipeline { agent { docker { image 'python:3' } }\n stages { stage('a') { parallel { stage('b') { steps { sh 'pytest' } } } } } }", Level.WIRED),
        (declarative("sh 'pytest || true'"), Level.CLAIMED),
        (declarative("sh(script: 'pytest', returnStdout: true)"), Level.WIRED),
        (declarative("echo 'pytest'"), Level.ABSENT),
    ],
)  # fmt: skip
def test_what_a_jenkinsfile_runs(text: str, level: Level) -> None:
    assert run("ci_tests", snapshot({**CODE, **TOOLS, "Jenkinsfile": text})).level is level


@pytest.mark.parametrize(
    "text",
    [
        "@Library('shared') _\npythonPipeline(name: 'x')\n",
        "library 'shared'\nbuildPython()\n",
        "node {\n load 'ci/steps.groovy'\n}",
    ],
)
def test_steps_that_are_written_elsewhere_are_unseen(text: str) -> None:
    finding = run("ci_tests", snapshot({**CODE, **TOOLS, "Jenkinsfile": text}))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.WIRED)
