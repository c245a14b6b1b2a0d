from __future__ import annotations

from tests.support.pipelines import read, runs

PATH = "cloudbuild.yaml"
SOURCE = """\
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
"""


def test_jobs_and_their_scripts() -> None:
    pipeline = read(PATH, SOURCE)
    assert runs(pipeline) == [
        ("build", ["docker build -t app .", "pip install .\npytest", "gcloud run deploy app", "echo done"])
    ]


def test_facts_of_its_jobs() -> None:
    build, tests, deploy, _done = read(PATH, SOURCE).jobs[0].steps
    assert (build.name, build.uses, build.line, build.run_line) == (
        "build",
        "gcr.io/cloud-builders/docker",
        2,
        4,
    )
    assert (tests.directory, tests.run_line, tests.errexit) == ("app", 11, False)
    assert (deploy.line, deploy.run_line) == (13, 14)
